"""The effect of an answer given during negotiation: other words in clauses, and clauses that now apply."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from agreements.answers import StoredAnswers, applicable_answers
from agreements.drafting.build import Draft, DraftClause, DraftSection, Facts
from agreements.drafting.clause_templates import sections
from agreements.drafting.drafts import facts_of
from agreements.drafting.library.several import SECTIONS
from agreements.drafting.quoting import escape, inline
from agreements.drafting.several import draft_for
from agreements.drafting.values import Given
from agreements.members.checks_in_text import PRINTS_CHECKS
from agreements.models import Clause, DataShare, Document, documents_of
from agreements.questionnaire.supplier import every_place
from agreements.questionnaire.words import Json, is_empty
from agreements.wording.gaps import MARK, gaps_in, question_of


@dataclass(frozen=True)
class NewClause:
    """A clause that applies now, and the section of the document it belongs to."""

    document: Document
    section: DraftSection
    clause: DraftClause

    def number_among(self, clauses: Sequence[Clause]) -> str:
        """Return the number after the last of its section: 3.7 if 3.6 was the last."""
        own = [clause for clause in clauses if self._order(clause) == self._order(self)]
        last = max((int(clause.number.rpartition(".")[2]) for clause in own if clause.number), default=0)
        return f"{self.section.number}.{last + 1}"

    def place_among(self, clauses: Sequence[Clause]) -> int:
        """Return its position among the clauses in order: after the last of its section or of those before."""
        return max((at for at, clause in enumerate(clauses, 1) if self._order(clause) <= self._order(self)), default=0)

    @staticmethod
    def _order(clause: "Clause | NewClause") -> tuple[int, int]:
        """Return the sort key of a clause: document, then section."""
        section = clause.section if isinstance(clause, Clause) else clause.section.key
        document = Document(clause.document)
        known = [found.key for each in (*sections().values(), SECTIONS) for found in each]
        return list(Document).index(document), known.index(section) if section in known else len(known)


@dataclass(frozen=True)
class Redraft:
    """Both documents as the answers make them now, beside those the previous answers made."""

    before: Mapping[str, DraftClause]
    drafts: tuple[Draft, ...]
    answered: StoredAnswers
    # The gaps that were just answered: by question, or by question and supplier if there are several.
    keys: frozenset[str]
    version: str

    @classmethod
    def between(cls, share: DataShare, before: StoredAnswers, after: StoredAnswers, keys: Collection[str]) -> "Redraft":
        facts, answered = facts_of(share), applicable_answers(share, after)
        earlier, now = (_both(share, given, facts) for given in (applicable_answers(share, before), answered))
        return cls(_by_key(earlier), now, answered, frozenset(keys), share.edition.question_set)

    @cached_property
    def after(self) -> Mapping[str, DraftClause]:
        return _by_key(self.drafts)

    def words_for(self, clause: Clause) -> str | None:
        """Return the words that the answer makes for a clause; None if it changes nothing there.

        An unedited starter is drafted again, even without a gap if it now says something else; so are words identical
        to the draft that have a gap. In words that people wrote, only the gap marks are filled.
        """
        text = clause.current.text if clause.current else ""
        as_drafted = _is_starter(clause) or self._is_draft(clause.key, text)
        made = self._redrafted(clause) if as_drafted else self._filled(clause.key, text)
        return made if made != text else None

    def _is_draft(self, key: str, text: str) -> bool:
        earlier = self.before.get(key)
        may_follow = earlier is not None and (bool(earlier.gaps) or key in PRINTS_CHECKS)
        return may_follow and earlier is not None and earlier.text == text

    def _redrafted(self, clause: Clause) -> str:
        text, drafted, earlier = _text(clause), self.after.get(clause.key), self.before.get(clause.key)
        if drafted is None:
            return self._filled(clause.key, text)
        fills = self.keys & (set(gaps_in(text)) - set(drafted.gaps))
        return drafted.text if fills or (earlier and earlier.text != drafted.text) else text

    def _filled(self, key: str, text: str) -> str:
        """Return the text with each answered mark replaced; an answer not enough to sign leaves its mark."""
        if not self.keys & set(gaps_in(text)):
            return text
        drafted = self.after.get(key)
        lacking = set(drafted.gaps) if drafted else set()
        return MARK.sub(lambda gap: gap[0] if gap[1] in lacking else self._words(gap[1]) or gap[0], text)

    def _words(self, key: str) -> str:
        """Return an answer in the middle of a sentence; a list of rows as one line. Empty if there is none."""
        value, key = self.answered.value(key), question_of(key)
        if is_empty(value):
            return ""
        rows = self._rows(key, value)
        return escape(rows) if rows else inline(Given(key, value))

    def _rows(self, key: str, value: Json) -> str:
        place = every_place(self.version).get(key)
        said = place.step.words(key, value) if place else None
        return "; ".join(", ".join(filter(None, row)) for row in said.rows) if said else ""

    def newly_applying(self, clauses: Sequence[Clause]) -> list[NewClause]:
        """Return the clauses that these answers call for, that those before did not, and that are new."""
        known = {*self.before, *(clause.key for clause in clauses)}
        return [
            NewClause(Document(made.document), section, drafted)
            for made in self.drafts
            for section in made.sections
            for drafted in section.clauses
            if drafted.key not in known
        ]


def _both(share: DataShare, given: StoredAnswers, facts: Facts) -> tuple[Draft, ...]:
    """Return the agreement and the impact assessment, which are agreed together."""
    version = share.edition.question_set
    return tuple(draft_for(document.value, given, facts, version) for document in documents_of(share))


def _by_key(drafts: Sequence[Draft]) -> Mapping[str, DraftClause]:
    return {clause.key: clause for draft in drafts for clause in draft.clauses}


def _text(clause: Clause) -> str:
    return clause.current.text if clause.current else ""


def _is_starter(clause: Clause) -> bool:
    """Return whether a clause has the words the service drafted: no other wording was accepted."""
    return clause.current is not None and clause.current.number == 1
