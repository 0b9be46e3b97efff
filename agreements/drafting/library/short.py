"""The clauses of the short form: of one supply between two bodies, of data that puts no one at high risk.

Each has the key of a clause of the full agreement, so that what is known of one holds for the other; words of its own,
or those of the full agreement; and it stands in the same section.
"""

from dataclasses import replace
from typing import Final

from agreements.drafting.library import mou
from agreements.drafting.library.sections import personal
from agreements.drafting.library.shape import ClauseTemplate

FILE: Final = "short/agreement.md"
FULL: Final = {template.key: template for template in mou.CLAUSES}


def _like(key: str, heading: str = "") -> ClauseTemplate:
    """Return a clause in the words of the full agreement."""
    return replace(FULL[key], heading=heading or FULL[key].heading, under=())


def _short(key: str, heading: str, *reads: str, weighs: tuple[str, ...] = ()) -> ClauseTemplate:
    """Return a clause in words of its own, which applies where the one of the full agreement does."""
    return replace(FULL[key], heading=heading, template=FILE, reads=reads, weighs=weighs, under=())


CLAUSES: Final[tuple[ClauseTemplate, ...]] = (
    _short("summary.share", "The share at a glance", "title", "policy_area", "needed_by", "project_dates"),
    _short("summary.effect", "Effect", weighs=("tri_kind", "form_length")),
    _short("summary.term", "Term", "project_dates"),
    _short("parties.people", "Parties and contacts", "lead", "dpo", weighs=("tri_personal",)),
    _short("parties.others", "Other organisations", "other_orgs", "other_orgs_list", weighs=("onward",)),
    _short("purpose.aims", "Purpose", "aims"),
    _short(
        "data.described",
        "The data",
        *("data_types", "unlisted", "dataset", "subjects", "scope_dates", "geography"),
    ),
    _like("data.pseudonymised"),
    _short("data.onward", "Passing the data on", "onward", weighs=("other_orgs",)),
    _like("data.conditions"),
    _short("legal.power", "The acquirer’s power", "power_have", "power_text"),
    _short("legal.gateway", "The gateway for disclosure", "gateway", "s_gateway"),
    _short("legal.hmrc", "Information held by HM Revenue and Customs"),
    _like("legal.bars"),
    _like("basis.unknown"),
    _short("basis.none", "No personal data"),
    _short("basis.lawful", "Lawful basis", "basis", "s_basis", "power_have"),
    _short("basis.necessary", "Necessity", "necessary"),
    _like("basis.research"),
    _short("basis.roles", "Roles", "role"),
    # The one clause that the full agreement has not: its impact assessment says it there.
    ClauseTemplate(
        key="basis.screened",
        document="mou",
        section="M6",
        heading="No impact assessment",
        template=FILE,
        reads=("volume", "automated", "risk_signs"),
        check="dp_check",
        weighs=("data_types", "linkage", "subjects"),
        when=personal,
        source="UK GDPR Article 35(1), (3) and (4)",
    ),
    _short("rights.notice", "Telling people", "privacy_notice", "s_privacy"),
    _short("rights.handling", "Requests, complaints and place", "transfer"),
    _short("rights.foi", "Freedom of information and the register"),
    _short("delivery.route", "Delivery", "delivery", "classification", "s_route", "s_effort"),
    _short("delivery.controls", "Security controls", "controls"),
    _short("quality.need", "Quality", "s_hold"),
    _short("retention.period", "How long the data is kept", "retention"),
    _short("retention.disposal", "Disposal", "disposal"),
    _short("incidents.reporting", "Incidents", "breach", weighs=("tri_personal",)),
    _short("governance.ending", "Changes and ending"),
    _short("costs.costs", "Costs and disagreements", "s_effort"),
    _short("assurance.records", "Records"),
    _short("signatures.meaning", "Meaning"),
    _short("signatures.signatories", "Signatures", "s_signatory"),
    _short("annex.items", "Items of data", "items", "s_items"),
)
