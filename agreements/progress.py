"""How far negotiation is: for each clause, what each party has said of the words it has now."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Prefetch, Q, QuerySet

from agreements.models import Clause, ClauseAgreement, Comment, DataShare, Document, Party, Proposal, Visit
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
    """The clauses of a document with their standing, and how many everybody has agreed."""

    rows: list[ClauseRow]

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


def progress_of(
    share: DataShare, parties: list[Party], own: Party | None, user: User, document: Document | None = None
) -> Progress:
    """Every clause with each party's standing: a fixed number of queries, however many clauses there are."""
    clauses = share.clauses.select_related("current").annotate(**_news(own, user))
    # Django leaves the model's own order out of a query that groups.
    clauses = clauses.order_by("position")
    if document:
        clauses = clauses.filter(document=document)
    proposals = Proposal.objects.filter(wording__clause__share=share, state=Proposal.State.OPEN)
    agreements = Prefetch("current__agreements", ClauseAgreement.objects.only("wording_id", "party_id", "at"))
    visit = Visit.objects.filter(share=share, user=user).values_list("at", flat=True).first()
    by_clause: dict[int, list[Proposal]] = {}
    for proposal in proposals.select_related("wording", "wording__party__organisation"):
        by_clause.setdefault(proposal.wording.clause_id, []).append(proposal)
    return Progress(
        [
            _row(clause, by_clause.get(clause.pk, []), parties, own, visit)
            for clause in clauses.prefetch_related(agreements)
        ]
    )


def _news(own: Party | None, user: User) -> dict[str, Max]:
    """When others last did something that this person may see: wrote a wording, decided on one, commented."""
    wording = Q(wordings__number__gt=1) & ~Q(wordings__author=user)
    decision = Q(wordings__proposal__decided_at__isnull=False) & ~Q(wordings__proposal__decided_by=user)
    comment = (Q(comments__private=False) | Q(comments__party=own)) & ~Q(comments__author=user)
    return {
        "worded": Max("wordings__at", filter=wording),
        "decided": Max("wordings__proposal__decided_at", filter=decision),
        "said": Max("comments__at", filter=comment),
    }


def _row(
    clause: Clause, proposals: list[Proposal], parties: list[Party], own: Party | None, visit: datetime | None
) -> ClauseRow:
    agreed = {row.party_id for row in clause.current.agreements.all()} if clause.current else set()
    times = [getattr(clause, name, None) for name in ("worded", "decided", "said")]
    newest = max(filter(None, times), default=None)
    theirs = [proposal for proposal in proposals if own and proposal.wording.party_id != own.pk]
    return ClauseRow(
        clause=clause,
        standings=[_standing(party, party.pk in agreed, proposals) for party in parties],
        proposals=proposals,
        needs_me=own is not None and (own.pk not in agreed or bool(theirs)),
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
    before = same.filter(position__lt=clause.position).order_by("-position").first()
    return before, same.filter(position__gt=clause.position).order_by("position").first()
