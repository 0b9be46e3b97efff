"""The questions of the request that each body which receives data answers for itself."""

from functools import cache
from typing import Final

from agreements.questionnaire.journey import Journey
from agreements.questionnaire.question_sets import question_set
from agreements.questionnaire.shape import Answers, QuestionSet, Section

# Source: what belongs to a party, or to the receiving end of a flow, rather than to the whole data share.
RECEIVER_KEYS: Final = frozenset(
    {
        *("lead", "team", "accountable", "dpo", "ico_number", "if_refused", "linkage", "linkage_list", "automated"),
        *("power_have", "power_text", "gateway", "dea", "confidentiality", "hra_fairness", "legal_check"),
        *("basis", "sc_condition", "sc_public", "sc_schedule_8", "apd", "crim_basis", "role", "joint", "compatible"),
        *("risk_signs", "contact_people", "transfer", "transfer_where", "privacy_notice", "dp_check"),
        *("storage", "access", "controls", "outputs", "sec_check", "retention", "disposal"),
    }
)


@cache
def receiver_set(version: str) -> QuestionSet:
    """Return the questions that another receiving body answers, out of a version of the request's."""
    sections = (
        (section, tuple(step for step in section.steps if RECEIVER_KEYS.issuperset(step.keys)))
        for section in question_set(version).sections
    )
    own = (Section(found.key, found.title, steps, found.opens, found.opens_after) for found, steps in sections if steps)
    return QuestionSet(version, tuple(own))


def shared(request: Answers) -> Answers:
    """Return the answers of the request that hold for all who receive."""
    return {key: value for key, value in request.items() if key not in RECEIVER_KEYS}


def receiver_journey(version: str, own: Answers, request: Answers) -> Journey:
    """Return the path of another receiving body; what the request says for all decides which questions apply."""
    return Journey(receiver_set(version), own, given=shared(request))
