"""A suspension outlives the version under which it began: only those whom it concerns resume what is suspended."""

from collections.abc import Sequence
from datetime import datetime

from agreements.kinds import Cause, EventKind, FactValue
from agreements.models import Agreement, DataShare, Suspension
from agreements.standing.today import remaining
from agreements.workflow import finish
from datashare.lib.clock import long_date


def standing_in(share: DataShare) -> list[Suspension]:
    """Return the suspensions that stand under the agreement in force, that of all sharing first. One query."""
    standing = Suspension.objects.standing().filter(agreement__in=share.agreements.in_force())
    return list(standing.select_related("party__organisation").order_by("-is_whole", "pk"))


def standing_in_words(share: DataShare) -> list[str]:
    """Return what a variation in preparation leaves suspended, a line each; none, without a query, without one."""
    if share.edition.varies_id is None:
        return []
    return [
        f"The sharing{'' if row.is_whole else f' to and from {row.party}'}, since {long_date(row.at)}"
        for row in standing_in(share)
    ]


def keep_suspended(share: DataShare, agreement: Agreement, standing: Sequence[Suspension], at: datetime) -> None:
    """Let these suspensions stand under the agreement that has just come into force, with who agreed to lift them.

    The part of a party that it does not bind is over. The caller holds the lock.
    """
    bound = remaining(agreement) if standing else []
    for suspension in standing:
        facts: dict[str, FactValue] = {"agreement": agreement.number}
        kind = EventKind.SHARING_KEPT_SUSPENDED
        if not suspension.is_whole:
            kind, facts["parties"] = EventKind.PART_KEPT_SUSPENDED, [suspension.party.fact]
        if not suspension.is_whole and suspension.party not in bound:
            suspension.lifted_at = at
            suspension.save(update_fields=["lifted_at"])
            continue
        suspension.agreement = agreement
        suspension.save(update_fields=["agreement"])
        subject = f"suspension:{suspension.pk}"
        finish(share, kind, by=None, facts=facts, cause=Cause.LATER_EDITION, subject=subject, at=at)
