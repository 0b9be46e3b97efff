"""Signatories are reminded: after three and seven working days by the worker, and when a lead asks."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.db.models import QuerySet

from agreements.models import DataShare
from agreements.signing import actions as signing
from agreements.signing import freezing, replacing
from agreements.signing.reminding import remind_next
from community.models import Notification, User
from tests.agreements import stages
from tests.agreements.signing.signatures import signed
from tests.cast import Cast
from tests.support.once import Built
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
STAGE = stages.agreed


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    """Let it be a Monday morning after the holidays."""
    with time_machine.travel(datetime(2027, 1, 4, 10, 0, tzinfo=UTC), tick=True) as traveller:
        yield traveller


@pytest.fixture
def share(built: Built, cast: Cast) -> DataShare:
    freezing.freeze_words(share=built.share, by=cast.acquirer)
    return stages.fresh(built.share)


def reminders(user: User) -> QuerySet[Notification]:
    return Notification.objects.filter(user=user, key__startswith="sign:")


def travel(now: time_machine.Traveller, day: int) -> None:
    now.move_to(datetime(2027, 1, day, 10, 0, tzinfo=UTC))


def told(user: User) -> list[str]:
    return list(Notification.objects.filter(user=user, key__startswith="unsigned:").values_list("body", flat=True))


def test_worker_reminds_after_three_and_seven_working_days(
    share: DataShare, cast: Cast, now: time_machine.Traveller
) -> None:
    for day, count in ((6, 0), (7, 1), (8, 1), (12, 1), (13, 2), (30, 2)):
        travel(now, day)
        remind_next({})
        remind_next({})
        assert reminders(cast.supplier_signatory).count() == count, day

    assert "has waited for your signature since 4 January 2027" in reminders(cast.supplier_signatory)[0].body


def test_worker_that_was_away_reminds_once_of_the_last(
    share: DataShare, cast: Cast, now: time_machine.Traveller
) -> None:
    travel(now, 20)
    remind_next({})

    assert reminders(cast.acquirer_signatory).count() == 1


def test_leads_are_told_after_seven_working_days(share: DataShare, cast: Cast, now: time_machine.Traveller) -> None:
    travel(now, 12)
    remind_next({})
    assert told(cast.supplier) == []
    travel(now, 13)
    remind_next({})
    remind_next({})

    assert len(told(cast.supplier)) == 1
    assert f"{cast.supplier_signatory} has not signed" in told(cast.supplier)[0]
    assert str(cast.supplier_signatory) not in " ".join(told(cast.acquirer))


def test_who_has_signed_is_left_alone(share: DataShare, cast: Cast, now: time_machine.Traveller) -> None:
    signed(share, cast.supplier_signatory)
    travel(now, 13)
    remind_next({})

    assert not reminders(cast.supplier_signatory).exists()
    assert reminders(cast.acquirer_signatory).count() == 1


def test_nothing_is_asked_of_words_that_were_reopened(
    share: DataShare, cast: Cast, now: time_machine.Traveller
) -> None:
    signing.reopen(share=share, reason="A date is wrong.", by=cast.acquirer)
    travel(now, 30)
    remind_next({})

    assert not Notification.objects.filter(key__startswith="sign:").exists()


def test_days_count_from_ones_own_turn(built: Built, now: time_machine.Traveller, cast: Cast) -> None:
    share = built.share
    order = {member.pk: rank for rank, member in enumerate(freezing.signatories_of(share), 1)}
    freezing.freeze_words(share=share, ranks=order, by=cast.acquirer)
    first, second = (member.user for member in freezing.signatories_of(share))
    assert first
    assert second
    travel(now, 11)
    remind_next({})
    assert (reminders(first).count(), reminders(second).count()) == (1, 0)
    signed(stages.fresh(share), first)
    travel(now, 13)
    remind_next({})
    assert reminders(second).count() == 0
    travel(now, 14)
    remind_next({})

    assert reminders(second).count() == 1
    assert "since 11 January 2027" in reminders(second)[0].body


def test_days_of_who_was_named_instead_begin_again(share: DataShare, cast: Cast, now: time_machine.Traveller) -> None:
    travel(now, 11)
    replacing.replace_signatory(share=share, email=cast.supplier_colleague.email, by=cast.supplier)
    travel(now, 13)
    remind_next({})
    assert reminders(cast.supplier_colleague).count() == 0
    travel(now, 14)
    remind_next({})

    assert reminders(cast.supplier_colleague).count() == 1


def test_lead_reminds_everyone_whose_turn_it_is_once_a_day(
    share: DataShare, cast: Cast, now: time_machine.Traveller
) -> None:
    visitor = Visitor(cast.acquirer)
    assert visitor.get("sign", share).all("//button[contains(., 'Remind those who must sign next')]")
    visitor.post("remind_signatories", share)
    said = visitor.get("sign", share).words
    assert "You reminded" in said
    assert str(cast.supplier_signatory) in said
    assert f"{cast.acquirer} asked us to remind you" in reminders(cast.supplier_signatory)[0].body
    visitor.post("remind_signatories", share)
    again = visitor.get("sign", share).words
    assert "Each was reminded today already" in again
    assert reminders(cast.supplier_signatory).count() == 1
    travel(now, 5)
    Visitor(cast.acquirer).post("remind_signatories", share)

    assert reminders(cast.supplier_signatory).count() == 2


def test_only_leads_are_offered_it(share: DataShare, cast: Cast) -> None:
    for person in (cast.supplier_signatory, cast.onlooker):
        assert not Visitor(person).get("sign", share).all("//button[contains(., 'Remind')]")
    assert Visitor(cast.onlooker).post("remind_signatories", share).status == 403
