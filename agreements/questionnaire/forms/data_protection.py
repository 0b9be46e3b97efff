"""Forms about protecting the people in the data; asked only if the data is about people."""

from typing import Any, ClassVar

from agreements.questionnaire.forms.base import StepContext, StepForm
from agreements.questionnaire.forms.fields import any_of, beside, line, link, long_text, one_of, reveal, whole_page
from agreements.questionnaire.forms.person import check_form
from agreements.questionnaire.law import (
    JOINT_DUTIES,
    LAWFUL_BASES,
    PUBLIC_INTEREST_CONDITIONS,
    RIGHTS,
    ROLES,
    SCHEDULE_8_CONDITIONS,
    SIGNS_OF_HIGH_RISK,
    SPECIAL_CATEGORY_CONDITIONS,
    TRANSFER_SAFEGUARDS,
)
from agreements.questionnaire.options import COMPATIBLE, DPIA_STATES, YES_NO_NOT_SURE
from agreements.questionnaire.words import Json

DataProtectionCheckForm = check_form("dp_check", "the data protection adviser who will check the request")


class BasisForm(StepForm):
    basis__chosen = any_of(LAWFUL_BASES, "Lawful basis")
    basis__part_3 = line(
        "What makes your organisation a competent authority?",
        hint="For example, the paragraph of Schedule 7 to the Data Protection Act 2018 that lists it.",
    )
    basis__why = long_text("Why does it apply?")
    looks: ClassVar = {
        "basis__chosen": beside("a lawful basis", LAWFUL_BASES, reveals=reveal(("part_3", "basis__part_3"))),
        "basis__part_3": beside("what makes your organisation a competent authority"),
        "basis__why": beside("why it applies"),
    }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        options = cleaned.get("basis__chosen", ())
        if "part_3" in options and len(options) > 1:
            alone = "Select law enforcement alone, or not at all"
            why = "Part 3 of the Data Protection Act 2018 applies in place of the other lawful bases"
            self.add_error("basis__chosen", f"{alone}. {why}")
        return cleaned


class NecessaryForm(StepForm):
    necessary = long_text()
    looks: ClassVar = {"necessary": whole_page("why sharing the data is necessary and proportionate")}


class SpecialCategoryForm(StepForm):
    sc_condition = any_of(SPECIAL_CATEGORY_CONDITIONS)
    looks: ClassVar = {"sc_condition": whole_page("a condition for special category data", SPECIAL_CATEGORY_CONDITIONS)}


class PublicInterestForm(StepForm):
    sc_public = any_of(PUBLIC_INTEREST_CONDITIONS)
    looks: ClassVar = {"sc_public": whole_page("a substantial public interest condition", PUBLIC_INTEREST_CONDITIONS)}


class ScheduleEightForm(StepForm):
    sc_schedule_8 = any_of(SCHEDULE_8_CONDITIONS)
    looks: ClassVar = {"sc_schedule_8": whole_page("a condition for sensitive processing", SCHEDULE_8_CONDITIONS)}


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

    def clean(self) -> dict[str, Any]:
        """Refuse a joint controller on one side only (UK GDPR Article 26: two or more controllers jointly)."""
        cleaned = super().clean() or self.cleaned_data
        roles = {cleaned.get(f"role__{side}", "") for side in ("acquirer", "supplier")}
        if "joint" in roles and roles - {"joint", "not_sure", ""}:
            both = "If one organisation is a joint controller, so is the other"
            self.add_error("role__supplier", f"{both}. Select joint controller for both, or for neither")
        return cleaned


class JointActivityForm(StepForm):
    """One activity that joint controllers decide together, and who is responsible for each duty."""

    names_the_sides = True
    activity = line(
        "What do you decide together?", hint="For example, deciding at the front door who will visit a family."
    )
    notices = line("Who gives people privacy information?")
    contact = line("Who is the contact point for the people concerned?")
    rights = line("Who answers requests and complaints?")
    assessment = line("Who writes the impact assessment?")
    security = line("Who is responsible for security and for contracts with processors?")
    breach = line("Who tells the Information Commissioner and the people concerned about a breach?")
    accuracy = line("Who keeps the data accurate, and deletes it?")
    looks: ClassVar = {
        "activity": beside("what you decide together"),
        "notices": beside("who gives people privacy information"),
        "contact": beside("who is the contact point"),
        "rights": beside("who answers requests and complaints"),
        "assessment": beside("who writes the impact assessment"),
        "security": beside("who is responsible for security"),
        "breach": beside("who tells of a breach"),
        "accuracy": beside("who keeps the data accurate"),
    }
    columns: ClassVar = {"activity": "Activity", "notices": "Privacy information", "contact": "Contact point"}

    def adapt(self) -> None:
        """Offer the usual division of the duties, for the people who answer to change."""
        for duty in JOINT_DUTIES:
            if not self.initial.get(duty.key):
                self.initial[duty.key] = duty.starts_with.format(lead=self.context.acquirer)


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

    @classmethod
    def usual_rows(cls, context: StepContext) -> list[dict[str, Json]]:
        """Return each right."""
        return [{"right": right} for right in RIGHTS.keys]


class RiskSignsForm(StepForm):
    risk_signs = any_of(SIGNS_OF_HIGH_RISK, required=False)
    looks: ClassVar = {"risk_signs": whole_page("what you will do with the data")}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        picked = cleaned.get("risk_signs") or []
        if "none" in picked and len(picked) > 1:
            self.add_error("risk_signs", "Select what you will do with the data, or select “None of these”")
        return cleaned


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
