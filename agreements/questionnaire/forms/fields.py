"""Kinds of field on questionnaire pages, with this service's limits and looks."""

import re
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone

from agreements.questionnaire.options import Options
from datashare.lib import govuk
from datashare.lib.govuk import Look

# Source: the Information Commissioner's register of fee payers: one letter and 7 digits, or two and 6.
REGISTRATION: Final = re.compile(r"^[A-Za-z]\d{7}$|^[A-Za-z]{2}\d{6}$")
LONGEST_TITLE = 120
LONGEST_LINE = 250
LONGEST_TEXT = 4000
LONGEST_EMAIL = 254


def long_text(label: str = "", *, required: bool = True, longest: int = LONGEST_TEXT) -> forms.CharField:
    return forms.CharField(label=label or None, required=required, max_length=longest, widget=forms.Textarea)


def line(label: str = "", *, required: bool = True, longest: int = LONGEST_LINE, hint: str = "") -> forms.CharField:
    return forms.CharField(label=label or None, required=required, max_length=longest, help_text=hint)


def registration() -> forms.CharField:
    """Return a field for the number of a fee payer in the Information Commissioner's register: ZA123456."""
    number = RegexValidator(REGISTRATION, "Enter the number as the register gives it, such as ZA123456 or Z1234567")
    return forms.CharField(required=False, max_length=LONGEST_LINE, validators=[number])


def email(label: str = "Email address", *, required: bool = True) -> govuk.EmailField:
    return govuk.EmailField(label=label, required=required, max_length=LONGEST_EMAIL)


def link(label: str, *, hint: str = "") -> forms.URLField:
    return forms.URLField(label=label, required=False, max_length=2000, assume_scheme="https", help_text=hint)


def one_of(options: Options, label: str = "", *, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label or None, required=required, choices=options.choices(), widget=forms.RadioSelect
    )


def offer(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    """Give a choice field of one form the options that its share has."""
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


def any_of(options: Options, label: str = "", *, required: bool = True) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label or None, required=required, choices=options.choices(), widget=forms.CheckboxSelectMultiple
    )


def date(label: str = "", *, required: bool = True, hint: str = "", **limits: Any) -> govuk.DateField:
    return govuk.DateField(label=label or None, required=required, help_text=hint, **limits)


def date_to_come(label: str = "", *, required: bool = True, hint: str = "") -> govuk.DateField:
    """Return a date field that accepts today (when the form is filled in) or later."""
    return date(label, required=required, hint=hint, earliest=timezone.localdate)


def date_gone(label: str = "", *, required: bool = True, hint: str = "") -> govuk.DateField:
    """Return a date field that accepts today (when the form is filled in) or earlier."""
    return date(label, required=required, hint=hint, latest=timezone.localdate)


def whole_page(called: str, options: Options | None = None, **look: Any) -> Look:
    """Return the look of a field whose label is the heading of its page.

    It never shows "(optional)" in the heading: the page itself says whether the question can wait.
    """
    hints = options.hints() if options else {}
    return Look(size="l", heading=True, called=called, hints=hints, rows=8, count=True, optional=False, **look)


def beside(called: str, options: Options | None = None, **look: Any) -> Look:
    """Return the look of a field that shares its page with others."""
    hints = options.hints() if options else {}
    return Look(size="s", called=called, hints=hints, rows=4, count=True, **look)


def reveal(*details: tuple[str, str]) -> Mapping[str, tuple[str, ...]]:
    """Return which field explains which option, from pairs of (option, field)."""
    return {option: (name,) for option, name in details}
