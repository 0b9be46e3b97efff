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
    baseline = line("What is it now?", longest=120)
    target = line("What should it become?", longest=120)
    by = date("By when?")
    looks: ClassVar = {
        "measure": beside("what you will measure"),
        "baseline": beside("what it is now"),
        "target": beside("what it should become"),
        "by": beside("the date"),
    }
    columns: ClassVar = {"measure": "Measure", "baseline": "Now", "target": "Target", "by": "By"}


class WhoBenefitsForm(StepForm):
    who_benefits = long_text(required=False)
    looks: ClassVar = {"who_benefits": whole_page("who benefits and who could be worse off")}


class IfRefusedForm(StepForm):
    if_refused = long_text()
    looks: ClassVar = {"if_refused": whole_page("what happens without the data")}


class AlternativesForm(StepForm):
    alternatives = long_text()
    looks: ClassVar = {"alternatives": whole_page("what else you considered")}


class PublicViewForm(StepForm):
    public_view = long_text(required=False)
    looks: ClassVar = {"public_view": whole_page("what people expect")}
