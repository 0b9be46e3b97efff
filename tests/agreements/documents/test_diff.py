"""Tracked changes lose nothing, hide nothing, and are quick."""

import random
import re
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from agreements.documents.diff import PARAGRAPH, as_html, code_for, compare, is_changed
from datashare.lib import markdown

ANY = st.text(st.characters(), max_size=200)
# What a database can hold: half a character reaches no wording.
STORED = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
PROSE = st.lists(
    st.sampled_from(["the", "data", "will", "not", ",", " ", "\n\n", "\n", "supplier’s", "42"]), max_size=40
).map("".join)


def without(change: str, old: str, new: str) -> str:
    return "".join(segment.text for segment in compare(old, new) if segment.change != change)


@given(ANY | PROSE, ANY | PROSE)
@example("", "")
@example("\ud800", "a\udfff")
@example("a\u0000b", "a b")
def test_it_gives_both_wordings_back_exactly(old: str, new: str) -> None:
    assert without("insert", old, new) == old
    assert without("delete", old, new) == new


@given(STORED, STORED)
@example("a | b\n---|---\n<b> | [x](javascript:alert(1))", "a | b\n---|---\n<b> | [x](javascript:alert(1))")
def test_it_never_lets_text_become_markup(old: str, new: str) -> None:
    html = as_html(old, new)
    tags = set(re.findall(r"<[^>]*>", html)) - set(re.findall(r"<[^>]*>", render_each_paragraph(old)))
    assert tags <= {
        '<p class="govuk-body">', "</p>", "<br>", '<ins class="app-change">', "</ins>", '<del class="app-change">',
        "</del>", '<span class="govuk-visually-hidden">', "</span>",
    }  # fmt: skip


def render_each_paragraph(text: str) -> str:
    """What the safe rendering of Markdown makes of unchanged paragraphs: no other tags may stand in the page."""
    return "".join(markdown.render(piece) for piece in PARAGRAPH.split(text))


def test_it_shows_what_stayed_as_the_document_does() -> None:
    kept = "| Item | Until |\n|---|---|\n| Age | 2028 |\n\n> In their words.\n\n- one\n- two"
    html = as_html(f"Kept for 2 years.\n\n{kept}", f"Kept for 5 years.\n\n{kept}")
    for tag in ('<table class="govuk-table">', '<blockquote class="govuk-inset-text">', "<li>one</li>"):
        assert tag in html
    assert "&gt; In" not in html


def test_it_marks_changed_words_in_words_as_well() -> None:
    html = as_html("The data is kept for 2 years.", "The data is kept for 5 years.")
    assert '<del class="app-change"><span class="govuk-visually-hidden">deleted: </span>2<span' in html
    assert '<ins class="app-change"><span class="govuk-visually-hidden">inserted: </span>5<span' in html
    assert html.count(" end of insertion ") == 1
    assert html.startswith('<p class="govuk-body">The data is kept for ')


def test_it_keeps_paragraphs() -> None:
    assert as_html("One.\n\nTwo.", "One.\n\nThree.").count("<p ") == 2


def test_it_shows_a_paragraph_break_that_was_put_in() -> None:
    assert re.search(r"<ins[^>]*>.*¶.*</ins>", as_html("One. Two.", "One.\n\nTwo."))


def test_it_escapes_what_people_wrote() -> None:
    html = as_html("<b>old</b>", "<script>alert('new')</script>")
    assert "<script" not in html
    assert "&lt;" in html


@pytest.mark.parametrize(
    ("old", "new", "changed"), [("a b", "a b", False), ("a b", "a  b", False), ("a b", "a c", True)]
)
def test_it_says_whether_a_reader_would_see_a_difference(old: str, new: str, changed: bool) -> None:
    assert is_changed(old, new) is changed


def test_it_never_writes_a_word_as_a_surrogate() -> None:
    codes = [code_for(number) for number in range(60_000)]
    assert len(set(codes)) == 60_000
    assert not any("\ud800" <= code <= "\udfff" for code in codes)


def test_it_survives_more_different_words_than_there_are_simple_characters() -> None:
    old = " ".join(f"word{number}" for number in range(70_000))
    new = old.replace("word500 ", "") + " end"
    assert without("insert", old, new) == old
    assert without("delete", old, new) == new


@settings(deadline=None)
@given(st.integers(0, 3))
def test_it_compares_a_long_document_with_many_edits_within_half_a_second(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 (edits, not secrets)
    words = [f"w{chance.randrange(900)}" for _ in range(7_500)]
    old = " ".join(words)
    for _ in range(120):
        place = chance.randrange(len(words))
        words[place : place + 1] = chance.choice([[], ["other"], ["two", "words"]])
    began = time.perf_counter()
    as_html(old, " ".join(words))
    assert time.perf_counter() - began < 0.5
