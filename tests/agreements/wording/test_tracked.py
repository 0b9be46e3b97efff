"""Tracked changes lose and hide nothing, keep tables, quotations and lists, and are quick."""

import random
import re
from html import unescape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from agreements.wording.tracked import PARAGRAPH, as_html
from datashare.lib import markdown
from datashare.lib.pasted import seen
from tests.support.pace import LINEAR, growth

# What a database can hold: half a character reaches no wording.
STORED = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
LINES = [
    "Plain words, kept", "| Item | Until |", "|---|---|", "| Age | 2028 |", "| Sex | 2031 | more |", "a | b", "-|-",
    "> We say so", ">", "- one thing", "* other", "  - deeper <b>", "1. first", "2) second", "", "", "# Heading",
    "not\\|bars",
]  # fmt: skip
BLOCKS = st.lists(st.sampled_from(LINES), max_size=14).map("\n".join)
WORD = re.compile(r"[^\W_]+")
TABLE = "| Item | Until |\n|---|---|\n| Age | 2028 |\n| Sex | 2029 |\n| Place of birth | 2030 |"


@given(STORED, STORED)
@example("#\x1f", "#")
@example("a | b\n---|---\n<b> | [x](javascript:alert(1))", "a | b\n---|---\n<b> | [x](javascript:alert(1))")
def test_it_never_lets_text_become_markup(old: str, new: str) -> None:
    html = as_html(old, new)
    tags = (
        set(re.findall(r"<[^>]*>", re.sub(r' data-label="[^"<>]*"', "", html)))
        - set(re.findall(r"<[^>]*>", render_each_paragraph(f"{seen(old)}\n\n{seen(new)}")))
        - STRUCTURE
    )
    assert tags <= {
        '<p class="govuk-body">', "</p>", "<br>", '<ins class="app-change">', "</ins>", '<del class="app-change">',
        "</del>", '<span class="govuk-visually-hidden">', "</span>",
    }  # fmt: skip


def render_each_paragraph(text: str) -> str:
    """Return unchanged paragraphs as safe Markdown; the page may have no other tags."""
    return re.sub(r' data-label="[^"<>]*"', "", "".join(map(markdown.render, PARAGRAPH.split(text))))


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


def test_a_break_beside_a_new_paragraph_has_no_mark() -> None:
    assert "¶" not in as_html("One.\n\nTwo.", "One.\n\nNew.\n\nTwo.")
    assert "¶" not in as_html("One.\n\nOld.\n\nTwo.", "One.\n\nTwo.")
    assert "¶" not in as_html("As follows.\n\n> Their words.", "As follows.")


def test_it_escapes_what_people_wrote() -> None:
    html = as_html("<b>old</b>", "<script>alert('new')</script>")
    assert "<script" not in html
    assert "&lt;" in html


STRUCTURE = set(
    re.findall(r"<[^>]*>", render_each_paragraph("a|b\n-|-\nc|d\n\n> e\n\n- f") + '<ul class="govuk-list">')
)


def read(html: str, without: str) -> str:
    """Return the words on the page, without the inserted (`ins`) or deleted (`del`) ones."""
    spoken = re.sub(r'<span class="govuk-visually-hidden">[^<]*</span>', "", html)
    return unescape(re.sub(r"<[^>]*>", " ", re.sub(rf"<{without} .*?</{without}>", "", spoken, flags=re.DOTALL)))


@settings(deadline=None)
@given(BLOCKS, BLOCKS)
@example(TABLE, TABLE.replace("2029", "2035"))
@example("", TABLE)
@example(TABLE, "> Quoted\n- and listed")
def test_the_words_of_both_wordings_can_be_read_in_their_order(old: str, new: str) -> None:
    html = str(as_html(old, new))
    if old != new:
        assert words_changed(html, "ins", old)
        assert words_changed(html, "del", new)


def words_changed(html: str, without: str, text: str) -> bool:
    """Return whether the page reads as this wording, ignoring what Markdown drops in unchanged paragraphs."""
    left = iter(WORD.findall(read(html, without)))
    hidden = {"more", "1", "2"}
    return all(word in left for word in WORD.findall(text) if word not in hidden)


@pytest.mark.parametrize("words", ["cell", "item"])
def test_it_shows_a_long_list_or_table_with_many_changes_in_time_that_grows_with_it(words: str) -> None:
    rule = "| a | b | c | d | e | f |\n|---|---|---|---|---|---|\n" if words == "cell" else ""

    def shown(size: int) -> None:
        chance = random.Random(7)  # noqa: S311 (edits, not secrets)
        before = [[f"{words}{chance.randrange(99)}" for _ in range(6)] for _ in range(size)]
        after = [
            [chance.choice([one, f"{one} and more", "other"]) for one in row] for row in before if chance.random() < 0.9
        ]
        old, new = (rule + "\n".join(map(LAID_OUT[words], rows)) for rows in (before, after))
        as_html(old, new)

    assert growth(shown, 100) < LINEAR


LAID_OUT = {"cell": lambda row: f"| {' | '.join(row)} |", "item": lambda row: f"- {' '.join(row)}"}


def test_it_shows_a_changed_cell_in_its_table() -> None:
    html = as_html(TABLE, TABLE.replace("2029", "2035"))
    assert html.count("<table") == 1
    assert html.count("<tr") == 4
    assert "|" not in html
    assert "---" not in html
    assert re.search(r">Sex</td><td[^>]*><del .*?2029.*?</del><ins .*?2035.*?</ins></td></tr>", html)
    assert html.count("<ins") == html.count("<del") == 1


def test_it_marks_rows_that_came_and_went() -> None:
    new = TABLE.replace("| Sex | 2029 |\n", "") + "\n| Postcode | 2031 |\n| Height | 2032 |"
    html = as_html(TABLE, new)
    rows = re.findall(r"<tr.*?</tr>", html, flags=re.DOTALL)
    assert [("<ins" in row, "<del" in row) for row in rows] == [
        (False, False), (False, False), (False, True), (False, False), (True, False), (True, False),
    ]  # fmt: skip
    assert "deleted: </span>Sex<span" in rows[2]
    assert "inserted: </span>Postcode<span" in rows[4]


@pytest.mark.parametrize(
    "order", [(0, 3, 2, 1), (3, 0, 1, 2), (1, 0, 2, 3), (3, 2, 1, 0), (2, 3, 0, 1), (0, 2, 1, 3), (1, 2, 3, 0)]
)
def test_it_shows_a_moved_row_as_moved_and_never_as_rewritten(order: tuple[int, ...]) -> None:
    head = "| Item | Why |\n|---|---|\n"
    lines = ["| Name | to match |", "| Birth | to check |", "| Place | to find |", "| Sex | to report |"]
    html = as_html(head + "\n".join(lines), head + "\n".join(lines[place] for place in order))
    rows = re.findall(r"<tr.*?</tr>", html, flags=re.DOTALL)
    assert not [row for row in rows if "<ins" in row and "<del" in row]
    assert all(("[moved to here]" in row) == ("<ins" in row) for row in rows)
    assert all(("[moved from here]" in row) == ("<del" in row) for row in rows)


def test_it_shows_a_row_beside_a_moved_one_as_what_it_became() -> None:
    old = "| Item | Why |\n|---|---|\n| Name | to match |\n| Birth | to check |\n| Sex | to report |"
    new = "| Item | Why |\n|---|---|\n| Birth | to check |\n| Sex | to count |\n| Name | to match |"
    html = as_html(old, new)
    assert re.search(r">Sex</td><td[^>]*>to <del .*?report.*?</del><ins .*?count.*?</ins></td></tr>", html)
    assert html.count("[moved") == 2
    assert "[moved" not in as_html(old, old.replace("| Name | to match |", "| Name | to match |\n| Name | to match |"))


@pytest.mark.parametrize(("old", "new", "mark"), [("", TABLE, "ins"), (TABLE, "", "del")])
def test_it_shows_a_table_that_only_one_wording_has(old: str, new: str, mark: str) -> None:
    html = as_html(f"Before.\n\n{old}", f"Before.\n\n{new}")
    assert html.count("<tr") == 4
    assert html.count(f"<{mark} ") >= 8
    assert "| " not in html


def test_it_shows_every_cell_of_a_row_that_is_too_long_for_its_table() -> None:
    html = as_html(TABLE, TABLE.replace("| Sex | 2029 |", "| Sex | 2029 | 2035 |"))
    assert "inserted: </span>2035<span" in html


def test_it_shows_a_changed_quotation_and_a_changed_list_as_what_they_are() -> None:
    html = as_html(
        "> We keep it 2 years.\n>\n> Then not.\n\n- one\n- two",
        "> We keep it 5 years.\n>\n> Then not.\n\n- one\n- three",
    )
    assert html.count("<blockquote") == 1
    assert "&gt;" not in html
    assert re.search(r"We keep it <del .*?2.*?</del><ins .*?5.*?</ins> years\.", html)
    assert "<li>one</li>" in html
    assert re.search(r"<li><del .*?two.*?</del><ins .*?three.*?</ins></li>", html)
    assert "- " not in html


def test_it_shows_no_backslash_that_only_disarms_a_sign() -> None:
    assert "Costs [net] are 5*" in as_html(r"Costs \[net\] are 5\* and", r"Costs \[net\] are 5\* or")


@pytest.mark.parametrize("seed", range(4))
def test_it_compares_a_long_document_with_many_edits_in_time_that_grows_with_it(seed: int) -> None:
    def compared(size: int) -> None:
        chance = random.Random(seed)  # noqa: S311 (edits, not secrets)
        words = [f"w{chance.randrange(900)}" for _ in range(size)]
        old = " ".join(words)
        for _ in range(size // 60):
            place = chance.randrange(len(words))
            words[place : place + 1] = chance.choice([[], ["other"], ["two", "words"]])
        as_html(old, " ".join(words))

    assert growth(compared, 1_900) < LINEAR
