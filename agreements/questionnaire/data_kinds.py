"""The kinds of data by which requests are counted: each request is of one, the strictest that it asks for."""

from collections.abc import Mapping
from typing import Final

from agreements.questionnaire.options import PERSONAL_TYPES
from agreements.questionnaire.shape import Answers, is_answered
from agreements.questionnaire.words import chosen

# Of any kind, for counts of all requests and for a request that does not say yet.
ANY: Final = ""
OTHER: Final = "other"
# The strictest first: the answers to “What kinds of data do you need?” that make a request one of that kind.
TYPES_OF: Final[Mapping[str, frozenset[str]]] = {
    "special": frozenset({"special"}),
    "criminal": frozenset({"criminal"}),
    "personal": PERSONAL_TYPES,
}
IN_WORDS: Final[Mapping[str, str]] = {
    ANY: "",
    "special": "for special category data",
    "criminal": "for criminal offence data without special category data",
    "personal": "for personal data without special category or criminal offence data",
    OTHER: "for data that is not personal",
}


def kind_of(answers: Answers) -> str:
    """Return the kind of data that a request asks for; `ANY` before it says so."""
    if not is_answered(answers, "data_types"):
        return ANY
    types = chosen(answers.get("data_types"))
    return next((kind for kind, of_kind in TYPES_OF.items() if types & of_kind), OTHER)
