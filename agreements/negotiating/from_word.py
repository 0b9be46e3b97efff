"""What a Word file changes in the clauses: compared with the file that the service would write now, then proposed."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final

from django.utils import timezone

from agreements.drafting.build import Draft, DraftClause, DraftSection
from agreements.drafting.export import DRAFT, Marking
from agreements.drafting.facts import Facts
from agreements.drafting.numbering import clauses_named, reference_printer
from agreements.drafting.of_record import anchors_of, changes_of, record_of
from agreements.drafting.quoting import escape
from agreements.drafting.whom_it_binds import BEGINS, says_whom
from agreements.drafting.word import as_word
from agreements.drafting.word_reading import ReadClause, ReadText, Unreadable, blocks_of, read_word
from agreements.models import Clause, DataShare, Document
from agreements.negotiating import actions, own_clauses
from agreements.negotiating.forms import LONGEST_CLAUSE
from agreements.wording.gaps import MARK, mark
from agreements.wording.references import ClauseName, kept
from community.models import User
from datashare.lib.exceptions import Conflict, NotNow
from datashare.lib.pasted import is_changed

CHANGED, NEW, STRUCK = "changed", "new", "struck"
MOVED: Final = "The file has the clauses in another order. The order of the clauses stays as it is."
OLDER: Final = "The text has changed since the file was made. To strike this clause, open its page."
SHOWS_RISKS: Final = "shows what people decided in the impact assessment. Change it on the page of risks instead."
LONGEST_HEADING: Final = 200
TOO_LONG: Final = f"a clause has at most {LONGEST_CLAUSE:,} letters, and its heading {LONGEST_HEADING}."
# The number at the beginning of a heading.
NUMBERED: Final = re.compile(r"((?:\d{1,2}|[A-Z]\d?)\.\d{1,3})\s+")
NO_FACTS: Final = Facts(reference="", title="", acquirers=(), suppliers=(), today=date.min)


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
    file = read_word(content)
    if file.of and file.of[:2] != (share.edition_id, document.value):
        raise Unreadable("The file is of another document. Upload the file that you downloaded here.")
    return _Comparison(share, document, ask).of(file)


@dataclass
class _Comparison:
    """Compares a file with the clauses as they stand now, as the service would write them."""

    share: DataShare
    document: Document
    ask: Callable[[str], str]
    found: FileChanges = field(default_factory=FileChanges)

    def of(self, file: ReadText) -> FileChanges:
        """Return what the file changes; each reference by number is to the clause that has that number in the file."""
        now = read_word(self._file_now())
        base = {clause.key: clause for clause in now.clauses if clause.key}
        _find_by_heading(file, base)
        seen = self._take_clauses(file, base)
        if not seen:
            raise Unreadable(
                "The file has none of the clauses of this document. Upload the file that you downloaded here."
            )
        self.found.unused += file.outside
        self._take_missing(seen, is_current=file.of is not None and file.of[2] == changes_of(self.share))
        if seen != [key for key in base if key in seen]:
            self.found.unused.append(MOVED)
        return self.found

    @cached_property
    def clauses(self) -> dict[int, Clause]:
        """The clauses that a file made now has, by their numbers in the database; not those that were struck."""
        found = self.share.edition.clauses.in_text().filter(document=self.document).select_related("current").in_order()
        return {clause.pk: clause for clause in found if not clause.is_struck}

    def _file_now(self) -> bytes:
        marking, anchors = Marking(DRAFT, "", "", timezone.now()), anchors_of(self.share, self.document)
        return as_word(record_of(self.share, self.document), self.ask, marking, anchors)

    def _take_clauses(self, file: ReadText, base: Mapping[int, ReadClause]) -> list[int]:
        """Take each clause of the file; return those that are known, in its order."""
        in_file, in_base = self._names(file.clauses), self._names(base.values())
        follows, seen = next(iter(self.clauses), 0), list[int]()
        for place, read in enumerate(file.clauses):
            if read.key in base and read.key not in seen:
                follows = read.key
                seen.append(read.key)
                self._take_known(read, base[read.key], in_file, in_base)
            elif read.heading and read.blocks and not read.key:
                later = (after.key for after in file.clauses[place:] if after.key in base)
                self._take_new(read, next(later, follows) if read.begins else follows, in_file)
            elif read.heading or read.blocks:
                self.found.unused.append("\n".join([read.heading, *read.blocks]))
        return seen

    def _names(self, read: Iterable[ReadClause]) -> dict[str, ClauseName]:
        """Return the clauses by their keys, with the numbers that their headings have where they were read."""
        rows = ((self.clauses[each.key], NUMBERED.match(each.heading)) for each in read if each.key in self.clauses)
        own = {clause.key: ClauseName(self.document, found[1], "") for clause, found in rows if found}
        others = clauses_named(self.share).items()
        return own | {key: named for key, named in others if named.document != self.document}

    def _take_known(
        self, read: ReadClause, base: ReadClause, in_file: Mapping[str, ClauseName], in_base: Mapping[str, ClauseName]
    ) -> None:
        clause, document = self.clauses[read.key], self.document
        said, heading = (NUMBERED.sub("", each.heading).split() for each in (read, base))
        if read.heading and said != heading:
            self.found.unused.append(
                f"The heading of clause {clause.called} was changed to “{read.heading}”. Headings stay."
            )
        self._without_bound(read, base, clause)
        before, after = kept(base.text, document, lambda: in_base), kept(read.text, document, lambda: in_file)
        if not is_changed(before, after):
            return
        if clause.is_from_the_record:
            self.found.unused.append(f"Clause {clause.called} {SHOWS_RISKS}\n{read.text}")
            return
        text = kept(self._as_it_was(read, clause), document, lambda: in_file)
        text = self._with_marks(text, clause)
        change = WordChange(CHANGED if text else STRUCK, clause.pk, read.wording, clause.heading, text)
        if self._fits(change):
            (self.found.changes if read.wording == clause.current_id else self.found.stale).append(change)

    def _without_bound(self, read: ReadClause, base: ReadClause, clause: Clause) -> None:
        """Take away the sentence that says whom a clause binds, which no wording has; say so if the file changed it."""
        if not says_whom(clause):
            return
        said = base.blocks.pop(0)
        if read.blocks and (read.blocks[0] == said or read.blocks[0].startswith(BEGINS)):
            is_same = read.blocks.pop(0) == said
        else:
            is_same = not read.blocks
        if not is_same:
            self.found.unused.append(f"Which organisations clause {clause.called} binds was changed. It stays: {said}")

    def _take_new(self, read: ReadClause, follows: int, in_file: Mapping[str, ClauseName]) -> None:
        text = kept(read.text, self.document, lambda: in_file)
        change = WordChange(NEW, follows, 0, NUMBERED.sub("", read.heading), text)
        if self._fits(change):
            self.found.changes.append(change)

    def _fits(self, change: WordChange) -> bool:
        """Return whether a change is short enough to be proposed; say so among what cannot be used if it is not."""
        if len(change.text) <= LONGEST_CLAUSE and len(change.heading) <= LONGEST_HEADING:
            return True
        self.found.unused.append(f"“{change.heading[:LONGEST_HEADING]}” is too long: {TOO_LONG}")
        return False

    def _take_missing(self, seen: Sequence[int], *, is_current: bool) -> None:
        """Take clauses that the file does not have: as struck, if it is of the text as it is now."""
        for key, clause in self.clauses.items():
            if key in seen:
                continue
            if clause.is_from_the_record:
                self.found.unused.append(f"The file does not have clause {clause.name}. It {SHOWS_RISKS}")
            elif is_current:
                self.found.changes.append(WordChange(STRUCK, key, clause.current_id or 0, clause.heading, ""))
            else:
                self.found.unused.append(f"The file does not have clause {clause.name}. {OLDER}")

    def _as_it_was(self, read: ReadClause, clause: Clause) -> str:
        """Return the words of the file, each unchanged block exactly as it stands in the clause."""
        own = list(blocks_of(self._printed(clause.current.text if clause.current else "")))
        forms = list(zip(self._read_back(own), own, strict=True))
        words, place = list[str](), 0
        while place < len(read.blocks):
            same = (pair for pair in forms if pair[0] and read.blocks[place : place + len(pair[0])] == pair[0])
            form, block = next(same, ([read.blocks[place]], ""))
            words.append(block or _parts_of(read.blocks[place], forms))
            place += len(form)
        return "\n\n".join(words)

    def _printed(self, text: str) -> str:
        return reference_printer(self.share)(text)

    def _read_back(self, blocks: Sequence[str]) -> list[list[str]]:
        """Return each block as it is read from a file in which each stands alone in a clause."""
        keys = range(1, len(blocks) + 1)
        clauses = [
            DraftClause("1.1", str(key), "Block", block, (), (), "", "", "")
            for key, block in zip(keys, blocks, strict=True)
        ]
        draft = Draft(self.document.value, "", NO_FACTS, (DraftSection("1", "M1", "", tuple(clauses)),))
        anchors = {"": "text_1_mou_1", **{str(key): f"clause_{key}_1" for key in keys}}
        found = read_word(as_word(draft, self.ask, Marking(DRAFT, "", "", timezone.now()), anchors)).clauses
        read = {each.key: each.blocks for each in found}
        return [read.get(key, []) for key in keys]

    def _with_marks(self, text: str, clause: Clause) -> str:
        """Return words in which the places of missing answers are marks again, in the order of the clause."""
        for key in MARK.findall(clause.current.text if clause.current else ""):
            text = text.replace(escape(f"[To be agreed: {self.ask(key)}]"), mark(key), 1)
        return text


def _parts_of(block: str, forms: Sequence[tuple[Sequence[str], str]]) -> str:
    """Return a list as the blocks that it was read from, if its items stood in several; else as it is."""
    for first in range(len(forms)):
        for last in range(first + 1, len(forms)):
            parts = forms[first : last + 1]
            if block == "\n".join(line for form, _ in parts for line in form):
                return "\n\n".join(own for _, own in parts)
    return block


def _find_by_heading(file: ReadText, base: Mapping[int, ReadClause]) -> None:
    """Give clauses without a bookmark, which some programs drop, the number of the clause that has their heading."""
    known = {clause.heading: clause for clause in base.values()}
    for read in file.clauses:
        if not read.key and (found := known.get(read.heading)):
            read.key, read.wording = found.key, found.wording


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
