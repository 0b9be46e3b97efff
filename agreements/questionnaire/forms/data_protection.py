"""Forms about protecting the people in the data; asked only if the data is about people."""

from typing import ClassVar

from agreements.questionnaire.forms.base import StepForm
from agreements.questionnaire.forms.fields import any_of, beside, line, link, long_text, one_of, reveal, whole_page
from agreements.questionnaire.forms.person import check_form
from agreements.questionnaire.law import (
    LAWFUL_BASES,
    PUBLIC_INTEREST_CONDITIONS,
    RIGHTS,
    ROLES,
    SPECIAL_CATEGORY_CONDITIONS,
    TRANSFER_SAFEGUARDS,
)
from agreements.questionnaire.options import COMPATIBLE, DPIA_STATES, YES_NO_NOT_SURE

DataProtectionCheckForm = check_form("dp_check", "the data protection adviser who checked the request")


class BasisForm(StepForm):
    basis__chosen = any_of(LAWFUL_BASES, "Lawful basis")
    basis__why = long_text("Why does it apply?")
    looks: ClassVar = {"basis__chosen": beside("a lawful basis", LAWFUL_BASES), "basis__why": beside("why it applies")}


class NecessaryForm(StepForm):
    necessary = long_text()
    looks: ClassVar = {"necessary": whole_page("why sharing the data is necessary and proportionate")}


class SpecialCategoryForm(StepForm):
    sc_condition = any_of(SPECIAL_CATEGORY_CONDITIONS)
    looks: ClassVar = {"sc_condition": whole_page("a condition for special category data", SPECIAL_CATEGORY_CONDITIONS)}


class PublicInterestForm(StepForm):
    sc_public = any_of(PUBLIC_INTEREST_CONDITIONS)
    looks: ClassVar = {"sc_public": whole_page("a substantial public interest condition", PUBLIC_INTEREST_CONDITIONS)}


class PolicyDocumentForm(StepForm):
    apd__title = line("Title and date", required=False)
    apd__link = link("Link to the document")
    looks: ClassVar = {"apd__title": beside("the title and date"), "apd__link": beside("the link")}


class CriminalOffenceForm(StepForm):
    crim_basis = long_text()
    looks: ClassVar = {"crim_basis": whole_page("the condition for criminal offence data")}


class RoleForm(StepForm):
    """The role of each party, asked by the party's name from the context."""

    names_the_sides = True
    role__acquirer = one_of(ROLES, "Acquirer")
    role__supplier = one_of(ROLES, "Supplier")
    looks: ClassVar = {
        "role__acquirer": beside("the role of your organisation"),
        "role__supplier": beside("the role of the supplier"),
    }

    def adapt(self) -> None:
        self.fields["role__acquirer"].label = self.context.acquirer
        self.fields["role__supplier"].label = self.context.supplier


class CompatibleForm(StepForm):
    compatible__chosen = one_of(COMPATIBLE, required=False)
    compatible__why = long_text("Explain your answer", required=False)
    looks: ClassVar = {
        "compatible__chosen": whole_page("whether your use is compatible"),
        "compatible__why": beside("an explanation of your answer"),
    }


class TransferForm(StepForm):
    transfer = one_of(YES_NO_NOT_SURE)
    looks: ClassVar = {"transfer": whole_page("whether the data will leave the UK")}


class TransferPlaceForm(StepForm):
    """One row of the list of transfers outside the UK."""

    country = line("Which country?")
    who = line("Who will receive or host the data there?")
    safeguard = one_of(TRANSFER_SAFEGUARDS, "Which safeguard applies?")
    looks: ClassVar = {
        "country": beside("the country"),
        "who": beside("who will receive or host the data"),
        "safeguard": beside("a safeguard", TRANSFER_SAFEGUARDS),
    }
    columns: ClassVar = {"country": "Country", "who": "Recipient or host", "safeguard": "Safeguard"}


class PrivacyNoticeForm(StepForm):
    privacy_notice__how = long_text(
        "How will you tell people, and who will update each privacy notice?", required=False
    )
    privacy_notice__link = link("Link to the privacy notice")
    looks: ClassVar = {
        "privacy_notice__how": beside("how you will tell people"),
        "privacy_notice__link": beside("the link to the privacy notice"),
    }


class RightForm(StepForm):
    """One row of the list of rights and who responds to them."""

    right = one_of(RIGHTS, "Which right?")
    who = line("Who will respond?")
    within = line("How quickly will they respond?", longest=60, hint="For example, within 20 working days.")
    looks: ClassVar = {
        "right": beside("a right", RIGHTS),
        "who": beside("who will respond"),
        "within": beside("how quickly they will respond"),
    }
    columns: ClassVar = {"right": "Right", "who": "Who responds", "within": "Time limit"}


class DpiaForm(StepForm):
    dpia_state__chosen = one_of(DPIA_STATES)
    dpia_state__yes = line("Reference, date and who approved it")
    dpia_state__screened_out = long_text("Who decided this, when and why?")
    looks: ClassVar = {
        "dpia_state__chosen": whole_page(
            "whether you already have a DPIA",
            DPIA_STATES,
            reveals=reveal(("yes", "dpia_state__yes"), ("screened_out", "dpia_state__screened_out")),
        ),
        "dpia_state__yes": beside("the reference, date and who approved the DPIA"),
        "dpia_state__screened_out": beside("who decided this, when and why"),
    }
