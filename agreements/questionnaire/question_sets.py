"""The question sets. A share keeps the version it began with, so a used version is never changed."""

from collections.abc import Mapping
from functools import lru_cache

from agreements.questionnaire.of_bodies import PLUS, with_bodies
from agreements.questionnaire.sections import (
    benefits,
    data,
    data_protection,
    declare,
    end_and_review,
    legal,
    people,
    purpose,
    rules,
    security,
    terms,
    triage,
)
from agreements.questionnaire.shape import QuestionSet

# Ordered by what is missing most often: the aim, the power, the items with their reasons, the lawful basis.
NOVEMBER_2026 = QuestionSet(
    "2026-11",
    (
        triage.SECTION,
        purpose.SECTION,
        legal.SECTION,
        data.SECTION,
        data_protection.SECTION,
        benefits.SECTION,
        people.SECTION,
        security.SECTION,
        end_and_review.SECTION,
        terms.SECTION,
        declare.SECTION,
    ),
)

# Common rules have questions of their own, and no step that sends a request to a supplier.
RULES_OF_NOVEMBER_2026 = QuestionSet("2026-11-rules", (rules.SECTION, rules.TOGETHER))

QUESTION_SETS: Mapping[str, QuestionSet] = {made.version: made for made in (NOVEMBER_2026, RULES_OF_NOVEMBER_2026)}

# The versions that a new share, and new common rules, begin with.
CURRENT = NOVEMBER_2026
CURRENT_RULES = RULES_OF_NOVEMBER_2026


@lru_cache(maxsize=1000)
def question_set(version: str) -> QuestionSet:
    """Return the question set of a version, with the questions of suppliers that it names.

    Raise LookupError for an unknown version. One query for a version with theirs, once in a process: what is published
    never changes.
    """
    base, *tokens = version.split(PLUS)
    if base not in QUESTION_SETS:
        raise LookupError(f"There is no question set {version!r}; there are {', '.join(QUESTION_SETS)}.")
    return with_bodies(QUESTION_SETS[base], tokens) if tokens else QUESTION_SETS[base]
