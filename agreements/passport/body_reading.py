"""Reads of an organisation's own questions: the version that is prepared, and the published ones."""

from dataclasses import dataclass, field
from typing import Any

from django.http import Http404

from agreements.models import BodyQuestions
from agreements.passport.reading import passport_for
from agreements.questionnaire.question_sets import CURRENT
from agreements.questionnaire.shape import Section
from community.models import Organisation, User


@dataclass(frozen=True)
class BodyPages:
    """The questions and the guidance of an organisation, as one of its people reads them."""

    body: Organisation
    reader: User
    may_edit: bool
    prepared: BodyQuestions | None = None
    published: list[BodyQuestions] = field(default_factory=list)

    @property
    def current(self) -> BodyQuestions | None:
        """What the pages show: the version that is prepared, or else the newest."""
        return self.prepared or next(iter(self.published), None)

    @property
    def questions(self) -> list[dict[str, Any]]:
        return list(self.current.questions) if self.current else []

    @property
    def guidance(self) -> dict[str, str]:
        return dict(self.current.guidance) if self.current else {}

    @property
    def revision(self) -> int:
        """The revision of what is prepared; 0 if nothing is."""
        return self.prepared.revision if self.prepared else 0

    def question(self, key: str) -> dict[str, Any]:
        """Return one question. Raise Http404 if there is none."""
        found = next((asked for asked in self.questions if asked["key"] == key), None)
        if found is None:
            raise Http404("There is no such question.")
        return found


def body_pages_for(user: User, slug: str) -> BodyPages:
    """Return the questions of the organisation with this name in its address. Raise Http404 as for its passport."""
    passport = passport_for(user, slug)
    made = list(BodyQuestions.objects.filter(organisation=passport.body).select_related("by"))
    prepared = next((one for one in made if one.published_at is None), None)
    published = [one for one in made if one.published_at]
    return BodyPages(passport.body, user, passport.may_edit, prepared, published)


def sections_with_guidance() -> list[Section]:
    """Return the sections of a request for which an organisation can give guidance."""
    return [section for section in CURRENT.sections if section.steps[-1].kind != "check" and section.key != "triage"]
