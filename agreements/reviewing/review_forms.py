"""Forms to record a review, and to agree with one or return it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from agreements.models import ReviewOutcome
from agreements.reviewing.holding import Measure
from datashare.lib import govuk
from datashare.lib.clock import long_date
from datashare.lib.govuk import Look

LONGEST = 4000


def _words(label: str, hint: str = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, max_length=LONGEST, widget=forms.Textarea)


class HeldReviewForm(govuk.Form):
    """A review, with what each measure of the agreement came to; `since` is the first day of the agreement."""

    held_on = govuk.DateField(label="On which day was the review held?", latest=timezone.localdate)
    needed = _words("Is the data still needed, and would less do?")
    used = _words("Is the data used as agreed?", "Say how you know: who has access, what was published, what was kept.")
    changed = _words(
        "What has changed?",
        "For example recipients, systems, the law or guidance, complaints, incidents, and whether the impact "
        "assessment still holds.",
    )
    outcome = forms.ChoiceField(label="What is the outcome?", choices=ReviewOutcome.choices, widget=forms.RadioSelect)
    reason = _words("Why?", "Everyone in this data share reads this.")
    looks = {
        "held_on": Look(called="the day on which the review was held"),
        "needed": Look(called="whether the data is still needed", rows=3),
        "used": Look(called="whether the data is used as agreed", rows=3),
        "changed": Look(called="what has changed", rows=3),
        "outcome": Look(called="the outcome"),
        "reason": Look(called="why", rows=3),
    }

    def __init__(self, data: Any = None, *, since: date, measures: Sequence[Measure], **options: Any) -> None:
        super().__init__(data, **options)
        self.since, self.measures = since, measures
        for place, measure in enumerate(measures):
            self._ask_of(place, measure)
        called = {"achieved": Look(called="what was achieved"), "evidence": Look(called="what shows that")}
        own = {name: called[name.partition("_")[0]] for name in self._places()}
        self.looks = {**HeldReviewForm.looks, **own}  # type: ignore[misc]  # each agreement has its own measures
        self.order_fields(["held_on", "needed", "used", "changed", *self._places(), "outcome", "reason"])

    def _ask_of(self, place: int, measure: Measure) -> None:
        promised = f"Promised: {measure.target}{f' by {long_date(measure.due_on)}' if measure.due_on else ''}."
        hint = f"{promised} At the start: {measure.baseline}." if measure.baseline else promised
        self.fields[f"achieved_{place}"] = forms.CharField(
            label=f"{measure.measure}: what was achieved? (optional)", help_text=hint, max_length=200, required=False
        )
        self.fields[f"evidence_{place}"] = forms.CharField(
            label="What shows that, or why is it less? (optional)", max_length=1000, required=False
        )

    def _places(self) -> list[str]:
        return [f"{name}_{place}" for place in range(len(self.measures)) for name in ("achieved", "evidence")]

    def clean_held_on(self) -> date:
        """Refuse a day before the agreement came into force."""
        held: date = self.cleaned_data["held_on"]
        if held < self.since:
            raise ValidationError(f"The day must be {long_date(self.since)} or later, the first of the agreement")
        return held

    @property
    def given(self) -> dict[str, Any]:
        """The fields of the review."""
        return {name: self.cleaned_data[name] for name in ("held_on", "needed", "used", "changed", "outcome", "reason")}

    @property
    def achieved(self) -> list[tuple[str, str]]:
        """What each measure came to, and the evidence."""
        cleaned = self.cleaned_data
        return [(cleaned[f"achieved_{place}"], cleaned[f"evidence_{place}"]) for place in range(len(self.measures))]


class ReviewAnswerForm(govuk.Form):
    decision = forms.ChoiceField(
        label="Does your organisation agree with this review?",
        choices=[("agree", "Yes, agree with it"), ("return", "No, return it")],
        widget=forms.RadioSelect,
    )
    reason = _words("What is wrong or missing?", "Everyone in this data share reads this.")
    looks = {
        "decision": Look(called="whether your organisation agrees with this review", reveals={"return": ("reason",)}),
        "reason": Look(called="what is wrong or missing", rows=4),
    }
