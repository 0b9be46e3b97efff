"""Each flow as a member reads it: what is set up, what was due, sent and received, and what the reader can do."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils import timezone

from agreements.access import Page
from agreements.models import (
    Act,
    Agreement,
    DataDelivery,
    Duty,
    DutyKind,
    DutyOutcome,
    Flow,
    Party,
    Receipt,
    ReceiptResult,
    SetUpItem,
    SetUpStep,
)
from agreements.models.moving import Moving
from agreements.standing.paused import paused_in
from agreements.states import Action
from agreements.supplying.actions import is_tested
from datashare.lib.jinja import url
from datashare.lib.phrases import listed

MOST_ROWS: Final = 100


@dataclass(frozen=True)
class SetUpRow:
    """One thing that a party sees to before the first supply; `step` says that it has."""

    words: str
    party: str
    step: SetUpStep | None
    address: str = ""


@dataclass(frozen=True)
class SupplyRow:
    """A supply that was due, one that was made, or both."""

    due: date | None
    state: str
    colour: str
    delivery: DataDelivery | None = None
    receipts: Sequence[Receipt] = ()
    note: str = ""
    check: str = ""


@dataclass(frozen=True)
class FlowSupply:
    """A flow with its log. The addresses are empty where the reader can do nothing."""

    flow: Flow
    name: str
    tested: bool
    set_up: list[SetUpRow]
    rows: list[SupplyRow]
    has_more: bool
    # The parties to the flow that have suspended what they give and receive.
    paused: list[str]
    send: str = ""
    test: str = ""
    load: str = ""

    @property
    def left_to_set_up(self) -> int:
        return sum(row.step is None for row in self.set_up)


def flows_supplied(page: Page, agreement: Agreement) -> list[FlowSupply]:
    """Return each flow with its log. The number of queries grows with the flows, and with nothing else."""
    flows = Flow.objects.still_open().filter(edition=agreement.edition_id)
    paused, moving = {found.party_id for found in paused_in(agreement)}, Moving.under(agreement)
    return [
        _flow(page, agreement, flow, paused, moving) for flow in flows.prefetch_related("ends__party__organisation")
    ]


def _flow(page: Page, agreement: Agreement, flow: Flow, paused: set[int], moving: Moving) -> FlowSupply:
    ends = list(flow.ends.all())
    givers = [end.party for end in ends if end.act == Act.GIVES]
    receivers = [end.party for end in ends if end.act == Act.RECEIVES]
    tested, gives = is_tested(agreement, flow), page.party in givers
    stopped = not moving.receivers(flow.pk)
    may_send = gives and page.may(Action.SEND_DATA) and not stopped
    about = (page.share.reference, flow.pk)
    rows = list(_rows(page, agreement, flow, receivers, stopped=stopped))
    return FlowSupply(
        flow=flow,
        name=f"From {listed(map(str, givers))} to {listed(map(str, receivers))}",
        tested=tested,
        set_up=list(_set_up(page, flow, givers, receivers)),
        rows=rows[:MOST_ROWS],
        has_more=len(rows) > MOST_ROWS,
        paused=[str(party) for party in (*givers, *receivers) if party.pk in paused],
        send=url("agreements:send_data", *about) if may_send and tested else "",
        test=url("agreements:send_test", *about) if may_send else "",
        load=url("agreements:import_supplies", *about) if may_send and tested else "",
    )


def _set_up(page: Page, flow: Flow, givers: Iterable[Party], receivers: Iterable[Party]) -> Iterator[SetUpRow]:
    steps = {(step.item, step.party_id): step for step in flow.set_up.select_related("by")}
    for item in SetUpItem:
        seeing = [*(givers if item.of_giver else ()), *(receivers if item.of_receivers else ())]
        for party in seeing:
            step = steps.get((item, party.pk))
            may = step is None and party == page.party and page.may(Action.SET_UP)
            address = url("agreements:set_up", page.share.reference, flow.pk, item.value) if may else ""
            yield SetUpRow(item.label, str(party), step, address)


def _rows(
    page: Page, agreement: Agreement, flow: Flow, receivers: Sequence[Party], *, stopped: bool
) -> Iterator[SupplyRow]:
    """Yield what was due or sent, the newest first."""
    deliveries = list(
        flow.deliveries.filter(agreement=agreement)
        .select_related("corrects", "by")
        .prefetch_related("receipts__party__organisation")
        .order_by("-sent_on", "-pk")[: MOST_ROWS + 1]
    )
    made = {delivery.duty_id: delivery for delivery in deliveries if delivery.duty_id}
    due = Duty.objects.filter(agreement=agreement, flow=flow, kind=DutyKind.DELIVERY, due_on__isnull=False)
    duties = list(due.order_by("-due_on", "-pk")[: MOST_ROWS + 1])
    rows = [
        *(_of_duty(duty, stopped=stopped) for duty in duties if duty.pk not in made),
        *(_of_delivery(page, delivery, duties, receivers) for delivery in deliveries),
    ]
    yield from sorted(rows, key=_day, reverse=True)


def _day(row: SupplyRow) -> date:
    return row.delivery.sent_on if row.delivery else row.due or date.min


def _of_duty(duty: Duty, *, stopped: bool) -> SupplyRow:
    if duty.outcome:
        return SupplyRow(duty.due_on, DutyOutcome(duty.outcome).label, "grey", note=duty.proof)
    if stopped:
        return SupplyRow(duty.due_on, "Paused", "grey")
    missed = duty.due_on is not None and duty.due_on < timezone.localdate()
    return SupplyRow(duty.due_on, "Missed", "red") if missed else SupplyRow(duty.due_on, "Expected", "blue")


def _of_delivery(page: Page, delivery: DataDelivery, duties: Sequence[Duty], receivers: Sequence[Party]) -> SupplyRow:
    receipts = list(delivery.receipts.all())
    results = {receipt.result for receipt in receipts}
    worst = next((result for result in (ReceiptResult.REJECTED, ReceiptResult.SHORT) if result in results), None)
    state, colour = "Sent", "yellow"
    if results:
        state = (worst or ReceiptResult.ACCEPTED).said
        colour = "red" if worst else "green"
    own = any(page.party and receipt.party_id == page.party.pk for receipt in receipts)
    reached = [party for party in receivers if delivery.is_for(party.pk)]
    may_check = page.party in reached and page.may(Action.RECEIVE_DATA)
    check = url("agreements:receive_data", page.share.reference, delivery.pk) if may_check and not own else ""
    due = next((duty.due_on for duty in duties if duty.pk == delivery.duty_id), None)
    notes = [f"Corrects delivery {delivery.corrects.number}"] if delivery.corrects else []
    notes += [f"Sent to {listed(map(str, reached))} only"] if len(reached) < len(receivers) else []
    note = ". ".join(notes)
    return SupplyRow(due, state, colour, delivery, receipts, note, check)
