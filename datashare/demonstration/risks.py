"""How the people of the demonstration assess the risks of their data share."""

from typing import Any, Final

from agreements.assessing import actions, approval
from agreements.assessing.risks import risks_of
from agreements.drafting.drafts import circumstances_for
from agreements.drafting.library.approved import digest_of_all, digest_of_risks
from agreements.members.actions import party_of
from agreements.models import DataShare
from community.models import User

ADVICE: Final = (
    "The measures are right for this data, which names no one. Look again at the risk to small groups when the first "
    "results are published."
)
ACQUIRER, SUPPLIER = "UK Health Security Agency", "NHS England"
# For each risk of the library: likelihood and severity, before and after; what remains; the post that owns the measure.
JUDGED: Final = {
    "identified_by_linkage": (
        "remote",
        "severe",
        "remote",
        "severe",
        "low",
        f"Head of environmental epidemiology, {ACQUIRER}",
    ),
    "wrong_person": (
        "remote",
        "minimal",
        "remote",
        "minimal",
        "low",
        f"Head of environmental epidemiology, {ACQUIRER}",
    ),
    "stale": (
        "possible",
        "significant",
        "remote",
        "significant",
        "low",
        f"Duty consultant for adverse weather, {ACQUIRER}",
    ),
    "unfair_to_a_group": (
        "possible",
        "significant",
        "remote",
        "significant",
        "low",
        f"Head of health equity, {ACQUIRER}",
    ),
    "unexpected": ("possible", "significant", "remote", "significant", "low", f"Head of public engagement, {ACQUIRER}"),
    "notice_silent": ("probable", "significant", "remote", "minimal", "low", f"Head of privacy, {SUPPLIER}"),
    "sensitive_disclosed": ("possible", "severe", "remote", "severe", "medium", f"Information asset owner, {ACQUIRER}"),
    "insider": ("possible", "significant", "remote", "significant", "low", f"Information asset owner, {ACQUIRER}"),
    "creep": ("possible", "significant", "remote", "significant", "low", f"Information asset owner, {ACQUIRER}"),
    "kept_too_long": (
        "possible",
        "significant",
        "remote",
        "significant",
        "low",
        f"Information asset owner, {ACQUIRER}",
    ),
    "told_late": (
        "possible",
        "significant",
        "remote",
        "significant",
        "low",
        f"Head of information governance, {ACQUIRER}",
    ),
}


def assess_risks(share: DataShare, by: User, *, leaving: int = 0) -> None:
    """Assess the risks of a data share but for the last few."""
    share = _now(share)
    raised = [risk for risk in risks_of(share, party_of(share, by)) if risk.is_open]
    for risk in raised[: len(raised) - leaving]:
        actions.assess(share=share, risk=risk.key, given=_given(risk.key, risk.proposed), revision=0, by=by)


def approve_risks(share: DataShare, *, officers: list[User], accepting: list[User]) -> None:
    """Let the data protection officer of each side advise, and someone of each side accept what remains."""
    share = _now(share)
    for officer in officers:
        about = digest_of_risks(circumstances_for(share, None))
        advice = {"advice": "go_ahead", "words": ADVICE, "office": "Data protection officer"}
        approval.advise(share=share, given=advice, about=about, by=officer)
    for person in accepting:
        about = digest_of_all(circumstances_for(share, None), party_of(share, person).pk)
        given = {"office": person.job_title, "reply": "followed"}
        approval.accept_risk(share=share, given=given, about=about, by=person)


def _now(share: DataShare) -> DataShare:
    """Return the data share in the state that it is in now."""
    return DataShare.objects.select_related("edition").get(pk=share.pk)


def _given(key: str, proposed: Any) -> dict[str, Any]:
    likelihood, severity, likelihood_after, severity_after, remaining, owner = JUDGED[key]
    return {
        "likelihood": likelihood,
        "severity": severity,
        "measure": proposed.measure,
        "effect": "reduced",
        "owner": owner,
        "due": None,
        "is_approved": True,
        "likelihood_after": likelihood_after,
        "severity_after": severity_after,
        "remaining": remaining,
    }
