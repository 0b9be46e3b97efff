"""Negotiation actions on clauses: agree, propose other wording, decide, comment."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from agreements import policy
from agreements.drafting.numbering import Printer, clauses_named, reference_printer
from agreements.emergency import deferrable_answers
from agreements.evidence.frozen import flaw_in
from agreements.kinds import ChangeKey, EventKind
from agreements.members.actions import party_of
from agreements.models import Clause, ClauseAgreement, Comment, DataShare, Party, Proposal, Visit, Wording
from agreements.models.flows import bound_in
from agreements.negotiating import superseded
from agreements.negotiating.bound import must_bind
from agreements.negotiating.clause_facts import about, clauses_in_words, does, parties_fact, places
from agreements.negotiating.from_the_record import must_take_words
from agreements.states import Action
from agreements.wording.gaps import has_blocking_gap
from agreements.wording.references import kept, typed_mark
from agreements.workflow import EventChange, begin, finish
from community.models import User
from datashare.lib.exceptions import Conflict, NotNow
from datashare.lib.pasted import is_changed
from datashare.lib.phrases import listed


@transaction.atomic
def agree(*, share: DataShare, wordings: Mapping[int, int], by: User) -> int:
    """Agree, for the user's party, the wording of each clause they were shown (clause id to wording id).

    All or none. Idempotent. Raise Conflict if a clause has other words by now, NotNow if one is not of this data share
    or lacks an answer. Return how many were new.
    """
    share = begin(share, Action.AGREE, by)
    party = party_of(share, by)
    clauses = list(share.edition.clauses.in_text().filter(pk__in=wordings).select_related("current"))
    if len(clauses) != len(wordings):
        raise NotNow("This data share does not have one of the clauses you selected. Open the list again.")
    if others := [clause for clause in clauses if not clause.is_for(party)]:
        raise NotNow(f"{clauses_in_words(others)} {does(others)} not bind {party}, so it has nothing to agree there.")
    if stale := [clause for clause in clauses if clause.current_id != wordings[clause.pk]]:
        raise Conflict(f"{clauses_in_words(stale)} changed after you opened the page.")
    if offered := proposals_beside(clauses, party):
        raise Conflict(f"{offered} Read the page again.")
    waiting = deferrable_answers(share)
    if short := [clause for clause in clauses if has_blocking_gap(_words(clause), waiting)]:
        raise NotNow(f"{clauses_in_words(short)} cannot be agreed until the missing answer is given.")
    done = set(
        ClauseAgreement.objects.filter(party=party, wording__in=wordings.values()).values_list("wording_id", flat=True)
    )
    fresh = [clause for clause in clauses if clause.current_id not in done]
    ClauseAgreement.objects.bulk_create(
        ClauseAgreement(wording_id=wordings[clause.pk], party=party, by=by) for clause in fresh
    )
    if fresh:
        finish(share, EventKind.CLAUSES_AGREED, by=by, facts=about(*fresh), subject=f"clause:{fresh[0].pk}")
    return len(fresh)


def proposals_beside(clauses: Collection[Clause], party: Party) -> str:
    """Return a sentence about who proposes wording for these clauses that a party has not rejected; empty for none."""
    offered = Proposal.objects.open().not_rejected_by(party).filter(wording__clause__in=clauses)
    wordings = [
        proposal.wording for proposal in offered.select_related("wording__clause", "wording__party__organisation")
    ]
    if not wordings:
        return ""
    parties = dict.fromkeys(str(wording.party) for wording in wordings)
    offered_for = dict.fromkeys(wording.clause for wording in wordings)
    has, clause = "has" if len(parties) == 1 else "have", "clause" if len(offered_for) == 1 else "clauses"
    return f"{listed(parties)} {has} proposed different wording for {clause} {places(offered_for)}."


@transaction.atomic
def propose(*, clause: Clause, based_on: int, text: str, reason: str, by: User) -> Proposal:
    """Offer other wording for a clause. Idempotent for the same words by the same party.

    References to other clauses by number are kept by key, so that they follow when numbers change. `based_on` is the
    wording the user saw. Raise Conflict if the clause has other words by now.
    """
    share = begin(clause.edition.share, Action.PROPOSE, by, edition=clause.edition_id)
    clause = Clause.objects.select_related("current").get(pk=clause.pk)
    party, text = party_of(share, by), by_key(clause, text)
    twin = Proposal.objects.open().filter(wording__clause=clause, wording__party=party, wording__text=text)
    if found := twin.first():
        return found
    check_proposal(clause, based_on, text)
    return offer(share, EventKind.WORDING_PROPOSED, clause, text=text, reason=reason, party=party, by=by)


def offer(
    share: DataShare, kind: EventKind, clause: Clause, *, text: str, reason: str, party: Party, by: User
) -> Proposal:
    """Store words that a party offers for a clause, to be decided by others, and tell of it as this kind of event."""
    number = clause.wordings.count() + 1
    wording = Wording.objects.create(
        clause=clause, number=number, text=text, based_on_id=clause.current_id, author=by, party=party
    )
    proposal = Proposal.objects.create(wording=wording, reason=reason)
    printed = reference_printer(share)
    changes = [
        EventChange(ChangeKey.WORDING.of(clause.pk), printed(_words(clause)), printed(text)),
        EventChange.given(ChangeKey.REASON, reason),
    ]
    finish(share, kind, by=by, facts=about(clause), changes=changes, subject=f"clause:{clause.pk}")
    return proposal


def by_key(clause: Clause, text: str) -> str:
    """Return a text for a clause with its references to other clauses by number kept by their keys."""
    return with_keys(clause.edition.share, clause.document, text)


def with_keys(share: DataShare, document: str, text: str) -> str:
    """Return a text of a document with its references kept by key. Raise NotNow for a mark that was typed by hand."""
    named = cache(lambda: clauses_named(share))
    if typed := typed_mark(text, named):
        raise NotNow(f"“{typed}” is a mark that only the service writes. Write “clause” and its number.")
    return kept(text, document, named)


def check_proposal(clause: Clause, based_on: int, text: str) -> None:
    """Raise Conflict if the clause has other words than those the user saw.

    Raise NotNow if these are its words already, or are words that cannot be signed.
    """
    must_take_words(clause)
    if clause.current_id != based_on:
        raise Conflict(f"Clause {clause.called} changed after you opened the page.")
    text = by_key(clause, text)
    if clause.current and not is_changed(clause.current.text, text):
        raise NotNow("This is the current wording of the clause. Change the wording before you propose it.")
    if flaw := flaw_in(text):
        raise NotNow(flaw)


def accept(*, proposal: Proposal, by: User) -> None:
    """Accept one proposed wording, as `accept_several` does."""
    accept_several(share=proposal.wording.clause.edition.share, proposals=[proposal.pk], by=by)


@transaction.atomic
def accept_several(*, share: DataShare, proposals: Collection[int], by: User) -> int:
    """Make each proposed wording its clause's own, agreed by those who offered it (not an adviser) and accept it.

    A wording that still has a gap is agreed by neither. Answers of others that this replaces are proposed again in the
    new words. All or none, told as one event. Idempotent. Raise Conflict if one is closed by now or two are for one
    clause, NotNow if one is not of this data share. Return how many were new.
    """
    share = begin(share, Action.DECIDE, by)
    party = party_of(share, by)
    offered = _offered(share, proposals)
    fresh = [proposal for proposal in offered if proposal.state != Proposal.State.ACCEPTED]
    _must_be_open(fresh)
    if any(proposal.wording.party_id == party.pk for proposal in fresh):
        raise PermissionDenied("You cannot accept a proposal from your own organisation.")
    must_bind(party, [proposal.wording.clause for proposal in fresh])
    before = {proposal.wording.clause_id: _words(proposal.wording.clause) for proposal in fresh}
    if fresh:
        overtaken = superseded.adopt(share, fresh, party, by)
        again = superseded.propose_again(share, superseded.lost_by(fresh, before, overtaken))
        printed = reference_printer(share)
        changes = [_accepted(proposal.wording, before, printed) for proposal in fresh]
        changes += [_proposed_again(made, printed) for made in again]
        facts = about(*(proposal.wording.clause for proposal in fresh))
        facts["parties"] = parties_fact(proposal.wording.party for proposal in fresh)
        facts["kept_for"] = parties_fact(made.lost.party for made in again)
        subject = f"clause:{fresh[0].wording.clause_id}"
        finish(share, EventKind.PROPOSALS_ACCEPTED, by=by, facts=facts, changes=changes, subject=subject)
    return len(fresh)


def _accepted(wording: Wording, before: Mapping[int, str], printed: Printer) -> EventChange:
    key = ChangeKey.WORDING.of(wording.clause_id)
    return EventChange(key, printed(before[wording.clause_id]), printed(wording.text))


def _proposed_again(made: superseded.Again, printed: Printer) -> EventChange:
    party, clause = made.lost.proposal.wording.party_id, made.lost.clause
    key = ChangeKey.PROPOSED_AGAIN.of(party, clause.pk)
    return EventChange(key, printed(_words(clause)), printed(made.text))


def _offered(share: DataShare, keys: Collection[int]) -> list[Proposal]:
    """Return the proposals of these keys with their clauses, in the order of the documents."""
    found = Proposal.objects.filter(wording__clause__edition=share.edition, pk__in=keys)
    offered = list(
        found.select_related("wording__clause__current", "wording__party__organisation").order_by(
            "wording__clause__position"
        )
    )
    if len(offered) != len(set(keys)):
        raise NotNow("This data share does not have one of the proposals you selected. Open the list again.")
    return offered


def _words(clause: Clause) -> str:
    return clause.current.text if clause.current else ""


@transaction.atomic
def reject(*, proposal: Proposal, note: str, by: User) -> None:
    """Reject a proposal with a reason; its own party withdraws it by the same action.

    It closes once every other party that the edition binds has rejected it. Idempotent.
    """
    share, proposal, clause, party = _begin_decision(proposal, by)
    own = proposal.wording.party == party
    state = Proposal.State.WITHDRAWN if own else Proposal.State.REJECTED
    if proposal.state == state or proposal.rejections.filter(party=party).exists():
        return
    _must_be_open([proposal])
    if not own:
        must_bind(party, [clause])
        proposal.rejections.create(party=party, by=by, note=note)
    if own or not _waits_for_others(share, proposal):
        _close(proposal, state, party, by, note)
    kind = EventKind.PROPOSAL_WITHDRAWN if own else EventKind.PROPOSAL_REJECTED
    facts = about(clause) | {"parties": parties_fact([proposal.wording.party])}
    changes = [EventChange.given(ChangeKey.REASON, note)]
    finish(share, kind, by=by, facts=facts, changes=changes, subject=f"clause:{clause.pk}")


def _waits_for_others(share: DataShare, proposal: Proposal) -> bool:
    """Return whether a party that the clause binds could still accept it: not its own, nor one that rejected it."""
    bound = bound_in(share)
    if binds := proposal.wording.clause.binds:
        bound = bound.filter(pk__in=binds)
    others = bound.exclude(pk=proposal.wording.party_id or 0)
    return others.exclude(pk__in=proposal.rejections.values("party")).exists()


def _begin_decision(proposal: Proposal, by: User) -> tuple[DataShare, Proposal, Clause, Party]:
    edition = proposal.wording.clause.edition
    share = begin(edition.share, Action.DECIDE, by, edition=edition.pk)
    proposal = Proposal.objects.select_related("wording__clause__current", "wording__party__organisation").get(
        pk=proposal.pk
    )
    return share, proposal, proposal.wording.clause, party_of(share, by)


def _must_be_open(proposals: Sequence[Proposal]) -> None:
    clauses = [proposal.wording.clause for proposal in proposals]
    twice = [clause for clause, times in Counter(clauses).items() if times > 1]
    if twice:
        raise Conflict(f"{clauses_in_words(twice)} cannot take two proposals. Select one of them.")
    stale = [proposal.wording.clause for proposal in proposals if not _is_open(proposal)]
    if stale:
        raise Conflict(f"{clauses_in_words(stale)} changed after the proposal was made.")


def _is_open(proposal: Proposal) -> bool:
    wording = proposal.wording
    return proposal.state == Proposal.State.OPEN and wording.based_on_id == wording.clause.current_id


def _close(proposal: Proposal, state: Proposal.State, party: Party, by: User, note: str) -> None:
    proposal.state, proposal.decided_by, proposal.decided_for = state, by, party
    proposal.decided_at, proposal.decision_note = timezone.now(), note
    proposal.save()


@transaction.atomic
def comment(*, clause: Clause, text: str, private: bool, by: User) -> Comment:
    """Comment on a clause, to everyone or to one's own organisation only. A double click posts one comment."""
    share = begin(clause.edition.share, Action.COMMENT, by, edition=clause.edition_id)
    party = party_of(share, by)
    newest = clause.comments.last()
    if newest and (newest.author_id, newest.party, newest.text, newest.private) == (by.pk, party, text, private):
        return newest
    said = Comment.objects.create(clause=clause, party=party, author=by, text=text, private=private)
    if not private:
        changes = [EventChange.given(ChangeKey.COMMENT, text)]
        finish(
            share,
            EventKind.CLAUSE_COMMENTED,
            by=by,
            facts=about(clause),
            changes=changes,
            subject=f"clause:{clause.pk}",
        )
    return said


@transaction.atomic
def mark_read(*, share: DataShare, seen: datetime, by: User) -> None:
    """Store that this user has read the clauses for their party as they were at a time; what is newer stays marked."""
    policy.require(by, Action.VIEW, share)
    at = {"at": min(seen, timezone.now())}
    Visit.objects.update_or_create(edition=share.edition, user=by, party=party_of(share, by), defaults=at)
