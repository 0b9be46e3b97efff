"""Sign-off actions: sign the digest of frozen words, decline, reopen the text."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from agreements.evidence.frozen import SignatoryWords
from agreements.evidence.signatures import signature_json, signed_by
from agreements.kinds import ChangeKey, EventKind
from agreements.members.actions import party_of
from agreements.models import Agreement, DataShare, Party, RequiredSignature, Signature, acting_party
from agreements.signing.accessions import must_keep_to_rules
from agreements.signing.joining_later import complete_now, decline_alone, is_optional, must_be_awaited
from agreements.states import Action, State
from agreements.workflow import EventChange, begin, finish, lock
from community.accounts.support import signing_waits_until
from community.models import User
from datashare.lib.clock import long_datetime
from datashare.lib.exceptions import NotNow
from datashare.lib.nudge import nudge

# What a signatory of a party that joins common rules by it says as well.
JOINING: Final = (
    " With it, {organisation} joins the common rules {reference}, version {number}, whose digest is {digest}."
)
STATEMENT: Final = (
    "I have read the whole of this document. I have the authority to sign it for {organisation} as {office}. "
    "I sign the text whose digest is {digest}."
)
# What someone says as well whom the signatory asked to sign in their place.
DELEGATED: Final = " {former} asked me to sign it in their place."


@transaction.atomic
def sign(*, agreement: Agreement, digest: str, method: str, by: User) -> Signature:
    """Store the user's signature on the digest they were shown. Idempotent.

    The last signature brings the agreement into force in the same transaction, which creates the jobs to seal it and to
    write its register entry. Raise NotNow for a stale digest or out of turn, PermissionDenied if another person is to
    sign.
    """
    share = lock(agreement.share)
    agreement = Agreement.objects.select_related("words", "share").get(pk=agreement.pk)
    if done := agreement.signatures.filter(user=by, digest=digest, party=acting_party(share, by)).first():
        return done
    begin(share, Action.SIGN, by, edition=agreement.edition_id)
    required = required_of(agreement, by)
    if agreement.taken_back_at or digest != agreement.words.digest:
        raise NotNow("The text changed after you opened the page. You have not signed. Read the text again.")
    _must_be_next(agreement, required)
    must_not_wait(by)
    must_keep_to_rules(share, agreement, required.party)
    named = named_in_words(agreement, required)
    signature = Signature.objects.create(
        agreement=agreement,
        required=required,
        party=required.party,
        user=by,
        organisation=named.party,
        name=by.full_name,
        office=named.office,
        digest=digest,
        statement=_statement(agreement, required, named),
        method=method,
    )
    _tell_of(signature, share, by)
    complete_now(share, agreement, by)
    return signature


def _statement(agreement: Agreement, required: RequiredSignature, named: SignatoryWords) -> str:
    """Return what the signatory says with the signature."""
    words = agreement.words
    said = STATEMENT.format(organisation=named.party, office=named.office, digest=words.digest)
    if former := required.delegated_by:
        said += DELEGATED.format(former=former)
    rules = json.loads(words.words).get("rules")
    return said + JOINING.format(organisation=named.party, **rules) if joins_rules(rules, named.party) else said


def joins_rules(rules: Mapping[str, Any] | None, party: str) -> bool:
    """Return whether a party joins the rules that frozen words name (`rules`), by signing them."""
    return rules is not None and party in rules["joining"]


def named_in_words(agreement: Agreement, required: RequiredSignature) -> SignatoryWords:
    """Return party and position as in the frozen words, even if either has been renamed since."""
    signatories = json.loads(agreement.words.words)["signatories"]
    if required.place <= len(signatories):
        return SignatoryWords(**signatories[required.place - 1])
    return SignatoryWords(str(required.party), required.signatory.office or "Signatory")


def _tell_of(signature: Signature, share: DataShare, by: User) -> None:
    """Append the event of a signature, which commits to all that the sealed file will say about it."""
    number = signature.agreement.number
    finish(
        share,
        EventKind.AGREEMENT_SIGNED,
        by=by,
        facts={"agreement": number, "signed_for": signature.organisation, "office": signature.office},
        changes=[EventChange.given(ChangeKey.DIGEST, signature.digest)],
        subject=f"agreement:{number}:{signature.digest}",
        record=signature_json(signed_by(signature)),
        at=signature.at,
    )
    nudge("agreements.tasks.publish_heads")


def required_of(agreement: Agreement, by: User) -> RequiredSignature:
    """Return the signature that this user is to give, or has given. Raise PermissionDenied if there is none."""
    asked = agreement.required.filter(party=acting_party(agreement.share, by)).with_signatories()
    required = next((row for row in asked if row.signatory.user_id == by.pk), None)
    if not required:
        raise PermissionDenied("Only the person named as signatory can sign this text.")
    return required


def _must_be_next(agreement: Agreement, required: RequiredSignature) -> None:
    if not agreement.required.due().filter(pk=required.pk).exists():
        raise NotNow("People sign this agreement in order, and it is not your turn yet. We will tell you when it is.")


def must_not_wait(by: User) -> None:
    """Raise in the day after support removed a second step, so that a fraudulent removal can be reported."""
    if until := signing_waits_until(by):
        raise NotNow(f"Your second step was removed, so you cannot sign until {long_datetime(until)}.")


@transaction.atomic
def decline(*, agreement: Agreement, reason: str, by: User) -> None:
    """Refuse to sign, with a reason, and tell all members.

    The words go back to negotiation, unless they can come into force without this party.
    """
    share = begin(agreement.share, Action.DECLINE, by, edition=agreement.edition_id)
    offered_now = share.agreements.offered().filter(pk=agreement.pk).first()
    if offered_now is None:
        raise NotNow("A different text is now out for signature. Read it before you decide.")
    agreement = offered_now
    required = required_of(agreement, by)
    if is_optional(agreement, required.party):
        if hasattr(required, "signature"):
            raise NotNow("You have signed this text, so you cannot decline to sign it.")
        decline_alone(share, agreement, required.party, reason, by)
    else:
        _end_signing(EventKind.SIGNATURE_DECLINED, share, agreement, reason, by)


@transaction.atomic
def reopen(*, share: DataShare, reason: str, by: User) -> None:
    """Reopen the frozen words for changes; signatures on them no longer count.

    Raise PermissionDenied for a party without which they can come into force.
    """
    share = begin(share, Action.REOPEN, by)
    agreement = share.agreements.offered().get()
    must_be_awaited(agreement, party_of(share, by))
    _end_signing(EventKind.TEXT_REOPENED, share, agreement, reason, by)


def _end_signing(kind: EventKind, share: DataShare, agreement: Agreement, reason: str, by: User) -> None:
    """Take these words back, and tell of it."""
    agreement.taken_back_at = timezone.now()
    agreement.save(update_fields=["taken_back_at"])
    finish(
        share,
        kind,
        by=by,
        facts={"agreement": agreement.number},
        changes=[EventChange.given(ChangeKey.REASON, reason)],
        subject=f"agreement:{agreement.number}",
        at=agreement.taken_back_at,
    )


def has_signed(share: DataShare, user: User, party: Party | None) -> bool:
    """Return whether this user's signature for this party on the newest words of the data share counts."""
    newest = share.edition.agreements.filter(taken_back_at=None).last()
    return newest is not None and newest.signatures.filter(user=user, party=party).exists()


def offered(share: DataShare) -> Agreement | None:
    """Return the agreement out for signature, if there is one."""
    if share.edition.state != State.SIGNING:
        return None
    return share.agreements.offered().select_related("words").first()


@dataclass(frozen=True)
class SignatureStanding:
    """One required signature: whose, and whether it is given."""

    required: RequiredSignature
    signature: Signature | None

    @property
    def joins_later(self) -> bool:
        """Whether the words come into force without it."""
        return self.required.joins_later

    @property
    def is_vacant(self) -> bool:
        """Whether the named signatory can no longer sign."""
        signatory = self.required.signatory
        ended = signatory.until is not None and signatory.until <= timezone.now()
        closed = signatory.user is not None and not signatory.user.is_active
        return self.signature is None and not self.joins_later and (ended or closed or signatory.has_expired)


def standing_of(agreement: Agreement) -> list[SignatureStanding]:
    """Return the required signatures in the order of their ranks, each with the signature given."""
    return [SignatureStanding(row, getattr(row, "signature", None)) for row in agreement.required.with_signatories()]


def turn_of(agreement: Agreement, user: User, party: Party | None) -> RequiredSignature | None:
    """Return the signature this user must give now for a party; None if it is given, another's, or not their turn."""
    due = [required for required in due_among(standing_of(agreement)) if required.party == party]
    return next((required for required in due if required.signatory.user_id == user.pk), None)


def due_among(standing: Sequence[SignatureStanding]) -> list[RequiredSignature]:
    """Return those that can be given now: of all that are not given, those for which no earlier rank is awaited."""
    left = [row for row in standing if row.signature is None]
    first = min((row.required.rank for row in left if not row.joins_later), default=None)
    return [row.required for row in left if first is None or row.required.rank <= first]
