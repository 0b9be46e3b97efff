"""The risks of a data share as a member reads them, and what the text of record says of them."""

from collections.abc import Sequence

from agreements.drafting.drafts import circumstances_for
from agreements.drafting.library.assessed import AssessedRisk, assessed
from agreements.models import DataShare, Party, RiskDecision
from datashare.lib.clock import long_date


def risks_of(share: DataShare, reader: Party | None) -> tuple[AssessedRisk, ...]:
    """Return every risk of the impact assessment, struck ones too; none if the data is about no one."""
    return assessed(circumstances_for(share, reader))


def risk_in(risks: Sequence[AssessedRisk], key: str) -> AssessedRisk | None:
    return next((risk for risk in risks if risk.key == key), None)


def newest_decision(share: DataShare, key: str) -> RiskDecision | None:
    """Return the decision on a risk that stands. One query."""
    decisions = share.edition.risk_decisions.filter(risk=key).select_related("by", "party__organisation")
    return decisions.order_by("-revision").first()


def earlier_decisions(share: DataShare, newest: RiskDecision | None) -> list[tuple[RiskDecision, str]]:
    """Return the decisions on a risk before the newest, latest first, each in words. At most one query."""
    if newest is None or newest.revision == 1:
        return []
    earlier = share.edition.risk_decisions.filter(risk=newest.risk, revision__lt=newest.revision)
    rows = earlier.select_related("by", "party__organisation").order_by("-revision")
    return [(decision, said_of(decision)) for decision in rows]


def said_of(decision: RiskDecision | None) -> str:
    """Return a decision in words, a line for each thing it says; empty for none."""
    if decision is None:
        return ""
    if decision.is_struck:
        return f"Struck: {decision.struck_because}"
    lines = (
        ("What could go wrong", decision.source),
        ("Harm", decision.harm),
        ("Likelihood", decision.get_likelihood_display()),
        ("Severity", decision.get_severity_display()),
        ("Measure", decision.measure),
        ("Effect", decision.get_effect_display()),
        ("Owner", decision.owner),
        ("By", long_date(decision.due)),
        ("Approved", _approved(decision)),
        ("Likelihood after the measure", decision.get_likelihood_after_display()),
        ("Severity after the measure", decision.get_severity_after_display()),
        ("Remaining risk", decision.get_remaining_display()),
    )
    return "\n".join(f"{name}: {words}" for name, words in lines if words)


def _approved(decision: RiskDecision) -> str:
    by = f", by {decision.approved_by}" if decision.approved_by else ""
    return f"Yes{by}" if decision.is_approved else "Not yet"
