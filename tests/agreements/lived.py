"""Data shares whose agreement has been signed, and what became of it."""

from agreements.models import DataShare, EndGround, SuspensionGround
from agreements.reviewing import ending, suspending
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.cast import Cast

WHY = "A laptop with a copy was lost on a train."


def suspended(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a data share in force, suspended by the supplier."""
    share = stages.in_force(cast, asset)
    suspending.suspend(share=share, ground=SuspensionGround.INCIDENT, reason=WHY, by=cast.supplier)
    return stages.fresh(share)


def ended(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a data share that the supplier's signatory ended at once."""
    share = stages.in_force(cast, asset)
    power = "The regulations were revoked, and section 5 says so."
    ending.end_at_once(share=share, ground=EndGround.NO_POWER, reason=power, by=cast.supplier_signatory)
    return stages.fresh(share)
