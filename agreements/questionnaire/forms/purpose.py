"""Forms about the purpose of the data share."""

from typing import ClassVar

from agreements.questionnaire.forms.base import StepForm
from agreements.questionnaire.forms.fields import LONGEST_TITLE, beside, line, long_text, one_of, reveal, whole_page
from agreements.questionnaire.options import POLICY_AREAS


class TitleForm(StepForm):
    title = line(longest=LONGEST_TITLE)
    looks: ClassVar = {"title": whole_page("the name of the data share")}


class AimsForm(StepForm):
    aims = long_text()
    looks: ClassVar = {"aims": whole_page("what you are trying to achieve")}


class HowHelpsForm(StepForm):
    how_helps = long_text()
    looks: ClassVar = {"how_helps": whole_page("how the data will help you meet your aim")}


class PolicyAreaForm(StepForm):
    policy_area__chosen = one_of(POLICY_AREAS)
    policy_area__detail = line("Which area?")
    looks: ClassVar = {
        "policy_area__chosen": whole_page("an area of work", reveals=reveal(("other", "policy_area__detail"))),
        "policy_area__detail": beside("the area of work"),
    }
