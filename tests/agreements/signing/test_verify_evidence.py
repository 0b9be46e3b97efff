"""The command verify_evidence reports what it checked, and finds tampering by the owner of the database."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from agreements.models import DataShare, SealedFile
from agreements.verifying.audit import verify_everything
from tests.agreements import stages
from tests.agreements.sealed import in_force_and_sealed
from tests.agreements.signing.tampering import checked, tamper
from tests.cast import Cast
from tests.plugins.database import become, owner_role
from tests.support.once import Built, built_once

pytestmark = pytest.mark.django_db
STAGE = stages.in_force


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Built]:
    """Yield a share in force and sealed, as the role that owns the tables and may disable triggers."""
    application = str(connection.settings_dict["USER"])
    with django_db_blocker.unblock():
        become(owner_role())
    try:
        with built_once(django_db_blocker, in_force_and_sealed) as made:
            yield made
    finally:
        with django_db_blocker.unblock():
            become(application)


# What was done (@ stands for agreements_), and what is said about it.
EVENTS = {
    "UPDATE @event SET subject = 'clause:999' WHERE sequence = 5": "event 5: the event is not what was recorded",
    "UPDATE @event SET at = at - interval '1 day' WHERE sequence = 6": "event 6: the event is not what was recorded",
    "UPDATE @event SET to_state = 'refused' WHERE sequence = 4": "event 4: the event is not what was recorded",
    "UPDATE @event SET kind = 'request_refused' WHERE sequence = 7": "event 7: the event is not what was recorded",
    "UPDATE @event SET commitment = '' WHERE sequence = 5": "event 5 cannot be read",
    "UPDATE @event SET previous = '' WHERE sequence = 5": "event 5",
    "DELETE FROM @eventdetails WHERE event_id = (SELECT id FROM @event WHERE sequence = 3);"
    "DELETE FROM @event WHERE sequence = 3": "event 3: the event is missing",
    "DELETE FROM @eventdetails; DELETE FROM @event WHERE sequence > (SELECT max(sequence) - 2 FROM @event)": (
        "the event is gone"
    ),
    "DELETE FROM @eventdetails; DELETE FROM @event": "has no history",
    "INSERT INTO @event"
    "(share_id, edition, sequence, at, kind, from_state, to_state, cause, subject, commitment, previous, digest) "
    "SELECT share_id, edition, sequence + 1, at, 'agreement_signed', "
    "to_state, to_state, '', '', commitment, digest, digest "
    "FROM @event ORDER BY sequence DESC LIMIT 1": "the event is not what was recorded",
    "UPDATE @event SET sequence = 1005 WHERE sequence = 5; UPDATE @event SET sequence = 5 WHERE sequence = 6;"
    "UPDATE @event SET sequence = 6 WHERE sequence = 1005": "event 5: does not follow from event 4",
    "UPDATE @eventdetails SET text = replace(text, 'Amina', 'Anna')": "the details are not what was recorded",
    "UPDATE @eventdetails SET salt = ''": "event 1: the details are not what was recorded",
}
RECORD = {
    "UPDATE @frozenwords SET words = replace(words, 'data', 'date')": "are not those the digest was taken of",
    "UPDATE @frozenwords SET words = 'x'": "are not those the digest was taken of",
    "UPDATE @frozenwords SET words = words || ' ', digest = encode(sha256(convert_to(words || ' ', 'UTF8')), 'hex')": (
        "the history does not record that these words were frozen"
    ),
    "DELETE FROM @frozenwords": "the frozen words are missing",
    "UPDATE @frozenwords SET html = html || '<p>More</p>'": "the page that was signed is not the one the words name",
    "UPDATE @signature SET digest = repeat('0', 64) WHERE name = 'Victor Stone'": (
        "its digest is not what the sealed file says"
    ),
    "DELETE FROM @signature WHERE name = 'Victor Stone'": "not signed by everyone who had to sign",
    "DELETE FROM @signature WHERE name = 'Victor Stone';DELETE FROM @requiredsignature WHERE place = 2": (
        "the signatory at place 2 is missing from those who must sign"
    ),
    "UPDATE @edition SET state = 'negotiating'": "is negotiating, but its newest event left it in_force",
    "UPDATE @agreement SET in_force_at = NULL": "signed by everyone, but not in force",
    "UPDATE @sealedfile SET sha256 = repeat('0', 64)": "the sealed file is not the one that was stored",
    "UPDATE @sealedfile SET chain_head = repeat('0', 64)": (
        "its chain_head is not the head that stands in the sealed file"
    ),
}
TOUCHED = EVENTS | RECORD


@pytest.mark.parametrize(("statements", "finding"), TOUCHED.items())
def test_it_finds_and_names_what_was_touched(statements: str, finding: str, share: DataShare) -> None:
    tamper(*statements.split(";"))

    printed, found = checked()

    assert finding in found
    assert all(line.startswith(f"FAULT {share.reference}") for line in found.splitlines()[:-1])
    assert found.splitlines()[-1].endswith("faults found")
    assert "Everything is as it was recorded" not in printed


def test_it_says_what_it_checked(cast: Cast, share: DataShare) -> None:
    events, agreements = share.events.count(), share.agreements.count()

    printed, found = checked()

    assert found == ""
    assert "Checked 1 shares" in printed
    assert f"Checked {events} events" in printed
    assert f"Checked {agreements} agreements" in printed
    assert "Checked 2 signatures" in printed
    assert "Checked 1 sealed files" in printed
    assert "Everything is as it was recorded" in printed


def test_it_checks_only_what_it_is_asked_for(share: DataShare, built: Built) -> None:
    other = stages.draft(built.cast, built.asset)
    tamper("UPDATE @edition SET state = 'refused' WHERE state = 'draft'")

    assert checked(share.reference)[1] == ""
    assert other.reference in checked(other.reference)[1]
    assert checked("DS-NONE-NONE")[1] == "There is no data share with one of these references."


def test_it_never_writes(share: DataShare) -> None:
    tamper("UPDATE @event SET subject = 'x' WHERE sequence = 5")
    before = share.events.count()

    checked()

    assert share.events.count() == before


TAKEN = ["DELETE FROM @eventdetails WHERE text LIKE '%Amina%'", "UPDATE @eventdetails SET text = '', salt = ''"]


@pytest.mark.parametrize("taken", TAKEN)
def test_details_taken_away_unrecorded_are_faults_alone(taken: str) -> None:
    """A recorded erasure is in test_tamper_with_erasures.py."""
    tamper(taken)

    found = [str(finding) for finding in verify_everything().findings]
    assert found
    assert all("are missing, and no erasure of them is recorded" in line for line in found)


@pytest.fixture
def file() -> Iterator[Path]:
    """Yield the sealed file, and restore it after the test."""
    path = Path(default_storage.path(SealedFile.objects.get().name))
    content = path.read_bytes()
    yield path
    path.write_bytes(content)


FILES: list[tuple[Callable[[bytes], bytes], str]] = [
    (lambda content: content[:5000] + bytes([content[5000] ^ 1]) + content[5001:], "one byte changed"),
    (lambda content: content + b"\n", "a byte added after the end"),
    (lambda content: content[:-1], "the last byte cut off"),
    (lambda content: b"", "nothing left"),
]


@pytest.mark.parametrize("change", [row[0] for row in FILES], ids=[row[1] for row in FILES])
def test_it_finds_a_changed_file(change: Callable[[bytes], bytes], file: Path, share: DataShare) -> None:
    file.write_bytes(change(file.read_bytes()))

    assert f"FAULT {share.reference}, agreement 1: the sealed file is not the one that was stored" in checked()[1]


def test_it_finds_a_missing_file(file: Path, share: DataShare) -> None:
    file.unlink()

    assert f"FAULT {share.reference}, agreement 1: the sealed file is missing" in checked()[1]


def test_it_finds_a_file_that_was_replaced_together_with_its_record(file: Path, share: DataShare) -> None:
    file.write_bytes(b"%PDF-1.7 another")
    tamper("UPDATE @sealedfile SET sha256 = encode(sha256('%PDF-1.7 another'), 'hex')")

    assert "the history does not record that this file was sealed" in checked()[1]
