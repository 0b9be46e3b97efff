"""The checks of experts as their organisation reads them: where each stands, and the answers beneath."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from django.utils import timezone

from agreements.drafting.circumstances import Circumstances
from agreements.drafting.facts import CheckFacts, PartyFacts
from agreements.drafting.library.beneath import keys_beneath
from agreements.drafting.library.checked import CheckStanding, answers_beneath, checks_of
from agreements.kinds.state_words import role_in_words
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.question_sets import question_set
from agreements.questionnaire.shape import QuestionPlace
from agreements.questionnaire.supplier import own_journey
from agreements.questionnaire.words import Words
from agreements.states import Role
from community.skills import Skill
from datashare.lib.clock import long_date

_SAYS: Final[Mapping[CheckStanding, str]] = {
    CheckStanding.AWAITED: "was asked to check the answers by {due}",
    CheckStanding.LAPSED: "checked the answers on {on}, but one has changed since",
    CheckStanding.CONFIRMED: "confirmed the answers on {on}",
    CheckStanding.CORRECTED: "asked for corrections on {on}",
    CheckStanding.REFUSED: "did not confirm the answers on {on}",
}


@dataclass(frozen=True)
class ShownCheck:
    """A check that an expert was asked for, and where it stands now."""

    facts: CheckFacts
    standing: CheckStanding

    @property
    def who(self) -> str:
        """The expert by name and role."""
        return f"{self.facts.who}, {role_in_words(Role.ADVISER, Skill(self.facts.skill))}"

    @property
    def says(self) -> str:
        """Where it stands, after the expert's name."""
        on = long_date(self.facts.on)
        late = ". That day is over" if self.is_awaited and self.facts.due < timezone.localdate() else ""
        return _SAYS[self.standing].format(due=long_date(self.facts.due), on=on) + late

    @property
    def as_sentence(self) -> str:
        """Where it stands, without the name and the full stop."""
        says = self.says.removeprefix("was ")
        return f"{says[:1].upper()}{says[1:]}"

    @property
    def is_awaited(self) -> bool:
        return self.standing == CheckStanding.AWAITED

    @property
    def stands(self) -> bool:
        return self.standing == CheckStanding.CONFIRMED

    @property
    def needs_lead(self) -> bool:
        """Whether the organisation must do something: correct answers, or ask again."""
        return self.standing in (CheckStanding.LAPSED, CheckStanding.CORRECTED, CheckStanding.REFUSED)


@dataclass(frozen=True)
class AnswersOfSection:
    """The answers of one section that an expert checks, each with its question."""

    title: str
    rows: tuple[tuple[str, Words], ...]


def shown_checks(s: Circumstances, party: PartyFacts, skill: str | None = None) -> list[ShownCheck]:
    """Return the checks of a party's experts, in one field or in all. No query."""
    return [ShownCheck(check, standing) for check, standing in checks_of(s, party, skill)]


def sections_beneath(s: Circumstances, party: PartyFacts, skill: str, version: str) -> list[AnswersOfSection]:
    """Return the answers that an expert of this party checks, by section; a question without one, if it is theirs."""
    given = answers_beneath(s, party, skill)
    rows = [
        (place.section.title, (place.question.ask, place.step.words(place.question.key, given.get(place.question.key))))
        for place in _places(s, party, version)
        if place.question.key in keys_beneath(skill)
        and (place.question.key in given or _is_own(s, party, place.question.key))
    ]
    return [
        AnswersOfSection(title, tuple(row for _, row in found))
        for title, found in groupby(rows, key=lambda row: row[0])
    ]


def _places(s: Circumstances, party: PartyFacts, version: str) -> list[QuestionPlace]:
    """Return the questions of both sides that apply, the supplier's for a party that gives."""
    own = s.of(party).answered
    request = Journey(question_set(version), own).places()
    gives = any(each.key == party.key for each in s.facts.suppliers)
    return [*request, *(own_journey(version, own, own).places() if gives else ())]


def _is_own(s: Circumstances, party: PartyFacts, key: str) -> bool:
    sides = s.facts.suppliers if key.startswith("s_") else s.facts.acquirers
    return any(each.key == party.key for each in sides)
