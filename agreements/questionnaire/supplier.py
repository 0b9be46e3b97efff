"""The supplier's own questions, asked of the supplier alone in answer to one request."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from agreements.questionnaire.conditions import (
    AMONG,
    criminal_given,
    giver_needs_policy_document,
    personal,
    public_interest_given,
    remark,
    special_given,
)
from agreements.questionnaire.forms import supplier as forms
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.of_bodies import PLUS
from agreements.questionnaire.question_sets import question_set
from agreements.questionnaire.sections.giver_roles import ABOUT_ITSELF, ROLE_STEPS, SOURCE
from agreements.questionnaire.shape import Answers, Question, QuestionPlace, QuestionSet, Section, Step, always, never
from agreements.questionnaire.words import Json, rows_of, text
from agreements.states import Side
from agreements.wording.gaps import question_of


def _ask(
    key: str,
    ask: str,
    why: str,
    goes_to: tuple[str, ...] = (),
    *,
    hint: str = "",
    example: str = "",
    in_emergency: bool = False,
    in_short: Callable[[Answers], bool] = always,
) -> Question:
    """Return a question. In an emergency, all but those needed to answer the request can wait."""
    return Question(
        key=key,
        ask=ask,
        need="draft",
        goes_to=goes_to,
        source=SOURCE,
        why=why,
        hint=hint,
        example=example,
        in_emergency=in_emergency,
        in_short=in_short,
    )


HOLD = Question(
    key="s_hold",
    ask="Do you hold the data, and what is its quality?",
    need="draft",
    in_short=always,
    goes_to=("M9", "D2"),
    source=SOURCE,
    why="The acquirer needs to know the limits of the data before it plans its work.",
    example="We hold all of it. It is complete from 2019. We check addresses once a year.",
    flag=remark({"none": "The supplier does not hold this data."}),
)
ITEMS = _ask(
    "s_items",
    "Which data items will you share?",
    "Use the acquirer’s reason to decide on each item. Your decisions become an annex to the agreement.",
    ("M4",),
    in_emergency=True,
)
ROUTE = _ask(
    "s_route",
    "Which delivery routes can you support?",
    "It is quicker to use a route that both organisations already have than to build a new one.",
    ("M8",),
    hint="Select all that apply.",
    in_emergency=True,
)
EFFORT = _ask(
    "s_effort",
    "How much work is it, what will it cost and when could you start?",
    "The acquirer needs this to plan its dates and to agree who will pay.",
    ("M8", "M13"),
)
GATEWAY = Question(
    key="s_gateway",
    ask="Do you agree with the gateway?",
    need="draft",
    in_emergency=True,
    in_short=always,
    goes_to=("M5",),
    source=SOURCE,
    why="You must be sure that you can lawfully disclose the data. The agreement records your view as well as the "
    "acquirer’s.",
    flag=remark({"bar": "The supplier says that the law prevents it from disclosing the data."}),
)
BASIS = _ask(
    "s_basis",
    "What is your lawful basis for disclosing the data?",
    "Disclosing personal data is a form of processing, so each organisation needs its own lawful basis.",
    ("M6",),
    in_emergency=True,
)
RESTRICTION = _ask(
    "s_restriction",
    "Which other laws restrict how the data may be disclosed or passed on?",
    "Some Acts make it an offence to disclose information, or to pass it on, without authority.",
    ("M5",),
    hint="Leave this blank if there are none.",
    example="Section 39 of the Statistics and Registration Service Act 2007 applies to everyone who receives the data.",
)
SPECIAL = _ask(
    "s_sc_condition",
    "Which condition allows you to disclose special category data?",
    "To disclose data is to process it, so each organisation needs its own condition under UK GDPR Article 9.",
    ("M6",),
    hint="Select all that apply.",
    in_emergency=True,
)
PUBLIC_INTEREST = _ask(
    "s_sc_public",
    "Which substantial public interest condition do you rely on to disclose the data?",
    "You must meet one of the conditions in Part 2 of Schedule 1 to the Data Protection Act 2018.",
    ("M6",),
    hint="Select all that apply.",
    in_emergency=True,
)
CRIMINAL = _ask(
    "s_crim_basis",
    "Which condition allows you to disclose criminal offence data?",
    "You need official authority, or a condition in Schedule 1 to the Data Protection Act 2018.",
    ("M6",),
    example="Schedule 1, paragraph 10: preventing or detecting unlawful acts.",
    in_emergency=True,
)
POLICY = _ask(
    "s_apd",
    "What is your own appropriate policy document?",
    "You can rely on most of these conditions only if you have an appropriate policy document.",
    ("M6",),
)
PRIVACY = _ask(
    "s_privacy",
    "Which privacy notices or public statements do you need to change?",
    "People have a right to know which organisations receive their data.",
    ("M7", "D3"),
    example="Our council tax privacy notice, section 4. We will add the acquirer and its purpose by January.",
)
CONDITIONS = _ask(
    "s_conditions",
    "What are your conditions for sharing the data?",
    "Your conditions become a clause of the agreement. If they differ from another clause, the stricter holds.",
    ("M4",),
    example="Delete the reference number after matching. Tell us before you publish any results.",
)
EXPERTS = _ask(
    "s_experts",
    "Who has reviewed the request for your organisation?",
    "The acquirer’s experts then know who to ask.",
    ("M2", "D3"),
    hint="Enter a name and role for each skill. Leave a skill blank if no one has reviewed the request for it.",
    in_short=never,
)
SIGNATORY = _ask(
    "s_signatory",
    "Who will sign for your organisation, and when?",
    "The signatory must have the authority to sign for your organisation. Tell them now, so that they are ready.",
    ("M15",),
    in_emergency=True,
)

HOLDING = Section(
    "holding",
    "What you hold and can share",
    (
        Step("holding", "Data you hold", forms.HoldForm, (HOLD,)),
        Step("items", "Data items", forms.ItemsForm, (ITEMS,)),
        Step("route", "Delivery route", forms.RouteForm, (ROUTE,)),
        Step("effort", "Work, cost and date", forms.EffortForm, (EFFORT,)),
    ),
)
LAW = Section(
    "law",
    "Your legal position",
    (
        Step("gateway", "Gateway", forms.SupplierGatewayForm, (GATEWAY,)),
        Step("basis", "Lawful basis", forms.SupplierBasisForm, (BASIS,), personal),
        Step("special-category-data", "Special category data", forms.SupplierSpecialForm, (SPECIAL,), special_given),
        Step(
            "public-interest",
            "Substantial public interest",
            forms.SupplierPublicInterestForm,
            (PUBLIC_INTEREST,),
            public_interest_given,
        ),
        Step("criminal-offence-data", "Criminal offence data", forms.SupplierCriminalForm, (CRIMINAL,), criminal_given),
        Step(
            "policy-document",
            "Appropriate policy document",
            forms.SupplierPolicyForm,
            (POLICY,),
            giver_needs_policy_document,
        ),
        *ROLE_STEPS,
        Step("restriction", "Laws that restrict disclosure", forms.RestrictionForm, (RESTRICTION,)),
        Step("privacy", "Privacy notice", forms.SupplierPrivacyForm, (PRIVACY,), personal),
    ),
)
TERMS = Section(
    "terms",
    "Conditions and people",
    (
        Step("conditions", "Conditions", forms.ConditionsForm, (CONDITIONS,)),
        *ABOUT_ITSELF,
        Step("experts", "Reviewers", forms.ExpertsForm, (EXPERTS,)),
        Step("signatory", "Signatory", forms.SupplierSignatoryForm, (SIGNATORY,)),
    ),
)

# Keyed by the version of the request's question set that the data share keeps. Common rules have no supplier.
SUPPLIER_SETS: Mapping[str, QuestionSet] = {
    "2026-11": QuestionSet("2026-11", (HOLDING, LAW, TERMS)),
    "2026-11-rules": QuestionSet("2026-11-rules", ()),
}

# The acquirer's answers to show on the page of a supplier's question.
BESIDE: Mapping[str, tuple[str, ...]] = {
    "s_hold": ("quality_need", "scope_dates"),
    "s_route": ("delivery", "format", "frequency"),
    "s_effort": ("frequency", "volume", "needed_by"),
    "s_gateway": ("power_text", "gateway"),
    "s_basis": ("basis",),
    "s_sc_condition": ("sc_condition", "sc_public"),
    "s_crim_basis": ("crim_basis",),
    "s_apd": ("apd",),
    "s_privacy": ("privacy_notice",),
}


def supplier_set(version: str) -> QuestionSet:
    """Return the supplier's questions for a version of the request's. Raise LookupError if there are none."""
    base = version.partition(PLUS)[0]
    if base not in SUPPLIER_SETS:
        raise LookupError(f"There is no supplier's half for question set {version!r}.")
    return SUPPLIER_SETS[base]


def own_journey(version: str, own: Answers, request: Answers, among: str = "") -> Journey:
    """Return the supplier's path; the request it answers decides which questions apply.

    `among` says of one of several parties whether it only gives: such a one is asked for its own role as well.
    """
    known = {**own, "s_items": _decisions_on(request, own.get("s_items"))}
    return Journey(supplier_set(version), known, given={**request, AMONG: among} if among else request)


def _decisions_on(request: Answers, decided: Json) -> Json:
    """Return the decisions on the items now asked for. An item renamed since needs a new decision."""
    kept = {(text(row.get("id")), text(row.get("item"))): row for row in rows_of(decided)}
    found = [(key, item, kept.get((key, item), {})) for key, item, _ in items_of(request)]
    rows: list[Json] = [
        {"id": key, "item": item, "decision": text(row.get("decision")), "reason": text(row.get("reason"))}
        for key, item, row in found
    ]
    return rows if any(row.get("decision") for _, _, row in found) else []


def items_of(request: Answers) -> tuple[tuple[str, str, str], ...]:
    """Return the items asked for, as (id, item, why)."""
    return tuple(
        (text(row.get("id")), text(row.get("item")), text(row.get("why"))) for row in rows_of(request.get("items"))
    )


def every_place(version: str) -> Mapping[str, QuestionPlace]:
    """Return the questions of both sides by key, for pages that say where an answer comes from."""
    return {**question_set(version).places, **supplier_set(version).places}


@dataclass(frozen=True)
class AskedQuestion:
    """A question and the side that answers it."""

    place: QuestionPlace
    side: Side


def question_for(version: str, key: str) -> AskedQuestion | None:
    """Return the question of a key, or of a gap, and the side that answers it; None if no page asks it."""
    key = question_of(key)
    for places, side in (
        (question_set(version).places, Side.ACQUIRER),
        (supplier_set(version).places, Side.SUPPLIER),
    ):
        if key in places and places[key].step.kind != "check":
            return AskedQuestion(places[key], side)
    return None
