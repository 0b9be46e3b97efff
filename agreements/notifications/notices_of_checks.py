"""Who is told of a check of answers, and in which words."""

from typing import Final

from agreements.kinds import EventKind
from agreements.notifications.audiences import (
    LEAD,
    WORKING,
    Audience,
    Notice,
    here_as,
    is_asked_to_check,
    of_same_party,
)
from community.notices.mail_choice import Weight


def _both(first: Audience) -> Audience:
    return lambda reader: first(reader) and of_same_party(reader)


_LEAD, _WORKING = _both(LEAD), _both(here_as(*WORKING))

NOTICES_OF_CHECKS: Final[dict[EventKind, tuple[Notice, ...]]] = {
    EventKind.CHECK_ASKED: (
        Notice(
            is_asked_to_check,
            "Check the answers: {title}",
            "{sentence}. The answers are about the data share “{title}”.{decision_note} Read them and say whether you "
            "confirm them.",
            "checks/",
            Weight.ACT,
        ),
    ),
    EventKind.CHECK_CONFIRMED: (
        Notice(
            _WORKING,
            "Answers confirmed: {title}",
            "{sentence}. Drafts now say so. If one of those answers changes, ask for the check again.",
            "checks/",
        ),
    ),
    EventKind.CHECK_CORRECTED: (
        Notice(
            _LEAD,
            "Correct the answers: {title}",
            "{sentence}.{decision_note} Correct the answers, then ask for the check again.",
            "checks/",
            Weight.ACT,
        ),
        Notice(_WORKING, "Correct the answers: {title}", "{sentence}.{decision_note}", "checks/"),
    ),
    EventKind.CHECK_REFUSED: (
        Notice(
            _LEAD,
            "Answers not confirmed: {title}",
            "{sentence}.{decision_note} Change the answers if you need to, then ask for the check again.",
            "checks/",
            Weight.ACT,
        ),
        Notice(_WORKING, "Answers not confirmed: {title}", "{sentence}.{decision_note}", "checks/"),
    ),
}
