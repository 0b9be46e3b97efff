"""The people and organisations on the acquiring side."""

from agreements.questionnaire.conditions import personal, remark, when
from agreements.questionnaire.forms import people as forms
from agreements.questionnaire.shape import Question, Section, Step

LEAD = Question(
    key="lead",
    ask="Who leads for your organisation?",
    need="submit",
    goes_to=("M2",),
    source="ICO Annex B",
    why="The supplier needs one person to talk to.",
)
TEAM = Question(
    key="team",
    ask="Who brings which skill?",
    need="draft",
    goes_to=("M2", "D3"),
    source="DDS; DM",
    why="Shares with these people in the room from the first day have moved fastest. "
    "The supplier sees a skill without a person as “not available”; it does not hold up your request.",
    often_missing="Experts are often asked only at the end, when their advice means starting again.",
)
ACCOUNTABLE = Question(
    key="accountable",
    ask="Who is accountable for the data once you hold it?",
    need="draft",
    goes_to=("M2", "M9"),
    source="HDR; DSA",
    why="It is usually the information asset owner or the senior information risk owner.",
    often_missing="Requests seldom name this person, and the supplier wants to know who will answer for its data.",
)
DPO = Question(
    key="dpo",
    ask="Who is your data protection officer?",
    need="submit",
    goes_to=("M2", "D7"),
    source="DSA; DPIA",
    why="Every public body has one. Their advice goes into the impact assessment.",
)
OTHER_ORGS = Question(
    key="other_orgs",
    ask="Will any other organisation receive the data or work on it?",
    need="submit",
    goes_to=("M2", "R"),
    source="DM; DSA",
    why="Everyone who touches the data must be known to the supplier, and most must be bound by the agreement.",
    hint="Include suppliers of software and hosting.",
    flag=remark({"yes": "Other organisations will receive the data or work on it."}),
)
OTHER_ORGS_LIST = Question(
    key="other_orgs_list",
    ask="Which other organisations?",
    need="submit",
    goes_to=("M2", "M4", "D2", "R"),
    source="DM; DSA",
    why="The agreement names each of them with its role.",
)

SECTION = Section(
    "people",
    "People and organisations",
    (
        Step("lead", "Lead", forms.LeadForm, (LEAD,)),
        Step("data-protection-officer", "Data protection officer", forms.DataProtectionOfficerForm, (DPO,), personal),
        Step("other-organisations", "Other organisations", forms.OtherOrganisationsForm, (OTHER_ORGS,)),
        Step(
            "which-organisations",
            "Which organisations",
            forms.OtherOrganisationForm,
            (OTHER_ORGS_LIST,),
            when("other_orgs", "yes"),
            kind="table",
            row="organisation",
        ),
        Step("team", "Skills in your team", forms.TeamMemberForm, (TEAM,), kind="table", row="person"),
        Step("accountable", "Accountable person", forms.AccountableForm, (ACCOUNTABLE,)),
    ),
)
