"""Dates in words and working days."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from govuk_bank_holidays.bank_holidays import BankHolidays

from datashare.lib import clock
from datashare.lib.jinja import working_days


def test_it_writes_dates_as_people_say_them() -> None:
    assert clock.long_date(date(2026, 11, 21)) == "21 November 2026"
    assert clock.long_datetime(datetime(2026, 7, 1, 12, 5, tzinfo=UTC)) == "1 July 2026 at 1:05pm"
    assert clock.long_datetime(datetime(2026, 1, 1, 0, 5, tzinfo=UTC)) == "1 January 2026 at 12:05am"
    assert clock.long_date(None) == clock.long_datetime(None) == ""


def test_it_knows_which_day_it_is_in_london() -> None:
    assert clock.local_date(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == date(2026, 7, 1)


def holidays(year: int, nation: str = BankHolidays.ENGLAND_AND_WALES) -> list[date]:
    return [day for day in clock.bank_holidays(nation) if day.year == year]


def test_it_knows_the_bank_holidays_of_england_and_wales() -> None:
    # As published by GOV.UK for 2026; 26 December is a Saturday.
    assert holidays(2026) == [
        date(2026, 1, 1), date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 4), date(2026, 5, 25),
        date(2026, 8, 31), date(2026, 12, 25), date(2026, 12, 28),
    ]  # fmt: skip


def test_it_moves_christmas_from_a_weekend() -> None:
    assert {date(2027, 12, 27), date(2027, 12, 28)} <= set(holidays(2027))
    assert {date(2022, 12, 26), date(2022, 12, 27)} <= set(holidays(2022))


def test_it_knows_days_proclaimed_for_one_year() -> None:
    # The funeral of Queen Elizabeth II and the coronation of King Charles III.
    assert date(2022, 9, 19) in holidays(2022)
    assert date(2023, 5, 8) in holidays(2023)


def test_it_knows_other_nations() -> None:
    assert date(2026, 11, 30) in holidays(2026, BankHolidays.SCOTLAND), "St Andrew’s Day"
    assert date(2026, 7, 13) in holidays(2026, BankHolidays.NORTHERN_IRELAND), "the Battle of the Boyne"
    assert clock.working_days_between(date(2026, 11, 27), date(2026, 12, 1), BankHolidays.SCOTLAND) == 1
    assert clock.working_days_between(date(2026, 11, 27), date(2026, 12, 1)) == 2


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2026, 11, 20), date(2026, 11, 23), 1),
        (date(2026, 11, 23), date(2026, 11, 20), -1),
        (date(2026, 11, 21), date(2026, 11, 22), 0),
        (date(2026, 12, 24), date(2026, 12, 29), 1),
        (date(2026, 11, 16), date(2026, 11, 30), 10),
    ],
)
def test_it_counts_working_days(start: date, end: date, days: int) -> None:
    assert clock.working_days_between(start, end) == days


def test_it_counts_one_more_on_each_working_day() -> None:
    start = date(2026, 3, 30)
    for days in range(400):
        day, after = start + timedelta(days=days), start + timedelta(days=days + 1)
        works = after.weekday() < 5 and after not in clock.bank_holidays()
        assert clock.working_days_between(start, after) - clock.working_days_between(start, day) == works


def test_it_counts_far_away_at_once() -> None:
    assert clock.working_days_between(date(1, 1, 1), date(9999, 12, 30)) > 2_000_000


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 21), "today"),
        (date(2026, 11, 20), "less than a working day ago"),
        (date(2026, 11, 19), "1 working day ago"),
        (date(2026, 11, 22), "in less than a working day"),
        (date(2026, 11, 24), "in 2 working days"),
    ],
)
@time_machine.travel("2026-11-21T09:00:00+00:00", tick=False)
def test_it_says_how_far_away_a_day_is(day: date, words: str) -> None:
    assert working_days(day) == words


@pytest.mark.parametrize(
    ("start", "count", "day"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
        (date(2026, 11, 21), 1, date(2026, 11, 23)),
        (date(2026, 12, 24), 1, date(2026, 12, 29)),
        (date(2026, 11, 27), 20, date(2026, 12, 29)),
        (date(2026, 11, 20), 0, date(2026, 11, 20)),
    ],
)
def test_it_adds_working_days(start: date, count: int, day: date) -> None:
    assert clock.working_day_after(start, count) == day


def test_day_it_adds_to_is_a_working_day_of_the_nation() -> None:
    for days in range(400):
        start = date(2026, 1, 1) + timedelta(days=days)
        for nation in (BankHolidays.SCOTLAND, BankHolidays.NORTHERN_IRELAND):
            after = clock.working_day_after(start, 20, nation)
            assert clock.working_days_between(start, after, nation) == 20
            assert after.weekday() < 5
            assert after not in clock.bank_holidays(nation)
