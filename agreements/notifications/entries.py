"""The entries of a history as its reader sees them: sentences and changes made from kinds and facts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final, TypeAlias

from agreements.kinds import kinds_of
from agreements.models import DataShare, Event, EventDetails
from agreements.notifications.changes import ChangeInWords, changes_in_words
from agreements.notifications.sentences import BEFORE_REASON, sentence_of
from agreements.states import Action

# Kinds of event that keep words from other organisations, but write them into the text that all agree.
_IN_TEXT: Final = frozenset(kinds_of(Action.CHECK))
# Whether to keep what changed in an event of this kind, by this party, in this state, from the reader.
Withholds: TypeAlias = Callable[[str, int | None, str, datetime], bool]


@dataclass(frozen=True)
class HistoryEntry:
    """An event in words."""

    details: EventDetails
    version: str
    is_withheld: bool

    @property
    def event(self) -> Event:
        return self.details.event

    @cached_property
    def sentence(self) -> str:
        """What happened; of erased details, only its kind. A reason that is kept from the reader is left out."""
        if self.details.is_erased:
            return f"Details were erased: {self.details.in_words}"
        sentence = sentence_of(self.details, self.version)
        return sentence.partition(BEFORE_REASON)[0] if self.is_withheld else sentence

    @cached_property
    def changes(self) -> list[ChangeInWords]:
        """What changed, unless it is kept from the reader; what a check changed in the text of record, all read."""
        if self.is_withheld and self.event.kind not in _IN_TEXT:
            return []
        found = changes_in_words(self.details, self.version)
        return [change for change in found if change.is_wording or not self.is_withheld]


def entry_of(details: EventDetails | None, share: DataShare) -> HistoryEntry | None:
    """Return one event of a data share in words; None for none."""
    return HistoryEntry(details, share.edition.question_set, is_withheld=False) if details else None


def entries_of(
    rows: Iterable[EventDetails], share: DataShare, withholds: Withholds = lambda kind, party, state, at: False
) -> list[HistoryEntry]:
    """Return events of a data share in words, without the changes that are withheld from the reader."""
    version = share.edition.question_set
    return [
        HistoryEntry(row, version, withholds(event.kind, row.content.get("party"), event.from_state, event.at))
        for row in rows
        for event in [row.event]
    ]
