"""What becomes of a supplier's decision: at once, or once the last of several suppliers has decided."""

from collections.abc import Sequence

from django.utils import timezone

from agreements import policy
from agreements.drafting.drafts import start_clauses
from agreements.drafting.signed_before import agree_as_signed
from agreements.kinds import Cause, ChangeKey, EventKind, Facts, FactValue
from agreements.models import Act, DataShare, Decision, Outcome, Party, Round, SectionResponse
from agreements.models.flows import note_acts
from agreements.models.turns import begin_turn, end_turn
from agreements.questionnaire.question_sets import question_set
from agreements.questionnaire.words import Json
from agreements.responding import withholding
from agreements.standing.staying import must_stay
from agreements.states import State
from agreements.workflow import EventChange, finish
from community.models import User

TOLD = {
    Outcome.RETURN: EventKind.REQUEST_RETURNED,
    Outcome.ACCEPT: EventKind.NEGOTIATION_STARTED,
    Outcome.CONDITIONS: EventKind.NEGOTIATION_ON_CONDITIONS,
    Outcome.REFUSE: EventKind.REQUEST_REFUSED,
}
# With several suppliers: what each decides for its own data, and what comes of all their decisions.
TOLD_OF_OWN = {
    Outcome.RETURN: EventKind.OWN_DATA_RETURNED,
    Outcome.ACCEPT: EventKind.OWN_DATA_ACCEPTED,
    Outcome.CONDITIONS: EventKind.OWN_DATA_ON_CONDITIONS,
    Outcome.REFUSE: EventKind.OWN_DATA_REFUSED,
}
TOLD_OF_ALL = {
    Outcome.RETURN: EventKind.ROUND_RETURNED,
    Outcome.ACCEPT: EventKind.ROUND_ACCEPTED,
    Outcome.REFUSE: EventKind.ROUND_REFUSED,
}


def follow(share: DataShare, decision: Decision, by: User) -> None:
    """Record the decision, and let the data share follow it: at once, or once the last of several has decided."""
    sent, outcome = decision.round, Outcome(decision.outcome)
    deciding = list(share.parties.deciding())
    if len(deciding) == 1 and outcome.agrees:
        withholding.leave_out(share, sent)
        start_clauses(share)
    _tell(share, decision, TOLD[outcome] if len(deciding) == 1 else TOLD_OF_OWN[outcome], by)
    if len(deciding) > 1:
        _settle(share, sent, deciding)
    if share.edition.state == State.NEGOTIATING:
        agree_as_signed(share)
    end_turn([decision.party])
    if share.edition.state == State.RETURNED:
        begin_turn(share, share.parties.filter(is_lead=True).select_related("organisation"), sent)


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

    It goes back to the acquirer if one returned it, or refused data that is needed or a variation of what binds it, and
    ends if all refused. Otherwise negotiation starts without what was refused.
    """
    outcomes = dict(sent.decisions.filter(party__in=deciding).values_list("party", "outcome"))
    if any(party.pk not in outcomes for party in deciding):
        return
    refused = [party for party in deciding if outcomes[party.pk] == Outcome.REFUSE]
    outcome = _together(share, set(outcomes.values()), refused)
    if outcome == Outcome.ACCEPT:
        for party in refused:
            share.edition.flows.still_open().given_by(party).update(closed_at=timezone.now())
        note_acts(share)
        withholding.leave_out(share, sent)
        policy.align_parties(share, share.parties.all())
        start_clauses(share)
    facts: Facts = {"round": sent.number, "parties": [party.fact for party in refused]}
    kind, subject = TOLD_OF_ALL[outcome], f"round:{sent.number}"
    finish(share, kind, by=None, cause=Cause.ALL_DECIDED, facts=facts, subject=subject)


def _together(share: DataShare, outcomes: set[str], refused: Sequence[Party]) -> Outcome:
    """Return what all decisions come to."""
    if outcomes == {Outcome.REFUSE}:
        return Outcome.REFUSE
    needed = share.edition.flows.still_open().filter(needed=True, ends__party__in=refused, ends__act=Act.GIVES)
    if Outcome.RETURN in outcomes or needed.exists() or set(refused) & set(must_stay(share)):
        return Outcome.RETURN
    return Outcome.ACCEPT


def _verdicts(share: DataShare, sent: Round, party: Party) -> list[EventChange]:
    """Return the verdict on each section, with the note that the acquirer may read."""
    said = {response.section: response for response in sent.responses.filter(party=party)}
    sections = question_set(share.edition.question_set).sections
    return [_verdict(said[section.key]) for section in sections if section.key in said]


def _verdict(response: SectionResponse) -> EventChange:
    given: dict[str, Json] = {"verdict": response.verdict, "note": response.note}
    if response.questions:
        given["questions"] = list(response.questions)
    return EventChange.given(ChangeKey.VERDICT, given, response.section)
