"""Forms of the bodies of a request: which one is added, and who gives data to whom."""

from dataclasses import dataclass
from typing import Any, ClassVar, cast

from django import forms

from agreements.requesting.forms import HolderSearch
from agreements.requesting.grid import FlowGrid, Pair
from community.models import Organisation
from datashare.lib import govuk, printing
from datashare.lib.govuk import Look

RECEIVES, BOTH = "receives", "both"


class BodySearch(HolderSearch):
    """Part of the name of a body that is to receive data."""

    q = forms.CharField(
        label="Which organisation do you want to add?",
        help_text="Enter all or part of its name, or its abbreviation.",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    looks: ClassVar = {"q": Look(size="m", called="the name of the organisation", width="two-thirds")}


class RulesBodyForm(govuk.Form):
    """The body, out of the results, and who leads for it."""

    body = forms.ChoiceField(label="Which of these do you want to add?", widget=forms.RadioSelect)
    email = govuk.EmailField(
        label="Work email address of its lead",
        help_text="We will invite this person to answer for the organisation. They can invite their colleagues.",
        max_length=254,
    )
    # Looks of further fields.
    further: ClassVar[dict[str, Look]] = {}

    def __init__(self, data: Any = None, *, found: list[Organisation]) -> None:
        self.bodies = {body.slug: body for body in found}
        hints = {body.slug: " · ".join(filter(None, (body.abbreviation, body.kind))) for body in found}
        self.looks = {  # type: ignore[misc]  # each search has its own hints
            "body": Look(called="the organisation that you want to add", size="m", hints=hints),
            "email": Look(called="the work email address of its lead", size="m", width="20"),
            **self.further,
        }
        super().__init__(data)
        field = cast(forms.ChoiceField, self.fields["body"])
        field.choices = [(body.slug, body.name) for body in found]

    def given(self) -> dict[str, Any]:
        """Return the arguments of the action."""
        return {"body": self.bodies[self.cleaned_data["body"]], "email": self.cleaned_data["email"]}


class AddBodyForm(RulesBodyForm):
    """The body, out of the results, what it does, what for, and who leads for it."""

    field_order = ["body", "does", "purpose", "email"]
    does = forms.ChoiceField(
        label="What will it do?",
        choices=[(RECEIVES, "Receive data"), (BOTH, "Receive data and give data of its own")],
        widget=forms.RadioSelect,
    )
    purpose = forms.CharField(
        label="What do you expect it to use the data for?",
        help_text="For example, to check on people who may need help in a flood.",
        max_length=1000,
        widget=forms.Textarea,
    )
    further: ClassVar = {
        "does": Look(called="what it will do", size="m"),
        "purpose": Look(called="what you expect it to use the data for", size="m", rows=4),
    }

    def clean_purpose(self) -> str:
        return printable(self.cleaned_data["purpose"])

    def given(self) -> dict[str, Any]:
        """Return the arguments of the action."""
        given = self.cleaned_data
        return {**super().given(), "gives": given["does"] == BOTH, "purpose": given["purpose"]}


def printable(purpose: str) -> str:
    """Return a purpose. Raise ValidationError for one that could not be printed in the agreement."""
    if flaw := printing.flaw_in(purpose):
        raise forms.ValidationError(flaw)
    return purpose


class PurposeForm(govuk.Form):
    """What the reader's own organisation receives the data for."""

    purpose = forms.CharField(
        label="What will your organisation use the data for?",
        help_text="For example, to check on people who may need help in a flood.",
        max_length=1000,
        widget=forms.Textarea,
    )
    looks: ClassVar = {
        "purpose": Look(called="what your organisation will use the data for", size="l", heading=True, rows=4)
    }

    def clean_purpose(self) -> str:
        return printable(self.cleaned_data["purpose"])


@dataclass(frozen=True)
class GridRow:
    """A body that may give, the name of its field, and each column: a body or none for itself, and if it is ticked."""

    giver: Organisation
    name: str
    cells: list[tuple[Organisation | None, bool]]


class GridForm(govuk.Form):
    """Who gives data to whom: a question for each body that may give, a checkbox for each that may receive."""

    def __init__(self, data: Any = None, *, grid: FlowGrid) -> None:
        super().__init__(data, initial={_field(body): sorted(grid.receivers_from(body.pk)) for body in grid.bodies})
        self._grid = grid
        for giver in grid.bodies:
            self.fields[_field(giver)] = forms.TypedMultipleChoiceField(
                label=f"Who will {giver} give data to?",
                choices=[(body.pk, body.name) for body in grid.bodies if body != giver],
                coerce=int,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    def rows(self) -> list[GridRow]:
        return [self._row(giver) for giver in self._grid.bodies]

    def _row(self, giver: Organisation) -> GridRow:
        ticked = frozenset(map(str, cast(list[Any], self[_field(giver)].value() or [])))
        cells = [(None if body == giver else body, str(body.pk) in ticked) for body in self._grid.bodies]
        return GridRow(giver, _field(giver), cells)

    def flows(self) -> list[Pair]:
        """Return the pairs that are ticked."""
        return [(giver.pk, to) for giver in self._grid.bodies for to in self.cleaned_data[_field(giver)]]


def _field(body: Organisation) -> str:
    return f"from_{body.pk}"
