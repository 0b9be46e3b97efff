"""What is sent with a round besides its answers: its rules and records, who gives to whom, decisions on risks."""

from typing import Any

from agreements.drafting.body_templates import TEMPLATE, newest_template
from agreements.models import DataShare
from agreements.requesting.grid import grid_of
from agreements.requesting.under_rules import rules_in_words


def setting_of(share: DataShare) -> dict[str, Any]:
    """Return the setting of a request as it stands: in words, and the keys of the decisions on risks.

    Also the key of the version of the supplier's template, 0 if it has none.

    No flows where only the one that asks receives.
    """
    flows = grid_of(share).named() if share.parties.receiving_too().exists() else []
    said = [f"{giver} gives data to {receiver}" for giver, receiver in flows]
    risks = list(share.edition.risk_decisions.standing().values_list("pk", flat=True))
    records = [f"“{asset.title}” ({asset.publisher_name})" for asset in share.assets.order_by("pk")]
    return {"rules": rules_in_words(share.edition.rules), "flows": said, "risks": risks, "records": records} | {
        TEMPLATE: newest_template(share, list(share.parties.all()))
    }
