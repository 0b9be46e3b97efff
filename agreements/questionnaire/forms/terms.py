"""Forms about further terms: limits of use, results, requests for information, costs, leaving, legal effect."""

from typing import ClassVar

from agreements.questionnaire.forms.base import StepForm
from agreements.questionnaire.forms.fields import beside, long_text, one_of, reveal, whole_page
from agreements.questionnaire.law import LEGAL_EFFECTS
from agreements.questionnaire.term_options import CONTACT, NOTICE


class ForbiddenUsesForm(StepForm):
    uses_forbidden = long_text(required=False, longest=2000)
    looks: ClassVar = {"uses_forbidden": whole_page("what the data must not be used for")}


class ContactForm(StepForm):
    contact_people__chosen = one_of(CONTACT, required=False)
    contact_people__yes = long_text("How will you contact them, and what will you say?", longest=1000)
    looks: ClassVar = {
        "contact_people__chosen": whole_page(
            "whether you will contact the people", reveals=reveal(("yes", "contact_people__yes"))
        ),
        "contact_people__yes": beside("how you will contact them"),
    }


class ResultsForm(StepForm):
    results_back = long_text(required=False, longest=2000)
    looks: ClassVar = {"results_back": whole_page("what you will give back to the supplier")}


class InformationForm(StepForm):
    foi = long_text(required=False, longest=2000)
    looks: ClassVar = {"foi": whole_page("how you will handle requests for information")}


class CostsForm(StepForm):
    costs = long_text(required=False, longest=2000)
    dispute = long_text(required=False, longest=2000)
    looks: ClassVar = {
        "costs": beside("who pays for what"),
        "dispute": beside("how you will settle disagreements"),
    }


class LeavingForm(StepForm):
    notice = one_of(NOTICE, required=False)
    stop = long_text(required=False, longest=2000)
    join_leave = long_text(required=False, longest=2000)
    looks: ClassVar = {
        "notice": beside("how much notice an organisation must give"),
        "stop": beside("what would make an organisation stop"),
        "join_leave": beside("how an organisation joins or leaves"),
    }


class LegalEffectForm(StepForm):
    governing_law = one_of(LEGAL_EFFECTS, required=False)
    supersedes = long_text(required=False, longest=2000)
    looks: ClassVar = {
        "governing_law": beside("whether the agreement should be legally binding"),
        "supersedes": beside("which earlier agreements it replaces"),
    }


class PilotForm(StepForm):
    dea_case = long_text(required=False, longest=2000)
    looks: ClassVar = {"dea_case": whole_page("the business case and when you would stop")}
