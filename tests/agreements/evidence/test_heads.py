"""The signed head file shows that a chain was cut or rewritten."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from agreements.evidence.chain import ChainHead
from agreements.evidence.heads import Before, UnknownKey, read_heads, sign_heads
from agreements.evidence.seal_keys import SealKey
from tests.agreements.evidence import specimens
from tests.agreements.evidence.conftest import new_key

HEADS = [ChainHead("DS-9999-9999", 3, "ab" * 32), ChainHead("DS-2222-2222", 42, "cd" * 32)]


def test_it_signs_the_heads_in_order(key: SealKey) -> None:
    file = sign_heads(HEADS, at=specimens.SIGNED_AT, key=key)
    assert [head["reference"] for head in json.loads(file.content)["heads"]] == ["DS-2222-2222", "DS-9999-9999"]
    said = read_heads(file, trusted=[key.certificate])
    assert said.heads == tuple(sorted(HEADS, key=lambda head: head.reference))
    assert (said.at, said.previous) == (specimens.SIGNED_AT, None)


def test_it_names_the_file_before_it(key: SealKey) -> None:
    first = sign_heads(HEADS, at=specimens.SIGNED_AT, key=key)
    second = sign_heads(HEADS[:1], at=specimens.SIGNED_AT, key=key, previous=("first.json", first))
    said = read_heads(second, trusted=[key.certificate])
    assert said.previous == Before("first.json", hashlib.sha256(first.content).hexdigest())


def test_it_refuses_a_file_that_was_changed(key: SealKey) -> None:
    file = sign_heads(HEADS, at=specimens.SIGNED_AT, key=key)
    for broken in (
        replace(file, content=file.content.replace(b'"sequence":42', b'"sequence":43')),
        replace(file, content=b"[]"),
        replace(file, content=b"{}"),
        replace(file, content=file.content.replace(b"das-heads-2", b"das-heads-1")),
        replace(file, content=file.content.replace(b'"previous":null', b'"previous":"x"')),
        replace(file, content=b"\xff"),
        replace(file, signature=b""),
    ):
        with pytest.raises(ValueError, match="not one that this service signed"):
            read_heads(broken, trusted=[key.certificate])


def test_it_says_that_a_key_is_unknown(key: SealKey, tmp_path: Path) -> None:
    other = new_key(tmp_path)
    file = sign_heads(HEADS, at=specimens.SIGNED_AT, key=other)
    with pytest.raises(UnknownKey, match=other.fingerprint):
        read_heads(file, trusted=[key.certificate])


def test_it_refuses_the_signature_of_another_key(key: SealKey, tmp_path: Path) -> None:
    """Refuse a file that names our certificate but was signed without its key."""
    file = sign_heads(HEADS, at=specimens.SIGNED_AT, key=replace(new_key(tmp_path), certificate=key.certificate))
    with pytest.raises(ValueError, match="not one that this service signed"):
        read_heads(file, trusted=[key.certificate])
