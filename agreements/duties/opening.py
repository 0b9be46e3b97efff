"""Opens duties: those of an agreement once it is in force, and the next of each that repeats. Idempotent."""

from typing import Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from agreements.duties.promises import promised_in
from agreements.models import (
    Agreement,
    DataShare,
    DutiesRead,
    Duty,
    DutyKind,
    DutyOutcome,
    Repeat,
)
from agreements.states import STANDING
from agreements.workflow import lock_in_force
from datashare.lib.batches import State, each

BATCH: Final = 100
WHILE_SUSPENDED: Final = (
    "No data was supplied, because on that day the sharing was suspended or no organisation was left to receive it."
)


def open_next(state: State) -> State | None:
    """Open the duties of the agreements after the one where the last batch stopped, each once.

    An agreement waits until its register entry, with which its review and last day are read, is written. A failure is
    logged and tried again at the next hour, and holds up no other.
    """
    after = int(state.get("after", 0))
    unread = Agreement.objects.in_force().filter(duties_read=None, register_job__done_at__isnull=False)
    keys = list(unread.filter(pk__gt=after).order_by("pk").values_list("pk", "share")[:BATCH])
    each(keys, lambda pair: open_duties(*pair))
    return {"after": keys[-1][0]} if len(keys) == BATCH else None


@transaction.atomic
def open_duties(agreement_key: int, share_key: int) -> bool:
    """Open the first duties of one agreement. Return False if another worker has, or it is in force no more."""
    share, agreement = lock_in_force(DataShare.objects.get(pk=share_key))
    if agreement is None or agreement.pk != agreement_key or share.edition.state not in STANDING:
        return False
    if DutiesRead.objects.filter(agreement=agreement).exists():
        return False
    DutiesRead.objects.create(agreement=agreement)
    Duty.objects.bulk_create(
        Duty(
            agreement=agreement,
            key=found.key,
            kind=found.kind,
            party_id=found.party,
            flow_id=found.flow,
            about=found.about,
            clause=found.clause,
            repeats=found.repeats,
            counts_from=found.counts_from,
            number=found.after,
            due_on=found.first,
        )
        for found in promised_in(agreement)
    )
    return True


def open_following(state: State) -> State | None:
    """Open the next supply after each whose day is over, and waive those of days on which sharing was suspended."""
    after, today = int(state.get("after", 0)), timezone.localdate()
    _waive_suspended()
    later = Duty.objects.filter(agreement=OuterRef("agreement"), key=OuterRef("key"), number__gt=OuterRef("number"))
    over = Duty.objects.alive().filter(~Exists(later), kind=DutyKind.DELIVERY, due_on__lt=today, pk__gt=after)
    keys = list(over.exclude(repeats=Repeat.ONCE).order_by("pk").values_list("pk", flat=True)[:BATCH])
    each(keys, _follow)
    return {"after": keys[-1]} if len(keys) == BATCH else None


def _follow(key: int) -> None:
    open_after(Duty.objects.select_for_update(of=("self",)).select_related("agreement").get(pk=key))


def open_after(duty: Duty) -> None:
    """Open the next of a duty that repeats, if its agreement is still in force then. The caller holds a lock.

    Each supply that was missed gets a row; of anything else, only the next that is to come.
    """
    today, number = timezone.localdate(), duty.number + 1
    ends_on = None if duty.agreement.ended_at else duty.agreement.ends_on
    while (due := duty.day_of(number)) and (ends_on is None or due <= ends_on):
        if duty.kind == DutyKind.DELIVERY or due > today:
            _copy(duty, number)
        if due > today:
            return
        number += 1


def _copy(duty: Duty, number: int) -> None:
    same = {name: getattr(duty, name) for name in ("kind", "party_id", "flow_id", "about", "clause", "repeats")}
    days = {"counts_from": duty.counts_from, "due_on": duty.day_of(number)}
    Duty.objects.get_or_create(agreement=duty.agreement, key=duty.key, number=number, defaults={**same, **days})


def _waive_suspended() -> int:
    """Waive the supplies that could reach no one on their day. Return how many."""
    over = Duty.objects.still_open().filter(due_on__lt=timezone.localdate())
    keys = list(over.stopped_on(F("due_on")).values_list("pk", flat=True))
    missed = Duty.objects.still_open().filter(pk__in=keys)
    return missed.update(outcome=DutyOutcome.WAIVED, proof=WHILE_SUSPENDED, closed_at=timezone.now())
