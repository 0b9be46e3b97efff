"""A request to two suppliers: that of the cast, and the body where the stranger handles requests."""

from agreements.models import DataShare
from agreements.requesting import actions as requesting
from agreements.requesting import records
from catalogue.models import DataAsset
from community.models import Membership
from tests.agreements import stages
from tests.cast import Cast, make_asset


def asked_of_two(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a request that both suppliers are reading."""
    elsewhere = Membership.objects.get(user=cast.stranger)
    Membership.objects.filter(pk=elsewhere.pk).update(handles_requests=True)
    draft = stages.draft(cast, asset, stages.checked_answers())
    records.add_record(share=draft, asset=make_asset(elsewhere.organisation, "Energy use of homes"), by=cast.acquirer)
    requesting.submit(share=draft, declared=stages.DECLARED, by=cast.acquirer)
    return stages.fresh(draft)
