"""Agree several clauses where their words are shown; withdraw an agreement while the words can still be changed."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from agreements.kinds import ChangeKey, EventKind
from agreements.members.actions import party_of
from agreements.models import Clause, ClauseAgreement, DataShare, Proposal
from agreements.negotiating.actions import agree, proposals_beside
from agreements.negotiating.clause_facts import about, clauses_in_words
from agreements.negotiating.whole import WHOLE
from agreements.states import Action
from agreements.workflow import EventChange, begin, finish
from community.models import User
from datashare.lib.exceptions import Conflict, NotNow


@dataclass(frozen=True)
class Agreed:
    """How many clauses of a page were newly agreed, and a sentence about those left out."""

    count: int
    left_out: str


@transaction.atomic
def agree_in_section(*, share: DataShare, section: str, wordings: Mapping[int, int], by: User) -> Agreed:
    """Agree several clauses of one page as they were shown; leave out those with other words or a proposal by now.

    `section` is the key of a section, or of a whole document. Raise NotNow if a clause is of another: several clauses
    are agreed only where all their words are shown.
    """
    share = begin(share, Action.AGREE, by)
    of_page = {"document": WHOLE[section]} if section in WHOLE else {"section": section}
    clauses = list(share.edition.clauses.in_text().filter(pk__in=wordings, **of_page))
    if len(clauses) != len(wordings):
        raise NotNow("This page does not have one of the clauses you selected. Open it again.")
    stale = [clause for clause in clauses if clause.current_id != wordings[clause.pk]]
    party = party_of(share, by)
    beside = Proposal.objects.open().not_rejected_by(party).filter(wording__clause__in=clauses)
    offered = set(beside.values_list("wording__clause", flat=True))
    waiting = [clause for clause in clauses if clause not in stale and clause.pk in offered]
    left_out = [*stale, *waiting]
    fresh = {clause.pk: wordings[clause.pk] for clause in clauses if clause not in left_out}
    count = agree(share=share, wordings=fresh, by=by) if fresh else 0
    if not left_out:
        return Agreed(count, "")
    why = [f"{clauses_in_words(stale)} changed after you opened the page."] if stale else []
    why += [proposals_beside(waiting, party)] if waiting else []
    return Agreed(count, f"{' '.join(why)} You have not agreed {'it' if len(left_out) == 1 else 'them'}.")


@transaction.atomic
def disagree(*, clause: Clause, wording: int, reason: str, by: User) -> bool:
    """Withdraw the agreement of the user's party to the wording they were shown. Idempotent.

    Raise Conflict if the clause has other words by now, NotNow once the words are out for signature. Return whether
    there was an agreement to withdraw.
    """
    share = begin(clause.edition.share, Action.DISAGREE, by, edition=clause.edition_id)
    clause = Clause.objects.get(pk=clause.pk)
    if clause.current_id != wording:
        raise Conflict(
            f"Clause {clause.called} changed after you opened the page. Your agreement to the earlier wording no "
            "longer counts."
        )
    party = party_of(share, by)
    withdrawn, _ = ClauseAgreement.objects.filter(wording=wording, party=party).delete()
    if withdrawn:
        changes = [EventChange.given(ChangeKey.REASON, reason)]
        subject = f"clause:{clause.pk}"
        finish(share, EventKind.AGREEMENT_WITHDRAWN, by=by, facts=about(clause), changes=changes, subject=subject)
    return bool(withdrawn)
