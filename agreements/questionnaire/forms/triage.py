"""The pages before a request: whether an agreement is needed at all."""

from typing import ClassVar

from django import forms

from agreements.questionnaire.forms.base import StepForm
from agreements.questionnaire.forms.fields import offer, one_of, whole_page
from agreements.questionnaire.options import KINDS_OF_SHARE, WOULD_AGGREGATE_DO, YES_NO, YES_NO_NOT_SURE

NONE_COVERS_IT = "none"


class PublicForm(StepForm):
    tri_public = one_of(YES_NO)
    looks: ClassVar = {"tri_public": whole_page("whether the data is already published or open", inline=True)}


class AggregateForm(StepForm):
    tri_aggregate = one_of(WOULD_AGGREGATE_DO)
    looks: ClassVar = {"tri_aggregate": whole_page("whether you could use anonymous statistics")}


class ProcessorForm(StepForm):
    tri_processor = one_of(YES_NO)
    looks: ClassVar = {"tri_processor": whole_page("whether you will use the data only on instructions", inline=True)}


class ExistingForm(StepForm):
    """The agreements in force between the two bodies, which the context brings."""

    tri_existing = forms.ChoiceField(widget=forms.RadioSelect)
    looks: ClassVar = {"tri_existing": whole_page("an agreement, or none of these", divider_before=NONE_COVERS_IT)}

    def adapt(self) -> None:
        titled = [(reference, f"{title} ({reference})") for reference, title in self.context.agreements]
        offer(self.fields["tri_existing"], [*titled, (NONE_COVERS_IT, "None of these cover it")])


class PersonalForm(StepForm):
    tri_personal = one_of(YES_NO_NOT_SURE)
    looks: ClassVar = {"tri_personal": whole_page("whether the data is about people who can be identified")}


class KindForm(StepForm):
    tri_kind = one_of(KINDS_OF_SHARE)
    looks: ClassVar = {"tri_kind": whole_page("the kind of request", KINDS_OF_SHARE)}
