"""What the supplier answered about its signatory, where it saves somebody typing it again."""

from typing import Any

from agreements.models import DataShare
from agreements.states import Role
from agreements.views.access import Page

_KEY = "s_signatory"


def answered_signatory(share: DataShare) -> dict[str, Any]:
    """Name, position and order, as far as the supplier gave them."""
    value = share.supplier_answers.filter(key=_KEY).values_list("value", flat=True).first()
    return value if isinstance(value, dict) else {}


def named_signatory(page: Page) -> str:
    """For somebody of the supplier, the person whom its response names."""
    given = answered_signatory(page.share) if page.is_supplier() else {}
    return ", ".join(filter(None, (str(given.get("name") or ""), str(given.get("position") or ""))))


def invitation(page: Page, role: str | None) -> dict[str, str]:
    """What the form of an invitation begins with, where a link says what somebody is needed for."""
    if role != Role.SIGNATORY:
        return {}
    given = answered_signatory(page.share) if page.is_supplier() else {}
    return {"role": role, "office": str(given.get("position") or "")}


def suggested_order(page: Page) -> tuple[str, str]:
    """The order of signing to begin with, and the line that says where it comes from."""
    order = answered_signatory(page.share).get("order")
    supplier = " and ".join(str(party) for party in page.suppliers) or "the supplier"
    if order == "after":
        return "given", f"In its response, {supplier} answered that it signs after the acquirer."
    if order == "any":
        return "any", f"In its response, {supplier} answered that people sign in any order."
    return "any", ""
