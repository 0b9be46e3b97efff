"""Forms about the delivery, storage and security of the data."""

from typing import ClassVar

from agreements.questionnaire.forms.base import StepForm
from agreements.questionnaire.forms.fields import any_of, beside, line, long_text, one_of, reveal, whole_page
from agreements.questionnaire.forms.person import check_form
from agreements.questionnaire.options import CLASSIFICATIONS, CONTROLS, DELIVERY_ROUTES, ONWARD

SecurityCheckForm = check_form("sec_check", "the security adviser who will check the request")


class ClassificationForm(StepForm):
    classification = one_of(CLASSIFICATIONS)
    looks: ClassVar = {"classification": whole_page("a security classification", CLASSIFICATIONS)}


class DeliveryForm(StepForm):
    delivery__chosen = any_of(DELIVERY_ROUTES)
    delivery__detail = line("Which route?")
    looks: ClassVar = {
        "delivery__chosen": whole_page(
            "a delivery route", DELIVERY_ROUTES, reveals=reveal(("other", "delivery__detail"))
        ),
        "delivery__detail": beside("the other route"),
    }


class FormatForm(StepForm):
    format = line(required=False)
    looks: ClassVar = {"format": whole_page("the format and standard")}


class StorageForm(StepForm):
    """One row of the list of systems that will hold the data."""

    system = line("Which system will hold the data?")
    host = line("Who will host it?")
    country = line("In which country will it be hosted?", longest=120)
    assurance = line(
        "What security assurance does it have?",
        required=False,
        hint="For example, ISO 27001, last audited in May 2026.",
    )
    looks: ClassVar = {
        "system": beside("the system"),
        "host": beside("who will host it"),
        "country": beside("the country"),
        "assurance": beside("the security assurance"),
    }
    columns: ClassVar = {"system": "System", "host": "Host", "country": "Country", "assurance": "Assurance"}


class AccessForm(StepForm):
    access = long_text(required=False)
    looks: ClassVar = {"access": whole_page("which roles will have access")}


class ControlsForm(StepForm):
    controls__chosen = any_of(CONTROLS, required=False)
    controls__dspt = line(
        "What is the status of your latest submission, and when was it published?",
        hint="For example, standards met, 30 June 2026.",
    )
    controls__more = long_text("Other controls", required=False, longest=1000)
    looks: ClassVar = {
        "controls__chosen": whole_page(
            "the security controls in place", CONTROLS, reveals=reveal(("dspt", "controls__dspt"))
        ),
        "controls__dspt": beside("the status and date of your latest submission"),
        "controls__more": beside("the other controls"),
    }


class OnwardForm(StepForm):
    onward__chosen = one_of(ONWARD)
    onward__detail = long_text("Who will you share it with, why and on what terms?", longest=1000)
    looks: ClassVar = {
        "onward__chosen": whole_page(
            "whether you will share the data with anyone else", reveals=reveal(("as_described", "onward__detail"))
        ),
        "onward__detail": beside("who you will share it with, why and on what terms"),
    }


class OutputsForm(StepForm):
    outputs = long_text(required=False)
    looks: ClassVar = {"outputs": whole_page("what you will publish")}
