"""Bring an agreement into force, exactly once: with the last signature it waits for, or when it waits for none."""

from collections.abc import Iterable

from django.utils import timezone

from agreements import policy
from agreements.kinds import EventKind, FactValue
from agreements.models import Agreement, DataShare, Ending, RegisterJob, RequiredSignature, SealJob
from agreements.signing.accessions import gone_from_rules, join_rules, lock_rules, must_keep_to_rules
from agreements.signing.kept_suspended import keep_suspended, standing_in
from agreements.standing.staying import must_stay
from agreements.workflow import finish, supersede
from community.models import User
from datashare.lib.nudge import nudge


def complete(share: DataShare, agreement: Agreement, by: User | None, cause: str = "") -> bool:
    """Bring the agreement into force if it waits for no signature more, and two parties at least have signed.

    A variation also waits for every party that the agreement in force binds, whatever it says of them. No agreement
    comes into force for a party that has left the rules above it; raise NotNow to a user. The caller holds the lock.
    """
    if agreement.in_force_at or agreement.required.awaited().exists():
        return False
    signed = _have_signed(agreement)
    if len(signed) < 2 or not {party.pk for party in must_stay(share)} <= signed:
        return False
    lock_rules(share)
    if by:
        must_keep_to_rules(share, agreement)
    elif gone_from_rules(share, agreement):
        return False
    _bring_into_force(share, agreement, by, cause)
    return True


def _have_signed(agreement: Agreement) -> set[int]:
    """Return the keys of the parties that have signed in every position."""
    unsigned = agreement.required.filter(signature=None).values("party")
    return set(agreement.required.exclude(party__in=unsigned).values_list("party", flat=True))


def _bring_into_force(share: DataShare, agreement: Agreement, by: User | None, cause: str) -> None:
    now = timezone.now()
    standing = standing_in(share)
    share.agreements.in_force().update(ended_at=now, ends_by=Ending.SUPERSEDED)
    supersede(share, at=now)
    agreement.in_force_at = now
    agreement.save(update_fields=["in_force_at"])
    SealJob.objects.create(agreement=agreement)
    RegisterJob.objects.create(agreement=agreement)
    facts: dict[str, FactValue] = {"agreement": agreement.number}
    kind, without = EventKind.BROUGHT_INTO_FORCE, without_whom(agreement)
    if without:
        kind, facts["parties"] = EventKind.BROUGHT_INTO_FORCE_WITHOUT, without
    subject = f"agreement:{agreement.number}:{agreement.words.digest}"
    record = join_rules(share, agreement, now)
    finish(share, kind, by=by, facts=facts, subject=subject, cause=cause, record=record, at=now)
    keep_suspended(share, agreement, standing, now)
    policy.align_after_signing(share)
    nudge("agreements.tasks.publish_entry", agreement.pk)
    nudge("agreements.tasks.seal", agreement.pk)


def without_whom(agreement: Agreement) -> list[FactValue]:
    """Return the parties that have not signed in every position, as facts of an event."""
    unsigned = agreement.required.filter(signature=None).order_by("place").select_related("party__organisation")
    return list({row.party_id: row.party.fact for row in unsigned}.values())


def unsigned_in(agreements: Iterable[Agreement]) -> dict[int, list[str]]:
    """Return, for each agreement by its key, the parties without which it is in force. One query."""
    rows = RequiredSignature.objects.filter(agreement__in=agreements, signature=None).order_by("place")
    found: dict[int, list[str]] = {}
    for agreement, party in rows.values_list("agreement", "party__organisation__name"):
        if party not in found.setdefault(agreement, []):
            found[agreement].append(party)
    return found


def unsigned_parties(share: DataShare) -> set[int]:
    """Return the keys of the parties that have not signed what is in force."""
    rows = RequiredSignature.objects.filter(agreement__in=share.agreements.in_force(), signature=None)
    return set(rows.values_list("party", flat=True))
