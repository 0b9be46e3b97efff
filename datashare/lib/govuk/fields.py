"""The kit's own fields: an email address, a date in three parts, and a yes or no question."""

import calendar
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from datashare.lib import addresses
from datashare.lib.phrases import listed

PARTS = ("day", "month", "year")
NAMES = [(name, number) for names in (calendar.month_name, calendar.month_abbr) for number, name in enumerate(names)]
MONTHS = {name.lower(): number for name, number in NAMES if name} | {"sept": 9}
Limit = date | Callable[[], date] | None


class DateParts(forms.Widget):
    """Three text inputs, posted as `starts-day`, `starts-month` and `starts-year`."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> dict[str, str]:
        return {part: str(data.get(f"{name}-{part}") or "").strip() for part in PARTS}

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(f"{name}-{part}" in data for part in PARTS)

    def format_value(self, value: Any) -> dict[str, str]:
        """Return the text of the three inputs, from a date or from what was typed."""
        if isinstance(value, date):
            return {"day": str(value.day), "month": str(value.month), "year": str(value.year)}
        return dict(value) if isinstance(value, Mapping) else dict.fromkeys(PARTS, "")

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}-day" if id_ else ""


class EmailField(forms.EmailField):
    """An email address; the cleaned value is in canonical form."""

    default_validators = [addresses.validate]

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value) or "")
        return addresses.canonical(typed) if typed else ""


class DateField(forms.Field):
    """A date typed as day, month and year; the cleaned value is a `date` or None.

    An error names its parts in `params["parts"]`, so that the summary can link to the right box. `earliest` and
    `latest` are dates, or functions that return one when the form is cleaned.
    """

    widget = DateParts
    default_error_messages = {
        "required": "Enter a date",
        "incomplete": "The date must include a %(missing)s",
        "impossible": "The date must be a real date",
        "year": "The year must have 4 numbers, like 2027",
        "early": "The date must be the same as or after %(limit)s",
        "late": "The date must be the same as or before %(limit)s",
        "past": "The date must be today or in the future",
        "future": "The date must be today or in the past",
    }

    def __init__(self, *, earliest: Limit = None, latest: Limit = None, **options: Any) -> None:
        self.earliest, self.latest = earliest, latest
        super().__init__(**options)

    def to_python(self, value: Any) -> date | None:
        if value is None or isinstance(value, date):
            return value
        typed = {part: str(value.get(part, "")) for part in PARTS}
        missing = [part for part in PARTS if not typed[part]]
        if len(missing) == len(PARTS):
            return None
        if missing:
            raise self._problem("incomplete", missing, missing=listed(missing))
        return self._to_date(typed)

    def _to_date(self, typed: dict[str, str]) -> date:
        day, month, year = number(typed["day"]), month_number(typed["month"]), number(typed["year"], longest=4)
        wrong = [part for part, found in zip(PARTS, (day, month, year), strict=True) if not found]
        if wrong == ["year"] or (not wrong and year < 1000):
            raise self._problem("year", ["year"])
        if wrong:
            raise self._problem("impossible", wrong)
        try:
            return date(year, month, day)
        except (ValueError, OverflowError):
            raise self._problem("impossible", ["day"] if month <= 12 else ["month"]) from None

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        for code, of_today, limit in (("early", "past", self.earliest), ("late", "future", self.latest)):
            bound = limit() if callable(limit) else limit
            if bound and (value < bound if code == "early" else value > bound):
                which = of_today if bound == timezone.localdate() else code
                raise self._problem(which, list(PARTS), limit=f"{bound.day} {bound:%B} {bound.year}")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(DateParts().format_value(initial) != DateParts().format_value(data))

    def _problem(self, code: str, parts: list[str], **words: str) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code, params={"parts": parts, **words})


def number(text: str, longest: int = 2) -> int:
    """Return the number in a box; 0 for anything longer than a possible day or year."""
    digits = text.lstrip("0")
    return int(digits) if digits.isdecimal() and len(digits) <= longest else 0


def month_number(text: str) -> int:
    """Return a month given as a number or by its English name; 0 for anything else."""
    return MONTHS.get(text.lower().rstrip("."), 0) or number(text)


class YesNoField(forms.TypedChoiceField):
    """A yes or no question; the cleaned value is True, False or None."""

    widget = forms.RadioSelect

    def __init__(self, *, yes: str = "Yes", no: str = "No", **options: Any) -> None:
        options |= {"choices": (("yes", yes), ("no", no)), "coerce": lambda value: value == "yes", "empty_value": None}
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


def wrong_parts(field: forms.BoundField) -> list[str]:
    """Return which parts of a date are wrong; all of them if the error does not say."""
    errors: list[ValidationError] = field.errors.as_data() if field.errors else []
    params: dict[str, Any] = (errors[0].params or {}) if errors else {}
    return params.get("parts") or list(PARTS)
