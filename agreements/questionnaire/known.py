"""What earlier answers say of a question that has not been answered yet, so that its form begins with it."""

from collections.abc import Callable, Mapping
from typing import Final

from agreements.questionnaire.conditions import picked
from agreements.questionnaire.shape import Answers, Step
from agreements.questionnaire.words import Json

_WHY_PERSONAL: Final = (
    "We selected “Personal data” because you said that the data is about people who can be identified. Select any "
    "other kinds as well."
)


def _kinds(answers: Answers) -> Json:
    return ["personal"] if picked(answers, "tri_personal", "yes") else None


# By question: what is known, and why its form begins with it.
_KNOWN: Final[Mapping[str, tuple[Callable[[Answers], Json], str]]] = {
    "data_types": (
        _kinds,
        _WHY_PERSONAL,
    ),
}


def begun(step: Step, answers: Answers) -> tuple[dict[str, Json], str]:
    """Return the answers that the form of a page begins with, and why it begins with more than was answered."""
    start = dict(answers)
    for key in step.keys:
        known, why = _KNOWN.get(key, (None, ""))
        value = known(answers) if known and key not in answers else None
        if value is not None:
            return {**start, key: value}, why
    return start, ""
