"""Data shares whose agreement has been signed, and what became of it."""

from django.utils import timezone

from agreements.duties import opening
from agreements.models import DataShare, DisposalCertificate, DisposalMethod, EndGround, SuspensionGround
from agreements.reviewing import disposing, ending, suspending
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.cast import Cast

WHY = "A laptop with a copy was lost on a train."


def suspended(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a data share in force, suspended by the supplier."""
    share = stages.in_force(cast, asset)
    suspending.suspend(share=share, ground=SuspensionGround.INCIDENT, reason=WHY, by=cast.supplier)
    return stages.fresh(share)


def promised(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a data share in force whose duties are open."""
    share = stages.in_force(cast, asset)
    opening.open_next({})
    return share


def ended(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a data share that the supplier's signatory ended at once."""
    share = stages.in_force(cast, asset)
    power = "The regulations were revoked, and section 5 says so."
    ending.end_at_once(share=share, ground=EndGround.NO_POWER, reason=power, by=cast.supplier_signatory)
    return stages.fresh(share)


CERTIFICATE = {
    "destroyed": "The table in the case system and its copy in the archive.",
    "method": DisposalMethod.PURGE,
    "done_by": "Head of Systems",
    "verified_by": "Information Security Officer",
    "kept": "",
    "office": "Information Asset Owner",
}


def certified(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a data share that has ended, with a certificate that the supplier has not answered."""
    share = ended(cast, asset)
    today = {"destroyed_on": timezone.localdate()}
    disposing.certify(share=share, given=CERTIFICATE | today, by=cast.acquirer)
    return stages.fresh(share)


def accept(share: DataShare, cast: Cast) -> None:
    """Let the supplier accept the newest certificate."""
    newest = DisposalCertificate.objects.newest().get()
    disposing.answer(share=share, certificate=newest.pk, accepts=True, reason="", by=cast.supplier)
