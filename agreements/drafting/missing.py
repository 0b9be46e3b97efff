"""Answers that the clauses of record still lack: whose question each is, which clauses need it, what is proposed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agreements.emergency import deferrable_answers
from agreements.models import Clause, DataShare, Document, Party, Proposal
from agreements.questionnaire.supplier import AskedQuestion, question_for
from agreements.states import Side
from agreements.wording.gaps import BEGIN, awaited_party, gaps_in, question_of
from datashare.lib.phrases import listed


@dataclass(frozen=True)
class MissingAnswer:
    """An unanswered question that clauses need. `asked` is None if no question can answer the mark."""

    key: str
    asked: AskedQuestion | None
    clauses: tuple[Clause, ...]
    # Open proposals for these clauses whose words no longer lack this answer.
    filling: tuple[Proposal, ...]
    # Whether the answer may follow after the signatures, in an emergency.
    is_deferrable: bool = False

    @property
    def ask(self) -> str:
        return self.asked.place.question.ask if self.asked else "Missing wording"

    @property
    def side(self) -> Side | None:
        return self.asked.side if self.asked else None

    @property
    def party(self) -> int | None:
        """The one of several that is to answer; None if there is only one, or the one that asks answers."""
        return awaited_party(self.key)

    def waits_on(self, party: Party) -> bool:
        """Return whether this party is to answer: it is asked, and the gap is not another supplier's own."""
        if self.side == Side.SUPPLIER:
            return party.gives and self.party in (None, party.pk)
        return self.side == Side.ACQUIRER and (party.is_lead if self.party is None else party.pk == self.party)

    def awaited_among(self, parties: Sequence[Party]) -> str:
        """Return the names of those of these parties that are to answer."""
        return names_of(party for party in parties if self.waits_on(party))

    @property
    def filled(self) -> int:
        """The number of waiting clauses for which an open proposal fills the gap."""
        return len({proposal.wording.clause_id for proposal in self.filling})

    @property
    def is_proposed(self) -> bool:
        return self.filled == len(self.clauses)

    @property
    def places(self) -> str:
        """The waiting clauses by number: agreement 3.1 and 3.4, and impact assessment 2.2."""
        names = {Document.MOU: "agreement", Document.DPIA: "impact assessment"}
        numbers = [(names[doc], [c.number for c in self.clauses if c.document == doc]) for doc in Document]
        return ", and ".join(f"{name} {listed(found)}" for name, found in numbers if found)

    def waits_for(self, parties: Sequence[Party]) -> str:
        """Return who decides on the proposals: every body other than those that made them."""
        proposers = {proposal.wording.party_id for proposal in self.filling}
        others = [party for party in parties if party.pk not in proposers] or parties
        return names_of(others)


def names_of(parties: Iterable[Party]) -> str:
    return listed(party.organisation for party in parties)


def lacking(clauses: Iterable[Clause]) -> int:
    """Return how many different answers these clauses lack. No query."""
    return len({key for clause in clauses if clause.current for key in gaps_in(clause.current.text)})


def missing_in(share: DataShare, deferrable: frozenset[str] | None = None) -> list[MissingAnswer]:
    """Return the answers that the current wordings of both documents lack, most clauses first.

    `deferrable` are the questions that may be answered after the signatures, if the caller knows them. Two queries,
    three without them.
    """
    later = deferrable_answers(share) if deferrable is None else deferrable
    waiting: dict[str, list[Clause]] = defaultdict(list)
    for clause in share.edition.clauses.in_text().filter(current__text__contains=BEGIN).select_related("current"):
        for key in gaps_in(clause.current.text if clause.current else ""):
            waiting[key].append(clause)
    offered = _offered(share)
    found = [
        MissingAnswer(
            key,
            question_for(share.edition.question_set, key),
            tuple(clauses),
            tuple(_filling(key, clauses, offered)),
            question_of(key) in later,
        )
        for key, clauses in waiting.items()
    ]
    return sorted(found, key=lambda item: -len(item.clauses))


def _offered(share: DataShare) -> dict[int, list[Proposal]]:
    """Return the open proposals for clauses with a gap, by clause."""
    offered: dict[int, list[Proposal]] = defaultdict(list)
    still_open = Proposal.objects.open().in_share(share).filter(wording__clause__current__text__contains=BEGIN)
    for proposal in still_open.select_related("wording__party__organisation"):
        offered[proposal.wording.clause_id].append(proposal)
    return offered


def _filling(key: str, clauses: Iterable[Clause], offered: dict[int, list[Proposal]]) -> Iterable[Proposal]:
    """Yield the proposals whose words have no mark for this key."""
    for clause in clauses:
        yield from (found for found in offered.get(clause.pk, ()) if key not in gaps_in(found.wording.text))
