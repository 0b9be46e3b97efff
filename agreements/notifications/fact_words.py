"""The facts of events in words: codes by their labels, questions by the question set, lists as they are spoken."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from agreements.kinds import FactValue
from agreements.kinds.shapes import FactType
from agreements.kinds.state_words import role_in_words
from agreements.models import DutyKind, EndGround, Reason, ReviewOutcome, StopKind, SuspensionGround
from agreements.questionnaire.question_sets import question_set
from agreements.questionnaire.supplier import every_place
from agreements.states import Role
from community.skills import Skill
from datashare.lib.clock import long_date
from datashare.lib.phrases import listed

# What a clause is as a fact: its number, then its names when the event happened.
ClauseFact = Sequence[Any]
MOST_NUMBERS: Final = 20


def words_of_fact(fact: FactType, value: FactValue, version: str) -> str:
    """Return a fact as it stands in a sentence; `version` is the question set that its keys belong to."""
    return _LISTS[fact](value) if isinstance(value, list) else _single(fact, value, version)


def _single(fact: FactType, value: FactValue, version: str) -> str:
    if fact == FactType.NUMBER and isinstance(value, int):
        return f"{value:,}"
    if fact == FactType.DAY:
        return long_date(date.fromisoformat(str(value)))
    if fact == FactType.QUESTION:
        return page_of(str(value), version)
    if fact == FactType.SECTION:
        return section_title(str(value), version)
    if fact == FactType.REASON:
        return Reason(str(value)).label.lower()
    if fact == FactType.GROUND:
        return ground_in_words(str(value))
    if fact == FactType.STOP:
        return StopKind(str(value)).label
    if fact == FactType.DUTY:
        return DutyKind(str(value)).label.lower()
    if fact == FactType.OUTCOME:
        return ReviewOutcome(str(value)).label.lower()
    return str(value)


def ground_in_words(code: str) -> str:
    """Return why the sharing is suspended or an agreement ended at once, as it stands in a sentence."""
    labels = {**dict(EndGround.choices), **dict(SuspensionGround.choices)}
    return f"{labels[code][0].lower()}{labels[code][1:]}"


def page_of(key: str, version: str) -> str:
    """Return the title of the page that asks a question; the key of one that this question set does not have."""
    place = every_place(version).get(key)
    return place.step.title if place else key


def section_title(key: str, version: str) -> str:
    """Return the title of a section of the request; the key of one that this question set does not have."""
    return next((section.title for section in question_set(version).sections if section.key == key), key)


def short_name(document: str) -> str:
    """Return what a sentence calls a document: the agreement may be a memorandum or a data sharing agreement."""
    return {"mou": "agreement", "dpia": "impact assessment"}.get(document, document)


def clause_name(clause: ClauseFact) -> str:
    """Return the name of a clause in a sentence: clause 3.1 of the agreement, “Purpose”."""
    _, document, number, heading, _ = clause
    if not number:
        return f"the clause “{heading}” of the {short_name(document)}"
    return f"clause {number} of the {short_name(document)}, “{heading}”"


def clause_places(clauses: Sequence[ClauseFact]) -> str:
    """Return clauses by their numbers: 3.1 and 3.2 of the agreement and 2.4 of the impact assessment."""
    numbers: dict[str, list[str]] = {}
    for clause in clauses:
        numbers.setdefault(short_name(clause[1]), []).append(str(clause[2]) or f"“{clause[3]}”")
    return listed(f"{listed(places)} of the {document}" for document, places in numbers.items())


def _clauses(clauses: Sequence[ClauseFact]) -> str:
    """Return one clause by its name; several by number, and by section if they share one."""
    if len(clauses) == 1:
        return clause_name(clauses[0])
    places = {(document, section) for _, document, _, _, section in clauses}
    documents = listed(dict.fromkeys(f"the {short_name(clause[1])}" for clause in clauses))
    section = f", “{clauses[0][4]}”" if len(places) == 1 else ""
    return f"{len(clauses)} clauses of {documents}{section}"


def _roles(roles: Sequence[Sequence[str]]) -> str:
    return listed(dict.fromkeys(role_in_words(Role(role), Skill(skill) if skill else None) for role, skill in roles))


def _numbers(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers[:MOST_NUMBERS])) + (" and others" if len(numbers) > MOST_NUMBERS else "")


_LISTS: Final[dict[FactType, Any]] = {
    FactType.TEXTS: lambda texts: ", ".join(f"“{text}”" for text in texts),
    FactType.NUMBERS: _numbers,
    FactType.CLAUSES: _clauses,
    FactType.PARTIES: lambda parties: listed(dict.fromkeys(name for _, name in parties)),
    FactType.FLOWS: lambda flows: listed(f"{giver} to {receiver}" for _, giver, _, receiver in flows),
    FactType.ROLES: _roles,
}
