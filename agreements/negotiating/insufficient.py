"""Choices that leave a clause incomplete: where a clause waits for the answer, they are not offered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms

from agreements.questionnaire.forms.base import StepForm
from agreements.questionnaire.forms.person import NOT_YET
from community.skills import Skill


@dataclass(frozen=True)
class Insufficient:
    """The choices of a question that fill no gap, and what to do if one of them is true."""

    choices: frozenset[str]
    instead: str
    # The adviser to invite, if that is what to do.
    skill: Skill | None = None


def _check(subject: str, skill: Skill) -> Insufficient:
    what_to_do = f"Name {subject}. Until they confirm the answers here, the text says that they still have to."
    return Insufficient(frozenset({NOT_YET}), what_to_do, skill)


INSUFFICIENT: Final[Mapping[str, Insufficient]] = {
    "legal_check": _check("a legal adviser", Skill.LEGAL),
    "dp_check": _check("a data protection adviser", Skill.DATA_PROTECTION),
    "sec_check": _check("a security adviser", Skill.SECURITY),
    "power_have": Insufficient(
        frozenset({"no", "not_sure"}),
        "If you have no power, or are not sure, ask a legal adviser. You cannot receive the data without one.",
        Skill.LEGAL,
    ),
    "gateway": Insufficient(
        frozenset({"none_found"}),
        "If you have not found one, ask a legal adviser, or ask the supplier’s lawyers in a comment on the clause.",
        Skill.LEGAL,
    ),
}


def take_out(form: StepForm, key: str) -> None:
    """Remove from a form the choices that fill no gap."""
    known = INSUFFICIENT.get(key)
    if known is None:
        return
    for name in (key, f"{key}__chosen"):
        field = form.fields.get(name)
        if isinstance(field, forms.ChoiceField):
            offered: list[Any] = list(field.choices)  # type: ignore[arg-type]
            field.choices = [pair for pair in offered if pair[0] not in known.choices]
