"""The supplier's actions: answer its own questions, give a verdict on each section, decide."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from agreements.answers import changes_to, own_journey_of, store_step
from agreements.drafting.drafts import start_clauses
from agreements.kinds import ChangeKey, EventKind, FactValue
from agreements.members.actions import party_of
from agreements.models import DataShare, Decision, Outcome, Party, Reason, Round, SectionResponse, Verdict
from agreements.questionnaire.question_sets import question_set
from agreements.questionnaire.shape import Section, Step
from agreements.questionnaire.words import Json
from agreements.responding.reading import reading_of
from agreements.states import Action
from agreements.workflow import EventChange, begin, finish, lock
from community.models import User
from datashare.lib.exceptions import Conflict, Incomplete

DECISIONS = {Outcome.RETURN: Action.RETURN, Outcome.ACCEPT: Action.ACCEPT, Outcome.REFUSE: Action.REFUSE}
TOLD = {
    Outcome.RETURN: EventKind.REQUEST_RETURNED,
    Outcome.ACCEPT: EventKind.NEGOTIATION_STARTED,
    Outcome.REFUSE: EventKind.REQUEST_REFUSED,
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
    sent, party = newest_round(share), party_of(share, by)
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
    replaced = store_step(share, step, values, party=party_of(share, by), revision=revision, by=by)
    if not replaced:
        return
    facts, changes = {"question": step.keys[0]}, changes_to(replaced, values)
    finish(share, EventKind.SUPPLIER_ANSWERED, by=by, facts=facts, changes=changes, subject=f"own:{step.slug}")


def newest_round(share: DataShare) -> Round:
    """Return the round the supplier is looking at."""
    return share.edition.rounds.order_by("-number")[0]


def decision_by(share: DataShare, by: User) -> Decision | None:
    """Return this user's decision on the newest round, if there is one; makes deciding idempotent."""
    return (
        Decision.objects.filter(round__edition=share.edition, by=by)
        .exclude(round__number__lt=share.edition.rounds.count())
        .first()
    )


@transaction.atomic
def decide(*, share: DataShare, outcome: Outcome, reason: Reason | None, text: str, by: User) -> Decision:
    """Return with comments, agree and start negotiating, or refuse with a coded reason.

    Idempotent for the same user. The verdicts on the sections and their notes enter the history with the decision.
    """
    share = lock(share)
    done = decision_by(share, by)
    if done and (done.outcome, done.reason, done.text) == (outcome, reason or "", text):
        return done
    share = begin(share, DECISIONS[outcome], by)
    sent, party = newest_round(share), party_of(share, by)
    _must(outcome, reason, text, sent, party)
    _carry_over(share, party)
    own_half = dict(own_journey_of(share, sent, party).answered())
    decision = Decision.objects.create(
        round=sent, party=party, outcome=outcome, reason=reason or "", text=text, own_half=own_half, by=by
    )
    if outcome == Outcome.ACCEPT:
        start_clauses(share)
    changes = [EventChange.given(ChangeKey.DECISION_NOTE, text)] if text else []
    changes += _verdicts(share, sent, party)
    facts: dict[str, FactValue] = {"round": sent.number}
    if outcome == Outcome.REFUSE and reason:
        facts["reason"] = reason.value
    finish(share, TOLD[outcome], by=by, facts=facts, changes=changes, subject=f"round:{sent.number}")
    return decision


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
