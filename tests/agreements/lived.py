"""Data shares whose agreement has been signed, and what became of it."""

from datetime import timedelta

from django.utils import timezone

from agreements.duties import opening
from agreements.models import (
    Addressee,
    DataDelivery,
    DataShare,
    DisposalCertificate,
    DisposalMethod,
    EndGround,
    Harm,
    ReceiptResult,
    ReviewOutcome,
    SuspensionGround,
)
from agreements.reviewing import disposing, ending, holding, incident_closing, incidents, suspending
from agreements.supplying import actions as supply
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


SENT = {"covers": "January", "route": "API", "file_count": 1, "records": 1210, "sha256": "", "schema": "2.0"}


def tested(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a data share in force with a supply every month, and a test that arrived."""
    monthly = {"frequency": {"chosen": "monthly", "detail": ""}, "needed_by": stages.in_days(30)}
    share = stages.in_force(cast, asset, stages.answers_of_today() | monthly)
    opening.open_next({})
    made = _send(share, cast, is_test=True)
    answer = {"received_on": timezone.localdate(), "result": ReceiptResult.ACCEPTED, "records": 1210, "reason": ""}
    supply.receive(share=share, delivery=made.pk, given=answer, by=cast.acquirer)
    return stages.fresh(share)


def sent(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a data share with a delivery that the acquirer has not checked."""
    share = tested(cast, asset)
    _send(share, cast, is_test=False)
    return stages.fresh(share)


REVIEW = {
    "needed": "Yes, and nothing less would do.",
    "used": "Yes. The list of access was checked.",
    "changed": "Nothing.",
    "outcome": ReviewOutcome.CONTINUE,
    "reason": "It works.",
}


def reviewed(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a data share with a review by the acquirer that the supplier has not answered."""
    share = promised(cast, asset)
    given = REVIEW | {"held_on": timezone.localdate()}
    achieved = [("23,500", "Counted in May.")]
    holding.hold(share=share, given=given, achieved=achieved, by=cast.acquirer)
    return stages.fresh(share)


def _send(share: DataShare, cast: Cast, *, is_test: bool) -> DataDelivery:
    given = SENT | {"sent_on": timezone.localdate()}
    flow = share.edition.flows.get().pk
    return supply.send(share=share, flow=flow, given=given, is_test=is_test, by=cast.supplier)


INCIDENT = {
    "happened_to": None,
    "harms": [Harm.CONFIDENTIALITY],
    "nature": "A laptop with a copy was lost on a train.",
    "deliveries": "January",
    "people": "Tenants of one borough",
    "people_count": 1210,
    "record_count": None,
    "contact": "dpo@council.gov.uk",
    "consequences": "Someone may learn who is in debt.",
    "measures": "The laptop was wiped from afar.",
}


def hurt(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a data share with an incident that the acquirer has recorded."""
    share = promised(cast, asset)
    given = INCIDENT | {"happened_from": timezone.localdate()}
    incidents.record(share=share, given=given, aware_at=timezone.now() - timedelta(hours=2), by=cast.acquirer)
    return stages.fresh(share)


NOT_TOLD = {"told_at": None, "words": "The disk was encrypted.", "reference": "", "why_late": ""}


def decided_on(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a data share with an incident that is contained, of which both have decided to tell no one."""
    share = hurt(cast, asset)
    now = timezone.now()
    incidents.note_aware(share=share, incident=1, aware_at=now, how="", by=cast.supplier)
    for addressee in Addressee:
        for lead in (cast.acquirer, cast.supplier):
            incidents.decide(share=share, incident=1, addressee=addressee, given=NOT_TOLD, by=lead)
    incidents.contain(share=share, incident=1, words="The disk was wiped.", by=cast.acquirer)
    return stages.fresh(share)


EXPLAINED = {"happened": "A laptop was lost.", "cause": "It left the office.", "changes": "The council ends that."}


def explained(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a data share with an incident whose record by the acquirer waits for the supplier."""
    share = decided_on(cast, asset)
    incident_closing.explain(share=share, incident=1, given=EXPLAINED, by=cast.acquirer)
    return stages.fresh(share)


def cleared(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a data share with an incident that is closed."""
    share = explained(cast, asset)
    incident_closing.answer(share=share, incident=1, agrees=True, reason="", by=cast.supplier)
    return stages.fresh(share)


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
