"""Dates in words, and working days as England and Wales count them."""

from datetime import date, datetime, timedelta
from functools import cache

from django.utils import timezone

SATURDAY = 5


def local_date(moment: date | datetime) -> date:
    """The day in the United Kingdom on which a moment falls."""
    if not isinstance(moment, datetime):
        return moment
    return timezone.localtime(moment).date() if timezone.is_aware(moment) else moment.date()


def long_date(moment: date | datetime | None) -> str:
    """21 November 2026; nothing for None."""
    if moment is None:
        return ""
    day = local_date(moment)
    return f"{day.day} {day:%B} {day.year}"


def long_datetime(moment: datetime | None) -> str:
    """21 November 2026 at 2:05pm; nothing for None."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    hour = local.hour % 12 or 12
    return f"{long_date(local)} at {hour}:{local:%M}{'am' if local.hour < 12 else 'pm'}"


def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (the algorithm of Meeus, Jones and Butcher)."""
    golden, century, rest = year % 19, year // 100, year % 100
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    shift = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def monday_on_or_after(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def substituted(day: date, taken: set[date]) -> date:
    """The next working day for a holiday that falls on a weekend."""
    while day.weekday() >= SATURDAY or day in taken:
        day += timedelta(days=1)
    return day


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """The usual bank holidays of England and Wales; a day proclaimed for one year only is not known here."""
    sunday = easter(year)
    days = {sunday - timedelta(days=2), sunday + timedelta(days=1)}
    days |= {
        monday_on_or_after(date(year, 5, 1)),
        monday_on_or_after(date(year, 5, 25)),
        monday_on_or_after(date(year, 8, 25)),
    }
    for month, day in ((1, 1), (12, 25), (12, 26)):
        days.add(substituted(date(year, month, day), days))
    return frozenset(days)


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year)


def working_days_between(start: date, end: date) -> int:
    """Working days after `start` up to and including `end`; negative where `end` is the earlier."""
    if end < start:
        return -working_days_between(end, start)
    weeks, rest = divmod((end - start).days, 7)
    weekdays = weeks * 5 + sum((start + timedelta(days=count)).weekday() < SATURDAY for count in range(1, rest + 1))
    return weekdays - sum(start < day <= end for year in range(start.year, end.year + 1) for day in bank_holidays(year))


def add_working_days(start: date, count: int) -> date:
    """The working day that is `count` working days after `start`."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day
