"""Whom to ask about a record: by role and mailbox, never by a person's name."""

from dataclasses import dataclass

from catalogue.models import DataAsset, Steward


@dataclass(frozen=True)
class Contact:
    """Who is responsible for a record in this service (empty if no one is), its mailbox and its own page."""

    who: str
    mailbox: str
    page: str


def contact_of(asset: DataAsset) -> Contact:
    return Contact(_who(asset), asset.contact, asset.landing)


def _who(asset: DataAsset) -> str:
    publisher = asset.publisher_name or "its publisher"
    if asset.pk and Steward.objects.live().filter(asset=asset).exists():
        return f"The people responsible for this record at {publisher}"
    return f"The people who answer requests at {publisher}" if asset.is_answered() else ""
