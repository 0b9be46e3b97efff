"""Duties as a member reads them: one list, with the certificates of disposal and the days on which something ends."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils import timezone

from agreements.access import Page
from agreements.duties.actions import bound_by, is_owed_by, may_waive
from agreements.models import Agreement, Disposal, Duty, DutyKind, DutyOutcome, Repeat
from agreements.states import Action
from datashare.lib.jinja import url

DUE_WITHIN: Final = timedelta(days=30)
MOST_CLOSED: Final = 100


@dataclass(frozen=True)
class Deed:
    """A link to what the reader can do about a row."""

    words: str
    address: str


@dataclass(frozen=True)
class DutyRow:
    """One row of the list. `state` is one of GROUPS, or closed."""

    words: str
    owner: str
    state: str
    post: str = ""
    day: date | None = None
    clause: str = ""
    repeats: str = ""
    note: str = ""
    proof: str = ""
    deeds: tuple[Deed, ...] = ()


@dataclass(frozen=True)
class DutyGroup:
    heading: str
    rows: list[DutyRow]


_DEEDS: Final = {
    DutyKind.DELIVERY: ("Record the delivery", "supply"),
    DutyKind.REVIEW: ("Record the review", "reviews"),
}
# The groups of the list, in order, by the state of their rows.
GROUPS: Final = {
    "overdue": "Overdue",
    "due": "Due within 30 days",
    "undated": "Waiting for a day",
    "coming": "Coming up",
    "paused": "Paused while the sharing is suspended",
    "closed": "Done or waived",
}


def groups_shown(page: Page, agreement: Agreement) -> list[DutyGroup]:
    """Return the groups that have rows. Seven queries, however many rows there are."""
    rows = [*_open(page, agreement), *_disposals(page, agreement), *_endings(agreement)]
    rows.sort(key=lambda row: (row.day or date.max, row.words))
    rows += _closed(agreement)
    found = {state: [row for row in rows if row.state == state] for state in GROUPS}
    return [DutyGroup(heading, found[state]) for state, heading in GROUPS.items() if found[state]]


def state_of(day: date, today: date) -> str:
    """Return the group of what is to be done by a day."""
    if day < today:
        return "overdue"
    return "due" if day <= today + DUE_WITHIN else "coming"


def _open(page: Page, agreement: Agreement) -> Iterator[DutyRow]:
    open_rows = Duty.objects.alive().still_open().filter(agreement=agreement)
    bound = bound_by(agreement)
    today, paused = timezone.localdate(), set(open_rows.paused().values_list("pk", flat=True))
    for duty in open_rows.select_related("party__organisation"):
        state = state_of(duty.due_on, today) if duty.due_on else "undated"
        if duty.pk in paused:
            state = "paused"
        yield DutyRow(
            words=duty.words,
            owner=str(duty.party or "All organisations"),
            post=DutyKind(duty.kind).post,
            state=state,
            day=duty.due_on,
            clause=duty.clause,
            repeats="" if duty.repeats == Repeat.ONCE else Repeat(duty.repeats).label,
            deeds=tuple(_deeds(page, duty, bound)),
        )


def _deeds(page: Page, duty: Duty, bound: set[int]) -> Iterator[Deed]:
    """Yield what the reader may do now: the same as the actions let them."""
    party, about = page.party, (page.share.reference, duty.pk)
    if party is None:
        return
    if duty.due_on is None:
        if page.may(Action.DATE_DUTY):
            yield Deed("Enter the day", url("agreements:date_duty", *about))
    elif is_owed_by(duty, party) and page.may(Action.KEEP_DUTY):
        words, name = _DEEDS.get(DutyKind(duty.kind), ("Mark as done", "keep_duty"))
        yield Deed(words, url(f"agreements:{name}", *(about if name == "keep_duty" else about[:1])))
    if duty.due_on and may_waive(bound, duty, party) and page.may(Action.WAIVE_DUTY):
        yield Deed("Waive", url("agreements:waive_duty", *about))


def _disposals(page: Page, agreement: Agreement) -> Iterator[DutyRow]:
    link = Deed("See the disposal", url("agreements:disposal", page.share.reference))
    for row in Disposal.objects.with_state().in_share(agreement.share_id).select_related("party__organisation"):
        state = "closed" if row.proved_at else state_of(row.due_on, timezone.localdate())
        yield DutyRow(
            words="Dispose of the data, and certify it",
            owner=str(row.party),
            post="The person accountable for the data",
            state=state,
            day=row.due_on,
            note=_disposal_in_words(row),
            deeds=(link,),
        )


def _disposal_in_words(row: Disposal) -> str:
    if row.proved_at:
        return "Certified and accepted"
    return "Certified, and not accepted yet" if row.waits_for_givers else ""


def _endings(agreement: Agreement) -> Iterator[DutyRow]:
    """Yield the last day of the agreement, and of each party that has given notice, while they are to come."""
    today = timezone.localdate()
    if agreement.ended_at is None and agreement.ends_on:
        yield _ending("The agreement ends", "All organisations", agreement.ends_on, today)
        return
    if agreement.ended_at is None:
        leaving = agreement.departures.filter(done_at=None).select_related("party__organisation")
        yield from (_ending("Its part ends", str(row.party), row.last_day, today) for row in leaving)


def _ending(words: str, owner: str, day: date, today: date) -> DutyRow:
    return DutyRow(words=words, owner=owner, state=state_of(day, today), day=day, note="The last day")


def _closed(agreement: Agreement) -> list[DutyRow]:
    """Return what was done or waived, the newest first, under this version of the agreement and earlier ones."""
    mine = Duty.objects.filter(agreement__share=agreement.share_id).exclude(outcome="")
    rows = mine.select_related("party__organisation", "closed_by").order_by("-closed_at", "-pk")
    return [_as_closed(duty) for duty in rows[:MOST_CLOSED]]


def _as_closed(duty: Duty) -> DutyRow:
    return DutyRow(
        words=duty.words,
        owner=str(duty.party or "All organisations"),
        state="closed",
        day=duty.due_on,
        clause=duty.clause,
        note=_closed_in_words(duty),
        proof=duty.proof,
    )


def _closed_in_words(duty: Duty) -> str:
    return f"{DutyOutcome(duty.outcome).label} by {duty.closed_by or 'the service'}"
