"""The question sets there are. A share keeps the version it began with, so a version is never changed once used."""

from collections.abc import Mapping

from agreements.questionnaire.sections import (
    benefits,
    data,
    data_protection,
    declare,
    end_and_review,
    legal,
    people,
    purpose,
    security,
    triage,
)
from agreements.questionnaire.shape import QuestionSet

# What is most often missing comes first: the aim, the power, the items with their reasons, the lawful basis.
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
        declare.SECTION,
    ),
)

QUESTION_SETS: Mapping[str, QuestionSet] = {NOVEMBER_2026.version: NOVEMBER_2026}

# The version that a new share begins with.
CURRENT = NOVEMBER_2026


def question_set(version: str) -> QuestionSet:
    """The question set of a share. LookupError for a version that this service has never had."""
    if version not in QUESTION_SETS:
        raise LookupError(f"There is no question set {version!r}; there are {', '.join(QUESTION_SETS)}.")
    return QUESTION_SETS[version]
