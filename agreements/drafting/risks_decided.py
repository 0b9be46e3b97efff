"""What people decided in the impact assessment, as facts of a draft."""

from typing import Any, Final, TypedDict

from agreements.drafting.facts import AcceptanceFacts, AdviceFacts, RiskFacts
from agreements.models import DataShare, OfficerAdvice, RiskAcceptance, RiskDecision
from datashare.lib.clock import local_date


class Assessment(TypedDict):
    """The facts of a draft that come from the assessment."""

    risks: tuple[RiskFacts, ...]
    advice: tuple[AdviceFacts, ...]
    acceptances: tuple[AcceptanceFacts, ...]


NOTHING_DECIDED: Final = Assessment(risks=(), advice=(), acceptances=())


def assessment_of(share: DataShare) -> Assessment:
    """Return the standing decision on each risk, and the newest advice and acceptance of each party. Three queries.

    None for common rules.
    """
    if share.is_umbrella:
        return NOTHING_DECIDED
    edition = share.edition
    standing = edition.risk_decisions.standing().select_related("party__organisation")
    return Assessment(
        risks=tuple(map(_risk, standing)),
        advice=tuple(map(_advice, _newest(edition.officer_advice.all()))),
        acceptances=tuple(map(_acceptance, _newest(edition.risk_acceptances.all()))),
    )


def risks_as_sent(share: DataShare) -> tuple[RiskFacts, ...] | None:
    """Return what was decided on risks when the newest round was sent; None if that round does not say.

    No decision is sent before the request is. Two queries at most.
    """
    setting = share.edition.rounds.order_by("-number").values_list("setting", flat=True).first()
    if setting is None:
        return ()
    if "risks" not in setting:
        return None
    if not setting["risks"]:
        return ()
    sent = share.edition.risk_decisions.filter(pk__in=setting["risks"]).select_related("party__organisation")
    return tuple(map(_risk, sent.order_by("first", "pk")))


def _newest(rows: Any) -> Any:
    """Filter to the newest row of each party."""
    return rows.order_by("party_id", "-pk").distinct("party_id")


def _risk(decided: RiskDecision) -> RiskFacts:
    return RiskFacts(
        key=decided.risk,
        source=decided.source,
        harm=decided.harm,
        likelihood=decided.likelihood,
        severity=decided.severity,
        measure=decided.measure,
        effect=decided.effect,
        owner=decided.owner,
        due=decided.due,
        is_approved=decided.is_approved,
        approved_by=decided.approved_by,
        likelihood_after=decided.likelihood_after,
        severity_after=decided.severity_after,
        remaining=decided.remaining,
        struck=decided.struck_because,
        party=str(decided.party),
        revision=decided.revision,
        about=decided.about,
    )


def _advice(given: OfficerAdvice) -> AdviceFacts:
    return AdviceFacts(
        party=given.party_id,
        advice=given.advice,
        words=given.words,
        office=given.office,
        about=given.about,
        on=local_date(given.at),
    )


def _acceptance(given: RiskAcceptance) -> AcceptanceFacts:
    return AcceptanceFacts(
        party=given.party_id,
        office=given.office,
        reply=given.reply,
        reasons=given.reasons,
        consulted=given.consulted,
        about=given.about,
        on=local_date(given.at),
    )
