"""Name another signatory while the same words are out for signature."""

from django.db import transaction
from django.utils import timezone

from agreements import policy
from agreements.evidence.signatures import replaced_json
from agreements.kinds import EventKind, FactValue
from agreements.members.actions import party_of, takes_part
from agreements.members.naming import someone_of
from agreements.models import Agreement, DataShare, Member, Party, RequiredSignature, SignatoryReplacement
from agreements.notifications import sender
from agreements.states import Action, Role
from agreements.workflow import begin, finish
from community.models import User
from community.notices.outbox import drop_mail
from datashare.lib.exceptions import NotNow


@transaction.atomic
def replace_signatory(*, share: DataShare, email: str, by: User) -> Member:
    """Name another person of the lead's own party to sign in the position in the frozen words.

    The words and the signatures on them stay: they name the position, not the person. Raise NotNow if the party has
    signed, or the person cannot sign for it.
    """
    share = begin(share, Action.REOPEN, by)
    party, agreement = party_of(share, by), share.agreements.offered().select_related("words").get()
    required = _outstanding(agreement, party)
    former, person = required.signatory, someone_of(party, email)
    if person.pk == former.user_id and not _has_ended(former):
        raise NotNow(f"{person} is already the signatory.")
    if takes_part(share, person, person.email).exclude(party=party).exists():
        raise NotNow(f"{person} is in this data share for another organisation.")
    knows = _has_ended(former)
    _end(share, former)
    member = _signatory(share, party, person, former.office, by)
    at = timezone.now()
    replacement = SignatoryReplacement.objects.create(required=required, member=member, by=by, at=at)
    facts: dict[str, FactValue] = {
        "person": str(member),
        "former": str(former),
        "parties": [party.fact],
        "agreement": agreement.number,
    }
    facts["office"] = former.office or "Signatory"
    subject = f"agreement:{agreement.number}:{agreement.words.digest}"
    record = {"replaced": replaced_json(replacement)}
    finish(share, EventKind.SIGNATORY_REPLACED, by=by, facts=facts, subject=subject, record=record, at=at)
    if not knows:
        stays = takes_part(share, former.user, former.email).exists()
        sender.tell_replaced(share, former, member, by, stays=stays)
    return member


def _outstanding(agreement: Agreement, party: Party) -> RequiredSignature:
    if agreement.signatures.filter(party=party).exists():
        raise NotNow(f"{party} has already signed this text.")
    return agreement.required.with_signatories().get(party=party)


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
    """Make the user the signatory, in the position in the words."""
    Member.objects.live().filter(share=share, party=party, role=Role.SIGNATORY).update(until=timezone.now())
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
