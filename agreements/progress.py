"""How far negotiation is: for each clause, what each party has said of the words it has now."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet, Subquery

from agreements.models import Clause, Comment, DataShare, Document, Party, Proposal, Visit
from agreements.models.negotiating import ClauseQuerySet
from community.models import User


@dataclass(frozen=True)
class Standing:
    """One party's standing on one clause, in words."""

    party: Party
    words: str
    agreed: bool


@dataclass(frozen=True)
class ClauseRow:
    """One line of the list of clauses."""

    clause: Clause
    standings: list[Standing]
    proposals: list[Proposal]
    needs_me: bool
    is_new: bool

    @property
    def agreed(self) -> bool:
        return all(standing.agreed for standing in self.standings) and not self.proposals


@dataclass(frozen=True)
class Progress:
    """Clauses with their standing, and how many everybody has agreed."""

    rows: list[ClauseRow]

    def of(self, document: Document) -> "Progress":
        """Those of one document."""
        return Progress([row for row in self.rows if row.clause.document == document])

    @property
    def agreed(self) -> int:
        return sum(row.agreed for row in self.rows)

    @property
    def has_news(self) -> bool:
        return any(row.is_new for row in self.rows)

    @property
    def to_agree(self) -> list[ClauseRow]:
        """Rows that the reader's party can agree as they stand."""
        return [row for row in self.rows if row.needs_me and not row.proposals]


def progress_of(share: DataShare, parties: list[Party], own: Party | None, user: User) -> Progress:
    """Every clause of both documents with each party's standing: three queries, however many clauses there are."""
    return Progress(_rows(share.clauses.defer("sources").order_by("position"), share, parties, own, user))


def row_of(share: DataShare, key: int, parties: list[Party], own: Party | None, user: User) -> ClauseRow | None:
    """One clause in the same way."""
    return next(iter(_rows(share.clauses.filter(pk=key), share, parties, own, user)), None)


def _rows(
    clauses: ClauseQuerySet, share: DataShare, parties: list[Party], own: Party | None, user: User
) -> list[ClauseRow]:
    visit = Visit.objects.filter(share=share, user=user).values_list("at", flat=True).first()
    proposals: dict[int, list[Proposal]] = defaultdict(list)
    offered = Proposal.objects.filter(state=Proposal.State.OPEN, wording__clause__share=share)
    for proposal in offered.select_related("wording__party__organisation", "wording__clause"):
        proposals[proposal.wording.clause_id].append(proposal)
    told = clauses.with_agreeing().with_newest(user, own)
    return [_row(clause, proposals[clause.pk], parties, own, visit) for clause in told]


def _row(
    clause: Clause, proposals: list[Proposal], parties: list[Party], own: Party | None, visit: datetime | None
) -> ClauseRow:
    newest = clause.newest
    theirs = [proposal for proposal in proposals if own and proposal.wording.party_id != own.pk]
    return ClauseRow(
        clause=clause,
        standings=[_standing(party, party.pk in clause.agreeing, proposals) for party in parties],
        proposals=proposals,
        needs_me=own is not None and (own.pk not in clause.agreeing or bool(theirs)),
        is_new=newest is not None and (visit is None or newest > visit),
    )


def _standing(party: Party, agreed: bool, proposals: list[Proposal]) -> Standing:
    own = [proposal for proposal in proposals if proposal.wording.party_id == party.pk]
    if own:
        return Standing(party, f"proposed a change on {own[-1].wording.at:%-d %B}", False)
    return Standing(party, "agreed", True) if agreed else Standing(party, "has not agreed yet", False)


def comments_for(clause: Clause, own: Party | None) -> "QuerySet[Comment]":
    """What has been said about a clause, as far as this party may read it."""
    readable = Q(private=False) | Q(party=own)
    return clause.comments.filter(readable).select_related("author", "party__organisation")


def neighbours(clause: Clause) -> tuple[Clause | None, Clause | None]:
    """The clauses before and after, to walk through them one at a time."""
    same = Clause.objects.filter(share=clause.share_id, document=clause.document)
    before = same.filter(position__lt=clause.position).order_by("-position")
    after = same.filter(position__gt=clause.position).order_by("position")
    near = same.filter(Q(pk=Subquery(before.values("pk")[:1])) | Q(pk=Subquery(after.values("pk")[:1])))
    sides = {found.position < clause.position: found for found in near}
    return sides.get(True), sides.get(False)
