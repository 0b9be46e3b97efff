"""Which skills a data share needs on each side, and why: from the answers so far."""

from collections.abc import Callable, Iterator
from typing import Final

from agreements.questionnaire.conditions import criminal, personal, picked, special
from agreements.questionnaire.shape import Answers
from community.skills import Skill

_TECHNICAL_ROUTES: Final = ("api", "direct_access", "portal", "file_transfer")


def needed(answers: Answers, *, receives: bool, gives: bool) -> dict[str, str]:
    """Return by skill why a party that receives, gives or does both needs it, in the order of the skills."""
    found: dict[str, str] = {}
    for applies, rules in ((receives, _OF_RECEIVERS), (gives, _OF_GIVERS)):
        for skill, rule in rules.items() if applies else ():
            if why := next(rule(answers), ""):
                found.setdefault(skill.value, why)
    return {skill.value: found[skill.value] for skill in Skill if skill.value in found}


def _power(answers: Answers) -> Iterator[str]:
    yield "It needs a legal power to receive the data, and the supplier a gateway to disclose it."


def _disclosing(answers: Answers) -> Iterator[str]:
    yield "It must be sure that the law lets it disclose the data."


def _people(answers: Answers) -> Iterator[str]:
    if personal(answers):
        yield "The data is about people who can be identified."


def _keeping(answers: Answers) -> Iterator[str]:
    yield "It must protect the data where it keeps it."


def _sending(answers: Answers) -> Iterator[str]:
    yield "It must protect the data on its way to the acquirer."


def _system(answers: Answers) -> Iterator[str]:
    if picked(answers, "delivery", *_TECHNICAL_ROUTES):
        yield "A system must be set up to deliver the data."
    if picked(answers, "linkage", "yes"):
        yield "The data will be joined to other data."


def _quality(answers: Answers) -> Iterator[str]:
    if answers.get("frequency") and not picked(answers, "frequency", "one_off"):
        yield "The data comes more than once, so someone must look after its quality and how long it is kept."


def _fair(answers: Answers) -> Iterator[str]:
    if special(answers) or criminal(answers):
        yield "The data is of a kind that can harm people most."
    if picked(answers, "data_types", "children", "vulnerable"):
        yield "The data is about children or people in vulnerable situations."
    if picked(answers, "automated", "supports", "decides", "trains"):
        yield "A computer will help to decide about people, or decide alone."


_Rule = Callable[[Answers], Iterator[str]]
_OF_RECEIVERS: Final[dict[Skill, _Rule]] = {
    Skill.LEGAL: _power,
    Skill.DATA_PROTECTION: _people,
    Skill.SECURITY: _keeping,
    Skill.TECHNOLOGY: _system,
    Skill.GOVERNANCE: _quality,
    Skill.ETHICS: _fair,
}
_OF_GIVERS: Final[dict[Skill, _Rule]] = {
    Skill.LEGAL: _disclosing,
    Skill.DATA_PROTECTION: _people,
    Skill.SECURITY: _sending,
    Skill.TECHNOLOGY: _system,
    Skill.ETHICS: _fair,
}
