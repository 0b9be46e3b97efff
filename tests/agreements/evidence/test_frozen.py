"""Frozen words: canonical, complete, and bound to what the signatory was shown."""

import hashlib
import json
from dataclasses import replace

import pytest

from agreements.evidence.frozen import CannotFreeze, Frozen, flaw_in, freeze
from tests.agreements.evidence import specimens


def test_it_takes_the_digest_of_the_words(frozen: Frozen) -> None:
    assert frozen.digest == hashlib.sha256(frozen.words_json.encode()).hexdigest()
    words = json.loads(frozen.words_json)
    assert words["format"] == "das-agreement-1"
    assert words["html_sha256"] == hashlib.sha256(frozen.html.encode()).hexdigest()
    assert words["documents"][0]["sections"][0]["clauses"][0]["text"] == specimens.clause_text(1, 1)


def test_it_writes_canonical_json(frozen: Frozen) -> None:
    words = json.loads(frozen.words_json)
    again = json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert again == frozen.words_json


def test_it_gives_the_same_words_the_same_digest() -> None:
    assert specimens.frozen().digest == specimens.frozen().digest


def test_it_notices_a_single_changed_character() -> None:
    text = specimens.clause_text(1, 1)
    assert freeze(specimens.with_text(text)).digest != freeze(specimens.with_text(text + "\u00a0")).digest


def test_it_never_alters_the_words() -> None:
    text = "Caf\u0065\u0301 and caf\u00e9 stay apart; \u202bright to left\u202c stays; <script>alert(1)</script> stays."
    frozen = freeze(specimens.with_text(text))
    assert json.loads(frozen.words_json)["documents"][0]["sections"][0]["clauses"][0]["text"] == text
    assert "<script>" not in frozen.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in frozen.html


def test_it_prints_headings_in_one_order() -> None:
    html = freeze(specimens.with_text("# Shouting\n\n## Less\n\nWords.")).html
    assert "<h1" not in html
    assert html.count("<h5") == 2


def test_it_prints_every_number_once() -> None:
    words = specimens.words()
    first = words.documents[0]
    numbered = replace(first.sections[0], heading="1 Purpose")
    html = freeze(replace(words, documents=(replace(first, sections=(numbered,)), words.documents[1]))).html
    assert '<span class="agreement-number">1</span> Purpose</h3>' in html


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Data is kept [[gap:retention]].", "retention"),
        ("Data is kept [[gap:retention", "retention"),
        ("   \n", "has no text"),
        ("half \ud83d a smile", "part of a character"),
        ("a\x00b", "control character"),
        ("> " * 70 + "deep", "would not show all"),
        ("| a | b |\n|---|---|\n| one | two | three |", "three"),
        ("[words]: https://example.com/never-shown", "would not show all"),
        ("x" * 3_000_001, "Words must have 2,000 letters or fewer"),
        ("|a" * 21 + "|\n" + "|-" * 21 + "|\n", "columns"),
    ],
)
def test_it_refuses_what_no_one_could_sign(text: str, message: str) -> None:
    with pytest.raises(CannotFreeze, match=message) as refusal:
        freeze(specimens.with_text(text))
    assert "Clause 1.1" in str(refusal.value) or message == "columns"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("> " * 70 + "deep", "Part of this line"),
        ("| a | b |\n|---|---|\n| one | two | three |", "“| one | two | three |”"),
        ("Two or one.\n\na | b\n-|-\none | two | two", "“one | two | two”"),
        ("[words]: https://example.com/never-shown", "Part of this line"),
        ("|a" * 21 + "|\n" + "|-" * 21 + "|\n", "columns"),
        ("a\x00b", "control character"),
        ("Data is kept [[gap:retention for [[gap:span]]", "“[[gap:retention” is part of the mark"),
    ],
)
def test_it_names_the_flaw_of_a_wording_before_anyone_agrees_it(text: str, message: str) -> None:
    assert message in flaw_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "Data is kept [[gap:retention]].",
        "| a | b |\n|---|---|\n| one \\| two | three |\n| four |\n| five | six | |\n\na | b | c",
        "1. one\n2. two\n\n> In *their* words.\n\n- costs < £5 & rising",
        "Left | right, and no table",
    ],
)
def test_it_finds_no_flaw_in_what_is_shown_whole(text: str) -> None:
    assert flaw_in(text) == ""


def test_it_refuses_an_agreement_with_nothing_in_it() -> None:
    words = specimens.words()
    empty = replace(words.documents[0], sections=())
    for broken in (
        replace(words, documents=()),
        replace(words, parties=()),
        replace(words, signatories=()),
        replace(words, documents=(empty,)),
    ):
        with pytest.raises(CannotFreeze):
            freeze(broken)


def test_it_refuses_a_gap_in_the_title() -> None:
    with pytest.raises(CannotFreeze, match="title_question"):
        freeze(replace(specimens.words(), title="[[gap:title_question]]"))
