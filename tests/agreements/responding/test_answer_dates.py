"""By when each side answers: 20 working days by default, or a day that it names; reminders before it and on it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from govuk_bank_holidays.bank_holidays import BankHolidays

from agreements.kinds import EventKind
from agreements.models import AnswerDate, DataShare, Outcome, Reason
from agreements.requesting import actions as requesting
from agreements.responding import actions, passing_on, reconsidering
from agreements.responding.answer_dates import name_date
from agreements.responding.reminding import remind_next
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from community.models import EmailDomain, Membership, Notification, Organisation, User
from community.organisations.nations import nation_of
from tests.agreements import stages
from tests.cast import Bodies, Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    """Let it be a Friday morning, before two bank holidays."""
    with time_machine.travel(datetime(2026, 11, 27, 10, 0, tzinfo=UTC), tick=True) as traveller:
        yield traveller


@pytest.fixture
def sent(cast: Cast, asset: DataAsset) -> DataShare:
    share = stages.draft(cast, asset)
    requesting.submit(share=share, declared=stages.DECLARED, by=cast.acquirer)
    return stages.fresh(share)


def awaited(share: DataShare) -> dict[str, date]:
    return {str(row.party): row.on for row in AnswerDate.objects.awaited().filter(edition__share=share)}


def reminders(user: User) -> QuerySet[Notification]:
    return Notification.objects.filter(user=user, key__startswith="answer-by:")


def travel(now: time_machine.Traveller, day: int, month: int = 12) -> None:
    now.move_to(datetime(2026, month, day, 10, 0, tzinfo=UTC))


def test_supplier_has_twenty_working_days_without_bank_holidays(sent: DataShare) -> None:
    assert awaited(sent) == {"Office for Records": date(2026, 12, 29)}


def test_turn_passes_to_and_fro(sent: DataShare, cast: Cast, now: time_machine.Traveller) -> None:
    actions.decide(share=sent, outcome=Outcome.RETURN, reason=None, text="Say why.", by=cast.supplier)
    assert set(awaited(sent)) == {"Barchester City Council"}
    travel(now, 1)
    requesting.submit(share=stages.fresh(sent), declared=stages.DECLARED, by=cast.acquirer)
    assert awaited(sent) == {"Office for Records": date(2026, 12, 31)}
    actions.decide(share=stages.fresh(sent), outcome=Outcome.ACCEPT, reason=None, text="", by=cast.supplier)
    assert awaited(sent) == {}
    assert AnswerDate.objects.filter(met_at=None).count() == 0


def test_turn_follows_a_request_that_is_passed_on(sent: DataShare, cast: Cast, bodies: Bodies) -> None:
    Membership.objects.filter(organisation=bodies.elsewhere).update(handles_requests=True)
    passing_on.pass_on(share=sent, body=bodies.elsewhere, note="They hold it.", by=cast.supplier)
    assert set(awaited(sent)) == {"Agency for Elsewhere"}


def test_turn_follows_a_refusal(sent: DataShare, cast: Cast) -> None:
    actions.decide(share=sent, outcome=Outcome.REFUSE, reason=Reason.COST, text="No.", by=cast.supplier)
    assert awaited(sent) == {}
    reconsidering.ask(share=stages.fresh(sent), reasons="It is free.", by=cast.acquirer)
    assert set(awaited(sent)) == {"Office for Records"}


def test_pages_say_by_when(sent: DataShare, cast: Cast) -> None:
    words = Visitor(cast.acquirer).get("overview", sent).words
    assert "Office for Records should answer by 29 December 2026, in 20 working days." in words
    own = Visitor(cast.supplier)
    assert "Say by when you will answer" in own.get("overview", sent).words
    assert "Answer due 29 December 2026, in 20 working days" in own.get("shares").words
    assert "Answer due 29 December 2026" in Visitor(cast.acquirer).get("shares").words


def test_lead_names_another_day(sent: DataShare, cast: Cast) -> None:
    lead = Visitor(cast.supplier)
    page = lead.get("answer_by", sent)
    assert (page.fields["on-day"], page.fields["on-month"]) == (["29"], ["12"])
    assert "This is 20 working days after your turn began" in page.words
    day = {"on-day": "14", "on-month": "12", "on-year": "2026"}
    assert lead.post("answer_by", sent, **day).goes_to.endswith(f"/shares/{sent.reference}/")
    assert lead.post("answer_by", sent, **day).status == 302
    assert awaited(sent) == {"Office for Records": date(2026, 12, 14)}
    assert sent.events.filter(kind=EventKind.ANSWER_DATE_NAMED).count() == 1
    asker = Visitor(cast.acquirer)
    assert "Office for Records said that it will answer by 14 December 2026" in asker.get("overview", sent).words
    assert "said that Office for Records will answer by 14 December 2026" in asker.get("history", sent).words
    assert Notification.objects.filter(user=cast.acquirer, subject__startswith="Date for an answer: ").exists()
    assert verify_everything([stages.fresh(sent)]).findings == []


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        (("", "", ""), "Enter the date by which you will answer"),
        (("26", "11", "2026"), "The date by which you will answer must be today or in the future"),
        (("31", "11", "2026"), "The date by which you will answer must be a real date"),
        (("1", "12", "99999999999"), "The year must have 4 numbers, like 2027"),
        (("one", "<b>", "2026"), "The date by which you will answer must be a real date"),
    ],
)
def test_day_must_be_one_to_come(typed: tuple[str, str, str], problem: str, sent: DataShare, cast: Cast) -> None:
    given = dict(zip(("on-day", "on-month", "on-year"), typed, strict=True))
    [said] = Visitor(cast.supplier).post("answer_by", sent, **given).errors
    assert said.startswith(problem)
    assert not AnswerDate.objects.filter(named=True).exists()


def test_it_takes_a_lead_whose_turn_it_is(sent: DataShare, cast: Cast) -> None:
    for person in (cast.acquirer, cast.acquirer_colleague):
        with pytest.raises(PermissionDenied):
            name_date(share=sent, on=date(2026, 12, 14), by=person)
    assert Visitor(cast.acquirer).get("answer_by", sent).status == 403


def test_people_are_reminded_before_and_on_the_day_once(
    sent: DataShare, cast: Cast, now: time_machine.Traveller
) -> None:
    for day, count in ((22, 0), (23, 1), (24, 1), (28, 1), (29, 2), (30, 2)):
        travel(now, day)
        remind_next({})
        remind_next({})
        assert reminders(cast.supplier).count() == count, day
    first, last = reminders(cast.supplier).order_by("pk")
    assert first.subject.startswith("Answer by 29 December 2026: ")
    assert "Office for Records should answer the request" in first.body
    assert "That is today." in last.body
    assert last.address == f"/shares/{sent.reference}/response/"
    assert not reminders(cast.acquirer).exists()


def test_missed_reminder_is_sent_when_the_worker_is_back(
    sent: DataShare, cast: Cast, now: time_machine.Traveller
) -> None:
    now.move_to(datetime(2027, 1, 4, 10, 0, tzinfo=UTC))
    remind_next({})
    assert "That day is over." in reminders(cast.supplier).get().body


def test_no_one_is_reminded_of_what_they_did(sent: DataShare, cast: Cast, now: time_machine.Traveller) -> None:
    requesting.withdraw(share=sent, reason="Done.", by=cast.acquirer)
    travel(now, 29)
    remind_next({})
    assert not Notification.objects.filter(key__startswith="answer-by:").exists()


def test_another_day_is_reminded_of_again(sent: DataShare, cast: Cast, now: time_machine.Traveller) -> None:
    travel(now, 29)
    remind_next({})
    name_date(share=sent, on=date(2026, 12, 31), by=cast.supplier)
    remind_next({})
    assert reminders(cast.supplier).count() == 2
    assert "said that it will answer" in reminders(cast.supplier).order_by("pk")[1].body


def test_acquirer_is_reminded_of_comments(sent: DataShare, cast: Cast, now: time_machine.Traveller) -> None:
    actions.decide(share=sent, outcome=Outcome.RETURN, reason=None, text="Say why.", by=cast.supplier)
    travel(now, 29)
    remind_next({})
    told = reminders(cast.acquirer).get()
    assert "answer the comments on the request" in told.body
    assert told.address == f"/shares/{sent.reference}/request/"
    assert reminders(cast.acquirer_colleague).exists()
    assert not reminders(cast.onlooker).exists()


@pytest.mark.parametrize(
    ("domain", "nation"),
    [
        ("gov.scot", BankHolidays.SCOTLAND),
        ("*.gov.scot", BankHolidays.SCOTLAND),
        ("finance-ni.gov.uk", BankHolidays.NORTHERN_IRELAND),
        ("hscni.net", BankHolidays.NORTHERN_IRELAND),
        ("gov.wales", BankHolidays.ENGLAND_AND_WALES),
        ("example.gov.uk", BankHolidays.ENGLAND_AND_WALES),
    ],
)
def test_nation_is_told_from_the_domain(domain: str, nation: str) -> None:
    body = Organisation.objects.create(name="Body", slug="body")
    EmailDomain.objects.create(pattern=domain, organisation=body)
    assert nation_of(body) == nation
    assert nation_of(Organisation.objects.create(name="Other", slug="other")) == BankHolidays.ENGLAND_AND_WALES


def test_bank_holidays_are_those_of_the_supplier(cast: Cast, asset: DataAsset, bodies: Bodies) -> None:
    EmailDomain.objects.create(pattern="records.gov.scot", organisation=bodies.revenue)
    share = stages.draft(cast, asset)
    requesting.submit(share=share, declared=stages.DECLARED, by=cast.acquirer)
    # St Andrew's Day as well.
    assert awaited(share) == {"Office for Records": date(2026, 12, 30)}
