"""Answer missing questions during negotiation: stored once, proposed in every clause that needs them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from agreements.answers import changes_to, side_of, stored_answers
from agreements.assessing.text_of_record import rewrite
from agreements.drafting.drafts import clause_of, give_first_wordings, givers_of
from agreements.drafting.numbering import Printer, reference_printer
from agreements.evidence.frozen import flaw_in
from agreements.kinds import ChangeKey, EventKind
from agreements.members.actions import party_of
from agreements.models import Clause, DataShare, Party, Proposal, Wording
from agreements.negotiating.clause_facts import about, name_of
from agreements.negotiating.redraft import NewClause, Redraft
from agreements.questionnaire.receiver import RECEIVER_KEYS
from agreements.questionnaire.shape import Step
from agreements.states import Action, Side
from agreements.storing import store_step
from agreements.wording.gaps import gaps_in, of_party, question_of
from agreements.workflow import EventChange, begin, finish
from community.models import User
from datashare.lib.exceptions import Incomplete, NotNow
from datashare.lib.phrases import plural

NOT_ENOUGH = (
    "This answer is not enough to complete the clause. Give more detail, or propose different wording in the clause"
)
REPLACED = "The answer was changed, so the service proposed new wording."


@dataclass(frozen=True)
class Filled:
    """The result of an answer."""

    proposed: int
    added: int

    def __str__(self) -> str:
        """Return the end of the sentence that begins “answered …”."""
        words = f" and proposed wording for {_clauses(self.proposed)}" if self.proposed else ""
        more = f" and added {_clauses(self.added)} that now {'applies' if self.added == 1 else 'apply'}"
        return words + (more if self.added else "")


def _clauses(count: int) -> str:
    return plural(count, "clause")


@dataclass(frozen=True)
class Offer:
    """The words that an answer makes for a clause."""

    clause: Clause
    text: str
    replaces: bool = False

    def change(self, printed: Printer) -> EventChange:
        before = self.clause.current.text if self.clause.current else ""
        key = ChangeKey.WORDING_REPLACED if self.replaces else ChangeKey.WORDING
        return EventChange(key.of(self.clause.pk), printed(before), printed(self.text))


@transaction.atomic
def fill(*, share: DataShare, step: Step, cleaned: Mapping[str, Any], revision: int, by: User) -> Filled:
    """Store the answers of one step, and propose the words they make in every clause that waits for them.

    A member who may propose wording may answer the questions of their own side; the words count when the other side
    accepts them. Idempotent. `revision` is what `revision_of` returned when the form was shown: raise Conflict if a
    colleague has answered since, NotNow if no clause waits, Incomplete if the answer fills no gap.
    """
    share = begin(share, Action.PROPOSE, by)
    party = party_of(share, by)
    if not is_asked(party, side_of(share, step), step.keys[0]):
        raise PermissionDenied(f"This question is for the {side_of(share, step)}.")
    clauses = _clauses_of(share)
    gaps = gaps_of(share, step, party)
    waiting = [clause for clause in clauses if gaps & set(_gaps(clause))]
    if not waiting:
        raise NotNow("No clause needs this answer any more.")
    before = stored_answers(share)
    changes = changes_to(store_step(share, step, cleaned, party=party, revision=revision, by=by), cleaned)
    redraft = Redraft.between(share, before, before.with_answers(party, side_of(share, step), cleaned), gaps)
    if all(redraft.words_for(clause) is None for clause in waiting):
        raise Incomplete(NOT_ENOUGH)
    words = [clause for clause in clauses if not clause.is_from_the_record]
    offers = _offer(share, words, redraft, party, by, f"It uses the answer to “{step.heading}”.")
    added = _add(share, redraft.newly_applying(clauses))
    changes += rewrite(share, party, by)
    done = Filled(len(offers), len(added))
    if changes or offers or added:
        printed = reference_printer(share)
        changes += [offer.change(printed) for offer in offers]
        changes += [_addition(clause) for clause in added]
        facts = about(*(offer.clause for offer in offers), *added)
        facts |= {"question": step.keys[0], "proposed": done.proposed, "added": done.added}
        finish(share, EventKind.ANSWER_PROPOSED, by=by, facts=facts, changes=changes, subject=f"answer:{step.keys[0]}")
    return done


def gaps_of(share: DataShare, step: Step, party: Party) -> frozenset[str]:
    """Return the gaps that this party fills by answering a step: its own, if it is one of several that answer it."""
    supplies = side_of(share, step) == Side.SUPPLIER
    own = len(givers_of(share)) > 1 if supplies else not party.is_lead
    return frozenset(of_party(key, party.pk) if own else key for key in step.keys)


def is_asked(party: Party, side: Side | None, key: str) -> bool:
    """Return whether this party answers a question of a side.

    Those of the request only the one that asks, but for what each that receives answers about itself.
    """
    if side == Side.SUPPLIER:
        return party.gives
    return side == Side.ACQUIRER and (party.is_lead or (party.receives_too and question_of(key) in RECEIVER_KEYS))


def _addition(clause: Clause) -> EventChange:
    text = clause.current.text if clause.current else ""
    return EventChange.given(ChangeKey.CLAUSE_ADDED, text, clause.pk)


def _clauses_of(share: DataShare) -> list[Clause]:
    """Return every clause in order, with the number of its newest wording as `written`."""
    counted = share.edition.clauses.in_text().select_related("current").annotate(written=Max("wordings__number"))
    return list(counted.in_order())


def _gaps(clause: Clause) -> tuple[str, ...]:
    return gaps_in(clause.current.text) if clause.current else ()


def _offer(
    share: DataShare, clauses: Sequence[Clause], redraft: Redraft, party: Party, by: User, reason: str
) -> list[Offer]:
    """Propose the words that the answer makes in each clause; close the party's earlier proposals for them."""
    own = Proposal.objects.open().in_share(share).filter(wording__party=party)
    offered = {proposal.wording.clause_id: proposal.wording.text for proposal in own.select_related("wording")}
    found = ((clause, redraft.words_for(clause)) for clause in clauses)
    offers = [
        Offer(clause, text, replaces=clause.pk in offered)
        for clause, text in found
        if text is not None and text != offered.get(clause.pk)
    ]
    replaced = own.filter(wording__clause__in=[offer.clause for offer in offers])
    decided = {"decided_by": by, "decided_for": party, "decided_at": timezone.now(), "decision_note": REPLACED}
    replaced.update(state=Proposal.State.WITHDRAWN, **decided)
    _refuse_flawed(offers)
    wordings = Wording.objects.bulk_create(_wording(offer, party, by) for offer in offers)
    Proposal.objects.bulk_create(Proposal(wording=wording, reason=reason) for wording in wordings)
    return offers


def _refuse_flawed(offers: Sequence[Offer]) -> None:
    """Raise Incomplete for words that cannot be signed as shown."""
    for offer in offers:
        if flaw := flaw_in(offer.text):
            raise Incomplete(f"This answer does not fit {name_of(offer.clause)}. {flaw}")


def _wording(offer: Offer, party: Party, by: User) -> Wording:
    clause = offer.clause
    number = clause.written + 1  # type: ignore[attr-defined]  # counted with the clauses
    return Wording(clause=clause, number=number, text=offer.text, based_on_id=clause.current_id, author=by, party=party)


def _add(share: DataShare, new: Sequence[NewClause]) -> list[Clause]:
    """Add clauses that apply now at the end of their sections, without any agreement to their words."""
    if not new:
        return []
    order, made = list(share.edition.clauses.offered_too().in_order()), []
    for found in new:
        clause = clause_of(share, found.document, found.section, found.clause, 0)
        clause.number = found.number_among(order)
        order.insert(found.place_among(order), clause)
        made.append(clause)
    for position, clause in enumerate(order, 1):
        clause.position = position
    Clause.objects.bulk_update([clause for clause in order if clause.pk], ["position"])
    Clause.objects.bulk_create(made)
    give_first_wordings(made, [found.clause for found in new])
    return made
