"""The conditions on which a supplier agrees: its own answer, which becomes a clause, given again with the decision."""

from typing import Any

from agreements.answers import changes_to, kept_of, revision_of
from agreements.kinds import EventKind
from agreements.models import DataShare, Party
from agreements.questionnaire.shape import Step
from agreements.questionnaire.supplier import CONDITIONS, supplier_set
from agreements.questionnaire.words import text
from agreements.storing import store_step
from agreements.workflow import finish
from community.models import User


def _step(share: DataShare) -> Step:
    return supplier_set(share.edition.question_set).places[CONDITIONS.key].step


def stored(share: DataShare, party: Party) -> tuple[str, int]:
    """Return the conditions of a supplier as they are stored, and their revision. One query."""
    kept: list[Any] = list(kept_of(share, _step(share), party))
    return text(kept[0].value) if kept else "", revision_of(kept)


def store(share: DataShare, party: Party, given: str, *, revision: int, by: User) -> None:
    """Store the conditions with which a supplier agrees. The data share is locked.

    Raise Conflict if a colleague has changed them since the page was shown with this revision.
    """
    step, values = _step(share), {CONDITIONS.key: given}
    replaced = store_step(share, step, values, party=party, revision=revision, by=by)
    if replaced:
        facts, changes = {"question": CONDITIONS.key}, changes_to(replaced, values)
        finish(share, EventKind.SUPPLIER_ANSWERED, by=by, facts=facts, changes=changes, subject=f"own:{step.slug}")
