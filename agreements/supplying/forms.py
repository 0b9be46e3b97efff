"""Forms to record a supply, what arrived, what is set up, and a file with many supplies."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils import timezone

from agreements.models import DataDelivery, ReceiptResult
from datashare.lib import govuk
from datashare.lib.clock import long_date
from datashare.lib.govuk import Look

LONGEST = 4000
MOST = 10**15


def _count(label: str, hint: str = "") -> forms.IntegerField:
    return forms.IntegerField(label=f"{label} (optional)", help_text=hint, required=False, min_value=0, max_value=MOST)


class SupplyForm(govuk.Form):
    """What was sent; its fields are those of DataDelivery. `since` is the first day of the agreement."""

    sent_on = govuk.DateField(label="On which day was it sent?", latest=timezone.localdate)
    covers = forms.CharField(
        label="Which period or part of the data does it cover?",
        help_text="For example, January 2027. Do not enter any of the data.",
        max_length=200,
    )
    route = forms.CharField(label="By which route was it sent?", max_length=200)
    file_count = forms.IntegerField(label="How many files? (optional)", required=False, min_value=0, max_value=10**9)
    records = _count("How many records", "Who receives the data counts them and compares.")
    sha256 = forms.CharField(
        label="SHA-256 of the file (optional)",
        help_text="64 characters, 0 to 9 and a to f.",
        required=False,
        max_length=64,
        validators=[RegexValidator("^[0-9a-f]{64}$", "The SHA-256 must have 64 characters, 0 to 9 and a to f")],
    )
    schema = forms.CharField(label="Version of the schema (optional)", required=False, max_length=100)
    looks = {
        "sent_on": Look(called="the day on which it was sent"),
        "covers": Look(called="which period or part of the data it covers"),
        "route": Look(called="by which route it was sent"),
        "file_count": Look(called="the number of files", width="5"),
        "records": Look(called="the number of records", width="10"),
        "sha256": Look(called="the SHA-256"),
        "schema": Look(called="the version of the schema", width="10"),
    }

    def __init__(self, data: Any = None, *, since: date, **options: Any) -> None:
        super().__init__(data, **options)
        self.since = since

    def clean_sent_on(self) -> date:
        """Refuse a day before the agreement came into force."""
        day: date = self.cleaned_data["sent_on"]
        if day < self.since:
            raise ValidationError(f"The day must be {long_date(self.since)} or later, the first of the agreement")
        return day


class CorrectableForm(SupplyForm):
    """A delivery that may correct an earlier one of the same flow."""

    corrects = forms.ModelChoiceField(
        label="Does it correct an earlier delivery? (optional)",
        queryset=DataDelivery.objects.none(),
        required=False,
        empty_label="No",
    )
    looks = SupplyForm.looks | {"corrects": Look(called="whether it corrects an earlier delivery")}

    def __init__(self, data: Any = None, *, earlier: Any, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["corrects"].queryset = earlier  # type: ignore[attr-defined]  # it is the field above


def _why(label: str) -> forms.CharField:
    hint = "Give counts, not examples. Do not enter any of the data."
    return forms.CharField(label=label, help_text=hint, max_length=LONGEST, widget=forms.Textarea)


class ReceiptForm(govuk.Form):
    """What arrived; its fields are those of Receipt. `sent_on` is the day on which it was sent."""

    received_on = govuk.DateField(label="On which day did it arrive?", latest=timezone.localdate)
    records = _count("How many records did you count")
    result = forms.ChoiceField(label="Did it arrive complete?", choices=ReceiptResult.choices, widget=forms.RadioSelect)
    missing = _why("What is missing?")
    wrong = _why("What is wrong?")
    looks = {
        "received_on": Look(called="the day on which it arrived"),
        "records": Look(called="the number of records that you counted", width="10"),
        "result": Look(
            called="whether it arrived complete",
            reveals={ReceiptResult.SHORT: ("missing",), ReceiptResult.REJECTED: ("wrong",)},
        ),
        "missing": Look(called="what is missing", rows=4),
        "wrong": Look(called="what is wrong", rows=4),
    }

    def __init__(self, data: Any = None, *, sent_on: date, **options: Any) -> None:
        super().__init__(data, **options)
        self.sent_on = sent_on

    def clean_received_on(self) -> date:
        """Refuse a day before it was sent."""
        day: date = self.cleaned_data["received_on"]
        if day < self.sent_on:
            raise ValidationError(f"The day must be {long_date(self.sent_on)} or later, when it was sent")
        return day

    @property
    def given(self) -> dict[str, Any]:
        """The fields of the receipt."""
        given = dict(self.cleaned_data)
        reasons = (given.pop("missing"), given.pop("wrong"))
        return given | {"reason": next(filter(None, reasons), "")}


class SetUpForm(govuk.Form):
    note = forms.CharField(
        label="How was it done?",
        help_text="Everyone in this data share reads this. Do not enter keys or passwords.",
        max_length=LONGEST,
        widget=forms.Textarea,
    )
    looks = {"note": Look(called="how it was done", rows=4)}


class LogFileForm(govuk.Form):
    file = forms.FileField(label="CSV file")
    looks = {"file": Look(called="the CSV file")}
