"""Forms to suspend and resume the sharing, to give notice, to end at once, and to enter the last day."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from agreements.models import EndGround, SuspensionGround
from agreements.reviewing.ending import earliest_entered
from datashare.lib import govuk
from datashare.lib.clock import long_date
from datashare.lib.govuk import Look

LONGEST = 2000


class SuspendForm(govuk.Form):
    ground = forms.ChoiceField(
        label="Why do you suspend the sharing?", choices=SuspensionGround.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="What happened?",
        help_text="Everyone in this data share reads this. Do not name people whom the data is about.",
        max_length=LONGEST,
        widget=forms.Textarea,
    )
    looks = {
        "ground": Look(called="why you suspend the sharing"),
        "reason": Look(called="what happened"),
    }


class LiftForm(govuk.Form):
    why = forms.CharField(
        label="Why has the reason for the suspension gone?", max_length=LONGEST, widget=forms.Textarea
    )
    looks = {"why": Look(called="why the reason for the suspension has gone")}


class NoticeForm(govuk.Form):
    """The last day, not before that of the signed words (`earliest`), and why."""

    last_day = govuk.DateField(label="What is the last day?")
    reason = forms.CharField(
        label="Why do you give notice?",
        help_text="Everyone in this data share reads this.",
        max_length=LONGEST,
        widget=forms.Textarea,
    )
    looks = {
        "last_day": Look(called="the last day"),
        "reason": Look(called="why you give notice"),
    }

    def __init__(self, data: Any = None, *, earliest: date | None, latest: date | None, **options: Any) -> None:
        super().__init__(data, **options)
        self.earliest, self.latest = earliest, latest
        if earliest:
            self.fields["last_day"].initial = earliest
            hint = f"The earliest is {long_date(earliest)}, if you give notice today."
        else:
            hint = "Count the notice as the signed clause says."
        self.fields["last_day"].help_text = hint

    def clean_last_day(self) -> date:
        """Refuse a day before the notice is over, and one after the agreement has ended."""
        day: date = self.cleaned_data["last_day"]
        if self.earliest and day < self.earliest:
            raise ValidationError(f"The last day must be {long_date(self.earliest)} or later")
        if day <= timezone.localdate():
            raise ValidationError("The last day must be in the future")
        if self.latest and day >= self.latest:
            raise ValidationError(f"The last day must be before {long_date(self.latest)}, the day it ends")
        return day


class EndAtOnceForm(govuk.Form):
    ground = forms.ChoiceField(label="Why do you end it at once?", choices=EndGround.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="What happened, and which words of the agreement let you end it at once?",
        help_text="Everyone in this data share reads this.",
        max_length=LONGEST,
        widget=forms.Textarea,
    )
    looks = {
        "ground": Look(called="why you end it at once"),
        "reason": Look(called="what happened, and which words let you end it at once"),
    }

    def __init__(self, data: Any = None, *, grounds: Iterable[EndGround], **options: Any) -> None:
        super().__init__(data, **options)
        offered = [(ground.value, ground.label) for ground in grounds]
        self.fields["ground"].choices = offered  # type: ignore[attr-defined]


class LastDayForm(govuk.Form):
    last_day = govuk.DateField(
        label="What is the last day of the agreement?",
        help_text="Enter the day that the signed words give. You cannot change it later without varying the agreement.",
        earliest=earliest_entered,
    )
    why = forms.CharField(
        label="Which words of the agreement give that day?",
        help_text="Everyone in this data share reads this.",
        max_length=LONGEST,
        widget=forms.Textarea,
    )
    looks = {
        "last_day": Look(called="the last day of the agreement"),
        "why": Look(called="which words of the agreement give that day"),
    }
