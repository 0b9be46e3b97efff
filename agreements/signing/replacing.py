"""Another signatory while the same words are out for signature: named by a lead, or asked by the signatory."""

from django.db import transaction
from django.utils import timezone

from agreements import policy
from agreements.evidence.signatures import replaced_json
from agreements.kinds import ChangeKey, EventKind, FactValue
from agreements.members.actions import party_of, takes_part
from agreements.members.naming import someone_of
from agreements.members.other_bodies import why_not_also
from agreements.models import Agreement, DataShare, Member, Party, RequiredSignature, SignatoryReplacement
from agreements.notifications import sender
from agreements.signing.actions import must_not_wait, required_of
from agreements.states import Action, Role
from agreements.workflow import EventChange, begin, finish
from community.models import User
from community.notices.outbox import drop_mail
from datashare.lib.exceptions import NotNow


@transaction.atomic
def replace_signatory(*, share: DataShare, email: str, by: User, place: int | None = None) -> Member:
    """Name another person of the lead's own party to sign in a position in the frozen words.

    The words and the signatures on them stay: they name the position, not the person. `place` is its line in the words;
    without it, the first in which the party has not signed. Raise NotNow if it has, or the person cannot sign for it.
    """
    share = begin(share, Action.REOPEN, by)
    party, agreement = party_of(share, by), share.agreements.offered().select_related("words").get()
    required = _outstanding(agreement, party, place)
    former, knows = required.signatory, _has_ended(required.signatory)
    replacement = _replace(share, required, email, by)
    _tell_of(EventKind.SIGNATORY_REPLACED, replacement, former, agreement)
    if not knows:
        stays = takes_part(share, former.user, former.email).exists()
        sender.tell_replaced(share, former, replacement.member, by, stays=stays)
    return replacement.member


@transaction.atomic
def delegate(*, share: DataShare, email: str, reason: str, by: User) -> Member:
    """Ask, as the signatory, another person of one's own party to sign in one's place, in the same position.

    Everyone reads who did and why. The words and the signatures on them stay. The signatory reads on as observer, and
    the other has their role from then on. Raise NotNow if they have signed or declined, must wait before they could
    sign, or the other cannot sign for the party; PermissionDenied if they are not the signatory.
    """
    share = begin(share, Action.SIGN, by)
    agreement = share.agreements.offered().select_related("words", "share").get()
    required = required_of(agreement, by)
    if hasattr(required, "signature"):
        raise NotNow("You have signed this text, so no one else can sign it in your place.")
    if agreement.later_parties.filter(party=required.party, by=by).exists():
        raise NotNow("You declined to sign this text. A lead of your organisation can name another signatory.")
    must_not_wait(by)
    former = required.signatory
    replacement = _replace(share, required, email, by, delegated=True)
    _keep_reading(share, former)
    given = EventChange.given(ChangeKey.REASON, reason)
    _tell_of(EventKind.SIGNATURE_DELEGATED, replacement, former, agreement, given)
    sender.tell_delegated(share, former, replacement.member)
    return replacement.member


def _keep_reading(share: DataShare, former: Member) -> None:
    """Make who asked someone else to sign an observer, so that they can read what becomes of it."""
    if former.user and not takes_part(share, former.user, former.email).filter(party=former.party).exists():
        given = {"email": former.email, "office": former.office, "invited_by": former.user}
        Member.objects.create(share=share, party=former.party, user=former.user, role=Role.OBSERVER, **given)
        policy.align(former.user, share)


def _replace(
    share: DataShare, required: RequiredSignature, email: str, by: User, *, delegated: bool = False
) -> SignatoryReplacement:
    """Name the person with this address in place of who is to sign; end the role of the other as signatory."""
    former, person = required.signatory, someone_of(required.party, email)
    _must_be_free(share, required, person)
    _end(share, former)
    member = _signatory(share, required.party, person, former.office, by)
    told = {"delegated": delegated, "by": by, "at": timezone.now()}
    return SignatoryReplacement.objects.create(required=required, member=member, **told)


def _outstanding(agreement: Agreement, party: Party, place: int | None) -> RequiredSignature:
    rows = agreement.required.outstanding().filter(party=party).with_signatories()
    required = (rows.filter(place=place) if place else rows).first()
    if required is None:
        raise NotNow(f"{party} has already signed this text.")
    return required


def _must_be_free(share: DataShare, required: RequiredSignature, person: User) -> None:
    """Raise NotNow for who signs these words already, in this position or another, or acts for another party."""
    own = RequiredSignature.objects.filter(agreement=required.agreement_id, party=required.party_id)
    rows = own.with_signatories()
    signs = {row.signatory.user_id: row for row in rows}
    if (other := signs.get(person.pk)) and not (other == required and _has_ended(required.signatory)):
        as_what = "the signatory" if other == required else f"named to sign as {other.office}"
        raise NotNow(f"{person} is already {as_what}.")
    others = takes_part(share, person, person.email).exclude(party=required.party)
    if why := why_not_also(required.party, person, others):
        raise NotNow(why)


def _tell_of(
    kind: EventKind, replacement: SignatoryReplacement, former: Member, agreement: Agreement, *changes: EventChange
) -> None:
    required = replacement.required
    facts: dict[str, FactValue] = {
        "person": str(replacement.member),
        "former": str(former),
        "parties": [required.party.fact],
        "agreement": agreement.number,
        "office": required.office,
    }
    finish(
        replacement.member.share,
        kind,
        by=replacement.by,
        facts=facts,
        changes=changes,
        subject=f"agreement:{agreement.number}:{agreement.words.digest}",
        record={"replaced": replaced_json(replacement)},
        at=replacement.at,
    )


def _has_ended(member: Member) -> bool:
    return member.until is not None and member.until <= timezone.now()


def _end(share: DataShare, former: Member) -> None:
    if _has_ended(former):
        return
    former.until = timezone.now()
    former.save(update_fields=["until"])
    if former.user:
        policy.align(former.user, share)
    if not takes_part(share, former.user, former.email).exists():
        drop_mail(former.user, share.reference, email=former.email)


def _signatory(share: DataShare, party: Party, person: User, office: str, by: User) -> Member:
    """Make the user a signatory, in the position in the words."""
    Member.objects.live().filter(share=share, party=party, user=person, role=Role.SIGNATORY).update(
        until=timezone.now()
    )
    member = Member.objects.create(
        share=share,
        party=party,
        user=person,
        email=person.email,
        role=Role.SIGNATORY,
        office=office,
        invited_by=by,
    )
    policy.align(person, share)
    return member
