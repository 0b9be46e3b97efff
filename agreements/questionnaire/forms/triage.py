"""The pages before a request: whether an agreement is needed at all."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django import forms

from agreements.questionnaire.forms.base import EMPTY_CONTEXT, StepContext, StepForm
from agreements.questionnaire.forms.fields import beside, long_text, offer, one_of, reveal, whole_page
from agreements.questionnaire.options import FORM_LENGTHS, KINDS_OF_SHARE, WOULD_AGGREGATE_DO, YES_NO, YES_NO_NOT_SURE
from agreements.questionnaire.words import CHOSEN, Json, Words, chosen, part, text

NONE_COVERS_IT = "none"
EMERGENCY = "emergency"


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


class LengthForm(StepForm):
    form_length = one_of(FORM_LENGTHS)
    looks: ClassVar = {"form_length": whole_page("whether you want to use the short form", FORM_LENGTHS)}


class KindForm(StepForm):
    """The kind of request, and for an emergency the risk. Only an emergency is stored as a group."""

    tri_kind = one_of(KINDS_OF_SHARE)
    tri_kind__risk = long_text("What is the immediate risk?", longest=1000)
    looks: ClassVar = {
        "tri_kind": whole_page("the kind of request", KINDS_OF_SHARE, reveals=reveal((EMERGENCY, "tri_kind__risk"))),
        "tri_kind__risk": beside("the immediate risk"),
    }

    @classmethod
    def from_answers(
        cls, answers: Mapping[str, Json], *, data: Any = None, context: StepContext = EMPTY_CONTEXT
    ) -> Self:
        kind = answers.get("tri_kind")
        initial = {"tri_kind": min(chosen(kind), default=""), "tri_kind__risk": text(part(kind, "risk"))}
        return cls(data, initial=initial, context=context)

    def to_answers(self) -> dict[str, Json]:
        kind, risk = (text(self.cleaned_data.get(name)) for name in ("tri_kind", "tri_kind__risk"))
        return {"tri_kind": {CHOSEN: kind, "risk": risk} if kind == EMERGENCY else kind}

    @classmethod
    def words(cls, key: str, value: Json) -> Words:
        if key != "tri_kind":
            return super().words(key, value)
        named = super().words(key, min(chosen(value), default="")).lines
        risk = text(part(value, "risk"))
        return Words((*named, f"Immediate risk: {risk}") if risk else named)
