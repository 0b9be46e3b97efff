"""The people and organisations on the acquiring side."""

from agreements.questionnaire.conditions import personal, remark, when
from agreements.questionnaire.forms import people as forms
from agreements.questionnaire.shape import Question, Section, Step, always

LEAD = Question(
    key="lead",
    ask="Who is the lead for your organisation?",
    need="submit",
    in_short=always,
    goes_to=("M2",),
    source="ICO Annex B",
    why="The supplier needs one person to contact.",
)
TEAM = Question(
    key="team",
    ask="Who covers each skill in your team?",
    need="draft",
    goes_to=("M2", "D3"),
    source="DDS; DM",
    why="Data shares move faster when these people are involved from the start. You can leave out a skill that no one "
    "covers.",
    hint="Add a person for each skill. The same person can cover several skills.",
)
ACCOUNTABLE = Question(
    key="accountable",
    ask="Who is accountable for the data once you hold it?",
    need="draft",
    goes_to=("M2", "M9"),
    source="HDR; DSA",
    why="The supplier needs to know who will be accountable for its data.",
    hint="This is usually the information asset owner or the senior information risk owner.",
)
DPO = Question(
    key="dpo",
    ask="Who is your data protection officer?",
    need="submit",
    in_short=always,
    goes_to=("M2", "D7"),
    source="DSA; DPIA",
    why="Public authorities must have one, except courts acting judicially, parish and community councils and the like "
    "(Data Protection Act 2018 section 7(3)). The impact assessment records what they advise.",
    hint="If you need not have one, give the person who advises you on data protection.",
)
REGISTRATION = Question(
    key="ico_number",
    ask="What is your ICO registration number?",
    need="later",
    goes_to=("M2",),
    source="ICO Annex B; Data Protection (Charges and Information) Regulations 2018",
    why="Most organisations that use personal data pay a fee and have a number in a public register. The agreement "
    "gives this number.",
    hint="It is in the Information Commissioner’s register of fee payers. Leave this blank if you do not have to pay.",
    example="ZA123456",
)
OTHER_ORGS = Question(
    key="other_orgs",
    ask="Will any other organisation receive or process the data?",
    need="submit",
    in_short=always,
    goes_to=("M2", "R"),
    source="DM; DSA",
    why="The supplier needs to know who will handle its data. The agreement may need to bind these organisations too.",
    hint="Include companies that provide your software or hosting.",
    flag=remark({"yes": "Other organisations will receive or process the data."}),
)
OTHER_ORGS_LIST = Question(
    key="other_orgs_list",
    ask="Which other organisations will receive or process the data?",
    need="submit",
    in_short=always,
    goes_to=("M2", "M4", "D2", "R"),
    source="DM; DSA",
    why="The agreement names each organisation and its role.",
)

SECTION = Section(
    "people",
    "People and organisations",
    (
        Step("lead", "Lead", forms.LeadForm, (LEAD,)),
        Step("data-protection-officer", "Data protection officer", forms.DataProtectionOfficerForm, (DPO,), personal),
        Step("registration", "Registration", forms.RegistrationForm, (REGISTRATION,), personal),
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
