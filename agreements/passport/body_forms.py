"""Forms of an organisation's own questions and guidance."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django import forms

from agreements.questionnaire.forms.base import StepForm
from agreements.questionnaire.forms.fields import beside, line, long_text, one_of
from agreements.questionnaire.of_bodies import KINDS, NEEDS

LONGEST_QUESTION = 150
LONGEST_GUIDANCE = 2000


class BodyQuestionDetailsForm(StepForm):
    """What an organisation asks, how, and when it needs the answer."""

    question = line(
        "Question", longest=LONGEST_QUESTION, hint="For example, “Which of our data sets have you used before?”"
    )
    hint = line("Hint", required=False, hint="Shown below the question. Say what a good answer contains.")
    kind = one_of(KINDS, "Kind of answer")
    need = one_of(NEEDS, "Do you need the answer before you consider a request?")
    looks: ClassVar = {
        "question": beside("the question"),
        "hint": beside("the hint"),
        "kind": beside("the kind of answer"),
        "need": beside("whether you need the answer before you consider a request"),
    }

    @property
    def asked(self) -> dict[str, str]:
        """The valid form as the question is stored."""
        given = {name: str(self.cleaned_data.get(name) or "") for name in ("hint", "kind", "need")}
        return {"ask": self.cleaned_data["question"], **given}

    @classmethod
    def begun(cls, asked: Mapping[str, str], data: Any = None) -> Self:
        """Return the form of a question as it is stored, or bound to `data` if something was posted."""
        return cls(data, initial={**asked, "question": asked.get("ask", "")})


class GuidanceForm(StepForm):
    """Guidance for one section; none if it is left blank."""

    guidance: forms.CharField = long_text("Guidance", required=False, longest=LONGEST_GUIDANCE)
    looks: ClassVar = {"guidance": beside("the guidance")}
