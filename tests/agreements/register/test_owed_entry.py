"""A register entry is owed when an agreement comes into force; an error in making it affects no signature."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from agreements.kinds import EventKind
from agreements.models import Agreement, DataShare, Event, RegisterEntry, RegisterJob
from agreements.register import publish
from agreements.signing import actions as signing
from agreements.states import State
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from datashare import health
from tests.agreements import stages
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed(cast: Cast, asset: DataAsset) -> Agreement:
    """Return an agreement signed by both, before the worker has run."""
    share = stages.signing(cast, asset)
    agreement = share.agreements.select_related("words").get()
    for signatory in (cast.acquirer_signatory, cast.supplier_signatory):
        signing.sign(agreement=agreement, digest=agreement.words.digest, method="password", by=signatory)
    return Agreement.objects.get(pk=agreement.pk)


@pytest.fixture
def in_the_way(cast: Cast, asset: DataAsset) -> RegisterEntry:
    """Return the entry of another data share, to be given a reference that is wanted: no two may have the same."""
    return RegisterEntry.objects.get(share=stages.in_force(cast, asset))


def faults() -> list[str]:
    return [str(finding) for finding in verify_everything().findings]


def test_signing_leaves_the_entry_to_the_worker(signed: Agreement) -> None:
    assert signed.in_force_at is not None
    assert RegisterJob.objects.get(pk=signed.pk).done_at is None
    assert not RegisterEntry.objects.exists()
    assert faults() == [], "an entry that is owed is no fault"

    assert publish.publish_owed() == 1

    entry = RegisterEntry.objects.in_force().get()
    assert entry.agreement == signed
    assert entry.review_on == Agreement.objects.get(pk=signed.pk).review_on is not None
    assert Event.objects.filter(share=signed.share, kind=EventKind.ENTRY_LISTED).count() == 1
    assert faults() == []


def test_failure_to_make_the_entry_loses_no_signature(in_the_way: RegisterEntry, cast: Cast, asset: DataAsset) -> None:
    share = stages.signing(cast, asset)
    own = in_the_way.reference
    RegisterEntry.objects.filter(pk=in_the_way.pk).update(reference=share.reference)

    stages.sign_everything(share, cast)

    assert stages.fresh(share).edition.state == State.IN_FORCE
    agreement = share.agreements.get()
    assert agreement.signatures.count() == 2
    job = RegisterJob.objects.get(pk=agreement.pk)
    assert (job.attempts, job.done_at) == (1, None)
    assert job.last_error.startswith("IntegrityError")
    assert not RegisterEntry.objects.filter(share=share).exists()
    RegisterEntry.objects.filter(pk=in_the_way.pk).update(reference=own)
    assert publish.publish_owed() == 1
    assert RegisterEntry.objects.get(share=share).agreement == agreement


def test_publishing_twice_is_publishing_once(signed: Agreement) -> None:
    assert publish.publish(signed.pk)
    assert not publish.publish(signed.pk)
    assert publish.publish_owed() == 0
    assert Event.objects.filter(share=signed.share, kind=EventKind.ENTRY_LISTED).count() == 1


def test_entry_given_up_is_reported_and_rebuilt(in_the_way: RegisterEntry, signed: Agreement) -> None:
    own = in_the_way.reference
    RegisterEntry.objects.filter(pk=in_the_way.pk).update(reference=signed.share.reference)
    for _ in range(publish.MOST_ATTEMPTS + 2):
        publish.publish_owed()
    job = RegisterJob.objects.get(pk=signed.pk)
    assert job.attempts == publish.MOST_ATTEMPTS
    assert job.failed_at is not None
    finding = health.register_jobs()
    assert finding.late
    assert "Failed to write: 1." in finding.says

    RegisterEntry.objects.filter(pk=in_the_way.pk).update(reference=own)
    call_command("rebuild_register")

    assert RegisterEntry.objects.get(share=signed.share).agreement == signed
    assert not health.register_jobs().late


def test_entry_that_waits_too_long_is_late(signed: Agreement) -> None:
    assert not health.register_jobs().late
    RegisterJob.objects.update(created=timezone.now() - 2 * health.SEAL_IS_LATE)
    assert health.register_jobs().late


def test_agreement_that_ended_meanwhile_is_not_listed(signed: Agreement) -> None:
    Agreement.objects.filter(pk=signed.pk).update(ended_at=timezone.now(), ends_by="superseded")
    assert publish.publish(signed.pk)
    assert not RegisterEntry.objects.exists()


def test_missing_entry_that_no_job_owes_is_a_fault(signed: Agreement) -> None:
    RegisterJob.objects.all().delete()
    share: DataShare = signed.share
    assert any(share.reference in fault and "listed in the register" in fault for fault in faults())
