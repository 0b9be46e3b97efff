"""Reads of a passport: the newest answers, their versions, and the data shares that say them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from agreements.models import Answer, DataShare, PartyAnswer, StandardAnswer
from agreements.questionnaire.shape import Step
from agreements.questionnaire.standard import PASSPORT
from community.models import Membership, Organisation, User


@dataclass(frozen=True)
class Passport:
    """The standard answers of an organisation, as one of its people reads them."""

    body: Organisation
    reader: User
    may_edit: bool
    newest: Mapping[str, StandardAnswer]

    @property
    def answers(self) -> dict[str, Any]:
        """The newest answers by key."""
        return {key: standard.value for key, standard in self.newest.items()}

    def version_of(self, step: Step) -> int:
        """Return the version of the answer that this page shows; 0 if there is none yet."""
        standard = self.newest.get(step.keys[0])
        return standard.version if standard else 0


def passport_for(user: User, slug: str) -> Passport:
    """Return the passport of the organisation with this name in its address. Raise Http404 unless the user works there.

    The user's own word that they work there is not enough.
    """
    works = Membership.objects.live().confirmed().filter(user=user, organisation__slug=slug)
    membership = works.select_related("organisation").order_by("-is_admin").first()
    if membership is None:
        raise Http404("There is no such organisation, or you do not work for it.")
    body = membership.organisation
    newest = StandardAnswer.objects.filter(organisation=body).newest().select_related("by")
    may_edit = membership.is_admin and not body.is_closed
    return Passport(body, user, may_edit, {standard.key: standard for standard in newest})


def step_of(slug: str) -> Step:
    """Return the page of the passport with this name. Raise Http404 if there is none."""
    if slug not in PASSPORT.steps:
        raise Http404("There is no such standard answer.")
    return PASSPORT.steps[slug]


@dataclass(frozen=True)
class Use:
    """A data share in which an answer says a version of a standard answer."""

    reference: str
    title: str


def versions_of(passport: Passport, key: str) -> list[tuple[StandardAnswer, list[Use]]]:
    """Return every version of a standard answer, newest first, with the reader's data shares that say it.

    Three queries.
    """
    versions = StandardAnswer.objects.filter(organisation=passport.body, key=key).select_related("by")
    uses: dict[int, dict[str, Use]] = defaultdict(dict)
    visible = DataShare.objects.visible_to(passport.reader)
    for model in (Answer, PartyAnswer):
        said: Any = model.objects.standard_of(passport.body, key).filter(edition__share__in=visible)
        for version, reference, title in said.values_list(
            "standard", "edition__share__reference", "edition__share__title"
        ):
            uses[version][reference] = Use(reference, title)
    return [(standard, [*uses[standard.pk].values()]) for standard in versions]
