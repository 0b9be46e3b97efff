"""The reconsideration of a refusal: the acquirer asks once, someone else of each supplier that refused answers."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from agreements.kinds import Cause, ChangeKey, EventKind, FactValue
from agreements.members.actions import party_of
from agreements.models import (
    DataShare,
    Decision,
    Outcome,
    Party,
    Reconsideration,
    ReconsiderationAnswer,
    Round,
)
from agreements.models.turns import begin_turn, end_turn
from agreements.responding.actions import newest_round
from agreements.states import Action, State
from agreements.workflow import EventChange, begin, finish, lock
from community.models import User
from datashare.lib.exceptions import Incomplete, NotNow


def asked_in(share: DataShare) -> Reconsideration | None:
    """Return the reconsideration that was asked for, with its answers. Two queries, or one if there is none."""
    asked = Reconsideration.objects.filter(edition=share.edition).select_related("by", "round")
    return asked.prefetch_related("answers__by", "answers__party__organisation").first()


def refusal_of(share: DataShare, party: Party) -> Decision | None:
    """Return this supplier's refusal of the newest round. One query."""
    refusals = Decision.objects.newest().filter(round__edition=share.edition, party=party, outcome=Outcome.REFUSE)
    return refusals.select_related("by").first()


def why_not_by(refusal: Decision, by: User) -> str:
    """Return why this user cannot answer for the supplier; empty if they can."""
    if refusal.by_id != by.pk:
        return ""
    return "You refused this request, so someone else who leads for your organisation must reconsider it."


@transaction.atomic
def ask(*, share: DataShare, reasons: str, by: User) -> Reconsideration:
    """Ask the suppliers that refused to reconsider, for these reasons. Idempotent for the same user.

    Raise NotNow if it was asked before, Incomplete without reasons.
    """
    share = lock(share)
    asked = asked_in(share)
    if asked and share.edition.state == State.RECONSIDERING and (asked.by_id, asked.reasons) == (by.pk, reasons):
        return asked
    share = begin(share, Action.ASK_AGAIN, by)
    if asked:
        raise NotNow("The refusal has been reconsidered, and it stands. You cannot ask again.")
    if not reasons:
        raise Incomplete("Enter why the refusal should be reconsidered")
    sent = newest_round(share)
    asked = Reconsideration.objects.create(edition=share.edition, round=sent, reasons=reasons, by=by)
    changes = [EventChange.given(ChangeKey.REASON, reasons)]
    _tell(share, EventKind.RECONSIDERATION_ASKED, sent, by, changes)
    refused = dict(sent.decisions.filter(outcome=Outcome.REFUSE, party__gives=True).values_list("party", "by"))
    begin_turn(share, share.parties.filter(pk__in=refused).select_related("organisation"), sent, not_by=refused)
    return asked


@transaction.atomic
def answer(*, share: DataShare, upholds: bool, text: str, by: User) -> ReconsiderationAnswer:
    """Uphold or lift the refusal for one's own organisation, as someone who did not refuse. Idempotent.

    Once the last supplier that refused has answered, the request ends again or, if one lifted its refusal, is with the
    suppliers again as a new round. Raise NotNow if a colleague has answered, Incomplete without a reason to uphold.
    """
    share = lock(share)
    asked, party = asked_in(share), party_of(share, by)
    given = asked.answers.filter(party=party).first() if asked else None
    if given and (given.by_id, given.upholds, given.text) == (by.pk, upholds, text):
        return given
    share = begin(share, Action.RECONSIDER, by)
    refusal = refusal_of(share, party)
    if given or asked is None or refusal is None:
        raise NotNow(f"{party} has reconsidered its refusal already." if given else f"{party} did not refuse this.")
    if why := why_not_by(refusal, by):
        raise PermissionDenied(why)
    if upholds and not text:
        raise Incomplete("Enter why the refusal stands")
    given = ReconsiderationAnswer.objects.create(reconsideration=asked, party=party, upholds=upholds, text=text, by=by)
    kind = EventKind.REFUSAL_UPHELD if upholds else EventKind.REFUSAL_LIFTED
    changes = [EventChange.given(ChangeKey.DECISION_NOTE, text)] if text else []
    _tell(share, kind, asked.round, by, changes)
    end_turn([party])
    _settle(share, asked)
    return given


def _settle(share: DataShare, asked: Reconsideration) -> None:
    """Move the data share once every supplier that refused has answered."""
    refusals = asked.round.decisions.filter(outcome=Outcome.REFUSE, party__gives=True).select_related("party")
    answers = {given.party_id: given for given in ReconsiderationAnswer.objects.filter(reconsideration=asked)}
    if any(refusal.party_id not in answers for refusal in refusals):
        return
    if all(given.upholds for given in answers.values()):
        _tell(share, EventKind.REFUSAL_STANDS, asked.round, None)
        return
    sent = _open_again(asked)
    for refusal in refusals:
        _refuse_again(sent, refusal, answers[refusal.party_id])
    _tell(share, EventKind.RESPONSE_REOPENED, sent, None)
    lifted = [given.party_id for given in answers.values() if not given.upholds]
    begin_turn(share, share.parties.filter(pk__in=lifted).select_related("organisation"), sent)


def _open_again(asked: Reconsideration) -> Round:
    """Return the next round: the same answers, with the reasons as its message."""
    before = asked.round
    return Round.objects.create(
        edition=before.edition,
        number=before.number + 1,
        answers=before.answers,
        halves=before.halves,
        setting=before.setting,
        submitted_by=asked.by,
        note=asked.reasons,
    )


def _refuse_again(sent: Round, refusal: Decision, given: ReconsiderationAnswer) -> None:
    """Let the refusal of a supplier that upheld it stand in the new round."""
    if given.upholds:
        Decision.objects.create(
            round=sent,
            party=refusal.party,
            outcome=Outcome.REFUSE,
            reason=refusal.reason,
            text=given.text,
            own_half=refusal.own_half,
            by=given.by,
            office=given.by.job_title,
        )


def _tell(
    share: DataShare, kind: EventKind, sent: Round, by: User | None, changes: list[EventChange] | None = None
) -> None:
    facts: dict[str, FactValue] = {"round": sent.number}
    cause = "" if by else Cause.RECONSIDERED
    finish(share, kind, by=by, cause=cause, facts=facts, changes=changes or [], subject=f"round:{sent.number}")
