"""An independent verifier checks a member's history, sealed PDF, mails and head files."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from django.test import Client
from pytest_django import Settings
from pytest_django.plugin import DjangoDbBlocker

from agreements.evidence.head_files import every
from agreements.evidence.publishing import publish_heads
from community.models import Notification
from tests.agreements import stages
from tests.agreements.evidence import independent
from tests.agreements.evidence.independent_kinds import PROOF
from tests.agreements.sealed import in_force_and_sealed
from tests.agreements.verifying.conftest import SealedShare, with_file
from tests.cast import Cast
from tests.support.once import Built, built_once

pytestmark = pytest.mark.django_db
Json = dict[str, Any]


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Built]:
    """Yield a share in force and sealed, once for all tests."""
    with built_once(django_db_blocker, in_force_and_sealed) as made:
        yield made


@pytest.fixture
def cast(built: Built) -> Cast:
    return built.cast


@pytest.fixture
def sealed_share(built: Built) -> SealedShare:
    return with_file(stages.fresh(built.share))


@pytest.fixture
def published(client: Client) -> list[x509.Certificate]:
    """Return the public certificates, as downloaded."""
    return x509.load_pem_x509_certificates(client.get("/verify/seal.pem").content)


@pytest.fixture
def history(sealed_share: SealedShare, cast: Cast) -> Json:
    """Return the file that a member downloads."""
    member = Client()
    member.force_login(cast.acquirer)
    response = member.get(f"/shares/{sealed_share.share.reference}/history.json")
    found: Json = json.loads(b"".join(response) if response.streaming else response.content)
    return found


def test_everything_agrees(sealed_share: SealedShare, history: Json, published: list[x509.Certificate]) -> None:
    assert independent.history_faults(history) == []
    assert independent.pdf_faults(sealed_share.pdf, published, history) == []


def test_the_heads_in_mails_are_in_the_history(sealed_share: SealedShare, history: Json) -> None:
    bodies = Notification.objects.filter(topic=sealed_share.share.reference).values_list("body", flat=True)
    heads = [head for body in bodies for head in independent.heads_mailed(" ".join(body.split()))]
    assert {head["sequence"] for head in heads} == {
        event["sequence"] for event in history["events"] if event["kind"] == "agreement_sealed"
    }
    assert independent.head_faults(history, heads) == []


def test_the_heads_in_head_files_are_in_the_history(
    sealed_share: SealedShare, history: Json, published: list[x509.Certificate], settings: Settings, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    publish_heads()
    files = {name: (file.content, file.signature) for name, file in every()}
    heads = independent.heads_in(files, published)
    assert [head["sequence"] for head in heads] == [len(history["events"])]
    assert independent.head_faults(history, heads) == []
    for broken in (
        {name: (content, b"") for name, (content, _) in files.items()},
        {"x.json": next(iter(files.values()))},
    ):
        with pytest.raises(ValueError, match=r"is not signed|is not named after"):
            independent.heads_in(broken, published)


def changed_record(name: str) -> Callable[[Json], None]:
    """Return a change of the first signature's details, with the chain rewritten to match."""

    def change(history: Json) -> None:
        event = next(event for event in history["events"] if event["kind"] == "agreement_signed")
        says = json.loads(event["details"])
        says["record"][name] = "another"
        event["details"] = json.dumps(says, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        event["commitment"] = independent.commitment(event["details"], bytes.fromhex(event["salt"]))

    return change


def without(kind: str) -> Callable[[Json], None]:
    def change(history: Json) -> None:
        history["events"].remove(next(event for event in history["events"] if event["kind"] == kind))

    return change


def hashed_again(history: Json) -> Json:
    previous = "00" * 32
    for place, event in enumerate(history["events"], start=1):
        event["sequence"], event["previous"] = place, previous
        previous = event["digest"] = independent.sha256(independent.event_bytes(history["reference"], event))
    return history


CHANGES = [changed_record(name) for name in sorted(independent.SIGNED)]
CHANGES += [without(kind) for kind in ("text_frozen", "agreement_signed", "brought_into_force", "agreement_sealed")]


@pytest.mark.parametrize("change", CHANGES)
def test_it_finds_a_history_that_was_written_again(
    change: Callable[[Json], None], sealed_share: SealedShare, history: Json, published: list[x509.Certificate]
) -> None:
    altered = deepcopy(history)
    change(altered)
    assert independent.pdf_faults(sealed_share.pdf, published, hashed_again(altered))


def test_details_that_are_null_break_nothing(
    sealed_share: SealedShare, history: Json, published: list[x509.Certificate]
) -> None:
    working = [event for event in history["events"] if event["kind"] not in PROOF]
    for event in working:
        event["details"] = event["salt"] = None
    assert len(working) > 10
    assert independent.history_faults(history) == []
    assert independent.pdf_faults(sealed_share.pdf, published, history) == []
