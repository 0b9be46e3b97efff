"""Forms about the legal powers to receive and to disclose the data."""

from typing import ClassVar

from agreements.questionnaire.forms.base import StepForm
from agreements.questionnaire.forms.fields import beside, line, link, long_text, one_of, reveal, whole_page
from agreements.questionnaire.forms.person import check_form
from agreements.questionnaire.law import DEA_CHAPTERS, DEA_OBJECTIVES, DEA_STAGES, GATEWAYS, KINDS_OF_POWER
from agreements.questionnaire.options import YES_NO_NOT_SURE

LegalCheckForm = check_form("legal_check", "the legal adviser who will check the request")


class PowerForm(StepForm):
    power_have = one_of(YES_NO_NOT_SURE)
    looks: ClassVar = {"power_have": whole_page("whether you have a legal power")}


class WhichPowerForm(StepForm):
    power_text__chosen = one_of(KINDS_OF_POWER, "What kind of power is it?")
    power_text__section = line(
        "Act or regulations, and section", hint="For a common law power, enter the function that it supports."
    )
    power_text__link = link("Link to the text", hint="For example, a page on legislation.gov.uk.")
    looks: ClassVar = {
        "power_text__chosen": beside("the kind of power"),
        "power_text__section": beside("the Act or regulations, and the section"),
        "power_text__link": beside("the link to the text"),
    }


class GatewayForm(StepForm):
    gateway__chosen = one_of(GATEWAYS)
    gateway__statutory = line("Which Act or regulations, and which section?")
    gateway__common_law = line("Which function does it support?")
    gateway__implied = line("Which Act and section give the function?")
    gateway__court_order = line("Which court made the order, and what are its date and number?")
    looks: ClassVar = {
        "gateway__chosen": whole_page(
            "a gateway",
            reveals=reveal(
                *((key, f"gateway__{key}") for key in ("statutory", "common_law", "implied", "court_order"))
            ),
        ),
        "gateway__statutory": beside("the Act or regulations, and the section"),
        "gateway__common_law": beside("the function"),
        "gateway__implied": beside("the Act and the section"),
        "gateway__court_order": beside("the court, date and number of the order"),
    }


class DigitalEconomyForm(StepForm):
    dea__chapter = one_of(DEA_CHAPTERS, "Chapter", required=False)
    dea__objective = one_of(DEA_OBJECTIVES, "Objective (chapter 1 only)", required=False)
    dea__other = line("Which objective, and in which regulations?", required=False)
    dea__bodies = line(
        "Where each organisation is listed in the Act’s schedules (chapters 1, 3 and 4 only)",
        required=False,
        hint="For example, Schedule 4, paragraphs 5 and 28. Ask your legal adviser to confirm it.",
    )
    dea__stage = one_of(DEA_STAGES, "Pilot or business as usual (chapters 3 and 4 only)", required=False)
    dea__accreditation = line(
        "Accreditation of the researchers, the project and the processor (chapter 5 only)", required=False
    )
    looks: ClassVar = {
        "dea__chapter": beside("the chapter", DEA_CHAPTERS),
        "dea__objective": beside("the objective", reveals=reveal(("other", "dea__other"))),
        "dea__other": beside("the objective and the regulations"),
        "dea__bodies": beside("where each organisation is listed in the Act’s schedules"),
        "dea__stage": beside("pilot or business as usual"),
        "dea__accreditation": beside("the accreditation"),
    }


class ConfidentialityForm(StepForm):
    confidentiality = long_text(required=False)
    looks: ClassVar = {"confidentiality": whole_page("whether there is a duty of confidence")}


class FairnessForm(StepForm):
    hra_fairness = long_text(required=False)
    looks: ClassVar = {"hra_fairness": whole_page("how you have considered human rights and equality")}
