"""The last day of an agreement in force, as its signed words say."""

from datetime import date
from typing import Final

from agreements.drafting.values import as_text
from agreements.models import Agreement
from agreements.questionnaire.words import day, part
from agreements.register.entry import in_force_since, sources_of

_ASKED: Final = "project_dates"


def last_day(agreement: Agreement) -> date | None:
    """Return the last day of the period of use, with which an agreement ends; None if its words do not give one day.

    They do not where a clause that gave the day was reworded or struck, where each of several parties has a period of
    its own, and where the day was over before the agreement came into force. A lead then enters it.
    """
    sources = sources_of(agreement)
    if sources.is_of_each(_ASKED):
        return None
    sent = sources.sent.get(_ASKED)
    last = day(part(sources.now.get(_ASKED, sent) if sources.superseding(_ASKED) else sent, "end"))
    stating = [clause.text for clause in sources.clauses if _ASKED in clause.questions]
    if last is None or last < in_force_since(agreement) or not stating:
        return None
    return last if all(as_text(last) in text for text in stating) else None
