"""The progress of negotiation: what each party has said about the current words of each clause."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.db.models import Count

from agreements.access import Page
from agreements.drafting.numbering import section_number
from agreements.kinds import EventKind
from agreements.models import Clause, Comment, Document, EventDetails, Party, Proposal, ProposalRejection
from agreements.models.negotiating import ClauseQuerySet
from agreements.wording.gaps import has_blocking_gap, has_gap
from agreements.wording.headings import names_itself, section_title
from datashare.lib.clock import long_date
from datashare.lib.phrases import listed


@dataclass(frozen=True)
class ClauseStanding:
    """One party's standing on one clause, in words."""

    party: Party
    words: str
    agreed: bool


def said_of(standings: Iterable[ClauseStanding], *, together: bool) -> list[str]:
    """Return what parties have said of a clause; `together` names those that have said the same in one sentence."""
    if not together:
        return [f"{standing.party.organisation.name} {standing.words}" for standing in standings]
    same: dict[str, list[str]] = defaultdict(list)
    for standing in standings:
        same[standing.words].append(standing.party.organisation.name)
    return [
        f"{listed(names)} {words.replace('has ', 'have ', 1) if len(names) > 1 else words}"
        for words, names in same.items()
    ]


@dataclass(frozen=True)
class ClauseRow:
    """One line of the list of clauses."""

    clause: Clause
    standings: list[ClauseStanding]
    proposals: list[Proposal]
    needs_me: bool
    is_new: bool
    # Whether a proposal is open that the reader's party has not rejected.
    waits: bool = False
    # The questions whose answers may follow after the signatures.
    may_follow: frozenset[str] = frozenset()
    # Of one clause: the last proposals that were decided.
    decided: Sequence[Proposal] = ()

    @cached_property
    def agreed(self) -> bool:
        return all(standing.agreed for standing in self.standings) and not self.proposals

    @property
    def bound(self) -> str:
        """The names of the parties that the clause binds, if it does not bind all."""
        return listed(standing.party for standing in self.standings) if self.clause.binds else ""

    @cached_property
    def has_gap(self) -> bool:
        """Whether an answer is missing that blocks agreement."""
        return self.clause.current is not None and has_blocking_gap(self.clause.current.text, self.may_follow)

    @property
    def completed_later(self) -> bool:
        """Whether all that is missing may follow, in an emergency."""
        return not self.has_gap and self.clause.current is not None and has_gap(self.clause.current.text)

    @property
    def can_agree(self) -> bool:
        """Whether the reader's party can agree these words now: no gap, and no proposal to decide first."""
        return self.needs_me and not self.waits and not self.has_gap

    @property
    def ticked(self) -> str:
        """The posted value of a tick: the clause and the wording that was shown."""
        return f"{self.clause.pk}:{self.clause.current_id}"

    @property
    def left(self) -> str:
        """Who proposes a change or has not agreed, in few words; empty if all or none have agreed."""
        count = sum(standing.agreed for standing in self.standings)
        if not self.proposals and not count:
            return ""
        proposing = {proposal.wording.party_id for proposal in self.proposals}
        behind = [each for each in self.standings if not each.agreed and (not proposing or each.party.pk in proposing)]
        named = said_of(behind, together=len(self.standings) > 2)
        if len(self.standings) > 2:
            have = "has" if count == 1 else "have"
            counted = f"{count} of {len(self.standings)} organisations {have} agreed"
            named = [counted, *named] if proposing or len(behind) < 3 else [counted]
        return ". ".join(named)

    @property
    def stands(self) -> str:
        """What each party that the clause binds has said, in sentences."""
        if len(self.standings) > 2 and not self.proposals and len({each.agreed for each in self.standings}) == 1:
            agreed = self.standings[0].agreed
            if self.clause.binds:
                return "All of them have agreed." if agreed else "None of them has agreed yet."
            return "Every organisation has agreed." if agreed else "No organisation has agreed yet."
        return " ".join(f"{said}." for said in said_of(self.standings, together=len(self.standings) > 2))


@dataclass(frozen=True)
class SectionOfClauses:
    """A part of a document with its clauses, to read and agree on one page."""

    key: str
    document: Document
    rows: list[ClauseRow]

    @property
    def number(self) -> str:
        return section_number(self.key)

    @property
    def heading(self) -> str:
        """The heading as in the document: 3 Purpose and benefits. The annex has its letter in its words."""
        return section_title(self.number, self.rows[0].clause.section_heading)

    @property
    def name(self) -> str:
        """The name in a sentence: section 3, Purpose and benefits."""
        words = self.rows[0].clause.section_heading
        return words if names_itself(words) else f"section {self.number}, {words}"

    @property
    def agreed(self) -> int:
        return sum(row.agreed for row in self.rows)

    @property
    def to_agree(self) -> list[ClauseRow]:
        return [row for row in self.rows if row.can_agree]


@dataclass(frozen=True)
class AgreementProgress:
    """The clauses with their standing, and how many all parties have agreed; clauses that are only offered."""

    rows: list[ClauseRow]
    additions: list[Proposal] = field(default_factory=list)

    def of(self, document: Document) -> "AgreementProgress":
        """Return the progress of one document."""
        additions = [offered for offered in self.additions if offered.wording.clause.document == document]
        return AgreementProgress([row for row in self.rows if row.clause.document == document], additions)

    @property
    def agreed(self) -> int:
        return sum(row.agreed for row in self.rows)

    @property
    def has_news(self) -> bool:
        return any(row.is_new for row in self.rows)

    @property
    def sections(self) -> list[SectionOfClauses]:
        """The parts of the documents, in order."""
        parts: dict[tuple[str, str], list[ClauseRow]] = defaultdict(list)
        for row in self.rows:
            parts[row.clause.section, row.clause.document].append(row)
        return [SectionOfClauses(key, Document(document), rows) for (key, document), rows in parts.items()]

    def to_decide(self, own: Party | None) -> list[Proposal]:
        """Return the others' proposals, which the reader's party accepts or rejects."""
        every = [*(proposal for row in self.rows for proposal in row.proposals), *self.additions]
        return [
            proposal
            for proposal in every
            if own is None
            or (proposal.wording.clause.is_for(own) and own.pk not in (proposal.wording.party_id, *proposal.rejecting))
        ]

    def next_to_agree(self, key: str = "") -> SectionOfClauses | None:
        """Return the next section in which the reader's party can agree something, other than this.

        After the last section it begins again at the first.
        """
        sections = self.sections
        here = next((place for place, section in enumerate(sections) if section.key == key), -1)
        ahead = [*sections[here + 1 :], *sections[: max(here, 0)]]
        return next((section for section in ahead if section.to_agree), None)


def progress_of(page: Page) -> AgreementProgress:
    """Return every clause of both documents with each party's standing; the number of queries is constant."""
    offered = list(Proposal.objects.open().in_share(page.share).with_words())
    additions = [proposal for proposal in offered if proposal.wording.clause.is_offered]
    return AgreementProgress(
        _rows(page, page.share.edition.clauses.in_text().defer("sources").in_order(), offered), additions
    )


def row_of(page: Page, key: int) -> ClauseRow | None:
    """Return one clause with each party's standing, and its last three proposals that were decided, with who did."""
    every = list(
        Proposal.objects.filter(wording__clause=key).with_decider().with_words().order_by("-decided_at", "-pk")
    )
    offered = [proposal for proposal in reversed(every) if proposal.is_open]
    decided = [proposal for proposal in every if not proposal.is_open][:3]
    rows = _rows(page, page.share.edition.clauses.offered_too().filter(pk=key), offered)
    return replace(rows[0], decided=decided) if rows else None


def rejections_of(proposals: Iterable[Proposal]) -> dict[int, list[ProposalRejection]]:
    """Return who rejected these proposals and why, unless that is all there is to say. One query, or none."""
    told = [each.pk for each in proposals if each.rejecting and (not each.is_rejected or len(each.rejecting) > 1)]
    found: dict[int, list[ProposalRejection]] = defaultdict(list)
    rows = ProposalRejection.objects.filter(proposal__in=told).select_related("party__organisation") if told else ()
    for rejection in rows:
        found[rejection.proposal_id].append(rejection)
    return found


def _rows(page: Page, clauses: ClauseQuerySet, offered: Iterable[Proposal]) -> list[ClauseRow]:
    proposals: dict[int, list[Proposal]] = defaultdict(list)
    for proposal in offered:
        proposals[proposal.wording.clause_id].append(proposal)
    told = clauses.with_agreeing().with_news(page.reader, page.party)
    settled = _Settled(page.parties)
    return [_row(page, clause, proposals[clause.pk], settled) for clause in told]


def _row(page: Page, clause: Clause, proposals: list[Proposal], settled: "_Settled") -> ClauseRow:
    own = page.party
    left = [proposal for proposal in proposals if own and own.pk not in proposal.rejecting]
    theirs = [proposal for proposal in left if own and proposal.wording.party_id != own.pk]
    return ClauseRow(
        clause=clause,
        standings=_with_proposals(settled.of(clause), proposals) if proposals else settled.of(clause),
        proposals=proposals,
        needs_me=own is not None and clause.is_for(own) and (own.pk not in clause.agreeing or bool(theirs)),
        is_new=clause.is_new,
        waits=bool(left),
        may_follow=page.deferrable,
    )


class _Settled:
    """What parties have said of clauses without a proposal: the same for all clauses that the same have agreed."""

    def __init__(self, parties: Sequence[Party]) -> None:
        self._agreed = {party.pk: ClauseStanding(party, "agreed", True) for party in parties}
        self._silent = {party.pk: ClauseStanding(party, "has not agreed yet", False) for party in parties}
        self._known: dict[tuple[frozenset[int], frozenset[int]], list[ClauseStanding]] = {}

    def of(self, clause: Clause) -> list[ClauseStanding]:
        agreeing, bound = frozenset(clause.agreeing), frozenset(clause.binds)
        if (agreeing, bound) not in self._known:
            said = {**self._silent, **{key: self._agreed[key] for key in agreeing if key in self._agreed}}
            self._known[agreeing, bound] = [said[key] for key in said if not bound or key in bound]
        return self._known[agreeing, bound]


def _with_proposals(standings: Sequence[ClauseStanding], proposals: Sequence[Proposal]) -> list[ClauseStanding]:
    """Return the standings; a party that proposes has not agreed, and its newest proposal says when."""
    newest = {proposal.wording.party_id: proposal.wording.at for proposal in proposals}
    return [
        ClauseStanding(each.party, f"proposed a change on {long_date(newest[each.party.pk])}", False)
        if each.party.pk in newest
        else each
        for each in standings
    ]


def comments_in(section: SectionOfClauses, own: Party | None) -> dict[int, int]:
    """Return the number of comments this party may read on each clause of a section that has any."""
    clauses = [row.clause.pk for row in section.rows]
    readable = Comment.objects.filter(clause__in=clauses).readable_by(own)
    return dict(readable.order_by().values_list("clause").annotate(Count("pk")))


def withdrawn_from(clause: Clause) -> EventDetails | None:
    """Return the newest withdrawal of an agreement to a clause, with who withdrew it and why. One query."""
    withdrawals = EventDetails.objects.of(clause.edition.share, EventKind.AGREEMENT_WITHDRAWN)
    return withdrawals.filter(event__subject=f"clause:{clause.pk}").first()
