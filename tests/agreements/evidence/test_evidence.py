"""An independent verifier written from docs/evidence.md agrees with ours on its examples and on sealed files."""

import hashlib
import json
import random
import re
import shutil
import subprocess
from copy import deepcopy
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from agreements.evidence.chain import ChainHead, EventFacts, EventRow, commit, event_bytes, verify_chain
from agreements.evidence.frozen import canonical_json
from agreements.evidence.heads import sign_heads
from agreements.evidence.seal import seal
from agreements.evidence.seal_keys import SealKey
from tests.agreements.evidence import independent, specimens
from tests.agreements.evidence.conftest import new_key

PAGE = Path(__file__).resolve().parents[3] / "docs" / "evidence.md"


def block(kind: str) -> str:
    """Return the only example of this kind on the page."""
    (found,) = re.findall(rf"^```{kind}\n(.*?)\n```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    return str(found)


@pytest.fixture
def history() -> dict[str, Any]:
    example: dict[str, Any] = json.loads(block("json"))
    return example


def rows(history: dict[str, Any]) -> list[EventRow]:
    """Return the example as the service stores it."""
    return [
        EventRow(
            facts=EventFacts(
                reference=history["reference"],
                edition=event["edition"],
                sequence=event["sequence"],
                at=datetime.fromisoformat(event["at"]),
                commitment=bytes.fromhex(event["commitment"]),
                **{name: event[name] for name in ("kind", "from_state", "to_state", "cause", "subject")},
            ),
            previous=bytes.fromhex(event["previous"]),
            digest=bytes.fromhex(event["digest"]),
            details=event["details"],
            salt=bytes.fromhex(event["salt"]),
        )
        for event in history["events"]
    ]


def test_it_gives_the_canonical_bytes_of_an_event(history: dict[str, Any]) -> None:
    printed = bytes.fromhex(block("hex").replace("\n", ""))
    assert independent.event_bytes(history["reference"], history["events"][0]) == printed
    first = rows(history)[0]
    assert event_bytes(first.facts, first.previous) == printed


def test_it_gives_a_history_that_both_verifiers_accept(history: dict[str, Any]) -> None:
    assert independent.history_faults(history) == []
    assert verify_chain(rows(history), reference=history["reference"]) == []
    for row in rows(history):
        assert commit(row.details or "", row.salt or b"") == row.facts.commitment


@pytest.mark.parametrize("name", ["at", "kind", "from_state", "to_state", "cause", "subject", "details"])
def test_it_describes_a_chain_in_which_each_change_shows(history: dict[str, Any], name: str) -> None:
    changed = deepcopy(history)
    changed["events"][1][name] = "2027-01-01T00:00:00.000000Z"
    assert independent.history_faults(changed)
    assert verify_chain(rows(changed), reference=history["reference"])


def test_it_gives_words_with_their_digest() -> None:
    words = block("words")
    assert hashlib.sha256(words.encode()).hexdigest() == block("digest")
    assert canonical_json(json.loads(words)) == words


def test_it_gives_the_details_of_a_signature() -> None:
    details = block("details")
    salt = re.findall(r"^With the salt `([0-9a-f]{64})`", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert [independent.commitment(details, bytes.fromhex(found)) for found in salt] == [block("commitment")]
    assert commit(details, bytes.fromhex(salt[0])).hex() == block("commitment")
    says = json.loads(details)
    assert set(says["record"]) == independent.SIGNED
    assert canonical_json(says) == details
    assert says["record"]["digest"] == block("digest")
    described = re.findall(r"^\| `(\w+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(described) >= set(says)


def test_it_gives_the_content_of_a_head_file(history: dict[str, Any], key: SealKey) -> None:
    content = json.loads(block("heads"))
    (head,) = content["heads"]
    assert independent.head_faults(history, [head]) == []
    made = sign_heads([ChainHead(**head)], at=datetime.fromisoformat(content["at"]), key=key).content.decode()
    assert made.replace(key.fingerprint, content["certificate"]) == block("heads")


def test_its_mailed_sentence_is_a_head_of_its_example(history: dict[str, Any]) -> None:
    (head,) = independent.heads_mailed(PAGE.read_text(encoding="utf-8").replace("entry 42", "entry 2"))
    assert independent.head_faults(history, [head]) == []
    assert independent.head_faults(history, [head | {"digest": "00" * 32}]) == ["head 2"]


def test_both_verifiers_accept_a_sealed_file(sealed: bytes, key: SealKey) -> None:
    assert independent.pdf_faults(sealed, [key.certificate]) == []


def test_the_other_verifier_finds_what_was_done_to_a_file(
    sealed: bytes, unsealed: bytes, key: SealKey, tmp_path: Path
) -> None:
    dice = random.Random(11)  # noqa: S311 (the same places each time)
    for place in dice.sample(range(len(sealed)), 25):
        changed = bytearray(sealed)
        changed[place] ^= 1
        assert independent.pdf_faults(bytes(changed), [key.certificate]), place
    foreign = seal(unsealed, key=new_key(tmp_path), reference="x").content
    for broken in (sealed + b"\n", sealed[:-200], unsealed, foreign, b""):
        assert independent.pdf_faults(broken, [key.certificate])


@pytest.mark.parametrize(
    "name",
    [
        "das-event-2",
        "das-details-3",
        "das-history-2",
        "das-agreement-1",
        "das-signatures-1",
        "das-heads-2",
        "das-entry-1",
    ],
)
def test_it_names_every_format(name: str) -> None:
    assert f"`{name}`" in PAGE.read_text(encoding="utf-8")


def test_openssl_checks_a_head_file_as_the_page_says(key: SealKey, tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    assert openssl, "Install openssl: the head file is made to be checked with it."
    file = sign_heads([ChainHead("DS-7K4M-2Q9P", 42, "ab" * 32)], at=specimens.SIGNED_AT, key=key)
    (tmp_path / "heads.json").write_bytes(file.content)
    (tmp_path / "heads.json.sig").write_bytes(file.signature)
    public = key.certificate.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "seal.pub").write_bytes(public)
    command = [openssl, "dgst", "-sha256", "-verify", "seal.pub", "-signature", "heads.json.sig", "heads.json"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0
