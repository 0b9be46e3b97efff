"""Answers of a council, a police force, a fire service and an NHS trust that share data, for drafts between several."""

from dataclasses import replace
from typing import Any, Final

from agreements.answers import StoredAnswers
from agreements.drafting.build import Draft, Facts, PartyFacts
from agreements.drafting.facts import FlowFacts
from agreements.drafting.several import draft_for
from agreements.questionnaire.question_sets import CURRENT
from agreements.questionnaire.receiver import RECEIVER_KEYS
from tests.agreements.drafting.answers import FACTS, FULL

COUNCIL = PartyFacts(name="Kent County Council", key=1, government=False)
POLICE = PartyFacts(
    name="Kent Police", key=2, government=False, lead="Ada Day, Inspector", purpose="Preventing harm at home"
)
FIRE = PartyFacts(name="Kent Fire and Rescue Service", key=3, government=False, lead="Bo Lake, Head of prevention")
TRUST = PartyFacts(name="Kent Community Health NHS Trust", key=4, government=False, purpose="Planning care")
DISTRICT = PartyFacts(name="Thanet District Council", key=5, government=False, purpose="Housing support")
ENERGY = PartyFacts(name="Kent Energy Advice", key=6, government=False)

REQUEST: Final[dict[str, Any]] = {
    **{key: value for key, value in FULL.items() if not key.startswith("s_")},
    "rights": [{"right": "access", "who": "The party that is asked", "within": "20 working days"}],
    "foi": "The lead answers.",
    "breach": [{"party": "Each party", "contact": "soc@example.gov.uk", "hours": "24"}],
    "costs": "Kent County Council pays for extraction.",
    "basis": {"chosen": ["public_task"], "why": "The Care Act 2014 gives us the task."},
}
HALF: Final[dict[str, Any]] = {key: value for key, value in FULL.items() if key.startswith("s_")}
ABOUT_ITSELF: Final[dict[str, Any]] = {key: value for key, value in REQUEST.items() if key in RECEIVER_KEYS}
ENFORCING: Final[dict[str, Any]] = {
    **ABOUT_ITSELF,
    "access": "The safeguarding unit.",
    "retention": {"chosen": "1_year", "detail": "", "why": "A case closes within a year."},
    "basis": {
        "chosen": ["part_3"],
        "part_3": "Schedule 7, paragraph 5: chief constables",
        "why": "To prevent crime.",
    },
}
FROM_POLICE: Final[dict[str, Any]] = {
    **HALF,
    "s_basis": {
        "chosen": ["part_3", "public_task"],
        "part_3": "Schedule 7, paragraph 5: chief constables",
        "authorised": "Crime and Disorder Act 1998 section 115",
        "why": "We protect people.",
    },
}


def facts(receivers: tuple[PartyFacts, ...], givers: tuple[PartyFacts, ...], *flows: FlowFacts) -> Facts:
    return replace(FACTS, acquirers=receivers, suppliers=givers, flows=flows)


# Three bodies: two give to the one that asks.
THREE = facts((COUNCIL,), (POLICE, FIRE))
# Six: three give, and four receive.
SIX = facts(
    (COUNCIL, POLICE, TRUST, DISTRICT),
    (POLICE, FIRE, ENERGY),
    FlowFacts(giver=POLICE.name, receivers=(COUNCIL.name, TRUST.name)),
    FlowFacts(giver=FIRE.name, receivers=(COUNCIL.name, POLICE.name, DISTRICT.name)),
    FlowFacts(giver=ENERGY.name, receivers=(COUNCIL.name,)),
)


def answers_of_three() -> StoredAnswers:
    return StoredAnswers(REQUEST, {2: FROM_POLICE, 3: HALF})


def answers_of_six() -> StoredAnswers:
    return StoredAnswers(
        REQUEST, {2: FROM_POLICE, 3: HALF, 6: HALF}, {2: ENFORCING, 4: ABOUT_ITSELF, 5: {"access": "Housing officers."}}
    )


def drafted(document: str, given: StoredAnswers, among: Facts) -> Draft:
    return draft_for(document, given, among, CURRENT.version)
