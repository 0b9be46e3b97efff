"""The signed head file: kept elsewhere, it shows a chain that was cut or written anew."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from agreements.documents.chain import ChainHead
from agreements.documents.heads import read_heads, sign_heads
from agreements.documents.seal_keys import SealKey

from . import specimens
from .conftest import new_key

HEADS = [ChainHead("DS-9999-9999", 3, "ab" * 32), ChainHead("DS-2222-2222", 42, "cd" * 32)]


def test_it_signs_the_heads_in_order(key: SealKey) -> None:
    file = sign_heads(HEADS, at=specimens.SIGNED_AT, key=key)
    assert [head["reference"] for head in json.loads(file.content)["heads"]] == ["DS-2222-2222", "DS-9999-9999"]
    assert read_heads(file, trusted=[key.certificate]) == sorted(HEADS, key=lambda head: head.reference)


def test_it_refuses_a_file_that_was_changed(key: SealKey) -> None:
    file = sign_heads(HEADS, at=specimens.SIGNED_AT, key=key)
    for broken in (
        replace(file, content=file.content.replace(b"42", b"43")),
        replace(file, content=b"[]"),
        replace(file, content=b"\xff"),
        replace(file, signature=b""),
    ):
        with pytest.raises(ValueError, match="not one that this service signed"):
            read_heads(broken, trusted=[key.certificate])


def test_it_refuses_a_file_of_somebody_else(key: SealKey, tmp_path: Path) -> None:
    file = sign_heads(HEADS, at=specimens.SIGNED_AT, key=new_key(tmp_path))
    with pytest.raises(ValueError, match="not one that this service signed"):
        read_heads(file, trusted=[key.certificate])
