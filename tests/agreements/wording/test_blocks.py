"""Text is cut into the same blocks as on the page that people sign, without losing a line."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from agreements.wording.blocks import cells_of, parts_of, rows_too_long, shapes_in
from datashare.lib import markdown

TABLE = "| Item | Until |\n|---|---|\n| Age | 2028 |"
LINES = st.lists(
    st.sampled_from(
        ["", "Words.", "- one", "* two", "1. first", "2. second", "> quoted", "  - inner", "    code", "# Head",
         "| a | b |", "|---|---|", "| c | d | e |", "---", "[name]: /address", "10) ten", "-"]
    ),
    max_size=9,
).map("\n".join)  # fmt: skip


def kinds(text: str) -> list[str]:
    return [part.kind for part in parts_of(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Some words\n2. that go on", ["prose"]),
        ("Some words\n1. a list", ["prose", "numbers"]),
        ("    - code, no list", ["prose"]),
        ("a | b\nno rule", ["prose"]),
        ("- one\n- two\n\n1. three", ["bullets", "numbers"]),
        ("> quoted\ngoes on", ["quote"]),
        (f"{TABLE}\n- a list", ["table", "bullets"]),
        (f"Words\n\n{TABLE}\n\nMore", ["prose", "table", "prose"]),
        ("- one\n  > quoted inside", ["bullets"]),
        ("[name]: /address", ["prose"]),
    ],
)
def test_blocks_are_those_of_the_page(text: str, expected: list[str]) -> None:
    assert kinds(text) == expected


def test_list_inside_a_list_gives_its_items() -> None:
    [block] = parts_of("- one\n  goes on\n  - inner\n- two")
    assert block.lines == ("one\ngoes on", "inner", "two")


def test_numbers_stay_words_of_their_items() -> None:
    [block] = parts_of("  3. three\n  4. four")
    assert block.lines == ("3. three", "4. four")


@given(LINES)
def test_no_word_is_lost(text: str) -> None:
    written = " ".join(line for part in parts_of(text) for line in part.lines)
    rules = {word for word in re.findall(r"\S+", text) if not re.search(r"\w", word)}
    assert [word for word in re.findall(r"\S+", text) if re.search(r"\w", word) and word not in written] == [], rules


@given(LINES)
@example("> quoted\n| a | b |\n|---|---|")
def test_tables_are_those_of_the_page(text: str) -> None:
    on_page = markdown.render(text).count("<table")
    quoted = sum(
        markdown.render("\n".join(part.lines)).count("<table") for part in parts_of(text) if part.kind == "quote"
    )
    assert kinds(text).count("table") + quoted == on_page


@given(LINES)
def test_shapes_are_the_kinds_of_its_blocks(text: str) -> None:
    assert shapes_in(text) - {"sign"} == set(kinds(text))


@pytest.mark.parametrize("mark", ["", "> ", "- ", "1. "])
def test_row_that_is_too_long_is_found_inside_lists_and_quotations(mark: str) -> None:
    after = mark if mark == "> " else " " * len(mark)
    lines = [mark + "| a | b |", after + "|---|---|", after + "| c | d | lost |", after + "| e | f |"]
    assert [cells_of(line) for line in rows_too_long("\n".join(lines))] == [("c", "d", "lost")]
