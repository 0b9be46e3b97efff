"""Which body holds data that is not listed, and what it is."""

from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django import forms

from agreements.forms.fields import LONGEST_TITLE
from community.models import Organisation
from community.organisations import closed_bodies_like, open_bodies_like
from community.succession import Closing
from datashare.lib import govuk
from datashare.lib.govuk import Look

MOST_SHOWN = 20


class HolderSearch(govuk.Form):
    """Part of a name. `found` is what it finds, at most one more than is shown."""

    q = forms.CharField(
        label="Which public body holds it?",
        help_text="All or part of its name, or its abbreviation.",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    looks: ClassVar = {"q": Look(size="m", called="the name of the body that holds it", width="two-thirds")}

    def found(self) -> list[Organisation]:
        return open_bodies_like(self.cleaned_data["q"], MOST_SHOWN + 1) if self.is_valid() else []

    def closed(self) -> list[Closing]:
        """Bodies of this name that closed, with those that follow them."""
        return closed_bodies_like(self.cleaned_data["q"]) if self.is_valid() else []


class UnlistedForm(govuk.Form):
    """The body, out of those that were found, and the data in the person's own words."""

    body = forms.ChoiceField(label="Which of these holds it?", widget=forms.RadioSelect)
    title = forms.CharField(
        label="What is the data?",
        help_text="A name that people there would know it by. For example: Register of heat networks.",
        max_length=LONGEST_TITLE,
    )
    description = forms.CharField(
        label="What else helps them to know it?",
        help_text="For example what it records, for which years, and where you heard of it.",
        max_length=1000,
        required=False,
        widget=forms.Textarea,
    )

    def __init__(self, data: Any = None, *, found: Sequence[Organisation], titled: str, **options: Any) -> None:
        self.bodies = {body.slug: body for body in found}
        hints = {body.slug: " · ".join(filter(None, (body.abbreviation, body.kind))) for body in found}
        self.looks = {  # type: ignore[misc]  # each search has its own hints
            "body": Look(called="the body that holds it", size="m", hints=hints),
            "title": Look(called="what the data is", size="m"),
            "description": Look(called="what else helps", size="m", rows=4),
        }
        super().__init__(data, initial={"title": titled[:LONGEST_TITLE]}, **options)
        field = cast(forms.ChoiceField, self.fields["body"])
        field.choices = [(body.slug, body.name) for body in found]

    def holder(self) -> Organisation:
        return self.bodies[self.cleaned_data["body"]]

    def in_words(self) -> dict[str, str]:
        return {"title": self.cleaned_data["title"], "description": self.cleaned_data["description"]}
