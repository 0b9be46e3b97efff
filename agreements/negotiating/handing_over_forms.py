"""Forms about who leads: whom the one that leads asks to take its place, and why one that was asked will not."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms

from agreements.models import Party
from datashare.lib import govuk
from datashare.lib.govuk import Look


class OfferLeadForm(govuk.Form):
    """Which other organisation is asked to lead, and why."""

    to = forms.ChoiceField(label="Which organisation do you ask to lead?", widget=forms.RadioSelect)
    why = forms.CharField(
        label="Why do you ask it?", help_text="Everyone reads this.", max_length=2000, widget=forms.Textarea
    )
    looks: ClassVar = {
        "to": Look(called="the organisation that you ask to lead"),
        "why": Look(called="why you ask it", rows=4),
    }

    def __init__(self, data: Any = None, *, others: Sequence[Party], **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["to"].choices = [(str(party.pk), str(party)) for party in others]  # type: ignore[attr-defined]


class TakeLeadForm(govuk.Form):
    """Whether an organisation that was asked to lead does; one that was not can only say that it does."""

    answer = forms.ChoiceField(
        label="Will your organisation lead?",
        choices=[("yes", "Yes, we will lead"), ("no", "No")],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(
        label="If it will not, why?",
        help_text="Everyone reads this.",
        max_length=2000,
        required=False,
        widget=forms.Textarea,
    )
    looks: ClassVar = {
        "answer": Look(called="whether your organisation will lead"),
        "why": Look(called="why it will not lead", rows=4),
    }

    def __init__(self, data: Any = None, *, is_asked: bool, **options: Any) -> None:
        super().__init__(data, **options)
        if not is_asked:
            self.fields["answer"].choices = [("yes", "Yes, we will lead")]  # type: ignore[attr-defined]
            del self.fields["why"]

    @property
    def accepts(self) -> bool:
        return bool(self.cleaned_data["answer"] == "yes")

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a refusal."""
        given = super().clean() or self.cleaned_data
        if given.get("answer") == "no" and not given.get("why"):
            self.add_error("why", "Enter why it will not lead")
        return given
