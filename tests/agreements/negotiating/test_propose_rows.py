"""Proposing other words for a clause with a table: a form for each row, without JavaScript too."""

from typing import Any

import pytest

from agreements.models import Clause, Proposal
from agreements.negotiating import actions as negotiating
from agreements.wording.table_rows import cut
from tests.agreements.negotiating.clauses import current_of, proposed, text_of
from tests.cast import Cast
from tests.support.visiting import Seen, Visitor

pytestmark = pytest.mark.django_db

TEXT = (
    "Kept no longer than this.\n\n| Item | Until |\n| --- | --- |\n| Age | 2028 |\n| Sex | 2029 |\n| A \\| B | 2030 |"
    "\n\nReviewed each year."
)


@pytest.fixture
def tabled(clause: Clause, cast: Cast) -> Clause:
    """Return a clause with a table between two paragraphs."""
    negotiating.accept(proposal=proposed(clause, cast.supplier, TEXT), by=cast.acquirer)
    return clause


@pytest.fixture
def visitor(cast: Cast) -> Visitor:
    return Visitor(cast.acquirer)


def press(visitor: Visitor, clause: Clause, boxes: dict[str, Any], **pressed: str) -> Seen:
    """Post the boxes unchanged with one of the page's buttons."""
    return visitor.post("propose", clause.edition.share, clause.pk, **{**boxes, **pressed})


def opened(visitor: Visitor, clause: Clause) -> dict[str, Any]:
    """Return the boxes of the page, with a reason."""
    return visitor.get("propose", clause.edition.share, clause.pk).fields | {"reason": ["It is clearer."]}


def offered(clause: Clause) -> str:
    """Return the words of the one open proposal."""
    return Proposal.objects.get(wording__clause=clause, state=Proposal.State.OPEN).wording.text


def test_clause_with_a_table_shows_a_box_for_each_cell_and_text(visitor: Visitor, tabled: Clause) -> None:
    seen = visitor.get("propose", tabled.edition.share, tabled.pk)

    boxes = seen.fields
    assert boxes["text-0"] == ["Kept no longer than this."]
    assert boxes["text-1"] == ["Reviewed each year."]
    assert [boxes[f"cell-0-{row}-0"] for row in range(3)] == [["Age"], ["Sex"], ["A | B"]]
    assert boxes["rows-0"] == ["3"]
    assert seen.all("//legend")[0] == "Row 1 of 3: Age"
    assert "text" not in boxes


def test_boxes_sent_as_they_stand_are_the_words_the_clause_has(visitor: Visitor, tabled: Clause) -> None:
    seen = press(visitor, tabled, opened(visitor, tabled))

    assert seen.errors == ["This is the current wording of the clause. Change the wording before you propose it."]
    assert not Proposal.objects.filter(wording__clause=tabled, state=Proposal.State.OPEN).exists()


def test_library_clauses_with_tables_come_back_letter_for_letter(visitor: Visitor, cast: Cast, clause: Clause) -> None:
    with_tables = [
        found for found in clause.edition.share.edition.clauses.select_related("current") if cut(text_of(found))
    ]
    assert len(with_tables) > 5
    for found in with_tables[:12]:
        assert press(visitor, found, opened(visitor, found)).errors == [
            "This is the current wording of the clause. Change the wording before you propose it."
        ]


def test_one_cell_changed_changes_one_row_only(visitor: Visitor, tabled: Clause) -> None:
    boxes = opened(visitor, tabled) | {"cell-0-1-1": ["2035"]}

    seen = press(visitor, tabled, boxes)

    assert seen.errors == []
    tracked = "//div[contains(@class, 'tracked')]"
    assert seen.all(f"{tracked}//tr//del") == ["deleted: 2029 end of deletion"]
    assert seen.all(f"{tracked}//tr//ins") == ["inserted: 2035 end of insertion"]
    sent = press(visitor, tabled, seen.fields, send="yes")
    assert sent.status == 302
    assert offered(tabled) == TEXT.replace("2029", "2035")


def test_row_added_filled_and_sent(visitor: Visitor, tabled: Clause) -> None:
    added = press(visitor, tabled, opened(visitor, tabled) | {"cell-0-0-1": ["Changed too"]}, do="add:0")

    assert added.errors == []
    assert added.fields["rows-0"] == ["4"]
    assert added.fields["cell-0-0-1"] == ["Changed too"]
    assert added.fields["reason"] == ["It is clearer."]
    boxes = added.fields | {"cell-0-3-0": ["Post | code"], "cell-0-3-1": ["2041"]}
    assert press(visitor, tabled, boxes, send="yes").status == 302
    assert "| Age | Changed too |" in offered(tabled)
    assert "| A \\| B | 2030 |\n| Post \\| code | 2041 |\n\nReviewed" in offered(tabled)


@pytest.mark.parametrize(
    ("act", "rows"),
    [
        ("remove:0:1", ["Age", "A | B"]),
        ("up:0:1", ["Sex", "Age", "A | B"]),
        ("down:0:1", ["Age", "A | B", "Sex"]),
        ("up:0:0", ["Age", "Sex", "A | B"]),
        ("down:0:2", ["Age", "Sex", "A | B"]),
        ("remove:0:9", ["Age", "Sex", "A | B"]),
        ("remove:7:0", ["Age", "Sex", "A | B"]),
        ("burn:0:0", ["Age", "Sex", "A | B"]),
        ("add", ["Age", "Sex", "A | B"]),
    ],
)
def test_row_buttons_do_what_they_say(act: str, rows: list[str], visitor: Visitor, tabled: Clause) -> None:
    seen = press(visitor, tabled, opened(visitor, tabled) | {"text-1": ["Typed here."]}, do=act)

    assert seen.status == 200
    assert (
        seen.all("//textarea[starts-with(@name, 'cell-0-') and substring(@name, string-length(@name)) = '0']") == rows
    )
    assert seen.fields["text-1"] == ["Typed here."]


def test_row_left_empty_is_named_beside_its_box(visitor: Visitor, tabled: Clause) -> None:
    added = press(visitor, tabled, opened(visitor, tabled), do="add:0")

    seen = press(visitor, tabled, added.fields | {"cell-0-3-0": ["Postcode"]})

    assert seen.errors == ["Enter “Until” of row 4"]
    assert seen.all("//a[@href='#id_cell-0-3-1']") == seen.errors
    assert seen.fields["cell-0-3-0"] == ["Postcode"]
    assert seen.title.startswith("Error: ")


def test_table_without_a_row_is_refused(visitor: Visitor, tabled: Clause) -> None:
    boxes = opened(visitor, tabled)
    for _ in range(3):
        boxes = press(visitor, tabled, boxes, do="remove:0:0").fields

    assert press(visitor, tabled, boxes).errors == ["Add a row to table 1, or edit it as text"]


def test_words_go_to_one_box_and_back_with_all_that_was_typed(visitor: Visitor, tabled: Clause) -> None:
    boxes = opened(visitor, tabled) | {"cell-0-0-0": ["Date of birth"]}

    as_text = press(visitor, tabled, boxes, do="text")
    assert as_text.fields["text"] == [TEXT.replace("| Age |", "| Date of birth |")]
    assert as_text.fields["reason"] == ["It is clearer."]
    back = press(visitor, tabled, as_text.fields, do="rows")
    assert back.fields["cell-0-0-0"] == ["Date of birth"]
    assert press(visitor, tabled, back.fields, send="yes").status == 302
    assert offered(tabled) == TEXT.replace("| Age |", "| Date of birth |")


def test_markdown_pasted_in_one_box_is_still_taken(visitor: Visitor, tabled: Clause) -> None:
    pasted = "| New | Table |\n|---|---|\n| one | two |"
    typed = {"text": pasted, "reason": "Pasted.", "based_on": current_of(tabled), "send": "yes"}

    assert visitor.post("propose", tabled.edition.share, tabled.pk, **typed).status == 302
    assert offered(tabled) == pasted


def test_markdown_table_pasted_in_a_text_box_becomes_a_table(visitor: Visitor, tabled: Clause) -> None:
    boxes = opened(visitor, tabled) | {"text-1": ["| New |\n|---|\n| one |"]}

    assert press(visitor, tabled, boxes, send="yes").status == 302
    found = cut(offered(tabled))
    assert found is not None
    assert len(found.grids) == 2


def test_words_that_changed_meanwhile_are_a_conflict_and_nothing_is_lost(
    visitor: Visitor, cast: Cast, tabled: Clause
) -> None:
    boxes = opened(visitor, tabled) | {"cell-0-0-0": ["My own item"]}
    negotiating.accept(proposal=proposed(tabled, cast.supplier, "Wholly other words."), by=cast.acquirer_colleague)

    seen = press(visitor, tabled, boxes, send="yes")

    assert seen.status == 409
    assert "Wholly other words." in seen.words
    assert "My own item" in seen.fields["text"][0]
    assert not Proposal.objects.filter(wording__clause=tabled, state=Proposal.State.OPEN).exists()


@pytest.mark.parametrize("count", ["", "x", "-1", "99999", "٣", "999"])
def test_strange_number_of_rows_breaks_nothing(count: str, visitor: Visitor, tabled: Clause) -> None:
    assert press(visitor, tabled, opened(visitor, tabled) | {"rows-0": [count]}).status == 200


def test_nothing_but_a_button_pressed_breaks_nothing(visitor: Visitor, tabled: Clause) -> None:
    for typed in ({"do": "add:0"}, {"do": "text"}, {"send": "yes"}, {"base": "no table"}, {"do": "rows"}):
        assert visitor.post("propose", tabled.edition.share, tabled.pk, **typed).status == 200


def test_every_button_of_the_rows_works_without_javascript(visitor: Visitor, tabled: Clause) -> None:
    seen = visitor.get("propose", tabled.edition.share, tabled.pk)

    buttons = seen.tree.xpath("//main//form//button")
    assert {button.get("type") for button in buttons} == {"submit"}
    assert all(button.get("name") or "Continue" in button.text_content() for button in buttons)
    names = seen.all("//main//form//button[@name='do']")
    assert len(names) == len(set(names))
