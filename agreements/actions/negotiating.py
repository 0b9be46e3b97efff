"""Negotiation, clause by clause: agree, propose other wording, decide, comment."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from agreements import policy
from agreements.actions.people import party_of
from agreements.models import Clause, ClauseAgreement, Comment, DataShare, Party, Proposal, Visit, Wording
from agreements.states import Action
from agreements.workflow import Change, begin, finish
from community.models import User
from datashare.lib.problems import Conflict, NotNow


@transaction.atomic
def agree(*, share: DataShare, wordings: Mapping[int, int], by: User) -> int:
    """Agree, for the person's party, the wording of each clause they were shown (clause id to wording id).

    Agreeing twice is agreeing once. Raises Conflict when a clause has other words by now. Returns how many were new.
    """
    share = begin(share, Action.AGREE, by)
    party = party_of(share, by)
    clauses = list(share.clauses.filter(pk__in=wordings))
    for clause in clauses:
        if clause.current_id != wordings[clause.pk]:
            raise Conflict(f"Clause {clause.number} has other words since you opened it.")
    done = set(
        ClauseAgreement.objects.filter(party=party, wording__in=wordings.values()).values_list("wording_id", flat=True)
    )
    fresh = [clause for clause in clauses if clause.current_id not in done]
    ClauseAgreement.objects.bulk_create(
        ClauseAgreement(wording_id=wordings[clause.pk], party=party, by=by) for clause in fresh
    )
    if fresh:
        numbers = _spelled(", ".join(f"{clause.document} {clause.number}" for clause in fresh))
        several = len(fresh) > 1
        says = f"agreed {len(fresh)} clauses" if several else f"agreed clause {numbers}"
        changes = [Change("Clauses agreed", "", numbers)] if several else []
        finish(share, Action.AGREE, by=by, says=says, changes=changes, subject=f"clause:{fresh[0].pk}")
    return len(fresh)


@transaction.atomic
def propose(*, clause: Clause, based_on: int, text: str, reason: str, by: User) -> Proposal:
    """Offer other wording for a clause. The same words by the same party again are the same proposal.

    `based_on` is the wording the person saw. Raises Conflict when the clause has other words by now.
    """
    share = begin(clause.share, Action.PROPOSE, by)
    clause = Clause.objects.select_related("current").get(pk=clause.pk)
    party = party_of(share, by)
    twin = Proposal.objects.filter(
        wording__clause=clause, wording__party=party, wording__text=text, state=Proposal.State.OPEN
    )
    if found := twin.first():
        return found
    check_proposal(clause, based_on, text)
    number = clause.wordings.count() + 1
    wording = Wording.objects.create(
        clause=clause, number=number, text=text, based_on_id=based_on, author=by, party=party
    )
    proposal = Proposal.objects.create(wording=wording, reason=reason)
    says = f"proposed other wording for {name_of(clause)}"
    changes = [Change("Wording", clause.current.text if clause.current else "", text), Change("Reason", "", reason)]
    finish(share, Action.PROPOSE, by=by, says=says, changes=changes, subject=f"clause:{clause.pk}")
    return proposal


def check_proposal(clause: Clause, based_on: int, text: str) -> None:
    """Raise Conflict when the clause has other words than those the person saw, NotNow when these are its words."""
    if clause.current_id != based_on:
        raise Conflict(f"Clause {clause.number} has other words since you opened it.")
    if clause.current and clause.current.text.strip() == text.strip():
        raise NotNow("These are the words the clause already has.")


@transaction.atomic
def accept(*, proposal: Proposal, by: User) -> None:
    """Make a proposed wording the clause's own, agreed by the party that offered it and the one that accepts it."""
    share, proposal, clause, party = _begin_decision(proposal, by)
    if proposal.state == Proposal.State.ACCEPTED:
        return
    _must_be_open(proposal, clause)
    if proposal.wording.party == party:
        raise PermissionDenied("Another organisation accepts what yours proposed.")
    before = clause.current.text if clause.current else ""
    clause.current = proposal.wording
    clause.save(update_fields=["current"])
    for agreeing in (proposal.wording.party, party):
        ClauseAgreement.objects.get_or_create(wording=proposal.wording, party=agreeing, defaults={"by": by})
    _close(proposal, Proposal.State.ACCEPTED, by, "")
    others = Proposal.objects.filter(wording__clause=clause, state=Proposal.State.OPEN)
    others.update(state=Proposal.State.OVERTAKEN, decided_at=timezone.now())
    says = f"accepted the wording that {proposal.wording.party} proposed for {name_of(clause)}"
    changes = [Change("Wording", before, proposal.wording.text)]
    finish(share, Action.DECIDE, by=by, says=says, changes=changes, subject=f"clause:{clause.pk}")


@transaction.atomic
def reject(*, proposal: Proposal, note: str, by: User) -> None:
    """Turn a proposal down with a reason; its own party withdraws it by the same act."""
    share, proposal, clause, party = _begin_decision(proposal, by)
    own = proposal.wording.party == party
    state = Proposal.State.WITHDRAWN if own else Proposal.State.REJECTED
    if proposal.state == state:
        return
    _must_be_open(proposal, clause)
    _close(proposal, state, by, note)
    verb = "withdrew" if own else "rejected"
    says = f"{verb} the wording that {proposal.wording.party} proposed for {name_of(clause)}"
    finish(share, Action.DECIDE, by=by, says=says, changes=[Change("Reason", "", note)], subject=f"clause:{clause.pk}")


def _begin_decision(proposal: Proposal, by: User) -> tuple[DataShare, Proposal, Clause, Party]:
    share = begin(proposal.wording.clause.share, Action.DECIDE, by)
    proposal = Proposal.objects.select_related("wording__clause__current", "wording__party__organisation").get(
        pk=proposal.pk
    )
    return share, proposal, proposal.wording.clause, party_of(share, by)


def _must_be_open(proposal: Proposal, clause: Clause) -> None:
    if proposal.state != Proposal.State.OPEN or proposal.wording.based_on_id != clause.current_id:
        raise Conflict(f"Clause {clause.number} has moved on since this wording was proposed.")


def _close(proposal: Proposal, state: Proposal.State, by: User, note: str) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at, proposal.decision_note = state, by, timezone.now(), note
    proposal.save()


@transaction.atomic
def comment(*, clause: Clause, text: str, private: bool, by: User) -> Comment:
    """Say something about a clause, to everybody or to one's own organisation only. A double click says it once."""
    share = begin(clause.share, Action.COMMENT, by)
    party = party_of(share, by)
    newest = clause.comments.last()
    if newest and (newest.author_id, newest.text, newest.private) == (by.pk, text, private):
        return newest
    said = Comment.objects.create(clause=clause, party=party, author=by, text=text, private=private)
    if not private:
        changes = [Change("Comment", "", text)]
        finish(
            share,
            Action.COMMENT,
            by=by,
            says=f"commented on {name_of(clause)}",
            changes=changes,
            subject=f"clause:{clause.pk}",
        )
    return said


@transaction.atomic
def mark_read(*, share: DataShare, seen: datetime, by: User) -> None:
    """Remember that this person has read the clauses as they were at a time: what is newer stays marked."""
    policy.require(by, Action.VIEW, share)
    Visit.objects.update_or_create(share=share, user=by, defaults={"at": min(seen, timezone.now())})


def name_of(clause: Clause) -> str:
    """As a sentence names it: clause 3.1 of the MoU, Purpose."""
    return f"clause {clause.number} of the {_spelled(clause.document)}, “{clause.heading}”"


def _spelled(text: str) -> str:
    return text.replace("mou", "MoU").replace("dpia", "DPIA")
