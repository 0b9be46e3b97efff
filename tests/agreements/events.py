"""Events in words, as a member reads them."""

from agreements.models import Event, EventDetails
from agreements.notifications.changes import changes_in_words
from agreements.notifications.sentences import sentence_of


def _details(row: Event | EventDetails) -> EventDetails:
    return row.details if isinstance(row, Event) else row


def said(row: Event | EventDetails) -> str:
    """Return the sentence of an event after the name of the person."""
    details = _details(row)
    return sentence_of(details, details.event.share.edition.question_set).removeprefix(f"{details.said_by} ")


def changed(row: Event | EventDetails) -> list[dict[str, str]]:
    """Return the changes of an event in words."""
    details = _details(row)
    found = changes_in_words(details, details.event.share.edition.question_set)
    return [{"what": change.what, "before": change.before, "after": change.after} for change in found]
