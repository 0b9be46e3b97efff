"""Many items at once: copies of a row, and lines from a spreadsheet."""

from typing import Any

import pytest

from agreements.models import DataShare, Event
from agreements.questionnaire import tables
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.agreements.requesting.test_table import POSTCODE
from tests.agreements.requesting.walking import save, typed_answers
from tests.cast import Cast
from tests.support.visiting import Visitor, address

pytestmark = pytest.mark.django_db
LINES = "Town\tNo\tTo know the town\tTables by town\t30 days\nStreet\tYes, on its own\tTo visit\tOn a list\t30 days\n"


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    return stages.draft(cast, asset, typed_answers())


def items(share: DataShare) -> list[dict[str, Any]]:
    return tables.rows(share.edition.answers.as_mapping(), "items")


def names(share: DataShare) -> list[object]:
    return [row["item"] for row in items(share)]


def test_it_saves_a_row_and_opens_the_next(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.acquirer)
    saved = save(visitor, ("row", share, "data-items", "new"), POSTCODE, another="yes")

    assert saved.goes_to == address("row", share, "data-items", "new")
    assert names(share) == ["Date of birth", "Postcode"]
    page = visitor.get("row", share, "data-items", "new")
    assert "Data item saved." in page.words
    assert page.fields["item"] == [""]


def test_it_copies_a_row(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.acquirer)
    [row] = items(share)
    [link] = [href for href in visitor.get("step", share, "data-items").all("//main//a/@href") if "?copy=" in href]
    page = visitor.get(link)

    assert page.heading == "Add a copy of this data item"
    assert page.fields["item"] == ["Date of birth"]
    assert page.fields["why"] == [row["why"]]
    visitor.post(link, **{key: values[0] for key, values in page.fields.items()} | {"item": "Year of birth"})
    assert names(share) == ["Date of birth", "Year of birth"]


def test_a_copy_of_a_row_that_is_gone_is_a_new_row(cast: Cast, share: DataShare) -> None:
    page = Visitor(cast.acquirer).get(address("row", share, "data-items", "new") + "?copy=gone")

    assert page.heading == "Add a data item"
    assert page.fields["item"] == [""]


def test_it_shows_what_it_understood_before_it_saves(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.acquirer)
    assert "Add data items from a spreadsheet" in visitor.get("step", share, "data-items").words
    page = visitor.post("paste_rows", share, "data-items", lines=LINES)

    assert page.heading == "Check the lines before you add them"
    assert page.all("//main//tbody/tr/td[2]") == ["No", "Yes, on its own"]
    assert names(share) == ["Date of birth"]


def test_it_adds_every_line(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.acquirer)
    shown = visitor.post("paste_rows", share, "data-items", lines=LINES)
    saved = visitor.post("paste_rows", share, "data-items", lines=shown.fields["lines"][0], save="yes")

    assert saved.goes_to == address("step", share, "data-items")
    assert names(share) == ["Date of birth", "Town", "Street"]
    assert items(share)[2]["identifies"] == "direct"
    assert "2 data items added." in visitor.get("step", share, "data-items").words


def test_the_same_lines_twice_are_there_once(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.acquirer)
    for _ in range(2):
        assert visitor.post("paste_rows", share, "data-items", lines=LINES, save="yes").status == 302

    assert names(share) == ["Date of birth", "Town", "Street"]
    assert Event.objects.filter(share=share, subject="step:data-items").count() == 1


def test_it_says_which_lines_are_wrong_and_saves_none(cast: Cast, share: DataShare) -> None:
    wrong = LINES + "\nShoe size\tperhaps\t\tTables\t30 days\nEyes\tNo\tWhy\tHow\tLong\tToo much\n"
    page = Visitor(cast.acquirer).post("paste_rows", share, "data-items", lines=wrong, save="yes")

    assert page.status == 200
    assert page.title.startswith("Error: ")
    assert page.errors == ["Correct lines 4 and 5"]
    assert [error.removeprefix("Error: ") for error in page.all("//main/p[@class='govuk-error-message']")] == [
        "Line 4: Enter “Yes, on its own”, “Yes, together with other items” or “No”",
        "Line 4: Enter why you need it",
        "Line 5: Remove the extra columns. Each line can have 5 columns and this one has 6",
    ]
    assert "2 of the 4 lines have errors." in page.words
    assert page.fields["lines"][0].startswith("Town\tNo")
    assert names(share) == ["Date of birth"]


def test_paste_with_one_wrong_line_names_each_error(cast: Cast, share: DataShare) -> None:
    page = Visitor(cast.acquirer).post("paste_rows", share, "data-items", lines="Shoe size\tperhaps\t\tTables\t30 days")

    assert page.errors == ["Correct line 1"]
    assert [error.removeprefix("Error: ") for error in page.all("//main/p[@class='govuk-error-message']")] == [
        "Line 1: Enter “Yes, on its own”, “Yes, together with other items” or “No”",
        "Line 1: Enter why you need it",
    ]


def test_it_lets_a_person_change_the_lines(cast: Cast, share: DataShare) -> None:
    page = Visitor(cast.acquirer).post("paste_rows", share, "data-items", lines=LINES, change="yes")

    assert page.heading == "Add data items from a spreadsheet"
    assert page.fields["lines"] == [LINES]
    assert names(share) == ["Date of birth"]


def test_it_reads_headings_quotation_marks_and_lines_inside_a_cell(cast: Cast, share: DataShare) -> None:
    lines = (
        "Item\tIdentifies a person\tWhy it is needed\tHow it is used\tHow long it is kept\n"
        '"The ""short"" name"\tyes, on\t"One reason\nand another"\tTables\t30 days\n'
    )
    Visitor(cast.acquirer).post("paste_rows", share, "data-items", lines=lines, save="yes")

    added = items(share)[1]
    assert (added["item"], added["identifies"]) == ('The "short" name', "direct")
    assert added["why"] == "One reason\nand another"


@pytest.mark.parametrize("lines", ["", " \n\t\n", "Item\tIdentifies a person"])
def test_nothing_pasted_is_said(cast: Cast, share: DataShare, lines: str) -> None:
    page = Visitor(cast.acquirer).post("paste_rows", share, "data-items", lines=lines, save="yes")

    assert page.errors
    assert names(share) == ["Date of birth"]


def test_a_full_list_takes_no_more_lines(cast: Cast, share: DataShare) -> None:
    lines = "".join(f"Item {number}\tNo\tWhy\tHow\tLong\n" for number in range(tables.MOST_ROWS))
    page = Visitor(cast.acquirer).post("paste_rows", share, "data-items", lines=lines, save="yes")

    assert page.errors == ["A list can have up to 300 rows. Remove rows before you add more"]
    assert names(share) == ["Date of birth"]


def test_more_lines_than_any_list_holds_are_not_read_one_by_one(cast: Cast, share: DataShare) -> None:
    page = Visitor(cast.acquirer).post("paste_rows", share, "data-items", lines="a\n" * 25_000)

    assert page.errors == ["A list can have up to 300 rows. Remove rows before you add more"]
    assert not page.all("//main//table")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
def test_it_reads_lines_whatever_ends_them(cast: Cast, share: DataShare, end: str) -> None:
    lines = end.join(LINES.strip().split("\n"))
    assert Visitor(cast.acquirer).post("paste_rows", share, "data-items", lines=lines, save="yes").status == 302
    assert names(share) == ["Date of birth", "Town", "Street"]


@pytest.mark.parametrize("slug", ["aims", "which-organisations"])
def test_only_lists_whose_columns_say_it_all_take_lines(cast: Cast, share: DataShare, slug: str) -> None:
    page = Visitor(cast.acquirer).get("step", share, slug)

    assert "Add data items from a spreadsheet" not in page.words or slug != "aims"
    assert Visitor(cast.acquirer).get("paste_rows", share, "aims").status == 404


def test_others_paste_nothing(cast: Cast, share: DataShare) -> None:
    assert Visitor(cast.onlooker).post("paste_rows", share, "data-items", lines=LINES, save="yes").status == 403
    assert Visitor(cast.stranger).post("paste_rows", share, "data-items", lines=LINES, save="yes").status == 404
    assert names(share) == ["Date of birth"]


def test_it_is_too_late_to_paste_once_it_is_sent(cast: Cast, asset: DataAsset) -> None:
    share = stages.submitted(cast, asset)

    assert Visitor(cast.acquirer).post("paste_rows", share, "data-items", lines=LINES, save="yes").status == 409
