"""Dates in words, and working days as a nation of the United Kingdom counts them."""

from bisect import bisect_right
from datetime import date, datetime, timedelta
from functools import cache

from django.utils import timezone
from govuk_bank_holidays.bank_holidays import BankHolidays

SATURDAY = 5


def local_date(moment: date | datetime) -> date:
    """Return the day in the United Kingdom on which a time falls."""
    if not isinstance(moment, datetime):
        return moment
    return timezone.localtime(moment).date() if timezone.is_aware(moment) else moment.date()


def long_date(moment: date | datetime | None) -> str:
    """Return 21 November 2026; empty for None."""
    if moment is None:
        return ""
    day = local_date(moment)
    return f"{day.day} {day:%B} {day.year}"


def long_datetime(moment: datetime | None) -> str:
    """Return 21 November 2026 at 2:05pm; empty for None."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    hour = local.hour % 12 or 12
    return f"{long_date(local)} at {hour}:{local:%M}{'am' if local.hour < 12 else 'pm'}"


@cache
def bank_holidays(nation: str = BankHolidays.ENGLAND_AND_WALES) -> tuple[date, ...]:
    """Return the bank holidays of a nation that fall on weekdays, in order, proclaimed ones among them.

    They are those that GOV.UK had published (gov.uk/bank-holidays) when the package was released, which is asked
    over no network; in years it does not know, only weekends are not working days.
    """
    published = BankHolidays(use_cached_holidays=True).get_holidays(division=nation)
    return tuple(sorted(holiday["date"] for holiday in published if holiday["date"].weekday() < SATURDAY))


def working_days_between(start: date, end: date, nation: str = BankHolidays.ENGLAND_AND_WALES) -> int:
    """Return the working days after `start` up to and including `end`; negative where `end` is the earlier."""
    if end < start:
        return -working_days_between(end, start, nation)
    weeks, rest = divmod((end - start).days, 7)
    weekdays = weeks * 5 + sum((start + timedelta(days=count)).weekday() < SATURDAY for count in range(1, rest + 1))
    holidays = bank_holidays(nation)
    return weekdays - (bisect_right(holidays, end) - bisect_right(holidays, start))


def working_day_after(start: date, count: int, nation: str = BankHolidays.ENGLAND_AND_WALES) -> date:
    """Return the working day that is `count` working days after a day."""
    day = start + timedelta(days=count)
    while (missing := count - working_days_between(start, day, nation)) > 0:
        day += timedelta(days=missing)
    return day
