"""What one of several that gives data says about itself: its role, a joint activity, its data protection officer."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar, Self

from agreements.questionnaire.forms.base import EMPTY_CONTEXT, StepContext, StepForm
from agreements.questionnaire.forms.data_protection import JointActivityForm
from agreements.questionnaire.forms.fields import beside, long_text, one_of, whole_page
from agreements.questionnaire.forms.person import person_form
from agreements.questionnaire.law import ROLES
from agreements.questionnaire.words import Json, Words, rows_of, text


class GiverRoleForm(StepForm):
    s_role = one_of(ROLES, required=False)
    s_role_differs = long_text(required=False, longest=1000)
    looks: ClassVar = {
        "s_role": whole_page("your role", ROLES),
        "s_role_differs": beside("the organisations for which your role is different"),
    }


class GiverJointForm(JointActivityForm):
    """The activity that one that gives decides together with others; further ones are clauses that it proposes."""

    looks: ClassVar = {name: replace(look, optional=False) for name, look in JointActivityForm.looks.items()}

    @classmethod
    def from_answers(
        cls, answers: Mapping[str, Json], *, data: Any = None, context: StepContext = EMPTY_CONTEXT
    ) -> Self:
        row = next(iter(rows_of(answers.get("s_joint"))), {})
        return cls(data, initial={name: text(row.get(name)) for name in cls.base_fields}, context=context)

    def adapt(self) -> None:
        """Offer the usual division of the duties; a page without an activity is no answer."""
        super().adapt()
        for field in self.fields.values():
            field.required = False

    def to_answers(self) -> dict[str, Json]:
        row: Json = {"id": "row1", **{name: text(self.cleaned_data.get(name)) for name in self.fields}}
        return {"s_joint": [row] if self.cleaned_data.get("activity") else []}

    @classmethod
    def words(cls, key: str, value: Json) -> Words:
        return cls.words_of_rows(value)


GiverOfficerForm = person_form("s_dpo", "your data protection officer", required=False, acts=False)
