"""Forms to say that a duty was done, to waive one, and to enter its day."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from agreements.models import Repeat
from datashare.lib import govuk
from datashare.lib.clock import long_date
from datashare.lib.govuk import Look

LONGEST = 4000
DATED, UNDATED = "dated", "undated"


class KeepForm(govuk.Form):
    how = forms.CharField(
        label="How was it done, and what shows that?",
        help_text="Say who did it and when, and where the proof is kept. Everyone in this data share reads this. "
        "Do not enter any of the data, or name people whom it is about.",
        max_length=LONGEST,
        widget=forms.Textarea,
    )
    looks = {"how": Look(called="how it was done", rows=5)}


class WaiveForm(govuk.Form):
    reason = forms.CharField(
        label="Why do you waive it?",
        help_text="Everyone in this data share reads this.",
        max_length=LONGEST,
        widget=forms.Textarea,
    )
    looks = {"reason": Look(called="why you waive it", rows=4)}


class DayForm(govuk.Form):
    """The day as the signed words give it, not before the agreement came into force (`since`)."""

    said = forms.ChoiceField(
        label="What do the signed words say?",
        choices=[(DATED, "They ask for it by a day"), (UNDATED, "They do not ask for it by a day")],
        widget=forms.RadioSelect,
    )
    first = govuk.DateField(label="By which day is it due for the first time?")
    repeats = forms.ChoiceField(label="How often does it come back?", choices=Repeat.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="What do the signed words ask for instead?",
        help_text="Everyone in this data share reads this.",
        max_length=LONGEST,
        widget=forms.Textarea,
    )
    looks = {
        "said": Look(called="what the signed words say", reveals={DATED: ("first", "repeats"), UNDATED: ("reason",)}),
        "first": Look(called="the day"),
        "repeats": Look(called="how often it comes back"),
        "reason": Look(called="what the signed words ask for instead", rows=4),
    }

    def __init__(self, data: Any = None, *, since: date, **options: Any) -> None:
        super().__init__(data, **options)
        self.since = since

    def clean_first(self) -> date | None:
        """Refuse a day before the agreement came into force."""
        day: date | None = self.cleaned_data["first"]
        if day and day < self.since:
            raise ValidationError(f"The day must be {long_date(self.since)} or later")
        return day
