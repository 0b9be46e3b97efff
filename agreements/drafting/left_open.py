"""Answers that an emergency agreement leaves open: the words in place of each mark, and the list of what is due."""

from collections.abc import Callable
from datetime import date

from agreements.drafting.missing import MissingAnswer, missing_in
from agreements.drafting.quoting import escape
from agreements.emergency import DAYS, deferrable_answers, due_after
from agreements.models import Agreement, DataShare
from agreements.questionnaire.supplier import question_for
from agreements.wording.gaps import awaited_party, completed_later, question_of
from datashare.lib import clock


def left_open(share: DataShare) -> list[MissingAnswer]:
    """Return the missing answers that may follow after the signatures."""
    return [item for item in missing_in(share) if item.is_deferrable]


def deferred_gap_filler(share: DataShare) -> Callable[[str], str]:
    """Return a function that replaces each deferrable gap mark with "To be completed by …". One query."""
    waiting = deferrable_answers(share)
    document = "memorandum" if "memorandum" in share.agreement_name.lower() else "agreement"

    def words_for(key: str) -> str:
        asked = question_for(share.edition.question_set, key)
        if question_of(key) not in waiting or asked is None:
            return ""
        giver = awaited_party(key)
        body = escape(str(share.parties.get(pk=giver))) if giver else f"the {asked.side}"
        who = f"To be completed by {body} within {DAYS} days of this {document} taking effect"
        return f"{who}: {escape(asked.place.question.ask)}"

    return lambda text: completed_later(text, words_for)


def due_on(agreement: Agreement) -> date | None:
    """Return the day by which an agreement in force must have its deferred answers."""
    return due_after(clock.local_date(agreement.in_force_at)) if agreement.in_force_at else None
