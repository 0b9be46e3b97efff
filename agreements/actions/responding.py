"""The supplier's verbs: answer for its own half, give a verdict on each section, decide."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from agreements.actions.drafting import start_clauses
from agreements.models import DataShare, Decision, Outcome, Reason, Round, SectionResponse, SupplierAnswer, Verdict
from agreements.questionnaire.shape import Step
from agreements.states import Action
from agreements.workflow import Change, begin, finish
from community.models import User
from datashare.lib.problems import Conflict, Incomplete

DECISIONS = {Outcome.RETURN: Action.RETURN, Outcome.ACCEPT: Action.ACCEPT, Outcome.REFUSE: Action.REFUSE}


@transaction.atomic
def respond(
    *,
    share: DataShare,
    section: str,
    title: str,
    verdict: Verdict,
    note: str,
    private_note: str,
    revision: int,
    by: User,
) -> None:
    """Give the verdict on one section of the newest round. The same verdict again changes nothing.

    Raises Conflict when a colleague has answered since the page was shown (`revision`, 0 for a first verdict).
    """
    share = begin(share, Action.RESPOND, by)
    sent = newest_round(share)
    row = SectionResponse.objects.filter(round=sent, section=section).first() or SectionResponse(
        round=sent, section=section, revision=0
    )
    said = (row.verdict, row.note, row.private_note)
    if said == (verdict, note, private_note):
        return
    if row.revision != revision:
        raise Conflict("A colleague responded to this section since you opened it.")
    row.verdict, row.note, row.private_note = verdict, note, private_note
    row.by, row.revision = by, row.revision + 1
    row.save()
    before = Verdict(said[0]).label if said[0] else ""
    changes = [Change("Verdict", before, verdict.label), Change("Note", said[1], note)]
    finish(share, Action.RESPOND, by=by, says=f"responded to “{title}”: {verdict.label.lower()}", changes=changes)


@transaction.atomic
def answer_own_half(*, share: DataShare, step: Step, values: Mapping[str, Any], revision: int, by: User) -> None:
    """Store the supplier's own answers of one step; the same rules as for the acquirer's."""
    share = begin(share, Action.RESPOND, by)
    kept = {row.key: row for row in share.supplier_answers.filter(key__in=list(values))}
    changed = {key: value for key, value in values.items() if key not in kept or kept[key].value != value}
    if not changed:
        return
    if revision != sum(row.revision for row in kept.values()):
        raise Conflict("A colleague answered this since you opened it.")
    changes, asks = [], {question.key: question.ask for question in step.questions}
    for key, value in changed.items():
        row = kept.get(key) or SupplierAnswer(share=share, key=key, revision=0, value=None)
        changes.append(Change(asks[key], str(step.words(key, row.value)), str(step.words(key, value))))
        row.value, row.author, row.revision = value, by, row.revision + 1
        row.save()
    finish(share, Action.RESPOND, by=by, says=f"answered “{step.title}” for the supplier", changes=changes)


def newest_round(share: DataShare) -> Round:
    """The round the supplier is looking at."""
    return share.rounds.order_by("-number")[0]


@transaction.atomic
def decide(*, share: DataShare, outcome: Outcome, reason: Reason | None, text: str, by: User) -> Decision:
    """Return with comments, agree and start negotiating, or refuse with a coded reason."""
    share = begin(share, DECISIONS[outcome], by)
    sent = newest_round(share)
    _must(outcome, reason, text, sent)
    decision = Decision.objects.create(round=sent, outcome=outcome, reason=reason or "", text=text, by=by)
    if outcome == Outcome.ACCEPT:
        start_clauses(share)
    says = {
        Outcome.RETURN: "returned the request with comments",
        Outcome.ACCEPT: "agreed to start negotiating; the clauses of both documents were drafted from the answers",
        Outcome.REFUSE: f"refused the request: {reason.label.lower() if reason else ''}",
    }[outcome]
    changes = [Change("In their words", "", text)] if text else []
    finish(share, DECISIONS[outcome], by=by, says=says, changes=changes, subject=f"round:{sent.number}")
    return decision


def _must(outcome: Outcome, reason: Reason | None, text: str, sent: Round) -> None:
    """A return needs a comment, a refusal a coded reason and words (response-and-lifecycle: decisions)."""
    if outcome == Outcome.RETURN and not text and not sent.responses.exclude(verdict=Verdict.AGREE).exists():
        raise Incomplete("Say what needs to change, here or beside a section, before you return the request.")
    if outcome == Outcome.REFUSE and not (reason and text):
        raise Incomplete("Select a reason, and say in your own words why you refuse.")
