"""Forms about the delivery, storage and security of the data."""

from typing import ClassVar

from agreements.questionnaire.forms.base import StepForm
from agreements.questionnaire.forms.fields import any_of, beside, line, long_text, one_of, reveal, whole_page
from agreements.questionnaire.forms.person import check_form
from agreements.questionnaire.options import CLASSIFICATIONS, CONTROLS, DELIVERY_ROUTES, ONWARD

SecurityCheckForm = check_form("sec_check", "who has checked security")


class ClassificationForm(StepForm):
    classification = one_of(CLASSIFICATIONS)
    looks: ClassVar = {"classification": whole_page("a classification", CLASSIFICATIONS)}


class DeliveryForm(StepForm):
    delivery__chosen = any_of(DELIVERY_ROUTES)
    delivery__detail = line("Which way")
    looks: ClassVar = {
        "delivery__chosen": whole_page("a way", DELIVERY_ROUTES, reveals=reveal(("other", "delivery__detail"))),
        "delivery__detail": beside("the other way"),
    }


class FormatForm(StepForm):
    format = line(required=False)
    looks: ClassVar = {"format": whole_page("the format and standard")}


class StorageForm(StepForm):
    """One row of the list of systems that will hold the data."""

    system = line("Which system?")
    host = line("Who hosts it?")
    country = line("In which country?", longest=120)
    assurance = line(
        "What assurance does it have?", required=False, hint="For example: ISO 27001, last audited in May."
    )
    looks: ClassVar = {
        "system": beside("the system"),
        "host": beside("who hosts it"),
        "country": beside("the country"),
        "assurance": beside("the assurance"),
    }
    columns: ClassVar = {"system": "System", "host": "Host", "country": "Country", "assurance": "Assurance"}


class AccessForm(StepForm):
    access = long_text(required=False)
    looks: ClassVar = {"access": whole_page("who can see it and how access is managed")}


class ControlsForm(StepForm):
    controls__chosen = any_of(CONTROLS, required=False)
    controls__more = long_text("Anything else the supplier should know", required=False, longest=1000)
    looks: ClassVar = {
        "controls__chosen": beside("the controls in place", CONTROLS),
        "controls__more": beside("anything else"),
    }


class OnwardForm(StepForm):
    onward__chosen = one_of(ONWARD)
    onward__detail = long_text("To whom, for what, and under which terms?", longest=1000)
    looks: ClassVar = {
        "onward__chosen": whole_page(
            "whether anyone may pass it on", reveals=reveal(("as_described", "onward__detail"))
        ),
        "onward__detail": beside("to whom, for what, and under which terms"),
    }


class OutputsForm(StepForm):
    outputs = long_text(required=False)
    looks: ClassVar = {"outputs": whole_page("what you will publish")}
