"""Data protection; applies when the data is about people."""

from agreements.questionnaire.conditions import (
    criminal,
    needs_policy_document,
    personal,
    public_interest,
    remark,
    special,
    when,
)
from agreements.questionnaire.forms import data_protection as forms
from agreements.questionnaire.shape import Question, Section, Step, is_answered
from agreements.questionnaire.words import Json, part, text


def _uncertain_role(value: Json) -> str:
    roles = {text(part(value, side)) for side in ("acquirer", "supplier")}
    if "not_sure" in roles:
        return "The acquirer is not sure who controls the data."
    return "The organisations would be joint controllers, who need an arrangement." if "joint" in roles else ""


BASIS = Question(
    key="basis",
    ask="What is your lawful basis for receiving the data?",
    need="submit",
    in_emergency=True,
    goes_to=("M6", "D4", "R"),
    source="DM; DSA; DPIA",
    why="Every use of data about people needs one. The supplier needs its own for giving the data, "
    "which it states in its response.",
    hint="A public body that does its job normally relies on public task.",
    example="Public task: the council has the duty to assess who needs home care, under the Care Act 2014.",
    often_missing="Requests often name a basis and do not say why it applies. The reason is what the supplier checks.",
    flag=remark(
        {
            "consent": "It relies on consent, which a public body can seldom obtain freely.",
            "legitimate_interests": "It relies on legitimate interests, which public authorities cannot use for tasks.",
            "recognised_interest": "It relies on a recognised legitimate interest: check that it is in force.",
            "part_3": "It is law enforcement under Part 3 of the Data Protection Act 2018.",
        }
    ),
)
NECESSARY = Question(
    key="necessary",
    ask="Why is it necessary and proportionate?",
    need="submit",
    goes_to=("M6", "D4"),
    source="ICO Annex B; DPIA",
    why="The law asks for no more than is needed. This answer is the heart of the impact assessment.",
    hint="Say why less data, fewer people or a shorter time would not do.",
    often_missing="Many request forms never ask this, so suppliers send requests back to find out.",
)
SC_CONDITION = Question(
    key="sc_condition",
    ask="Which condition allows the use of special category data?",
    need="submit",
    in_emergency=True,
    goes_to=("M6", "D4", "R"),
    source="DM; DSA",
    why="Beside a lawful basis, special category data needs a condition of its own (UK GDPR Article 9).",
    hint="Select all that you rely on.",
    flag=remark({"explicit_consent": "It relies on explicit consent."}),
)
SC_PUBLIC = Question(
    key="sc_public",
    ask="Which substantial public interest condition is it?",
    need="submit",
    in_emergency=True,
    goes_to=("M6", "D4"),
    source="DM",
    why="Substantial public interest counts only in the forms that Schedule 1 of the Data Protection Act 2018 lists.",
    hint="Select all that you rely on.",
)
APD = Question(
    key="apd",
    ask="Which appropriate policy document covers it?",
    need="draft",
    goes_to=("M6",),
    source="Data Protection Act 2018 Schedule 1 Part 4",
    why="Most of these conditions hold only for a body that keeps such a document.",
)
CRIM_BASIS = Question(
    key="crim_basis",
    ask="Which condition allows the use of criminal offence data?",
    need="submit",
    in_emergency=True,
    goes_to=("M6", "D4"),
    source="DSA; ICO Annex B",
    why="Only official authority, or a condition in Schedule 1 of the Data Protection Act 2018, allows it.",
    example="Schedule 1, paragraph 10: preventing or detecting unlawful acts. Asking the people would warn them.",
)
ROLE = Question(
    key="role",
    ask="What will each organisation be for this data?",
    need="submit",
    goes_to=("M6",),
    source="DM; DSA",
    why="It settles who answers to the people concerned. Joint controllers need an arrangement.",
    flag=_uncertain_role,
)
COMPATIBLE = Question(
    key="compatible",
    ask="Does your use fit with why the data was collected?",
    need="draft",
    goes_to=("D4",),
    source="ICO Annex A",
    why="Data collected for one purpose may be used for another only where the two fit, or the law says so.",
    flag=remark(
        {
            "not_sure": "The acquirer is not sure that the use is compatible with why the data was collected.",
            "new_basis": "The use is not what the data was collected for, and rests on its own basis.",
        }
    ),
)
TRANSFER = Question(
    key="transfer",
    ask="Will the data leave the UK?",
    need="submit",
    goes_to=("M7", "D2"),
    source="DM",
    why="Protection must travel with it. Software that is hosted or supported from abroad counts.",
    hint="Think of cloud services, support staff and backups.",
    flag=remark(
        {
            "yes": "The data will leave the UK.",
            "not_sure": "The acquirer is not sure whether the data will leave the UK.",
        }
    ),
)
TRANSFER_WHERE = Question(
    key="transfer_where",
    ask="Where will it go, and what protects it there?",
    need="submit",
    goes_to=("M7", "D5"),
    source="DM; DSA",
    why="Each country and each receiver needs a safeguard that the law knows.",
)
PRIVACY_NOTICE = Question(
    key="privacy_notice",
    ask="How do the people concerned learn about it?",
    need="draft",
    goes_to=("M7", "D4"),
    source="DSA; HDR; DPIA",
    why="People have a right to know who uses data about them (UK GDPR Articles 13 and 14).",
    often_missing="Who updates which notice is seldom settled before the data moves.",
)
RIGHTS = Question(
    key="rights",
    ask="Who answers when people use their rights?",
    need="draft",
    goes_to=("M7", "D4"),
    source="DSA; ICO Annex B",
    why="Someone who asks either organisation must get one answer, within the month that the law allows.",
    hint="Add a row for each right that matters here: at least access, correction, objection and complaints.",
)
DPIA_STATE = Question(
    key="dpia_state",
    ask="Is there a data protection impact assessment already?",
    need="submit",
    goes_to=("D1",),
    source="HDR; ICO Annex B",
    why="The law requires one where the risk is likely to be high, and it is good practice for every large share.",
    hint="This service drafts one from your answers as you go.",
    flag=remark({"screened_out": "The acquirer decided that no impact assessment is needed."}),
)
DP_CHECK = Question(
    key="dp_check",
    ask="Who with data protection knowledge has checked this?",
    need="draft",
    goes_to=("D7",),
    source="DM",
    why="Their advice belongs in the assessment, and is cheapest at the beginning.",
    flag=remark({"not_yet": "No one with data protection knowledge has checked this request yet."}),
)

SECTION = Section(
    "data_protection",
    "Data protection",
    (
        Step("lawful-basis", "Lawful basis", forms.BasisForm, (BASIS,), personal),
        Step("necessity", "Necessity", forms.NecessaryForm, (NECESSARY,), personal),
        Step("special-category-data", "Special category data", forms.SpecialCategoryForm, (SC_CONDITION,), special),
        Step("public-interest", "Substantial public interest", forms.PublicInterestForm, (SC_PUBLIC,), public_interest),
        Step("criminal-offence-data", "Criminal offence data", forms.CriminalOffenceForm, (CRIM_BASIS,), criminal),
        Step("policy-document", "Policy document", forms.PolicyDocumentForm, (APD,), needs_policy_document),
        Step("roles", "Roles", forms.RoleForm, (ROLE,), personal),
        Step("leaving-the-uk", "Leaving the UK", forms.TransferForm, (TRANSFER,), personal),
        Step(
            "places-abroad",
            "Places outside the UK",
            forms.TransferPlaceForm,
            (TRANSFER_WHERE,),
            when("transfer", "yes", "not_sure"),
            kind="table",
            row="place",
        ),
        Step("impact-assessment", "Impact assessment", forms.DpiaForm, (DPIA_STATE,), personal),
        Step("compatible-use", "Compatible use", forms.CompatibleForm, (COMPATIBLE,), personal),
        Step("telling-people", "Telling people", forms.PrivacyNoticeForm, (PRIVACY_NOTICE,), personal),
        Step("rights", "People’s rights", forms.RightForm, (RIGHTS,), personal, kind="table", row="right"),
        Step("data-protection-check", "Check of data protection", forms.DataProtectionCheckForm, (DP_CHECK,), personal),
    ),
    opens=lambda answers: is_answered(answers, "data_types"),
    opens_after="Say what kinds of data are in it first",
)
