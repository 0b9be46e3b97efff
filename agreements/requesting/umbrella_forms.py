"""The form that starts common rules (an umbrella)."""

from typing import ClassVar

from agreements.questionnaire.forms.base import StepForm
from agreements.questionnaire.forms.fields import LONGEST_TITLE, beside, line, long_text
from agreements.questionnaire.sections.rules import AIMS, TITLE


class OpenRulesForm(StepForm):
    """What the rules are called, and what they are for."""

    title = line(TITLE.ask, longest=LONGEST_TITLE, hint=TITLE.hint)
    aims = long_text(AIMS.ask)
    aims.help_text = AIMS.hint
    looks: ClassVar = {
        "title": beside("the name of the common rules"),
        "aims": beside("what the common rules are for"),
    }
