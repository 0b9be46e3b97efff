"""What people do about risks: assess one, add one, strike one."""

from collections.abc import Mapping
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from agreements.assessing.risks import newest_decision, risk_in, risks_of, said_of
from agreements.assessing.text_of_record import rewrite
from agreements.drafting.library.assessed import OWN, AssessedRisk
from agreements.kinds import ChangeKey, EventKind
from agreements.members.actions import party_of
from agreements.models import DataShare, RiskDecision
from agreements.states import Action, State
from agreements.workflow import EventChange, begin, finish
from community.models import User
from datashare.lib.exceptions import Conflict, NotNow

SCORES: Final = frozenset(
    {
        *("likelihood", "severity", "measure", "effect", "owner", "due", "is_approved"),
        *("likelihood_after", "severity_after", "remaining"),
    }
)


@transaction.atomic
def assess(*, share: DataShare, risk: str, given: Mapping[str, Any], revision: int, by: User) -> RiskDecision:
    """Record what a person judges of a risk: scores, measure, owner, date, approval, what remains.

    `given` has the fields of `SCORES` and `approved_by` for an approved measure, and for a risk that people added also
    `source` and `harm`. `revision` is that of the decision the person saw, 0 for none: raise Conflict if there is a
    newer one, NotNow if the answers no longer raise the risk. Idempotent for the same words.
    Source: UK GDPR Article 35(7)(c) and (d).
    """
    share = _begin(share, by)
    found, before = _found(share, risk, by), newest_decision(share, risk)
    words = _judged(given)
    words |= {name: given.get(name) or getattr(found, name) for name in ("source", "harm")}
    words["about"] = found.about
    if before and not before.is_struck and all(getattr(before, name) == value for name, value in words.items()):
        return before
    _must_be_seen(before, revision)
    return _decide(share, EventKind.RISK_ASSESSED, risk, before, words, by)


@transaction.atomic
def add(*, share: DataShare, given: Mapping[str, Any], by: User) -> RiskDecision:
    """Add a risk that the answers do not raise, with its assessment: `given` as in `assess`, with `source` and `harm`.

    Raise NotNow if the data is about no one. Idempotent for the same risk in the same words.
    """
    share = _begin(share, by)
    risks = risks_of(share, party_of(share, by))
    if not risks:
        raise NotNow("The data is not about living people who can be identified, so there is nothing to assess.")
    own = _judged(given) | {name: given[name] for name in ("source", "harm")}
    for twin in share.edition.risk_decisions.standing().filter(risk__startswith=OWN, source=own["source"]):
        if all(getattr(twin, name) == value for name, value in own.items()):
            return twin
    number = share.edition.risk_decisions.filter(risk__startswith=OWN, revision=1).count() + 1
    return _decide(share, EventKind.RISK_ADDED, f"{OWN}{number}", None, own, by)


@transaction.atomic
def strike(*, share: DataShare, risk: str, reason: str, revision: int, by: User) -> RiskDecision:
    """Record that a risk is none here, and why. The record keeps it with the reason. Errors as `assess`."""
    share = _begin(share, by)
    found, before = _found(share, risk, by), newest_decision(share, risk)
    if before and (before.struck_because, before.about) == (reason, found.about):
        return before
    _must_be_seen(before, revision)
    words = {"source": found.source, "harm": found.harm, "struck_because": reason, "about": found.about}
    return _decide(share, EventKind.RISK_STRUCK, risk, before, words, by)


def _judged(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a person judged, with the post that approved the measure if one did."""
    approved_by = given.get("approved_by") if given["is_approved"] else ""
    return {name: given[name] for name in SCORES} | {"approved_by": approved_by or ""}


def _begin(share: DataShare, by: User) -> DataShare:
    """Lock the data share. Raise PermissionDenied for others than who asks while the request is theirs to write."""
    share = begin(share, Action.ASSESS, by)
    if share.edition.state != State.NEGOTIATING and not party_of(share, by).is_lead:
        raise PermissionDenied("Until the clauses are agreed, only the organisation that asks assesses the risks.")
    return share


def _found(share: DataShare, key: str, by: User) -> AssessedRisk:
    found = risk_in(risks_of(share, party_of(share, by)), key)
    if found is None:
        raise NotNow("The answers do not raise this risk any more.")
    return found


def _must_be_seen(newest: RiskDecision | None, revision: int) -> None:
    if newest and newest.revision != revision:
        raise Conflict(f"{newest.by} decided on this risk after you opened the page.")


def _decide(
    share: DataShare, kind: EventKind, risk: str, before: RiskDecision | None, words: Mapping[str, Any], by: User
) -> RiskDecision:
    party, at = party_of(share, by), timezone.now()
    last = share.edition.risk_decisions.aggregate(last=Max("first"))["last"] or 0
    decision = RiskDecision.objects.create(
        edition=share.edition,
        risk=risk,
        revision=before.revision + 1 if before else 1,
        first=before.first if before else last + 1,
        by=by,
        party=party,
        at=at,
        **words,
    )
    changes = [EventChange(ChangeKey.RISK.of(risk), said_of(before), said_of(decision))]
    changes += rewrite(share, party, by)
    subject = f"risk:{risk}:{decision.revision}"
    finish(share, kind, by=by, facts={"risk": decision.source}, changes=changes, subject=subject, at=at)
    return decision
