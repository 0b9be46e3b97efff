"""The notices of contacts that changed, shown beside the signed words."""

from collections.abc import Sequence

from agreements.models import Agreement, ContactNotice


def contacts_of(agreement: Agreement) -> Sequence[ContactNotice]:
    """Return the notices about the contacts in an agreement, the newest first. One query."""
    return list(agreement.contact_notices.select_related("party__organisation", "by"))
