"""Data that someone names in a request because no catalogue lists it: a record that only its data share shows."""

import secrets

from catalogue.models import Access, DataAsset, Kind, Source
from community.models import Organisation

SOURCE = "named-in-a-request"


def new_reference() -> str:
    """A reference that says what it is and cannot be guessed."""
    return f"unlisted-{secrets.token_hex(8)}"


def named(reference: str, title: str, description: str, holder: Organisation) -> DataAsset:
    """A record in someone's own words, not stored."""
    return DataAsset(
        reference=reference,
        identifier=reference,
        kind=Kind.UNLISTED,
        title=title,
        description=description,
        publisher=holder,
        publisher_name=holder.name,
        access=Access.NOT_STATED,
    )


def kept(asset: DataAsset) -> DataAsset:
    """The record as it is stored: one that was only named so far is stored now, once however often it is asked."""
    if not asset.pk:
        asset.source, _ = Source.objects.get_or_create(
            key=SOURCE,
            defaults={
                "name": "Named in a request",
                "licence": "None: the words of a request",
                "attribution": "Named by a person who asks for it",
            },
        )
        DataAsset.objects.bulk_create([asset], ignore_conflicts=True)
        return DataAsset.objects.get(reference=asset.reference)
    return asset
