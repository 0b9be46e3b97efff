"""Data protection; applies when the data is about people."""

from agreements.questionnaire.conditions import (
    criminal_under_uk_gdpr,
    joint,
    needs_policy_document,
    personal,
    public_interest_under_uk_gdpr,
    remark,
    sensitive_enforcing,
    special_under_uk_gdpr,
    when,
)
from agreements.questionnaire.forms import data_protection as forms
from agreements.questionnaire.shape import Question, Section, Step, always, is_answered
from agreements.questionnaire.words import Json, chosen, part, text


def _uncertain_role(value: Json) -> str:
    roles = {text(part(value, side)) for side in ("acquirer", "supplier")}
    if "not_sure" in roles:
        return "The acquirer is not sure which role each organisation will have."
    if "joint" in roles and roles - {"joint", ""}:
        return "These roles do not fit together: if one organisation is a joint controller, so is the other."
    return "The organisations would be joint controllers, so they need an arrangement." if roles == {"joint"} else ""


BASIS = Question(
    key="basis",
    ask="What is your lawful basis for receiving the data?",
    need="submit",
    in_emergency=True,
    in_short=always,
    goes_to=("M6", "D4", "R"),
    source="DM; DSA; DPIA",
    why="You need a lawful basis to use personal data. The supplier needs its own to disclose it, and will name it "
    "in its response.",
    hint="Public bodies usually rely on public task. Select all that apply, and say why.",
    example="Public task: the council has a duty to assess who needs home care under the Care Act 2014.",
    flag=remark(
        {
            "consent": "The acquirer relies on consent. Public bodies can rarely show that consent was freely given.",
            "legitimate_interests": "The acquirer relies on legitimate interests. "
            "Public authorities cannot use these for their tasks.",
            "recognised_interest": "The acquirer relies on a recognised legitimate interest. "
            "Public authorities cannot use these for their tasks.",
            "part_3": "The data is for law enforcement under Part 3 of the Data Protection Act 2018.",
        }
    ),
)
NECESSARY = Question(
    key="necessary",
    ask="Why is sharing this data necessary and proportionate?",
    need="submit",
    in_short=always,
    goes_to=("M6", "D4"),
    source="ICO Annex B; DPIA",
    why="You must not use more personal data than you need. Your answer goes into the impact assessment.",
    hint="Explain why you could not use less data, fewer people’s data or a shorter period.",
)
SC_CONDITION = Question(
    key="sc_condition",
    ask="Which condition allows you to use special category data?",
    need="submit",
    in_emergency=True,
    goes_to=("M6", "D4", "R"),
    source="DM; DSA",
    why="You need a condition under UK GDPR Article 9 as well as a lawful basis.",
    hint="Select all that apply.",
    flag=remark({"explicit_consent": "The acquirer relies on explicit consent."}),
)
SC_PUBLIC = Question(
    key="sc_public",
    ask="Which substantial public interest condition do you rely on?",
    need="submit",
    in_emergency=True,
    goes_to=("M6", "D4"),
    source="DM",
    why="You must meet one of the conditions in Part 2 of Schedule 1 to the Data Protection Act 2018.",
    hint="Select all that apply.",
)
APD = Question(
    key="apd",
    ask="What is your appropriate policy document?",
    need="draft",
    goes_to=("M6",),
    source="Data Protection Act 2018 Schedule 1 Part 4",
    why="You can rely on most of these conditions only if you have an appropriate policy document.",
)
CRIM_BASIS = Question(
    key="crim_basis",
    ask="Which condition allows you to use criminal offence data?",
    need="submit",
    in_emergency=True,
    goes_to=("M6", "D4"),
    source="DSA; ICO Annex B",
    why="You need official authority, or a condition in Schedule 1 to the Data Protection Act 2018.",
    example="Schedule 1, paragraph 10: preventing or detecting unlawful acts. Asking people for consent would warn "
    "them.",
)
ROLE = Question(
    key="role",
    ask="What role will each organisation have?",
    need="submit",
    in_short=always,
    goes_to=("M6",),
    source="DM; DSA",
    why="Controllers decide why and how personal data is used. Joint controllers need an arrangement between them "
    "(UK GDPR Article 26).",
    flag=_uncertain_role,
)
JOINT = Question(
    key="joint",
    ask="What will you decide together, and who does what?",
    need="draft",
    goes_to=("M6",),
    source="UK GDPR Article 26; Data Protection Act 2018 s58",
    why="Joint controllers must settle which of them meets each duty. People can turn to any of them.",
    hint="Add each activity for which you are joint controllers. We fill in who usually meets each duty. Change it if "
    "that does not fit.",
)
SC_SCHEDULE_8 = Question(
    key="sc_schedule_8",
    ask="Which condition allows the sensitive processing?",
    need="submit",
    in_emergency=True,
    goes_to=("M6", "D4"),
    source="Data Protection Act 2018 s35 and Schedule 8",
    why="Law enforcement processing of special category data needs consent, or must be strictly necessary and meet a "
    "condition in Schedule 8 to the Data Protection Act 2018.",
    hint="Select all that apply.",
)
COMPATIBLE = Question(
    key="compatible",
    ask="Is your use compatible with why the data was collected?",
    need="draft",
    goes_to=("D4",),
    source="ICO Annex A",
    why="You can use personal data for a new purpose only if it is compatible with the first purpose, or the law "
    "treats it as compatible (UK GDPR Article 8A). The new use also needs a lawful basis of its own.",
    flag=remark(
        {
            "not_sure": "The acquirer is not sure that its use is compatible with why the data was collected.",
            "new_basis": "The acquirer says that the law treats its use as compatible with why the data was collected.",
        }
    ),
)
TRANSFER = Question(
    key="transfer",
    ask="Will the data leave the UK?",
    need="submit",
    in_short=always,
    goes_to=("M7", "D2"),
    source="DM",
    why="Personal data must stay protected outside the UK. This includes data that is hosted or supported from abroad.",
    hint="Include cloud services, support staff and backups.",
    flag=remark(
        {
            "yes": "The data will leave the UK.",
            "not_sure": "The acquirer is not sure whether the data will leave the UK.",
        }
    ),
)
TRANSFER_WHERE = Question(
    key="transfer_where",
    ask="Where will the data go, and how will it be protected there?",
    need="submit",
    goes_to=("M7", "D5"),
    source="DM; DSA",
    why="Each transfer outside the UK needs a safeguard that the law recognises.",
)
PRIVACY_NOTICE = Question(
    key="privacy_notice",
    ask="How will you tell people about this use of their data?",
    need="draft",
    in_short=always,
    goes_to=("M7", "D4"),
    source="DSA; HDR; DPIA",
    why="People have a right to know who uses their data and why (UK GDPR Articles 13 and 14).",
)
RIGHTS = Question(
    key="rights",
    ask="Who will respond when people use their data protection rights?",
    need="draft",
    goes_to=("M7", "D4"),
    source="DSA; ICO Annex B",
    why="People can contact either organisation. The law allows 1 month to respond to most requests.",
    hint="Add at least the rights to access, correction and objection, and complaints.",
)
RISK_SIGNS = Question(
    key="risk_signs",
    ask="Will you do any of these things with the data?",
    need="draft",
    in_short=always,
    goes_to=("D1",),
    source="UK GDPR Article 35(3); Information Commissioner’s list under Article 35(4)",
    why="The law, or the Information Commissioner, treats these as signs of a high risk to people.",
    hint="Select all that apply.",
    flag=lambda value: "The data will be used in a way that can mean a high risk." if chosen(value) - {"none"} else "",
)
DPIA_STATE = Question(
    key="dpia_state",
    ask="Do you already have a data protection impact assessment (DPIA)?",
    need="submit",
    goes_to=("D1",),
    source="HDR; ICO Annex B",
    why="The law requires a DPIA where the risk is likely to be high. It is good practice for any large data share.",
    hint="This service drafts a DPIA from your answers.",
    flag=remark({"screened_out": "The acquirer decided that it does not need a DPIA."}),
)
DP_CHECK = Question(
    key="dp_check",
    ask="Which data protection adviser will check this request?",
    need="draft",
    in_short=always,
    goes_to=("D7",),
    source="DM",
    why="The impact assessment records their advice. It is easier to act on advice at the start.",
    hint="They confirm the answers in this service. A lead invites them and asks them on the People page. Until they "
    "confirm, drafts say that the check is still to be made.",
    flag=remark({"not_yet": "No data protection adviser is named to check this request yet."}),
)

SECTION = Section(
    "data_protection",
    "Data protection",
    (
        Step("lawful-basis", "Lawful basis", forms.BasisForm, (BASIS,), personal),
        Step("necessity", "Necessity", forms.NecessaryForm, (NECESSARY,), personal),
        Step(
            "special-category-data",
            "Special category data",
            forms.SpecialCategoryForm,
            (SC_CONDITION,),
            special_under_uk_gdpr,
        ),
        Step(
            "sensitive-processing",
            "Sensitive processing",
            forms.ScheduleEightForm,
            (SC_SCHEDULE_8,),
            sensitive_enforcing,
        ),
        Step(
            "public-interest",
            "Substantial public interest",
            forms.PublicInterestForm,
            (SC_PUBLIC,),
            public_interest_under_uk_gdpr,
        ),
        Step(
            "criminal-offence-data",
            "Criminal offence data",
            forms.CriminalOffenceForm,
            (CRIM_BASIS,),
            criminal_under_uk_gdpr,
        ),
        Step("policy-document", "Appropriate policy document", forms.PolicyDocumentForm, (APD,), needs_policy_document),
        Step("roles", "Roles", forms.RoleForm, (ROLE,), personal),
        Step(
            "joint-activities",
            "Joint activities",
            forms.JointActivityForm,
            (JOINT,),
            joint,
            kind="table",
            row="activity",
        ),
        Step("leaving-the-uk", "Leaving the UK", forms.TransferForm, (TRANSFER,), personal),
        Step(
            "places-abroad",
            "Transfers outside the UK",
            forms.TransferPlaceForm,
            (TRANSFER_WHERE,),
            when("transfer", "yes", "not_sure"),
            kind="table",
            row="transfer",
        ),
        Step("signs-of-risk", "Signs of high risk", forms.RiskSignsForm, (RISK_SIGNS,), personal),
        Step("impact-assessment", "Data protection impact assessment", forms.DpiaForm, (DPIA_STATE,), personal),
        Step("compatible-use", "Compatible use", forms.CompatibleForm, (COMPATIBLE,), personal),
        Step("telling-people", "Privacy notice", forms.PrivacyNoticeForm, (PRIVACY_NOTICE,), personal),
        Step("rights", "People’s rights", forms.RightForm, (RIGHTS,), personal, kind="table", row="right"),
        Step("data-protection-check", "Data protection check", forms.DataProtectionCheckForm, (DP_CHECK,), personal),
    ),
    opens=lambda answers: is_answered(answers, "data_types"),
    opens_after="Answer “What kinds of data do you need?” first.",
)
