"""What the history of a data share keeps from who reads it."""

from datetime import datetime
from typing import Final

from agreements.access import Page
from agreements.kinds import EventKind, kinds_of
from agreements.states import DECIDING, Action, State

# Kinds of event on answers, on a response, and on what a supplier does at all: others do not read what it wrote.
_ANSWERS: Final = frozenset(kinds_of(Action.ANSWER)) - {EventKind.EXTENSION_BEGUN}
_OWN: Final = frozenset(kinds_of(Action.ANSWER_OWN, Action.ASK_EXPERT, Action.CHECK))
_ASSESSMENTS: Final = frozenset(kinds_of(Action.ASSESS))
_RESPONSES: Final = frozenset(kinds_of(Action.RESPOND))
_OF_SUPPLIERS: Final = _RESPONSES.union(kinds_of(Action.DISCUSS, *DECIDING))


def withholds(page: Page, kind: str, party: int | None, state: str, at: datetime) -> bool:
    """Return whether the history keeps from this reader what changed in an event of this kind, by this party.

    Earlier words stay with who asked then, also on risks before there were clauses; a supplier's response stays
    with it and who asked, what an expert says with its own organisation. `state` and `at` are those of the event.
    """
    if kind in _ASSESSMENTS and state != State.NEGOTIATING:
        return not page.asked(at)
    if kind in _OWN:
        return page.party is None or party != page.party.pk
    if page.asked(at):
        return kind in _RESPONSES
    return kind in _ANSWERS or (party not in (None, page.acting.pk) and kind in _OF_SUPPLIERS)
