"""The supplier's actions: answer its own questions, give a verdict on each section, decide."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from agreements import policy
from agreements.answers import changes_to, journey_as_sent, own_journey_of
from agreements.drafting.drafts import start_clauses
from agreements.drafting.stops import Stop, stops_of_request, stops_of_supplier
from agreements.kinds import Cause, ChangeKey, EventKind, Facts, FactValue
from agreements.members.actions import party_of
from agreements.models import Act, DataShare, Decision, Outcome, Party, Reason, Round, SectionResponse, Verdict
from agreements.models.flows import note_acts
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.question_sets import question_set
from agreements.questionnaire.shape import Section, Step
from agreements.questionnaire.words import Json
from agreements.responding import withholding
from agreements.responding.reading import reading_of
from agreements.states import Action, State
from agreements.storing import store_step
from agreements.workflow import EventChange, begin, finish, lock
from community.models import User
from datashare.lib.exceptions import Conflict, Incomplete, NotNow

DECISIONS = {Outcome.RETURN: Action.RETURN, Outcome.ACCEPT: Action.ACCEPT, Outcome.REFUSE: Action.REFUSE}
TOLD = {
    Outcome.RETURN: EventKind.REQUEST_RETURNED,
    Outcome.ACCEPT: EventKind.NEGOTIATION_STARTED,
    Outcome.REFUSE: EventKind.REQUEST_REFUSED,
}
# With several suppliers: what each decides for its own data, and what comes of all their decisions.
TOLD_OF_OWN = {
    Outcome.RETURN: EventKind.OWN_DATA_RETURNED,
    Outcome.ACCEPT: EventKind.OWN_DATA_ACCEPTED,
    Outcome.REFUSE: EventKind.OWN_DATA_REFUSED,
}
TOLD_OF_ALL = {
    Outcome.RETURN: EventKind.ROUND_RETURNED,
    Outcome.ACCEPT: EventKind.ROUND_ACCEPTED,
    Outcome.REFUSE: EventKind.ROUND_REFUSED,
}


@transaction.atomic
def respond(
    *, share: DataShare, section: Section, verdict: Verdict, note: str, private_note: str, revision: int, by: User
) -> None:
    """Store the verdict on one section of the newest round. Idempotent.

    It enters the history with the decision, when the acquirer may read it; the private note never does. Raise Conflict
    if a colleague has answered since the page was shown (`revision`, 0 for a first verdict).
    """
    share = begin(share, Action.RESPOND, by)
    party = party_of(share, by)
    sent = open_round(share, party)
    row = sent.responses.filter(party=party, section=section.key).first() or SectionResponse(
        round=sent, party=party, section=section.key, revision=0
    )
    if (row.verdict, row.note, row.private_note) == (verdict, note, private_note):
        return
    if row.revision != revision:
        raise Conflict("Someone else responded to this section after you opened the page.")
    row.verdict, row.note, row.private_note = verdict, note, private_note
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
    """Return this user's decision on the newest round, if there is one; makes deciding idempotent."""
    return (
        Decision.objects.filter(round__edition=share.edition, by=by)
        .exclude(round__number__lt=share.edition.rounds.count())
        .first()
    )


def has_decided(share: DataShare, party: Party) -> bool:
    """Return whether this party has decided on the newest round, though other suppliers have not."""
    waits = share.edition.state == State.ASSESSING
    return waits and Decision.objects.newest().filter(round__edition=share.edition, party=party).exists()


def open_round(share: DataShare, party: Party) -> Round:
    """Return the newest round. Raise NotNow if this party has decided on it, though others have not."""
    sent = newest_round(share)
    if has_decided(share, party):
        raise NotNow(f"{party} has decided on this request. The other suppliers have not decided yet.")
    return sent


@transaction.atomic
def decide(
    *,
    share: DataShare,
    outcome: Outcome,
    reason: Reason | None,
    text: str,
    withheld: Collection[int] = (),
    by: User,
) -> Decision:
    """Return with comments, agree to negotiate, or refuse with a coded reason, for one's own organisation's data.

    `withheld` are the keys of parties that receive nothing, though the supplier accepts. Raise Incomplete if all are.
    Idempotent for the same user. The verdicts on the sections and their notes enter the history with the decision. Of
    several suppliers none moves the data share by itself: it moves when the last has decided.
    """
    share = lock(share)
    done, given = decision_by(share, by), (outcome, reason or "", text, set(withheld))
    if done and (done.outcome, done.reason, done.text, set(done.withheld)) == given:
        return done
    share = begin(share, DECISIONS[outcome], by)
    party = party_of(share, by)
    sent = open_round(share, party)
    _must(outcome, reason, text, sent, party)
    own = own_journey_of(share, sent, party)
    left_out = _accepted(share, sent, own, party, withheld) if outcome == Outcome.ACCEPT else []
    _carry_over(share, party)
    decision = Decision.objects.create(
        round=sent,
        party=party,
        outcome=outcome,
        reason=reason or "",
        text=text,
        own_half=dict(own.answered()),
        withheld=[party.pk for party in left_out],
        by=by,
    )
    withholding.record(share, sent, left_out, by)
    _move(share, decision, by)
    return decision


def _accepted(share: DataShare, sent: Round, own: Journey, party: Party, withheld: Collection[int]) -> list[Party]:
    """Return the parties that receive nothing. Raise Incomplete if an agreement would be unlawful whatever it says."""
    if never := [stop for stop in stops_before(share, party, sent, own) if stop.is_absolute]:
        raise Incomplete(" ".join(f"{stop.says} {stop.do}" for stop in never))
    return withholding.checked(share, party, withheld)


def stops_before(share: DataShare, party: Party, sent: Round, own: Journey) -> list[Stop]:
    """Return what would stop an agreement by the round as it was sent and a supplier's own answers. One query."""
    request = journey_as_sent(sent).answered()
    lead = share.parties.select_related("organisation").get(is_lead=True)
    return [*stops_of_request(lead, request), *stops_of_supplier(party, own.answered(), request)]


def _move(share: DataShare, decision: Decision, by: User) -> None:
    """Record the decision, and let the data share follow it: at once, or once the last of several has decided."""
    sent, outcome = decision.round, Outcome(decision.outcome)
    deciding = list(share.parties.deciding())
    if len(deciding) == 1 and outcome == Outcome.ACCEPT:
        withholding.leave_out(share, sent)
        start_clauses(share)
    _tell(share, decision, TOLD[outcome] if len(deciding) == 1 else TOLD_OF_OWN[outcome], by)
    if len(deciding) > 1:
        _settle(share, sent, deciding)


def _tell(share: DataShare, decision: Decision, kind: EventKind, by: User) -> None:
    """Record a decision with its text and the verdicts on the sections."""
    changes = [EventChange.given(ChangeKey.DECISION_NOTE, decision.text)] if decision.text else []
    changes += _verdicts(share, decision.round, decision.party)
    facts: dict[str, FactValue] = {"round": decision.round.number}
    if decision.outcome == Outcome.REFUSE and decision.reason:
        facts["reason"] = str(decision.reason)
    finish(share, kind, by=by, facts=facts, changes=changes, subject=f"round:{decision.round.number}")


def _settle(share: DataShare, sent: Round, deciding: Sequence[Party]) -> None:
    """Move the data share once the last of several suppliers has decided; until then, change nothing.

    It goes back to the acquirer if one returned it or refused data that is needed, and ends if all refused. Otherwise
    negotiation starts without what was refused.
    """
    outcomes = dict(sent.decisions.values_list("party", "outcome"))
    if any(party.pk not in outcomes for party in deciding):
        return
    refused = [party for party in deciding if outcomes[party.pk] == Outcome.REFUSE]
    outcome = _together(share, set(outcomes.values()), refused)
    if outcome == Outcome.ACCEPT:
        for party in refused:
            share.edition.flows.still_open().given_by(party).update(closed_at=timezone.now())
        note_acts(share)
        withholding.leave_out(share, sent)
        policy.align_parties(share, refused)
        start_clauses(share)
    facts: Facts = {"round": sent.number, "parties": [party.fact for party in refused]}
    kind, subject = TOLD_OF_ALL[outcome], f"round:{sent.number}"
    finish(share, kind, by=None, cause=Cause.ALL_DECIDED, facts=facts, subject=subject)


def _together(share: DataShare, outcomes: set[str], refused: Sequence[Party]) -> Outcome:
    """Return what all decisions come to."""
    if outcomes == {Outcome.REFUSE}:
        return Outcome.REFUSE
    needed = share.edition.flows.still_open().filter(needed=True, ends__party__in=refused, ends__act=Act.GIVES)
    if Outcome.RETURN in outcomes or needed.exists():
        return Outcome.RETURN
    return Outcome.ACCEPT


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
            by=earlier.by,
            at=earlier.at,
            revision=1,
        )
        for earlier in standing
        if reading
    )


def _verdicts(share: DataShare, sent: Round, party: Party) -> list[EventChange]:
    """Return the verdict on each section, with the note that the acquirer may read."""
    said = {response.section: response for response in sent.responses.filter(party=party)}
    sections = question_set(share.edition.question_set).sections
    return [_verdict(said[section.key]) for section in sections if section.key in said]


def _verdict(response: SectionResponse) -> EventChange:
    given: Json = {"verdict": response.verdict, "note": response.note}
    return EventChange.given(ChangeKey.VERDICT, given, response.section)


def _must(outcome: Outcome, reason: Reason | None, text: str, sent: Round, party: Party) -> None:
    """Raise Incomplete for a return without a comment, or a refusal without a reason and text.

    Source: response-and-lifecycle, decisions.
    """
    remarks = sent.responses.filter(party=party).exclude(verdict=Verdict.AGREE)
    if outcome == Outcome.RETURN and not text and not remarks.exists():
        raise Incomplete("Enter what needs to change, or respond to a section with a comment")
    if outcome == Outcome.REFUSE and not (reason and text):
        raise Incomplete("Select the main reason and explain why you are refusing the request")
