"""Forms about the requesting team, the people responsible for the data, and other organisations involved."""

from collections.abc import Sequence
from typing import ClassVar

from agreements.questionnaire.forms.base import StepContext, StepForm
from agreements.questionnaire.forms.fields import beside, line, long_text, one_of, registration, whole_page
from agreements.questionnaire.forms.person import PersonForm, person_fields, person_form, person_looks
from agreements.questionnaire.options import RECIPIENT_ROLES, SKILLS, YES_NO
from agreements.questionnaire.words import Json

LeadForm = person_form("lead", "the lead for your organisation")
AccountableForm = person_form("accountable", "the person who is accountable", required=False)
DataProtectionOfficerForm = person_form("dpo", "your data protection officer", acts=False)

_PERSON = person_fields("person", required=True, label="Who covers this skill?")


class TeamMemberForm(PersonForm):
    """One row of the team: a skill and the person who has it."""

    person: ClassVar = "person"
    skill = one_of(SKILLS, "Which skill?")
    person__chosen = _PERSON["person__chosen"]
    person__name = _PERSON["person__name"]
    person__role = _PERSON["person__role"]
    person__email = _PERSON["person__email"]
    looks: ClassVar = {
        "skill": beside("a skill"),
        **person_looks("person", "who covers this skill", heading=False),
    }
    columns: ClassVar = {"skill": "Skill", "person": "Person"}

    @classmethod
    def usual_rows(cls, context: StepContext) -> list[dict[str, Json]]:
        """Return each skill."""
        return [{"skill": skill} for skill in SKILLS.keys]


def skills_without_a_person(rows: Sequence[dict[str, Json]]) -> dict[str, str]:
    """Return the skills that no row of the team covers, as {key: label}.

    The pages show them as not available; they do not block the request.
    """
    covered = {row.get("skill") for row in rows}
    return {option.key: option.label for option in SKILLS if option.key not in covered}


class RegistrationForm(StepForm):
    ico_number = registration()
    looks: ClassVar = {"ico_number": whole_page("your registration number with the Information Commissioner")}


class OtherOrganisationsForm(StepForm):
    other_orgs = one_of(YES_NO)
    looks: ClassVar = {
        "other_orgs": whole_page("whether any other organisation will receive or process the data", inline=True)
    }


class OtherOrganisationForm(StepForm):
    """One row of the list of other organisations."""

    organisation = line("Name of the organisation")
    role = one_of(RECIPIENT_ROLES, "What role will it have?")
    reason = long_text("Why does it need the data?", longest=1000)
    country = line("In which country will it hold the data?", longest=120)
    looks: ClassVar = {
        "organisation": beside("the name of the organisation"),
        "role": beside("its role", RECIPIENT_ROLES),
        "reason": beside("why it needs the data"),
        "country": beside("the country where it will hold the data"),
    }
    columns: ClassVar = {"organisation": "Organisation", "role": "Role", "reason": "Reason", "country": "Country"}
