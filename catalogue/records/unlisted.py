"""Data described in a request because no catalogue lists it: a record that only its data share shows."""

import secrets

from catalogue.models import Access, DataAsset, Kind, Source
from community.models import Organisation

SOURCE = "named-in-a-request"


def new_reference() -> str:
    """Return a reference with the prefix "unlisted" that cannot be guessed."""
    return f"unlisted-{secrets.token_hex(8)}"


def named(reference: str, title: str, description: str, holder: Organisation) -> DataAsset:
    """Return an unsaved record in the user's own words."""
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
    """Return the saved record. Idempotent: an unsaved one is stored once."""
    if not asset.pk:
        asset.source, _ = Source.objects.get_or_create(
            key=SOURCE,
            defaults={
                "name": "Named in a request",
                "licence": "None. The description is part of a request",
                "attribution": "Named by a person who asks for it",
            },
        )
        DataAsset.objects.bulk_create([asset], ignore_conflicts=True)
        return DataAsset.objects.get(reference=asset.reference)
    return asset
