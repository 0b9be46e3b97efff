"""What people record of a supply: that something is set up, that data or a test was sent, what arrived."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from agreements.duties.actions import close
from agreements.kinds import ChangeKey, EventKind, FactValue
from agreements.members.actions import party_of
from agreements.models import (
    Act,
    Agreement,
    DataDelivery,
    DataShare,
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
from agreements.standing.today import remaining
from agreements.states import Action
from agreements.workflow import EventChange, begin_in_force, finish
from community.models import User
from datashare.lib.clock import long_date
from datashare.lib.exceptions import Incomplete, NotNow
from datashare.lib.phrases import listed

NO_TEST: Final = (
    "Record a test first. The signed words ask for a test without real personal data before the first supply, and for "
    "its acceptance."
)
_KINDS: Final = {
    ReceiptResult.ACCEPTED: EventKind.DELIVERY_ACCEPTED,
    ReceiptResult.SHORT: EventKind.DELIVERY_SHORT,
    ReceiptResult.REJECTED: EventKind.DELIVERY_REJECTED,
}


@transaction.atomic
def set_up(*, share: DataShare, flow: int, item: SetUpItem, note: str, by: User) -> SetUpStep:
    """Record that one's own organisation has seen to something before the first supply. Idempotent.

    Raise PermissionDenied for a party that does not see to it, Incomplete without words.
    """
    share, agreement = begin_in_force(share, Action.SET_UP, by)
    found, party = open_flow(agreement, flow), party_of(share, by)
    if not sees_to(item, found, party):
        raise PermissionDenied(f"{party} does not see to this.")
    if not note.strip():
        raise Incomplete("Say how it was done.")
    given = {"note": note, "by": by}
    made, is_new = SetUpStep.objects.get_or_create(flow=found, party=party, item=item, defaults=given)
    if is_new:
        said = [EventChange.given(ChangeKey.PROOF, f"{item.label}: {note}")]
        facts: dict[str, FactValue] = {"agreement": agreement.number, "parties": [party.fact]}
        finish(share, EventKind.SUPPLY_SET_UP, by=by, facts=facts, changes=said, subject=f"flow:{found.pk}")
    return made


@transaction.atomic
def send(*, share: DataShare, flow: int, given: Mapping[str, Any], is_test: bool, by: User) -> DataDelivery:
    """Record that one's own organisation sent data, or a test. `given` has the fields of DataDelivery that people fill.

    The earliest supply that is due in this flow is done by it. Raise PermissionDenied for who does not give in it,
    NotNow while the sharing is suspended or no test has arrived, Incomplete for a day to come or before the agreement.
    """
    share, agreement = begin_in_force(share, Action.SEND_DATA, by)
    found, party = _own_flow(share, agreement, flow, by)
    moving = _must_run(agreement, found)
    if not is_test:
        must_be_tested(agreement, found)
    made = _store(moving, agreement, found, given, by, is_test=is_test)
    kind = EventKind.TEST_SENT if is_test else EventKind.DELIVERY_SENT
    facts = _facts(agreement, party, made) | {"day": made.sent_on.isoformat()}
    finish(share, kind, by=by, facts=facts, subject=_subject(made))
    return made


@transaction.atomic
def import_log(*, share: DataShare, flow: int, rows: Iterable[Mapping[str, Any]], by: User) -> list[DataDelivery]:
    """Record several supplies at once, in order, with one event. Raise as `send` does, and then store none of them."""
    share, agreement = begin_in_force(share, Action.SEND_DATA, by)
    found, party = _own_flow(share, agreement, flow, by)
    moving = _must_run(agreement, found)
    must_be_tested(agreement, found)
    made = [_store(moving, agreement, found, row, by, is_test=False) for row in rows]
    if not made:
        raise Incomplete("There are no supplies in this file.")
    numbers: list[FactValue] = [delivery.number for delivery in made]
    facts: dict[str, FactValue] = {"agreement": agreement.number, "parties": [party.fact], "deliveries": numbers}
    finish(share, EventKind.DELIVERIES_IMPORTED, by=by, facts=facts, subject=f"flow:{found.pk}")
    return made


@transaction.atomic
def receive(*, share: DataShare, delivery: int, given: Mapping[str, Any], by: User) -> Receipt:
    """Record what arrived at one's own organisation. `given` has the fields of Receipt that people fill.

    Raise PermissionDenied for who does not receive in its flow, NotNow for a second time, Incomplete for a day to come
    or before it was sent, and for one that is not accepted without a reason.
    """
    share, agreement = begin_in_force(share, Action.RECEIVE_DATA, by)
    found = DataDelivery.objects.select_related("flow").filter(agreement=agreement, pk=delivery).first()
    if found is None:
        raise NotNow("This delivery belongs to another version of the agreement.")
    party = party_of(share, by)
    if not receives(found, party):
        raise PermissionDenied(f"{party} does not receive this.")
    if found.receipts.filter(party=party).exists():
        raise NotNow(f"{party} has checked this delivery already.")
    result = ReceiptResult(given["result"])
    if result != ReceiptResult.ACCEPTED and not str(given.get("reason") or "").strip():
        raise Incomplete("Say what is missing or wrong.")
    if not found.sent_on <= given["received_on"] <= timezone.localdate():
        raise Incomplete("The day must be on or after the day on which it was sent, and not in the future.")
    made = Receipt.objects.create(delivery=found, party=party, by=by, **given)
    said = [EventChange.given(ChangeKey.REASON, made.reason)] if made.reason else []
    finish(share, _KINDS[result], by=by, facts=_facts(agreement, party, found), changes=said, subject=_subject(found))
    return made


def open_flow(agreement: Agreement, flow: int) -> Flow:
    """Return a flow of this agreement. Raise NotNow for one that was closed, or of another version."""
    found = Flow.objects.still_open().filter(edition=agreement.edition_id, pk=flow).first()
    if found is None:
        raise NotNow("No data moves this way under the agreement.")
    return found


def _must_run(agreement: Agreement, flow: Flow) -> Moving:
    """Return what moves under the agreement. Raise NotNow for a flow that can bring data to no one today."""
    moving = Moving.under(agreement)
    if moving.receivers(flow.pk):
        return moving
    if paused := [str(found.party) for found in paused_in(agreement)]:
        raise NotNow(f"The sharing to and from {listed(paused)} is suspended.")
    raise NotNow("The agreement binds no organisation now that receives this data.")


def receives(delivery: DataDelivery, party: Party) -> bool:
    """Return whether a delivery went to a party. One query."""
    return delivery.is_for(party.pk) and is_at(delivery.flow, party, Act.RECEIVES)


def is_at(flow: Flow, party: Party, act: Act) -> bool:
    """Return whether a party gives, or receives, in a flow. One query."""
    return flow.ends.filter(party=party, act=act).exists()


def sees_to(item: SetUpItem, flow: Flow, party: Party) -> bool:
    """Return whether a party sees to something before the first supply of a flow. At most two queries."""
    gives = item.of_giver and is_at(flow, party, Act.GIVES)
    return gives or (item.of_receivers and is_at(flow, party, Act.RECEIVES))


def must_be_tested(agreement: Agreement, flow: Flow) -> None:
    """Raise NotNow until a test has arrived, in this flow or between the same parties under an earlier version."""
    if not is_tested(agreement, flow):
        raise NotNow(NO_TEST)


def is_tested(agreement: Agreement, flow: Flow) -> bool:
    """Return whether a test has arrived from the same giver in this data share. Two queries."""
    giver = flow.ends.filter(act=Act.GIVES).values("party")
    tests = DataDelivery.objects.tests_that_arrived().filter(agreement__share=agreement.share_id)
    return tests.filter(flow__ends__act=Act.GIVES, flow__ends__party__in=giver).exists()


def _own_flow(share: DataShare, agreement: Agreement, flow: int, by: User) -> tuple[Flow, Party]:
    found, party = open_flow(agreement, flow), party_of(share, by)
    if not is_at(found, party, Act.GIVES):
        raise PermissionDenied(f"{party} does not give this data.")
    if party not in remaining(agreement):
        raise NotNow(f"The agreement does not bind {party} now.")
    return found, party


def _store(
    moving: Moving, agreement: Agreement, flow: Flow, given: Mapping[str, Any], by: User, *, is_test: bool
) -> DataDelivery:
    """Store a delivery with the next number, and close the earliest supply that is due in its flow.

    It went to those that could receive on its day; if none could, those that can today say what arrived.
    """
    _check_day(agreement, given["sent_on"])
    newest = agreement.deliveries.aggregate(Max("number"))["number__max"] or 0
    corrects = given.get("corrects")
    is_new = not (is_test or corrects)
    duty = _due_in(agreement, flow) if is_new else None
    told = {"went_to": moving.receivers(flow.pk, given["sent_on"]) or moving.receivers(flow.pk), **given}
    made = DataDelivery.objects.create(
        agreement=agreement, flow=flow, number=newest + 1, is_test=is_test, duty=duty, by=by, **told
    )
    if duty:
        close(duty, DutyOutcome.DONE, f"Delivery {made.number}, sent on {long_date(made.sent_on)}: {made.covers}", by)
    return made


def _due_in(agreement: Agreement, flow: Flow) -> Duty | None:
    """Return the earliest supply of a flow that was not made yet; None if the words give no day."""
    open_rows = Duty.objects.alive().still_open().filter(agreement=agreement, flow=flow, kind=DutyKind.DELIVERY)
    duty = open_rows.filter(due_on__isnull=False).order_by("due_on", "pk").first()
    if duty:
        duty.agreement = agreement
    return duty


def _check_day(agreement: Agreement, sent_on: date) -> None:
    begun = timezone.localdate(agreement.in_force_at)
    if not begun <= sent_on <= timezone.localdate():
        raise Incomplete(f"The day must be from {long_date(begun)}, when the agreement came into force, to today.")


def _facts(agreement: Agreement, party: Party, delivery: DataDelivery) -> dict[str, FactValue]:
    return {"agreement": agreement.number, "parties": [party.fact], "delivery": delivery.number}


def _subject(delivery: DataDelivery) -> str:
    return f"delivery:{delivery.pk}"
