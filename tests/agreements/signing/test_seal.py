"""Sealing an agreement in force: the file, its words, who may have it, and the page until then."""

import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from pypdf import PdfReader
from pytest_django.plugin import DjangoDbBlocker

from agreements.evidence.seal_keys import trusted_certificates
from agreements.evidence.verify_pdf import CheckOutcome, compare, verify
from agreements.kinds import Cause, EventKind
from agreements.models import Agreement, DataShare, Event, SealedFile, SealJob
from agreements.signing import sealing
from community.models import Notification
from tests.agreements import stages
from tests.agreements.signing.signatures import newest
from tests.cast import Cast
from tests.support.once import Built, built_once
from tests.support.visiting import Visitor, squeezed

pytestmark = pytest.mark.django_db
STAGE = stages.in_force


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Built]:
    """Yield a share in force and sealed; once, as sealing takes seconds."""
    with built_once(django_db_blocker, stages.in_force) as made:
        assert sealing.seal_owed() == 1
        yield made


def content_of(agreement: Agreement) -> bytes:
    with default_storage.open(agreement.sealed.name) as file:
        return bytes(file.read())


def test_the_file_is_sealed_and_genuine(agreement: Agreement) -> None:
    content = content_of(agreement)
    sealed = agreement.sealed

    assert (sealed.sha256, sealed.size) == (hashlib.sha256(content).hexdigest(), len(content))
    verdict = verify(content, trusted=trusted_certificates(), max_bytes=settings.VERIFY_MAX_BYTES)
    assert compare(verdict, sha256=sealed.sha256, digest=agreement.words.digest).outcome == CheckOutcome.GENUINE
    assert verdict.evidence is not None
    assert verdict.evidence.head.digest == sealed.chain_head
    assert [line.name for line in verdict.evidence.signatures] == ["Dilys Morgan", "Victor Stone"]


def test_the_words_of_the_file_are_the_words_that_were_signed(agreement: Agreement) -> None:
    reader = PdfReader(io.BytesIO(content_of(agreement)))

    assert reader.attachments["agreement.json"] == [agreement.words.words.encode()]
    assert reader.attachments["agreement.html"] == [agreement.words.html.encode()]
    printed = _letters("".join(page.extract_text() for page in reader.pages))
    for document in json.loads(agreement.words.words)["documents"]:
        for section in document["sections"]:
            assert _letters(section["heading"]) in printed
            for clause in section["clauses"]:
                assert _letters(clause["heading"]) in printed


def _letters(text: str) -> str:
    return "".join(character for character in squeezed(text) if character.isalnum())


def test_it_is_recorded_by_the_service_and_told_to_everyone(cast: Cast, share: DataShare, agreement: Agreement) -> None:
    event = Event.objects.get(share=share, kind=EventKind.AGREEMENT_SEALED)

    assert event.details.actor is None
    assert event.cause == Cause.IN_FORCE
    assert event.subject == f"sealed:1:{agreement.sealed.sha256}"
    told = Notification.objects.filter(subject__startswith="Sealed:")
    everyone = sorted(user.email for name, user in cast.everyone().items() if name != "stranger")
    assert sorted(told.values_list("email", flat=True)) == everyone
    assert all(bytes(event.digest).hex() in notice.body for notice in told)


def test_members_download_it_as_an_attachment(cast: Cast, share: DataShare, agreement: Agreement) -> None:
    page = Visitor(cast.onlooker).get("files", share)
    assert agreement.sealed.sha256 in page.words
    assert page.all("//a[@download]/@href") == [f"/shares/{share.reference}/files/1.pdf"]

    for user in (cast.acquirer, cast.supplier_expert, cast.onlooker):
        seen = Visitor(user).get("sealed_pdf", share, 1)
        assert seen.status == 200
        assert b"".join(seen.response.streaming_content) == content_of(agreement)  # type: ignore[attr-defined]
        assert seen.response["Content-Disposition"] == f'attachment; filename="{share.reference}-agreement-1.pdf"'
        assert seen.response["Content-Type"] == "application/pdf"
        assert "no-store" in seen.response["Cache-Control"]
        assert seen.response["X-Content-Type-Options"] == "nosniff"


def test_who_signed_is_led_to_the_file(cast: Cast, share: DataShare) -> None:
    assert "The sealed PDF is ready" in Visitor(cast.acquirer_signatory).get("signature_given", share).words


def test_no_one_else_gets_it(cast: Cast, share: DataShare) -> None:
    for name, args in (("sealed_pdf", [share, 1]), ("files", [share]), ("frozen_words", [share, 1])):
        assert Visitor(cast.stranger).get(name, *args).status == 404
        assert Visitor().get(name, *args).status == 302
    assert Visitor(cast.acquirer).get("sealed_pdf", share, 2).status == 404


def test_its_name_cannot_be_guessed_and_no_address_serves_it(share: DataShare, agreement: Agreement) -> None:
    name = Path(agreement.sealed.name)

    assert len(name.stem) > 32
    assert share.reference not in str(name)
    assert str(agreement.pk) != name.stem.partition("-")[0]


def test_sealing_again_changes_nothing(share: DataShare) -> None:
    files = _stored()

    assert sealing.seal(newest(share).pk) is False
    assert sealing.seal_owed() == 0
    assert SealedFile.objects.count() == 1
    assert _stored() == files


def _stored() -> list[str]:
    return sorted(path.name for path in Path(default_storage.path("sealed")).iterdir())


def test_what_an_attempt_that_was_killed_left_is_removed(cast: Cast, built: Built) -> None:
    share = stages.in_force(cast, built.asset)
    job = SealJob.objects.get(agreement__share=share)
    assert sealing._lease(job.pk) == 1
    left = Path(default_storage.path(sealing._name(job.pk, 1)))
    left.write_bytes(b"%PDF half")
    left.with_name(f".{left.name}.1234.part").write_bytes(b"%P")
    SealJob.objects.update(leased_until=None)

    assert sealing.seal(job.pk) is True

    name = Path(newest(share).sealed.name).name
    assert [path for path in _stored() if left.name.partition("-")[0] in path] == [name]


def test_a_leased_job_is_left_alone(cast: Cast, built: Built) -> None:
    share = stages.in_force(cast, built.asset)
    job = SealJob.objects.get(agreement__share=share)
    sealing._lease(job.pk)

    assert sealing.seal(job.pk) is False
    assert sealing.seal_owed() == 0
    assert SealJob.objects.get(pk=job.pk).attempts == 1


def test_until_then_the_page_says_that_it_is_being_sealed(cast: Cast, built: Built) -> None:
    share = stages.in_force(cast, built.asset)

    for user in (cast.acquirer, cast.onlooker):
        words = Visitor(user).get("files", share).words
        assert "The agreement is in force. The service is making the sealed PDF." in words
        assert "Download the sealed PDF" not in words
        assert Visitor(user).get("sealed_pdf", share, 1).status == 404
    signed = Visitor(cast.acquirer_signatory).get("signature_given", share).words
    assert "Everyone has signed. The service is making the sealed PDF." in signed


def test_ten_failures_are_given_up_told_and_owed_again_by_an_operator(
    cast: Cast, built: Built, settings: object
) -> None:
    share = stages.in_force(cast, built.asset)
    key = SealJob.objects.get(agreement__share=share).pk
    settings.SEAL_KEY_FILE = Path("/nowhere/seal.p12")  # type: ignore[attr-defined]
    settings.PRODUCTION = True  # type: ignore[attr-defined]
    SealJob.objects.filter(pk=key).update(attempts=9)

    assert sealing.seal(key) is False

    job = SealJob.objects.get(pk=key)
    assert job.failed_at is not None
    assert job.last_error
    assert "the service could not make the sealed PDF" in Visitor(cast.acquirer).get("files", share).words
    event = Event.objects.filter(share=share).latest("sequence")
    assert (event.kind, event.cause) == (EventKind.SEALING_FAILED, Cause.SEAL_JOB)
    assert sealing.seal_owed() == 0
    settings.SEAL_KEY_FILE = built_key()  # type: ignore[attr-defined]
    settings.PRODUCTION = False  # type: ignore[attr-defined]
    assert sealing.retry_failed() == 1
    assert sealing.seal(key) is True


def built_key() -> Path:
    return settings.DATA_DIR / "seal" / "seal.p12"


def test_before_it_is_in_force_there_is_nothing_to_seal(cast: Cast, built: Built) -> None:
    share = stages.signing(cast, built.asset)

    assert sealing.seal(newest(share).pk) is False
    assert "There are no files yet." in Visitor(cast.acquirer).get("files", share).words
