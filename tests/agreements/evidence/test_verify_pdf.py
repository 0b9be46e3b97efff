"""Verification detects every change to a sealed file, and answers any input within 5 seconds."""

import hashlib
import io
import random
import zlib
from dataclasses import replace

import pikepdf
import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign import fields, signers

from agreements.evidence.frozen import Frozen
from agreements.evidence.pdf import render_agreement
from agreements.evidence.seal import seal, simple_signer
from agreements.evidence.seal_keys import SealKey
from agreements.evidence.slots import Busy
from agreements.evidence.verify_pdf import (
    ON_RECORD,
    REASONS,
    CheckOutcome,
    FileVerdict,
    compare,
    slots,
    verifier,
    verify,
)
from tests.agreements.evidence import specimens
from tests.agreements.evidence.conftest import new_key
from tests.support.beside import beside

LIMIT = 30 * 1024 * 1024
DICE = random.Random(7)  # noqa: S311 (the same places each time)


@pytest.fixture(autouse=True, scope="module")
def warm() -> None:
    verifier.warm()


def check(content: bytes, *keys: SealKey) -> FileVerdict:
    verdict = verify(content, trusted=[key.certificate for key in keys], max_bytes=LIMIT)
    assert verdict.sha256 == hashlib.sha256(content).hexdigest()
    return verdict


def test_it_knows_a_genuine_file(sealed: bytes, key: SealKey, frozen: Frozen) -> None:
    verdict = check(sealed, key)
    assert verdict.outcome == CheckOutcome.GENUINE
    assert all(line.passed for line in verdict.checks)
    evidence = verdict.evidence
    assert evidence
    assert (evidence.reference, evidence.number, evidence.digest) == ("DS-7K4M-2Q9P", 1, frozen.digest)
    assert evidence.head == specimens.head()
    assert evidence.fingerprint == key.fingerprint
    assert [line.name for line in evidence.signatures] == ["Siân Llewelyn-Jones", "Oluwaseun Adébáyò"]


def test_it_knows_a_file_sealed_with_a_former_key(
    sealed: bytes, key: SealKey, tmp_path_factory: pytest.TempPathFactory
) -> None:
    newer = new_key(tmp_path_factory.mktemp("newer"))
    assert check(sealed, newer, key).outcome == CheckOutcome.GENUINE
    assert check(sealed, newer).outcome == CheckOutcome.ALTERED  # it names an agreement of ours; the seal on it is not


def test_it_compares_the_file_with_the_record(sealed: bytes, key: SealKey, frozen: Frozen) -> None:
    verdict = check(sealed, key)
    assert compare(verdict, sha256=verdict.sha256, digest=frozen.digest).outcome == CheckOutcome.GENUINE
    assert compare(verdict, sha256="0" * 64, digest=frozen.digest).outcome == CheckOutcome.ALTERED
    assert compare(verdict, sha256=verdict.sha256, digest="0" * 64).outcome == CheckOutcome.ALTERED
    assert compare(verdict, sha256=None, digest=None).outcome == CheckOutcome.NOT_ON_RECORD
    altered = check(sealed + b"\n", key)
    assert compare(altered, sha256=altered.sha256, digest=frozen.digest) == altered


def test_it_finds_one_changed_byte_anywhere(sealed: bytes, frozen: Frozen, key: SealKey) -> None:
    """Found by the record everywhere, by the seal alone outside the signature itself."""
    recorded = hashlib.sha256(sealed).hexdigest()
    begin = sealed.rindex(b"/Contents <") + 11
    end = sealed.index(b">", begin)
    ends = [0, 1, 7, len(sealed) - 1, len(sealed) - 4]
    for place in [*ends, begin + 20, begin + 1700, begin + 2400, end - 1, *DICE.sample(range(len(sealed)), 50)]:
        changed = bytearray(sealed)
        changed[place] ^= 1
        verdict = check(bytes(changed), key)
        assert compare(verdict, sha256=recorded, digest=frozen.digest).outcome == CheckOutcome.ALTERED, place
        assert begin <= place < end or verdict.outcome == CheckOutcome.ALTERED, place


def test_it_finds_bytes_after_the_end(sealed: bytes, key: SealKey) -> None:
    for extra in (b"\n", b"%%EOF\n", b"\0" * 1000, sealed):
        verdict = check(sealed + extra, key)
        assert verdict.outcome == CheckOutcome.ALTERED
    assert verdict.claimed_reference == "DS-7K4M-2Q9P"


def test_it_finds_a_foreign_seal(unsealed: bytes, key: SealKey, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Made by a forger who printed our pages and sealed them with a certificate of the same name."""
    theirs = seal(unsealed, key=new_key(tmp_path_factory.mktemp("theirs")), reference="DS-7K4M-2Q9P/1").content
    verdict = check(theirs, key)
    assert verdict.outcome == CheckOutcome.ALTERED
    assert verdict.evidence is None
    assert "does not have our complete seal" in verdict.checks[0].text


def test_it_calls_a_strangers_signed_pdf_not_ours(key: SealKey, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert (
        check(stranger_signed(blank(), new_key(tmp_path_factory.mktemp("theirs"))), key).outcome
        == CheckOutcome.NOT_OURS
    )


def stranger_signed(content: bytes, key: SealKey) -> bytes:
    """Return a stranger's PDF, signed with this key."""
    writer, metadata = IncrementalPdfFileWriter(io.BytesIO(content)), signers.PdfSignatureMetadata(field_name="Sig")
    signed: bytes = beside(signers.sign_pdf, writer, metadata, simple_signer(key)).getvalue()
    return signed


def carrying(key: SealKey, *ours: SealKey) -> SealKey:
    """Return another's key whose seal also holds our certificates, as its issuers."""
    return replace(key, others=tuple(known.certificate for known in ours))


def test_a_foreign_seal_with_our_certificate_is_not_damaged(
    unsealed: bytes, key: SealKey, tmp_path_factory: pytest.TempPathFactory
) -> None:
    theirs = carrying(new_key(tmp_path_factory.mktemp("theirs")), key)
    for content in (seal(unsealed, key=theirs, reference="DS-7K4M-2Q9P/1").content, stranger_signed(blank(), theirs)):
        verdict = check(content, key)
        assert verdict.outcome == CheckOutcome.ALTERED
        assert verdict.checks[0].text == REASONS["borrowed"]
        assert verdict.evidence is None


def test_a_seal_that_names_our_certificate_but_not_our_key(
    unsealed: bytes, key: SealKey, tmp_path_factory: pytest.TempPathFactory
) -> None:
    forged = replace(new_key(tmp_path_factory.mktemp("forged")), certificate=key.certificate)
    verdict = check(seal(unsealed, key=forged, reference="DS-7K4M-2Q9P/1").content, key)
    assert verdict.outcome == CheckOutcome.ALTERED
    assert verdict.checks[0].text == REASONS["forged"]


def test_a_lost_certificate_is_said_of_the_file_on_record(
    sealed: bytes, key: SealKey, frozen: Frozen, tmp_path_factory: pytest.TempPathFactory
) -> None:
    newer = new_key(tmp_path_factory.mktemp("newer"))
    sha256 = hashlib.sha256(sealed).hexdigest()
    found = verify(sealed, trusted=[newer.certificate], max_bytes=LIMIT, recorded=True)
    verdict = compare(found, sha256=sha256, digest=frozen.digest)
    assert verdict.outcome == CheckOutcome.KEY_UNKNOWN
    assert verdict.checks[0] == ON_RECORD
    assert key.fingerprint in verdict.checks[-1].text
    assert not verdict.checks[-1].passed
    for other in ({"sha256": "0" * 64, "digest": frozen.digest}, {"sha256": sha256, "digest": "0" * 64}):
        assert compare(found, **other).outcome == CheckOutcome.ALTERED
    assert compare(found, sha256=None, digest=None).outcome == CheckOutcome.ALTERED


def test_a_lost_certificate_excuses_no_change(
    sealed: bytes, frozen: Frozen, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Even if the record was changed too, so that its SHA-256 agrees."""
    newer = new_key(tmp_path_factory.mktemp("newer"))
    touched = sealed[:5000] + bytes([sealed[5000] ^ 1]) + sealed[5001:]
    for content in (sealed + b"\n", touched, sealed[:-40]):
        found = verify(content, trusted=[newer.certificate], max_bytes=LIMIT, recorded=True)
        verdict = compare(found, sha256=hashlib.sha256(content).hexdigest(), digest=frozen.digest)
        assert verdict.outcome == CheckOutcome.ALTERED


@pytest.mark.parametrize(
    "parties",
    [
        ("HM Revenue and Customs", "HM Revenue and Customs"),
        ("Health and Safety Executive",),
        ("Health and Safety Executive", "HM Revenue & Customs"),
        ("Health and Safety Executive", "HM Revenue and Customs", "HM Revenue and Customs"),
        (),
    ],
)
def test_each_party_signed_once_or_it_is_not_genuine(parties: tuple[str, ...], key: SealKey, frozen: Frozen) -> None:
    made = specimens.signatures(frozen.digest)[0]
    content = seal(
        render_agreement(
            frozen,
            signatures=[replace(made, party=party) for party in parties],
            head=specimens.head(),
            in_force_at=specimens.SIGNED_AT,
            service_url="https://datashare.example",
        ),
        key=key,
        reference="DS-7K4M-2Q9P/1",
    ).content
    verdict = check(content, key)
    assert verdict.outcome == CheckOutcome.ALTERED
    assert verdict.checks[0].text == REASONS["signatures"]


class Forger(signers.PdfSigner):
    """A program that signs although the seal permits no change."""

    def _enforce_certification_constraints(self, reader: PdfFileReader) -> None:
        pass


def test_it_finds_a_second_signature_on_top(
    sealed: bytes, key: SealKey, tmp_path_factory: pytest.TempPathFactory
) -> None:
    for second in (key, new_key(tmp_path_factory.mktemp("second"))):
        writer = IncrementalPdfFileWriter(io.BytesIO(sealed))
        metadata = signers.PdfSignatureMetadata(field_name="Second")
        signer = Forger(metadata, simple_signer(second), new_field_spec=fields.SigFieldSpec("Second"))
        out = io.BytesIO()
        beside(signer.sign_pdf, writer, output=out)
        verdict = check(out.getvalue(), key)
        assert verdict.outcome == CheckOutcome.ALTERED
        assert "signed or certified the file again" in verdict.checks[0].text


def test_it_finds_an_incremental_update(sealed: bytes, key: SealKey) -> None:
    assert updated(sealed).startswith(sealed)
    assert check(updated(sealed), key).outcome == CheckOutcome.ALTERED


def updated(content: bytes) -> bytes:
    """Return the file with an incremental update at its end."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    writer.root["/Lang"] = writer.root["/Lang"].__class__("cy-GB")
    writer.update_root()  # type: ignore[no-untyped-call]
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


@pytest.fixture(scope="module")
def large(key: SealKey) -> bytes:
    """Return a sealed agreement of some 600 kB."""
    frozen = specimens.frozen(sections=40, clauses=6)
    signatures = specimens.signatures(frozen.digest)
    pdf = render_agreement(
        frozen,
        signatures=signatures,
        head=specimens.head(),
        in_force_at=specimens.SIGNED_AT,
        service_url="https://datashare.example",
    )
    return seal(pdf, key=key, reference="DS-7K4M-2Q9P/1").content


def test_incremental_update_of_a_large_file_is_altered(large: bytes, key: SealKey) -> None:
    """Found from the end of its byte range: while another job holds the one slot, which examining a file needs."""
    assert len(large) > 500_000
    for content in (updated(large), updated(updated(large)), large + b"\n%%EOF", large[:-3]):
        with slots.taken():
            verdict = check(content, key)
        assert verdict.outcome == CheckOutcome.ALTERED
        assert verdict.claimed_reference == "DS-7K4M-2Q9P"


def test_false_byte_range_over_an_altered_file_changes_nothing(large: bytes, key: SealKey) -> None:
    """A range over the whole file only costs time; it proves nothing."""
    content = updated(large) + b"\n%/ByteRange [0 10 20 "
    size = len(content) + 30
    content = (content + b"%d] startxref" % (size - 20)).ljust(size)
    assert check(content, key).outcome == CheckOutcome.ALTERED


def test_file_that_cannot_be_examined_but_names_us_is_altered(sealed: bytes, key: SealKey) -> None:
    claim = b"%PDF-1.7\n%<dc:identifier>DS-7K4M-2Q9P/1/" + b"0" * 64 + b"</dc:identifier>\n"
    bomb = object_bomb().replace(b"%PDF-1.7\n", claim)
    assert check(bomb, key).outcome == CheckOutcome.ALTERED


def test_file_on_record_that_meets_a_busy_machine_is_never_called_altered(sealed: bytes, key: SealKey) -> None:
    with slots.taken(), pytest.raises(Busy):
        verify(sealed, trusted=[key.certificate], max_bytes=LIMIT, recorded=True)


def test_it_finds_a_file_that_was_saved_again(sealed: bytes, key: SealKey) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(sealed)) as pdf:
        pdf.save(out)
    assert check(out.getvalue(), key).outcome == CheckOutcome.ALTERED
    again = io.BytesIO()
    copy_into_new_writer(PdfFileReader(io.BytesIO(sealed))).write(again)  # type: ignore[no-untyped-call]
    assert check(again.getvalue(), key).outcome == CheckOutcome.ALTERED


def test_it_finds_a_seal_moved_to_other_words(sealed: bytes, unsealed: bytes, key: SealKey) -> None:
    """The words are replaced by others of the same length, with the same seal."""
    forged = unsealed[:6000] + unsealed[6000:].replace(b"0", b"1", 1) + sealed[len(unsealed) :]
    assert len(forged) == len(sealed)
    assert check(forged, key).outcome == CheckOutcome.ALTERED


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99, 0.9999])
def test_it_finds_a_file_cut_short(sealed: bytes, key: SealKey, share: float) -> None:
    verdict = check(sealed[: int(len(sealed) * share)], key)
    assert verdict.outcome == CheckOutcome.ALTERED
    assert verdict.claimed_reference == "DS-7K4M-2Q9P"


def test_it_finds_a_file_whose_seal_was_taken_off(unsealed: bytes, key: SealKey) -> None:
    assert check(unsealed, key).outcome == CheckOutcome.ALTERED


def blank() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out)
    return out.getvalue()


def encrypted(content: bytes, *, user: str = "user") -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="owner", user=user))
    return out.getvalue()


def test_it_says_that_an_encrypted_file_cannot_be_checked(sealed: bytes, key: SealKey) -> None:
    for content in (encrypted(blank()), encrypted(sealed), encrypted(blank(), user="")):
        assert check(content, key).outcome == CheckOutcome.ENCRYPTED


def stream_bomb() -> bytes:
    """Return a page whose content unpacks to 4 GB, filter upon filter."""
    packed = zlib.compress(zlib.compress(b"\0" * 200_000_000, 9) * 20, 9)
    return _pdf_with(b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n" % len(packed), packed)


def object_bomb() -> bytes:
    """Return a bomb in the cross-reference table, which every reader unpacks."""
    packed = zlib.compress(b"\0" * 1_000_000_000, 9)
    header = b"<</Type/XRef/Size 99999999/W[1 4 2]/Root 1 0 R/Length %d/Filter/FlateDecode>>stream\n" % len(packed)
    body = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    return body + b"3 0 obj" + header + packed + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF\n" % len(body)


def _pdf_with(header: bytes, packed: bytes) -> bytes:
    out = io.BytesIO(blank())
    with pikepdf.open(out) as pdf:
        pdf.pages[0].Contents = pdf.make_stream(b"x")
        saved = io.BytesIO()
        pdf.save(saved, compress_streams=False)
    return saved.getvalue().replace(b"endobj", b"endobj\n99 0 obj" + header + packed + b"\nendstream endobj", 1)


def deep_pdf() -> bytes:
    return b"%PDF-1.7\n1 0 obj" + b"[" * 2_000_000 + b"]" * 2_000_000 + b"endobj\nstartxref\n9\n%%EOF\n"


@pytest.mark.parametrize(
    ("content", "outcomes"),
    [
        (b"", {CheckOutcome.NOT_A_PDF}),
        (b"%PDF-", {CheckOutcome.NOT_OURS}),
        (b"<!doctype html><title>agreement.pdf</title>", {CheckOutcome.NOT_A_PDF}),
        (bytes(LIMIT), {CheckOutcome.NOT_A_PDF}),
        (bytes(50 * 1024 * 1024), {CheckOutcome.TOO_LARGE}),
        (b"%PDF-1.7\n" + bytes(LIMIT - 9), {CheckOutcome.NOT_OURS}),
        (
            b"%PDF-1.7\n" + b"1 0 obj<<>>endobj\n" * 1_000_000 + b"startxref\n9\n%%EOF",
            {CheckOutcome.NOT_OURS, CheckOutcome.UNCHECKED},
        ),
        (DICE.randbytes(1_000_000), {CheckOutcome.NOT_A_PDF}),
        (blank(), {CheckOutcome.NOT_OURS}),
        (stream_bomb(), {CheckOutcome.NOT_OURS, CheckOutcome.UNCHECKED}),
        (object_bomb(), {CheckOutcome.NOT_OURS, CheckOutcome.UNCHECKED}),
        (deep_pdf(), {CheckOutcome.NOT_OURS, CheckOutcome.UNCHECKED}),
    ],
    ids=[
        "empty",
        "header",
        "html",
        "zeros",
        "50 MB",
        "zeros after a header",
        "objects",
        "noise",
        "blank",
        "stream bomb",
        "object bomb",
        "deep",
    ],
)
def test_it_answers_whatever_it_is_given(content: bytes, outcomes: set[CheckOutcome], key: SealKey) -> None:
    assert check(content, key).outcome in outcomes


def test_it_goes_on_after_a_bomb(sealed: bytes, key: SealKey) -> None:
    check(object_bomb(), key)
    assert check(sealed, key).outcome == CheckOutcome.GENUINE


def test_it_reads_nothing_out_of_an_altered_file(sealed: bytes, key: SealKey) -> None:
    verdict = check(sealed + b" ", key)
    assert verdict.evidence is None
