"""Forms about the benefits of the share, who gets them, and the alternatives considered."""

from typing import ClassVar

from agreements.questionnaire.forms.base import StepForm
from agreements.questionnaire.forms.fields import any_of, beside, date, line, long_text, whole_page
from agreements.questionnaire.options import BENEFITS


class BenefitsForm(StepForm):
    """The benefits; a box under each asks how the data brings it about."""

    benefits__chosen = any_of(BENEFITS)
    benefits__policy_evidence = long_text("How will the data help?", longest=1000)
    benefits__service_evidence = long_text("How will the data help?", longest=1000)
    benefits__decisions = long_text("Which decisions, and how will the data improve them?", longest=1000)
    benefits__funding = long_text("Which funding, and how will the data help?", longest=1000)
    benefits__trends = long_text("Which changes, and how will the data show them?", longest=1000)
    benefits__needs = long_text("Which needs, and how will the data show them?", longest=1000)
    benefits__statistics = long_text("Which statistics, and how will they be better?", longest=1000)
    benefits__validation = long_text("Which research, and how will the data test it?", longest=1000)
    benefits__other = long_text("What is the benefit, and how will the data bring it about?", longest=1000)
    looks: ClassVar = {
        "benefits__chosen": whole_page("a benefit", reveals={key: (f"benefits__{key}",) for key in BENEFITS.keys}),
        **{f"benefits__{key}": beside("how the data will help") for key in BENEFITS.keys},
    }


class BenefitMeasureForm(StepForm):
    """One row of the list of measures."""

    measure = line("What will you measure?")
    baseline = line("What is the figure now?", longest=120)
    target = line("What is the target?", longest=120)
    by = date("When will you reach the target?")
    looks: ClassVar = {
        "measure": beside("what you will measure"),
        "baseline": beside("the figure now"),
        "target": beside("the target"),
        "by": beside("the date when you will reach the target"),
    }
    columns: ClassVar = {"measure": "Measure", "baseline": "Now", "target": "Target", "by": "By"}


class WhoBenefitsForm(StepForm):
    who_benefits = long_text(required=False)
    looks: ClassVar = {"who_benefits": whole_page("who will benefit and who could be worse off")}


class IfRefusedForm(StepForm):
    if_refused = long_text()
    looks: ClassVar = {"if_refused": whole_page("what will happen if you do not get the data")}


class AlternativesForm(StepForm):
    alternatives = long_text()
    looks: ClassVar = {"alternatives": whole_page("the alternatives you considered")}


class PublicViewForm(StepForm):
    public_view = long_text(required=False)
    looks: ClassVar = {"public_view": whole_page("what people would expect")}
