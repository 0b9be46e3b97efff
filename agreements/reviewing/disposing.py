"""After the end: who must dispose of the data, their certificates, and whether the givers accept them."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from agreements.kinds import Cause, ChangeKey, EventKind
from agreements.members.actions import party_of
from agreements.models import (
    Agreement,
    DataShare,
    Disposal,
    DisposalAnswer,
    DisposalCertificate,
    Party,
)
from agreements.models.moving import Moving
from agreements.states import Action
from agreements.workflow import EventChange, begin_in_force, finish
from community.models import User
from community.organisations.nations import nation_of
from datashare.lib.clock import working_day_after
from datashare.lib.exceptions import Incomplete, NotNow

# Working days after the end by which data is destroyed, and after that by which it is certified (clause on disposal).
DAYS_TO_DESTROY: Final = 20
DAYS_TO_CERTIFY: Final = 20


def open_disposals(share: DataShare, agreement: Agreement, parties: list[Party], last_day: date) -> None:
    """Ask these parties to dispose of what they received, those that did receive. The caller holds the lock."""
    received = {receiver for _, receiver in Moving.under(agreement).pairs_signed()}
    for party in parties:
        if party.pk in received:
            nation = nation_of(party.organisation)
            due = working_day_after(last_day, DAYS_TO_DESTROY + DAYS_TO_CERTIFY, nation)
            _, is_new = Disposal.objects.get_or_create(agreement=agreement, party=party, defaults={"due_on": due})
            if is_new:
                facts: dict[str, Any] = {"parties": [party.fact], "day": due.isoformat()}
                _tell(EventKind.DISPOSAL_OWED, share, agreement, None, facts, [], Cause.PART_ENDED)


@transaction.atomic
def certify(*, share: DataShare, given: Mapping[str, Any], by: User) -> DisposalCertificate:
    """Certify the disposal for one's own organisation. `given` has the fields of the certificate.

    A later certificate takes the place of one that was returned. Raise PermissionDenied for a party that owes none,
    NotNow while one waits for the givers or was accepted, Incomplete for a day that is to come.
    """
    share, _ = begin_in_force(share, Action.CERTIFY, by)
    party = party_of(share, by)
    owed = Disposal.objects.with_state().in_share(share.pk).filter(party=party).select_related("agreement")
    disposal = owed.order_by(F("proved_at").asc(nulls_first=True), "-pk").first()
    if disposal is None:
        raise PermissionDenied(f"{party} does not owe a certificate now.")
    if not disposal.waits_for_certificate:
        raise NotNow(f"{party} has certified the disposal already.")
    if given["destroyed_on"] > timezone.localdate():
        raise Incomplete("The day on which the data was destroyed must be today or in the past.")
    made = DisposalCertificate.objects.create(disposal=disposal, by=by, at=timezone.now(), **given)
    day = made.destroyed_on.isoformat()
    facts: dict[str, Any] = {"parties": [party.fact], "office": made.office, "day": day}
    said = [EventChange.given(ChangeKey.CERTIFICATE, in_words(made))]
    _tell(EventKind.DISPOSAL_CERTIFIED, share, disposal.agreement, by, facts, said)
    return made


@transaction.atomic
def answer(*, share: DataShare, certificate: int, accepts: bool, reason: str, by: User) -> DisposalAnswer:
    """Accept or return a certificate for one's own organisation, which gave the data.

    Raise PermissionDenied for a party that gave none to who certifies, NotNow if another certificate took its place or
    the party has answered, Incomplete for a return without a reason.
    """
    share, _ = begin_in_force(share, Action.ANSWER_CERTIFICATE, by)
    party = party_of(share, by)
    newest = DisposalCertificate.objects.newest().filter(disposal__agreement__share=share)
    found = newest.select_related("disposal__party__organisation", "disposal__agreement").filter(pk=certificate).first()
    if found is None:
        raise NotNow("Another certificate took the place of this one. Read that one.")
    if party.pk not in givers_to(found.disposal):
        raise PermissionDenied(f"{party} gave no data to {found.disposal.party}.")
    answered = found.answers.values_list("party", "accepts")
    if party.pk in dict(answered) or not all(accepted for _, accepted in answered):
        raise NotNow("This certificate has been answered.")
    if not accepts and not reason:
        raise Incomplete("Say what is missing from the certificate.")
    made = DisposalAnswer.objects.create(certificate=found, party=party, accepts=accepts, reason=reason, by=by)
    kind = EventKind.CERTIFICATE_ACCEPTED if accepts else EventKind.CERTIFICATE_RETURNED
    changes = [EventChange.given(ChangeKey.REASON, reason)] if reason else []
    _tell(kind, share, found.disposal.agreement, by, {"parties": [found.disposal.party.fact]}, changes)
    if accepts and givers_to(found.disposal) <= set(found.answers.values_list("party", flat=True)):
        found.disposal.proved_at = made.at
        found.disposal.save(update_fields=["proved_at"])
    return made


def givers_to(disposal: Disposal) -> set[int]:
    """Return the keys of the parties that gave data to the one that disposes of it. Four queries."""
    pairs = Moving.under(disposal.agreement).pairs_signed()
    return {giver for giver, receiver in pairs if receiver == disposal.party_id}


def in_words(certificate: DisposalCertificate) -> str:
    """Return a certificate as text, a line for each of its statements."""
    lines = (
        ("Destroyed", certificate.destroyed),
        ("How", certificate.get_method_display()),
        ("Tool or contractor", certificate.tool),
        ("Done by", certificate.done_by),
        ("Verified by", certificate.verified_by),
        ("Backups overwritten by", certificate.backups_until.isoformat() if certificate.backups_until else ""),
        ("Kept", certificate.kept or "Nothing else remains."),
    )
    return "\n".join(f"{label}: {words}" for label, words in lines if words)


def _tell(
    kind: EventKind,
    share: DataShare,
    agreement: Agreement,
    by: User | None,
    facts: dict[str, Any],
    changes: list[EventChange],
    cause: str = "",
) -> None:
    told = {"agreement": agreement.number, **facts}
    party = facts["parties"][0][0]
    finish(share, kind, by=by, facts=told, changes=changes, cause=cause, subject=f"disposal:{party}")
