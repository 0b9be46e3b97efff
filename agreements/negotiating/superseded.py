"""Accepting words replaces a clause's text and closes other proposals; their answers are proposed again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Max
from django.utils import timezone

from agreements.answers import stored_answers
from agreements.drafting.numbering import renumber
from agreements.emergency import deferrable_answers
from agreements.models import Clause, ClauseAgreement, DataShare, Member, Party, Proposal, Wording
from agreements.negotiating.redraft import Redraft
from agreements.wording.gaps import gaps_in, has_blocking_gap
from community.models import User

AGAIN: Final = "Other wording was accepted that does not have this answer, so the service proposed it again."
KEPT: Final = "The service proposed this answer again in the new wording."


@dataclass(frozen=True)
class Lost:
    """A closed proposal, and the gaps of the new words that it had filled."""

    proposal: Proposal
    clause: Clause
    keys: frozenset[str]

    @property
    def party(self) -> Party | None:
        return self.proposal.wording.party

    @property
    def reason(self) -> str:
        return f"{self.proposal.reason.removesuffix(AGAIN).strip()} {AGAIN}".strip()


@dataclass(frozen=True)
class Again:
    """Words that the service proposed for the party whose answer would have been lost."""

    lost: Lost
    text: str


def adopt(share: DataShare, proposals: Sequence[Proposal], party: Party, by: User) -> list[Proposal]:
    """Make each proposed wording its clause's own and close the others offered for it; return the closed ones.

    The party that accepts agrees it. So does the one that offered it, if the author could agree for it then and now:
    not an adviser, nor a member who has left, nor for a party without a confirmed lead. No party agrees words that
    still lack an answer, except one that may follow in an emergency.
    """
    wordings, now = [proposal.wording for proposal in proposals], timezone.now()
    clauses = [wording.clause for wording in wordings]
    changing = {wording.clause.section for wording in wordings if _changes_numbers(wording)}
    for wording in wordings:
        wording.clause.current, wording.clause.is_offered = wording, False
    Clause.objects.bulk_update(clauses, ["current", "is_offered"])
    renumber(share, changing)
    waiting = deferrable_answers(share)
    whole = [wording for wording in wordings if not has_blocking_gap(wording.text, waiting)]
    _agree(share, whole, party, by)
    offered = Proposal.objects.open().filter(wording__clause__in=clauses)
    accepted = offered.filter(pk__in=[proposal.pk for proposal in proposals])
    accepted.update(state=Proposal.State.ACCEPTED, decided_by=by, decided_for=party, decided_at=now)
    overtaken = list(offered.select_related("wording__party__organisation"))
    offered.update(state=Proposal.State.OVERTAKEN, decided_at=now)
    return overtaken


def _changes_numbers(wording: Wording) -> bool:
    """Return whether these words add a clause to the text, strike it or put it back."""
    return wording.clause.is_offered or wording.clause.is_struck or not wording.text


def _agree(share: DataShare, wordings: Sequence[Wording], party: Party, by: User) -> None:
    speakers = (
        share.members.live().agreeing().filter(party__in=Member.objects.leads().filter(share=share).values("party"))
    )
    began = {(member.party_id, member.user_id): member.since for member in speakers.order_by("-since")}
    agreements = [ClauseAgreement(wording=wording, party=party, by=by) for wording in wordings]
    for wording in wordings:
        side, author = wording.party_id or 0, wording.author_id or 0
        if (since := began.get((side, author))) and since <= wording.at:
            agreements.append(ClauseAgreement(wording=wording, party_id=side, by_id=author))
    ClauseAgreement.objects.bulk_create(agreements, ignore_conflicts=True)


def lost_by(accepted: Sequence[Proposal], before: Mapping[int, str], overtaken: Sequence[Proposal]) -> list[Lost]:
    """Return the closed proposals, each party's newest for a clause, that had filled a gap the accepted words leave.

    `before` has the words of each clause until then.
    """
    clauses = {proposal.wording.clause_id: proposal.wording for proposal in accepted}
    newest = {(old.wording.clause_id, old.wording.party_id): old for old in sorted(overtaken, key=lambda old: old.pk)}
    found = []
    for old in newest.values():
        wording = clauses[old.wording.clause_id]
        filled = set(gaps_in(before[wording.clause_id])) - set(gaps_in(old.wording.text))
        if keys := filled & set(gaps_in(wording.text)):
            found.append(Lost(old, wording.clause, frozenset(keys)))
    return found


def propose_again(share: DataShare, lost: Sequence[Lost]) -> list[Again]:
    """Propose the new words with the stored answers in their gaps, for the party and user that had proposed them."""
    if not lost:
        return []
    keys = frozenset[str]().union(*(each.keys for each in lost))
    given = stored_answers(share)
    redraft = Redraft.between(share, given.without(keys), given, sorted(keys))
    found = ((each, redraft.words_for(each.clause)) for each in lost)
    again = [Again(each, text) for each, text in found if text is not None and each.keys - set(gaps_in(text))]
    wordings = Wording.objects.bulk_create(_wordings(again))
    Proposal.objects.bulk_create(
        Proposal(wording=wording, reason=made.lost.reason) for wording, made in zip(wordings, again, strict=True)
    )
    Proposal.objects.filter(pk__in=[made.lost.proposal.pk for made in again]).update(decision_note=KEPT)
    return again


def _wordings(again: Sequence[Again]) -> list[Wording]:
    """Return the next wording of each clause, based on the words just accepted."""
    counted = Wording.objects.filter(clause__in=[made.lost.clause for made in again]).order_by()
    number = dict(counted.values_list("clause").annotate(Max("number")))
    wordings = []
    for made in again:
        clause, old = made.lost.clause, made.lost.proposal.wording
        number[clause.pk] += 1
        wordings.append(
            Wording(
                clause=clause,
                number=number[clause.pk],
                text=made.text,
                based_on_id=clause.current_id,
                author_id=old.author_id,
                party_id=old.party_id,
            )
        )
    return wordings
