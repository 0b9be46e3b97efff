"""What the pages of a data share say of a party, or a holder of its data, that has closed."""

from collections.abc import Iterable
from typing import Any

from agreements.models import DataShare, Signature
from agreements.states import State
from catalogue.models import DataAsset
from community.organisations.succession import closings


def closed_bodies(share: DataShare, assets: Iterable[DataAsset] | None = None) -> dict[str, Any]:
    """Return, for _closed.html, the closings of its bodies, and whether anyone has signed the words that are out."""
    assets = share.assets.select_related("publisher") if assets is None else assets
    closed = closings([*(party.organisation for party in share.parties.all()), *(asset.publisher for asset in assets)])
    out = bool(closed) and share.edition.state == State.SIGNING
    signed = out and Signature.objects.filter(agreement__in=share.agreements.offered()).exists()
    return {"closed": closed, "is_signed": signed}
