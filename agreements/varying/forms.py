"""Forms to tell of a contact that changed, and to extend an agreement."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from datashare.lib import govuk
from datashare.lib.clock import long_date
from datashare.lib.govuk import Look


class ContactNoticeForm(govuk.Form):
    post = forms.CharField(
        label="Which contact or post changed?",
        help_text="As the signed words name it, for example: data protection officer, or contact for data breaches.",
        max_length=200,
    )
    was = forms.CharField(label="What do the signed words say?", max_length=300)
    now = forms.CharField(
        label="What is it now?",
        help_text="Name a team, an email address and a telephone number, in case people leave.",
        max_length=300,
    )
    from_on = govuk.DateField(label="From which day?")
    looks = {
        "post": Look(called="which contact or post changed"),
        "was": Look(called="what the signed words say"),
        "now": Look(called="what it is now"),
        "from_on": Look(called="the day from which it changes"),
    }

    def clean_now(self) -> str:
        """Refuse what does not differ."""
        now: str = self.cleaned_data["now"]
        if now.strip() == str(self.cleaned_data.get("was") or "").strip():
            raise ValidationError("The new contact must differ from the one before")
        return now


class ExtendForm(govuk.Form):
    """The new last day, after the one of the agreement (`ends_on`), and why."""

    last_day = govuk.DateField(label="What is the new last day?")
    reason = forms.CharField(
        label="Why is the agreement extended?",
        help_text="Everyone in this data share reads this.",
        max_length=2000,
        widget=forms.Textarea,
    )
    looks = {
        "last_day": Look(called="the new last day"),
        "reason": Look(called="why the agreement is extended"),
    }

    def __init__(self, data: Any = None, *, ends_on: date, **options: Any) -> None:
        super().__init__(data, **options)
        self.ends_on = ends_on

    def clean_last_day(self) -> date:
        """Refuse a day that is no later than the last one."""
        last_day: date = self.cleaned_data["last_day"]
        if last_day <= self.ends_on:
            raise ValidationError(f"The new last day must be after {long_date(self.ends_on)}")
        return last_day
