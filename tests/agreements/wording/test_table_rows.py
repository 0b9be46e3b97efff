"""A clause cut at its tables and rejoined: unchanged parts stay letter for letter."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agreements.wording.table_rows import Cut, cut, stored, typed
from tests.agreements.wording.test_tracked import BLOCKS

PLAIN = "| Item | Until |\n| --- | --- |\n| Age | 2028 |\n| Sex | 2029 |"
RAGGED = "Item|Until\n:--|--:\nAge | 2028\n|Sex|\n| a \\| b |  2030|"


def whole(text: str) -> Cut:
    found = cut(text)
    assert found is not None
    return found


def unchanged(found: Cut) -> str:
    return found.joined(found.bodies, [grid.rows for grid in found.grids])


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        RAGGED,
        f"Before.\n\n{PLAIN}\n\nAfter.",
        f"\n\n Before.\n{RAGGED}\n\n\n{PLAIN}\n",
        f"{PLAIN}\n\n{RAGGED}",
        f"{PLAIN}\n- a list at once",
        "| Item |\n|---|",
    ],
)
def test_cut_and_joined_unchanged_gives_the_same_words(text: str) -> None:
    assert unchanged(whole(text)) == text


@given(BLOCKS)
@settings(max_examples=300)
def test_any_text_cut_and_joined_unchanged_is_the_same(text: str) -> None:
    found = cut(text)
    assert found is None or unchanged(found) == text


@pytest.mark.parametrize(
    "text",
    [
        "No table at all.",
        "a | b",
        "> | Item |\n> |---|\n> | Age |",
        "- | Item |\n  |---|\n  | Age |",
        "```\n| Item |\n|---|\n| Age |\n```",
        "| Item | Until |\n|---|---|\n| Age | 2028 | more |",
        "",
    ],
)
def test_text_without_a_plain_table_is_not_cut(text: str) -> None:
    assert cut(text) is None


def test_short_row_is_filled_up_and_keeps_its_line() -> None:
    [grid] = whole(RAGGED).grids

    assert grid.rows[1] == ("Sex", "")
    assert grid.written(grid.rows) == RAGGED


def test_changed_row_is_written_again_and_the_others_stay() -> None:
    [grid] = whole(RAGGED).grids

    lines = grid.written([("Age", "2031"), *grid.rows[1:], ("New", "now")]).split("\n")

    assert lines == ["Item|Until", ":--|--:", "| Age | 2031 |", "|Sex|", "| a \\| b |  2030|", "| New | now |"]


def test_text_added_beside_a_table_is_set_apart() -> None:
    found = whole(PLAIN)

    text = found.joined(["Before.", "After."], [grid.rows for grid in found.grids])

    assert text == f"Before.\n\n{PLAIN}\n\nAfter."
    assert whole(text).bodies == ("Before.", "After.")


def test_text_taken_out_between_tables_keeps_them_apart() -> None:
    found = whole(f"{PLAIN}\n\nBetween.\n\n{PLAIN}")

    text = found.joined(["", "", ""], [grid.rows for grid in found.grids])

    assert len(whole(text).grids) == 2


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), max_size=30))
def test_cell_comes_back_as_it_was_typed(text: str) -> None:
    assert typed(stored(text)) == " ".join(text.split())


def test_bar_in_a_cell_stays_in_its_cell() -> None:
    found = whole(PLAIN)

    text = found.joined(found.bodies, [[(stored("a | b"), stored("two\nlines"))]])

    assert whole(text).grids[0].rows == (("a \\| b", "two lines"),)
