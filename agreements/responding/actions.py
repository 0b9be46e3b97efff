"""The supplier's actions: answer its own questions, give a verdict on each section, decide."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from agreements.answers import changes_to, journey_as_sent, own_journey_of, says_as_sent
from agreements.drafting.stops import Stop, stops_of_request, stops_of_supplier
from agreements.kinds import EventKind, FactValue
from agreements.members.actions import party_of
from agreements.models import (
    DataShare,
    Decision,
    Outcome,
    Party,
    Reason,
    Round,
    SectionResponse,
    Verdict,
    acting_party,
)
from agreements.models.flows import takers_in
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.shape import Section, Step
from agreements.responding import conditions, settling, withholding
from agreements.responding.reading import reading_of
from agreements.states import Action, State
from agreements.storing import store_step
from agreements.workflow import begin, finish, lock
from community.models import User
from datashare.lib.exceptions import Conflict, Incomplete, NotNow

# Passing a request on is an action of its own: responding/passing_on.py.
DECISIONS = {
    Outcome.RETURN: Action.RETURN,
    Outcome.ACCEPT: Action.ACCEPT,
    Outcome.CONDITIONS: Action.ACCEPT,
    Outcome.REFUSE: Action.REFUSE,
}


@transaction.atomic
def respond(
    *,
    share: DataShare,
    section: Section,
    verdict: Verdict,
    note: str,
    private_note: str,
    questions: Sequence[str] = (),
    revision: int,
    by: User,
) -> None:
    """Store the verdict on one section of the newest round, and the questions that it is about. Idempotent.

    It enters the history with the decision, when the acquirer may read it; the private note never does. Raise Conflict
    if a colleague has answered since the page was shown (`revision`, 0 for a first verdict).
    """
    share = begin(share, Action.RESPOND, by)
    party = party_of(share, by)
    sent = open_round(share, party)
    row = sent.responses.filter(party=party, section=section.key).first() or SectionResponse(
        round=sent, party=party, section=section.key, revision=0
    )
    named = [] if verdict == Verdict.AGREE else list(questions)
    if (row.verdict, row.note, row.private_note, row.questions) == (verdict, note, private_note, named):
        return
    if row.revision != revision:
        raise Conflict("Someone else responded to this section after you opened the page.")
    row.verdict, row.note, row.private_note, row.questions = verdict, note, private_note, named
    row.by, row.at, row.revision = by, timezone.now(), row.revision + 1
    row.save()
    facts: dict[str, FactValue] = {"round": sent.number, "section": section.key}
    finish(share, EventKind.SECTION_ASSESSED, by=by, facts=facts, subject=f"round:{sent.number}:{section.key}")


@transaction.atomic
def answer_own_half(*, share: DataShare, step: Step, values: Mapping[str, Any], revision: int, by: User) -> None:
    """Store the supplier's own answers of one step, by the same rules as for the acquirer's."""
    share = begin(share, Action.RESPOND, by)
    party = party_of(share, by)
    open_round(share, party)
    replaced = store_step(share, step, values, party=party, revision=revision, by=by)
    if not replaced:
        return
    facts, changes = {"question": step.keys[0]}, changes_to(replaced, values)
    finish(share, EventKind.SUPPLIER_ANSWERED, by=by, facts=facts, changes=changes, subject=f"own:{step.slug}")


def newest_round(share: DataShare) -> Round:
    """Return the round the suppliers are looking at."""
    return share.edition.rounds.order_by("-number")[0]


def decision_by(share: DataShare, by: User) -> Decision | None:
    """Return this user's decision for the party they act for on the newest round, if any; makes deciding idempotent."""
    return (
        Decision.objects.filter(round__edition=share.edition, by=by, party=acting_party(share, by))
        .exclude(round__number__lt=share.edition.rounds.count())
        .first()
    )


def has_decided(share: DataShare, party: Party) -> bool:
    """Return whether this party has decided on the newest round, though other suppliers have not.

    So has one that passed the request on.
    """
    waits = share.edition.state in (State.SUBMITTED, State.ASSESSING)
    return waits and Decision.objects.newest().filter(round__edition=share.edition, party=party).exists()


def open_round(share: DataShare, party: Party) -> Round:
    """Return the newest round. Raise NotNow if this party has decided on it, though others have not."""
    must_be_undecided(share, party)
    return newest_round(share)


def must_be_undecided(share: DataShare, party: Party) -> None:
    """Raise NotNow if this party has decided on the newest round, though others have not."""
    if has_decided(share, party):
        raise NotNow(f"{party} has decided on this request. The other suppliers have not decided yet.")


@transaction.atomic
def decide(
    *,
    share: DataShare,
    outcome: Outcome,
    reason: Reason | None,
    text: str,
    withheld: Collection[int] = (),
    revision: int = 0,
    by: User,
) -> Decision:
    """Return with comments, agree to negotiate, or refuse with a coded reason, for one's own organisation's data.

    `withheld` are the keys of parties that receive nothing, though the supplier accepts. Raise Incomplete if all are.
    `revision` is that of the conditions on the page: raise Conflict if a colleague has changed them since. Idempotent
    for the same user. Of several suppliers none moves the data share by itself: it moves when the last has decided.
    """
    share = lock(share)
    done, given = decision_by(share, by), (outcome, reason or "", text, set(withheld))
    if done and (done.outcome, done.reason, done.text, set(done.withheld)) == given:
        return done
    must_be_undecided(share, party_of(share, by))
    share = begin(share, DECISIONS[outcome], by)
    party, sent = party_of(share, by), newest_round(share)
    _must(outcome, reason, text, sent, party)
    if outcome == Outcome.CONDITIONS:
        conditions.store(share, party, text, revision=revision, by=by)
    own = own_journey_of(share, sent, party)
    left_out = _accepted(share, sent, own, party, withheld) if outcome.agrees else []
    _carry_over(share, party)
    made: dict[str, Any] = {"outcome": outcome, "reason": reason or "", "text": text, "by": by, "office": by.job_title}
    made |= {"own_half": dict(own.answered()), "withheld": [one.pk for one in left_out]}
    decision = Decision.objects.create(round=sent, party=party, **made)
    withholding.record(share, sent, left_out, by)
    settling.follow(share, decision, by)
    return decision


def _accepted(share: DataShare, sent: Round, own: Journey, party: Party, withheld: Collection[int]) -> list[Party]:
    """Return the parties that receive nothing. Raise Incomplete if an agreement would be unlawful whatever it says."""
    if never := [stop for stop in stops_before(share, party, sent, own, withheld) if stop.is_absolute]:
        raise Incomplete(" ".join(f"{stop.says} {stop.do}" for stop in never))
    return withholding.checked(share, party, withheld)


def stops_before(
    share: DataShare, party: Party, sent: Round, own: Journey, withheld: Collection[int] = ()
) -> list[Stop]:
    """Return what would stop an agreement by the round as it was sent and a supplier's own answers.

    `withheld` are the parties to which it does not give its data. One query, two if others receive it.
    """
    request = journey_as_sent(sent).answered()
    parties = list(share.parties.select_related("organisation"))
    lead = next(each for each in parties if each.is_lead)
    keys = takers_in(share).get(party.pk, set()) - set(withheld) if sent.halves else {lead.pk}
    takers = [(each, says_as_sent(sent, each, request)) for each in parties if each.pk in keys]
    return [*stops_of_request(lead, request), *stops_of_supplier(party, own.answered(), request, takers)]


def _carry_over(share: DataShare, party: Party) -> None:
    """Store again what was agreed in the round before about sections that did not change, so that it still holds."""
    reading = reading_of(share, party)
    sections = reading.sections if reading else ()
    standing = [item.earlier for item in sections if item.response is None and item.still_agreed and item.earlier]
    SectionResponse.objects.bulk_create(
        SectionResponse(
            round=reading.sent,
            party=party,
            section=earlier.section,
            verdict=earlier.verdict,
            note=earlier.note,
            private_note=earlier.private_note,
            questions=earlier.questions,
            by=earlier.by,
            at=earlier.at,
            revision=1,
        )
        for earlier in standing
        if reading
    )


def _must(outcome: Outcome, reason: Reason | None, text: str, sent: Round, party: Party) -> None:
    """Raise Incomplete for a return without a comment, conditions without one, a refusal without a reason and text.

    Source: response-and-lifecycle, decisions.
    """
    remarks = sent.responses.filter(party=party).exclude(verdict=Verdict.AGREE)
    if outcome == Outcome.RETURN and not text and not remarks.exists():
        raise Incomplete("Enter what needs to change, or respond to a section with a comment")
    if outcome == Outcome.CONDITIONS and not text:
        raise Incomplete("Enter at least one condition")
    if outcome == Outcome.REFUSE and not (reason and text):
        raise Incomplete("Select the main reason and explain why you are refusing the request")
