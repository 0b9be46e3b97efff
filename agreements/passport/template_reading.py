"""Reads of an organisation's template: the version that is prepared, and the published ones."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from agreements.models import BodyTemplate
from agreements.passport.reading import passport_for
from agreements.questionnaire.shape import PLACES
from community.models import Organisation, User

# The sections of an agreement between two organisations, by key.
SECTIONS: Final[Mapping[str, str]] = {key: name for key, name in PLACES.items() if key.startswith("M")}


@dataclass(frozen=True)
class TemplatePages:
    """The template of an organisation, as one of its people reads it."""

    body: Organisation
    reader: User
    may_edit: bool
    prepared: BodyTemplate | None = None
    published: list[BodyTemplate] = field(default_factory=list)

    @property
    def in_use(self) -> BodyTemplate | None:
        """The version that requests sent now are drafted from; None if there is none, or it was withdrawn."""
        newest = next(iter(self.published), None)
        return newest if newest and newest.sections else None

    @property
    def sections(self) -> Mapping[str, Mapping[str, str]]:
        """What the pages show: of the version that is prepared, or else the newest."""
        shown = self.prepared or next(iter(self.published), None)
        return shown.sections if shown else {}

    @property
    def revision(self) -> int:
        """The revision of what is prepared; 0 if nothing is."""
        return self.prepared.revision if self.prepared else 0

    def headings_besides(self, section: str) -> list[str]:
        """Return the headings of the other sections as an agreement has them now."""
        others = (key for key in SECTIONS if key != section)
        return [self.sections.get(key, {}).get("heading") or SECTIONS[key] for key in others]


def template_pages_for(user: User, slug: str) -> TemplatePages:
    """Return the template of the organisation with this name in its address. Raise Http404 as for its passport."""
    passport = passport_for(user, slug)
    made = list(BodyTemplate.objects.filter(organisation=passport.body).select_related("by"))
    prepared = next((one for one in made if one.published_at is None), None)
    published = [one for one in made if one.published_at]
    return TemplatePages(passport.body, user, passport.may_edit, prepared, published)
