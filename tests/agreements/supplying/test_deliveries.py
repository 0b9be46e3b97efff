"""Who gives data records each supply, who receives it says what arrived; a test comes first."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from agreements.duties import actions as duties
from agreements.duties import opening
from agreements.kinds import EventKind
from agreements.models import (
    DataDelivery,
    DataShare,
    Duty,
    DutyKind,
    DutyOutcome,
    Flow,
    ReceiptResult,
    SetUpItem,
    SetUpStep,
    SuspensionGround,
)
from agreements.reviewing import suspending
from agreements.supplying import actions
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from community.models import Notification
from datashare.lib.clock import long_date
from datashare.lib.exceptions import Incomplete, NotNow
from tests.agreements import lived, stages
from tests.agreements.overview.many import queries
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a data share in force with a supply every month, and a test that arrived."""
    return lived.tested(cast, asset)


def flow_of(share: DataShare) -> Flow:
    return Flow.objects.get(edition__share=share)


def send(share: DataShare, cast: Cast, *, is_test: bool = False, **other: Any) -> DataDelivery:
    given = lived.SENT | {"sent_on": timezone.localdate()} | other
    return actions.send(share=share, flow=flow_of(share).pk, given=given, is_test=is_test, by=cast.supplier)


def receive(delivery: DataDelivery, cast: Cast, result: ReceiptResult, reason: str = "") -> None:
    given = {"received_on": timezone.localdate(), "result": result, "records": 1204, "reason": reason}
    actions.receive(share=delivery.agreement.share, delivery=delivery.pk, given=given, by=cast.acquirer)


def told(share: DataShare) -> list[str]:
    return list(share.events.order_by("sequence").values_list("kind", flat=True))


def rows(share: DataShare, cast: Cast) -> list[str]:
    return Visitor(cast.onlooker).get("supply", share).all("//table/tbody/tr")


def test_a_supply_waits_for_a_test_that_arrived(cast: Cast, asset: DataAsset) -> None:
    share = lived.promised(cast, asset)
    with pytest.raises(NotNow):
        send(share, cast)
    failed = send(share, cast, is_test=True)
    receive(failed, cast, ReceiptResult.SHORT, "Two columns are missing.")
    with pytest.raises(NotNow):
        send(share, cast)
    receive(send(share, cast, is_test=True), cast, ReceiptResult.ACCEPTED)
    assert send(share, cast).number == 3
    assert verify_everything([share]).findings == []


def test_a_supply_does_the_earliest_that_is_due_and_opens_the_next(cast: Cast, share: DataShare) -> None:
    due = Duty.objects.get(kind=DutyKind.DELIVERY)
    made = send(share, cast)
    due.refresh_from_db()
    assert (made.duty, due.outcome) == (due, DutyOutcome.DONE)
    assert Duty.objects.still_open().get(kind=DutyKind.DELIVERY).due_on == due.day_of(due.number + 1)
    assert told(share)[-1] == EventKind.DELIVERY_SENT
    assert f"Delivery {made.number}, sent on" in Visitor(cast.acquirer).get("duties", share).words


def test_it_is_accepted_short_or_rejected_once(cast: Cast, share: DataShare) -> None:
    for result, kind in (
        (ReceiptResult.ACCEPTED, EventKind.DELIVERY_ACCEPTED),
        (ReceiptResult.SHORT, EventKind.DELIVERY_SHORT),
        (ReceiptResult.REJECTED, EventKind.DELIVERY_REJECTED),
    ):
        made = send(share, cast)
        receive(made, cast, result, "" if result == ReceiptResult.ACCEPTED else "It has 1,204 of 1,210 records.")
        assert told(share)[-1] == kind
        with pytest.raises(NotNow):
            receive(made, cast, ReceiptResult.ACCEPTED)
    assert verify_everything([share]).findings == []
    assert [row.split()[-1] for row in rows(share, cast)[1:4]] == ["Rejected", "Short", "Accepted"]
    assert Notification.objects.filter(user=cast.supplier, subject__startswith="Delivery rejected").count() == 1


def test_what_is_not_accepted_says_why(cast: Cast, share: DataShare) -> None:
    with pytest.raises(Incomplete):
        receive(send(share, cast), cast, ReceiptResult.REJECTED)


def test_days_are_those_on_which_it_could_be(cast: Cast, share: DataShare) -> None:
    for days in (1, -1):
        with pytest.raises(Incomplete):
            send(share, cast, sent_on=timezone.localdate() + timedelta(days=days))
    made = send(share, cast)
    given = {"result": ReceiptResult.ACCEPTED, "records": None, "reason": ""}
    for days in (1, -1):
        day = timezone.localdate() + timedelta(days=days)
        with pytest.raises(Incomplete):
            actions.receive(share=share, delivery=made.pk, given={**given, "received_on": day}, by=cast.acquirer)


def test_only_who_gives_sends_and_only_who_receives_checks(cast: Cast, share: DataShare) -> None:
    given = lived.SENT | {"sent_on": timezone.localdate()}
    flow = flow_of(share).pk
    for person in (cast.acquirer, cast.supplier_expert, cast.supplier_signatory, cast.onlooker, cast.stranger):
        with pytest.raises(PermissionDenied):
            actions.send(share=share, flow=flow, given=given, is_test=False, by=person)
    made = actions.send(share=share, flow=flow, given=given, is_test=False, by=cast.supplier_colleague)
    answer = {"received_on": timezone.localdate(), "result": ReceiptResult.ACCEPTED, "records": None, "reason": ""}
    for person in (cast.supplier, cast.acquirer_expert, cast.acquirer_signatory, cast.onlooker, cast.stranger):
        with pytest.raises(PermissionDenied):
            actions.receive(share=share, delivery=made.pk, given=answer, by=person)
    actions.receive(share=share, delivery=made.pk, given=answer, by=cast.acquirer_colleague)


def test_nothing_is_sent_while_suspended_and_what_was_can_be_checked(cast: Cast, share: DataShare) -> None:
    made = send(share, cast)
    suspending.suspend(share=share, ground=SuspensionGround.INCIDENT, reason=lived.WHY, by=cast.supplier)
    with pytest.raises(NotNow):
        send(share, cast)
    receive(made, cast, ReceiptResult.ACCEPTED)


def test_a_correction_does_no_other_supply_that_is_due(cast: Cast, share: DataShare) -> None:
    first = send(share, cast)
    receive(first, cast, ReceiptResult.REJECTED, "It cannot be opened.")
    again = send(share, cast, corrects=first)
    assert again.duty is None
    assert f"Corrects delivery {first.number}" in rows(share, cast)[1]


def test_a_supply_is_recorded_and_not_only_marked_as_done(cast: Cast, share: DataShare) -> None:
    due = Duty.objects.still_open().get(kind=DutyKind.DELIVERY)
    with pytest.raises(NotNow):
        duties.keep(share=share, duty=due.pk, proof="Sent.", by=cast.supplier)
    links = Visitor(cast.supplier).get("duties", share).all("//main//a/@href")
    assert f"/shares/{share.reference}/supply/" in links


def test_one_that_was_missed_is_shown(cast: Cast, share: DataShare) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Duty.objects.filter(kind=DutyKind.DELIVERY).update(due_on=yesterday, counts_from=yesterday, number=0)
    opening.open_following({})
    found = rows(share, cast)
    assert [row.split()[-1] for row in found[:1]] == ["Expected"]
    assert any(row.startswith(long_date(yesterday)) and row.endswith("Missed") for row in found)


# --- Set-up ----------------------------------------------------------------------------------------


def test_each_sees_to_its_own_before_the_first_supply(cast: Cast, share: DataShare) -> None:
    given: dict[str, Any] = {"share": share, "flow": flow_of(share).pk}
    for item, by in ((SetUpItem.SCHEMA, cast.acquirer), (SetUpItem.ACCESS, cast.supplier)):
        with pytest.raises(PermissionDenied):
            actions.set_up(item=item, note="Done.", by=by, **given)
    with pytest.raises(Incomplete):
        actions.set_up(item=SetUpItem.KEYS, note=" ", by=cast.acquirer, **given)
    for _ in range(2):
        actions.set_up(item=SetUpItem.KEYS, note="Exchanged by phone.", by=cast.acquirer, **given)
    assert SetUpStep.objects.count() == 1
    assert told(share).count(EventKind.SUPPLY_SET_UP) == 1
    assert "Exchanged by phone." in Visitor(cast.supplier).get("supply", share).words
    assert verify_everything([share]).findings == []


# --- Pages -----------------------------------------------------------------------------------------


def parts(name: str, day: date) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def test_pages_send_and_receive(cast: Cast, share: DataShare) -> None:
    supplier, today, flow = Visitor(cast.supplier), timezone.localdate(), flow_of(share).pk
    assert "Record a delivery" in supplier.get("supply", share).words
    typed = {**parts("sent_on", today), "covers": "January", "route": "API", "sha256": "abc"}
    wrong = supplier.post("send_data", share, flow, **typed)
    assert wrong.errors == ["The SHA-256 must have 64 characters, 0 to 9 and a to f"]
    assert supplier.post("send_data", share, flow, **{**typed, "sha256": "a" * 64, "records": "7"}).status == 302
    made = DataDelivery.objects.latest("pk")
    acquirer = Visitor(cast.acquirer)
    assert "Say what arrived" in acquirer.get("supply", share).words
    bare = acquirer.post("receive_data", share, made.pk, result="short", **parts("received_on", today))
    assert bare.errors == ["Enter what is missing"]
    answer = {"result": "accepted", "records": "7", **parts("received_on", today)}
    assert acquirer.post("receive_data", share, made.pk, **answer).status == 302
    assert "Accepted" in acquirer.get("supply", share).words
    assert "Say what arrived" not in acquirer.get("supply", share).words


def test_page_takes_as_many_queries_with_forty_deliveries(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.acquirer)
    for _ in range(2):
        receive(send(share, cast), cast, ReceiptResult.ACCEPTED)
    few = queries(visitor, "supply", share)
    for _ in range(38):
        send(share, cast)
    assert queries(visitor, "supply", share) == few


def test_nothing_is_supplied_before_it_is_signed(cast: Cast, asset: DataAsset) -> None:
    assert Visitor(cast.acquirer).get("supply", stages.signing(cast, asset)).status == 409
