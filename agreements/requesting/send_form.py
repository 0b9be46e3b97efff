"""The form that sends a request: the declarations, and by when who asks needs the answer."""

from dataclasses import replace
from typing import Any, ClassVar

from agreements.questionnaire.forms.base import StepForm
from agreements.questionnaire.forms.declare import DeclareForm
from agreements.questionnaire.forms.fields import beside, date_to_come
from agreements.questionnaire.shape import Step


class SendForm(DeclareForm):
    """The declarations of the questionnaire, and a day that is kept with the round."""

    answer_by = date_to_come(
        "By when do you need an answer?",
        required=False,
        hint="Leave this blank if you have no date. The supplier should then answer within 20 working days. It can "
        "name another day.",
    )
    looks: ClassVar = {
        **DeclareForm.looks,
        "answer_by": beside("the date by which you need an answer"),
    }


def form_to_send(declaring: Step, data: Any = None) -> StepForm:
    """Return the form of the page that declares and sends, bound to posted data if there is some."""
    return replace(declaring, form=SendForm).open({}, data=data)
