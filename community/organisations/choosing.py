"""Forms to say which organisation one works for: a search, and a choice of its results."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final, cast

from django import forms

from community.models import Organisation, User
from community.organisations.memberships import obstacle_to
from community.organisations.search import closed_bodies_like, open_bodies_like
from community.organisations.succession import Closing
from datashare.lib import govuk
from datashare.lib.govuk import Look

MOST_SHOWN: Final = 20


class OrganisationSearch(govuk.Form):
    """Part of a name. `found` holds the results, at most one more than is shown."""

    q = forms.CharField(
        label="Name of your organisation",
        help_text="Enter all or part of the name, or an abbreviation.",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    looks: ClassVar = {
        "q": Look(called="the name of your organisation", width="two-thirds", autocomplete="organization")
    }

    def found(self) -> list[Organisation]:
        return open_bodies_like(self.cleaned_data["q"], MOST_SHOWN + 1) if self.is_valid() else []

    def closed(self) -> list[Closing]:
        """Return the closed bodies of this name, with their successors."""
        return closed_bodies_like(self.cleaned_data["q"]) if self.is_valid() else []


class OrganisationChoice(govuk.Form):
    """One of the organisations that the search found."""

    organisation = forms.ChoiceField(label="Which of these do you work for?", widget=forms.RadioSelect)

    def __init__(
        self, data: Any = None, *, found: Sequence[Organisation], by: User | None = None, **options: Any
    ) -> None:
        self.by = by
        self.bodies = {body.slug: body for body in found}
        hints = {body.slug: " · ".join(filter(None, (body.abbreviation, body.kind))) for body in found}
        look = Look(called="the organisation you work for", size="m", hints=hints)
        self.looks = {"organisation": look}  # type: ignore[misc]  # each search has its own hints
        super().__init__(data, **options)
        field = cast(forms.ChoiceField, self.fields["organisation"])
        field.choices = [(body.slug, body.name) for body in found]

    def clean_organisation(self) -> str:
        """Refuse an organisation that does not accept a user's own word."""
        slug = str(self.cleaned_data["organisation"])
        if obstacle := self.by and obstacle_to(self.bodies[slug], self.by):
            raise forms.ValidationError(obstacle)
        return slug

    def chosen(self) -> Organisation:
        return self.bodies[self.cleaned_data["organisation"]]
