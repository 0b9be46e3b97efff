"""What a Word file changes in the clauses: compared with the file that the service would write now, then proposed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils import timezone

from agreements.drafting.export import DRAFT, Marking
from agreements.drafting.of_record import anchors_of, record_of
from agreements.drafting.quoting import escape
from agreements.drafting.word import as_word
from agreements.drafting.word_reading import ReadClause, ReadText, Unreadable, blocks_of, read_word
from agreements.models import Clause, DataShare, Document
from agreements.negotiating import actions, own_clauses
from agreements.wording.gaps import gaps_in, mark
from community.models import User
from datashare.lib.exceptions import Conflict, NotNow
from datashare.lib.pasted import is_changed

CHANGED, NEW, STRUCK = "changed", "new", "struck"
MOVED: Final = "The file has the clauses in another order. The order of the clauses stays as it is."


@dataclass(frozen=True)
class WordChange:
    """One change: other words for a clause, a new clause after it, or its striking.

    `wording` is the one that the file shows.
    """

    kind: str
    clause: int
    wording: int
    heading: str
    text: str

    @classmethod
    def of(cls, row: Sequence[Any]) -> "WordChange":
        kind, clause, wording, heading, text = row
        return cls(str(kind), int(clause), int(wording), str(heading), str(text))

    @property
    def row(self) -> list[Any]:
        return [self.kind, self.clause, self.wording, self.heading, self.text]


@dataclass
class FileChanges:
    """What can be proposed, what was reworded since the file was made, and what cannot be used."""

    changes: list[WordChange] = field(default_factory=list)
    stale: list[WordChange] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)


def changes_in(share: DataShare, document: Document, content: bytes, ask: Callable[[str], str]) -> FileChanges:
    """Return what a file changes. Raise Unreadable for one that is no Word file of this text."""
    now, clauses = read_word(_file_of(share, document, ask)), _clauses_of(share, document)
    return _compared(read_word(content), now, clauses, ask)


def _file_of(share: DataShare, document: Document, ask: Callable[[str], str]) -> bytes:
    """Return the file that the service would write now: what is read from it is what an unchanged file reads like."""
    marking = Marking(DRAFT, "", "", timezone.now())
    return as_word(record_of(share, document), ask, marking, anchors_of(share, document))


def _clauses_of(share: DataShare, document: Document) -> dict[int, Clause]:
    """Return the clauses that the file has, with their words, by key; not those that were struck."""
    found = share.edition.clauses.in_text().filter(document=document).select_related("current").in_order()
    return {clause.pk: clause for clause in found if not clause.is_struck}


def _compared(file: ReadText, now: ReadText, clauses: Mapping[int, Clause], ask: Callable[[str], str]) -> FileChanges:
    found = FileChanges(unused=list(file.outside))
    base = {clause.key: clause for clause in now.clauses if clause.key}
    _find_by_heading(file, base)
    follows, seen = next(iter(clauses), 0), list[int]()
    for read in file.clauses:
        if read.key in base and read.key not in seen:
            follows = read.key
            seen.append(read.key)
            _take_known(found, read, base[read.key], clauses[read.key], ask)
        elif read.heading and read.blocks and not read.key:
            found.changes.append(WordChange(NEW, follows, 0, read.heading[:200], read.text))
        elif read.heading or read.blocks:
            found.unused.append("\n".join([read.heading, *read.blocks]))
    if not seen:
        raise Unreadable("The file has none of the clauses of this document. Upload the file that you downloaded here.")
    found.changes += [
        WordChange(STRUCK, key, clause.current_id or 0, clause.heading, "")
        for key, clause in clauses.items()
        if key not in seen
    ]
    if seen != [key for key in base if key in seen]:
        found.unused.append(MOVED)
    return found


def _find_by_heading(file: ReadText, base: Mapping[int, ReadClause]) -> None:
    """Give clauses without a bookmark, which some programs drop, the number of the clause that has their heading."""
    known = {clause.heading: clause for clause in base.values()}
    for read in file.clauses:
        if not read.key and (found := known.get(read.heading)):
            read.key, read.wording = found.key, found.wording


def _take_known(
    found: FileChanges, read: ReadClause, base: ReadClause, clause: Clause, ask: Callable[[str], str]
) -> None:
    if read.heading.split() != base.heading.split():
        found.unused.append(f"The heading of clause {clause.called} was changed to “{read.heading}”. Headings stay.")
    if not is_changed(base.text, read.text):
        return
    text = _with_marks(_as_it_was(read, base, clause), clause, ask)
    change = WordChange(CHANGED if text else STRUCK, clause.pk, read.wording, clause.heading, text)
    (found.changes if read.wording == clause.current_id else found.stale).append(change)


def _as_it_was(read: ReadClause, base: ReadClause, clause: Clause) -> str:
    """Return the words of the file, each unchanged block exactly as it stands in the clause."""
    own = blocks_of(clause.current.text) if clause.current else []
    kept = dict(zip(base.blocks, own, strict=True)) if len(own) == len(base.blocks) else {}
    return "\n\n".join(kept.get(block, block) for block in read.blocks)


def _with_marks(text: str, clause: Clause, ask: Callable[[str], str]) -> str:
    """Return words in which the places of missing answers are marks again."""
    for key in gaps_in(clause.current.text if clause.current else ""):
        text = text.replace(escape(f"[To be agreed: {ask(key)}]"), mark(key))
    return text


def send(*, share: DataShare, changes: Iterable[WordChange], reason: str, by: User) -> tuple[int, list[str]]:
    """Propose each change. Return how many were sent, and in sentences why others were not."""
    sent, refused = 0, []
    for change in changes:
        try:
            _propose(share, change, reason, by)
            sent += 1
        except (Conflict, NotNow) as problem:
            refused.append(f"“{change.heading}”: {problem}")
    return sent, refused


def _propose(share: DataShare, change: WordChange, reason: str, by: User) -> None:
    if change.kind == NEW:
        given = {"heading": change.heading, "text": change.text, "reason": reason}
        own_clauses.offer_clause(share=share, after=change.clause, binds=[], by=by, **given)
        return
    clause = share.edition.clauses.in_text().filter(pk=change.clause).first()
    if clause is None:
        raise NotNow("This data share does not have this clause.")
    if change.kind == STRUCK:
        own_clauses.propose_striking(clause=clause, based_on=change.wording, reason=reason, by=by)
    else:
        actions.propose(clause=clause, based_on=change.wording, text=change.text, reason=reason, by=by)


def words_before(changes: Iterable[WordChange], clauses: Mapping[int, Clause]) -> Iterator[tuple[WordChange, str]]:
    """Yield each change with the words that its clause has now; none for a new clause."""
    for change in changes:
        current = clauses[change.clause].current if change.kind != NEW and change.clause in clauses else None
        yield change, current.text if current else ""
