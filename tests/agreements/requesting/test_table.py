"""Questions whose answer is a list: add, change and remove one item at a time."""

from typing import Any

import pytest

from agreements.kinds import EventKind
from agreements.models import DataShare, Event
from agreements.questionnaire import tables
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.agreements.requesting.walking import save, typed_answers
from tests.cast import Cast
from tests.support.visiting import Visitor, address

pytestmark = pytest.mark.django_db
POSTCODE = {
    "item": "Postcode",
    "identifies": "indirect",
    "why": "To know the district",
    "how_used": "Tables by district",
    "keep_until": "30 days",
}


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    return stages.draft(cast, asset, typed_answers())


def items(share: DataShare) -> list[dict[str, Any]]:
    return tables.rows(share.edition.answers.as_mapping(), "items")


def test_it_lists_the_rows_and_goes_on(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.acquirer)
    page = visitor.get("step", share, "data-items")

    assert page.heading == "Which data items do you need?"
    assert page.all("//h2[contains(@class, 'summary-card__title')]") == ["Date of birth"]
    assert "Add another data item" in page.words
    assert visitor.post("step", share, "data-items").status == 302
    assert visitor.post("step", share, "data-items", later="yes").goes_to == address("request", share)


def test_it_adds_a_row(cast: Cast, share: DataShare) -> None:
    saved = save(Visitor(cast.acquirer), ("row", share, "data-items", "new"), POSTCODE)

    assert saved.goes_to == address("step", share, "data-items")
    assert [row["item"] for row in items(share)] == ["Date of birth", "Postcode"]


def test_it_says_an_where_it_should(cast: Cast, share: DataShare) -> None:
    page = Visitor(cast.acquirer).get("row", share, "which-organisations", "new")

    assert page.heading == "Add an organisation"


def test_a_row_sent_twice_is_there_once(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.acquirer)
    first, second = (visitor.post("row", share, "data-items", "new", **POSTCODE, revision="1") for _ in range(2))

    assert first.status == second.status == 302
    assert len(items(share)) == 2


def test_two_people_add_at_once(cast: Cast, share: DataShare) -> None:
    mine, theirs = Visitor(cast.acquirer), Visitor(cast.acquirer_colleague)
    revision = mine.get("row", share, "data-items", "new").fields["revision"][0]
    save(theirs, ("row", share, "data-items", "new"), POSTCODE)
    saved = mine.post("row", share, "data-items", "new", **POSTCODE | {"item": "Town"}, revision=revision)

    assert saved.status == 302
    assert [row["item"] for row in items(share)] == ["Date of birth", "Postcode", "Town"]


def test_it_changes_a_row(cast: Cast, share: DataShare) -> None:
    [row] = items(share)
    where = ("row", share, "data-items", row["id"])
    page = Visitor(cast.acquirer).get(*where)
    assert page.heading == "Change this data item"
    assert page.fields["item"] == ["Date of birth"]

    save(Visitor(cast.acquirer), where, POSTCODE | {"item": "Year of birth"})
    [changed] = items(share)
    assert (changed["item"], changed["id"]) == ("Year of birth", row["id"])


def test_a_stale_change_shows_both_and_loses_neither(cast: Cast, share: DataShare) -> None:
    [row] = items(share)
    where = ("row", share, "data-items", row["id"])
    mine = Visitor(cast.acquirer)
    revision = mine.get(*where).fields["revision"][0]
    save(Visitor(cast.acquirer_colleague), where, POSTCODE | {"item": "Their item"})
    stale = mine.post(*where, **POSTCODE | {"item": "My item"}, revision=revision)

    assert stale.status == 409
    assert "Bryn Davies changed this answer after you opened the page" in stale.words
    assert "Their item" in stale.words
    assert stale.fields["item"] == ["My item"]
    assert [row["item"] for row in items(share)] == ["Their item"]
    assert mine.client.post(address(*where), stale.fields).status_code == 302
    assert [row["item"] for row in items(share)] == ["My item"]


def test_a_change_to_a_row_that_is_gone_keeps_the_words(cast: Cast, share: DataShare) -> None:
    [row] = items(share)
    where = ("row", share, "data-items", row["id"])
    mine = Visitor(cast.acquirer)
    revision = mine.get(*where).fields["revision"][0]
    Visitor(cast.acquirer_colleague).post("remove_row", share, "data-items", row["id"], revision=revision)
    stale = mine.post(*where, **POSTCODE, revision=revision)

    assert stale.status == 409
    assert "Someone removed this from the list." in stale.words
    assert stale.fields["item"] == ["Postcode"]
    mine.client.post(address(*where), stale.fields)
    assert [row["item"] for row in items(share)] == ["Postcode"]


def test_a_row_that_is_gone_cannot_be_opened(cast: Cast, share: DataShare) -> None:
    for name in ("row", "remove_row"):
        seen = Visitor(cast.acquirer).get(name, share, "data-items", "gone")
        assert seen.goes_to == address("step", share, "data-items")


def test_it_removes_a_row_after_asking(cast: Cast, share: DataShare) -> None:
    visitor, [row] = Visitor(cast.acquirer), items(share)
    where = ("remove_row", share, "data-items", row["id"])
    page = visitor.get(*where)
    assert page.heading == "Are you sure you want to remove this data item?"
    assert "Date of birth" in page.words
    assert len(items(share)) == 1

    visitor.post(*where, revision=page.fields["revision"][0])
    assert items(share) == []
    assert "You have not added anything yet." in visitor.get("step", share, "data-items").words


def test_a_stale_removal_removes_nothing(cast: Cast, share: DataShare) -> None:
    visitor, [row] = Visitor(cast.acquirer), items(share)
    save(Visitor(cast.acquirer_colleague), ("row", share, "data-items", row["id"]), POSTCODE)
    seen = visitor.post("remove_row", share, "data-items", row["id"], revision="1")

    assert seen.status == 409
    assert [row["item"] for row in items(share)] == ["Postcode"]


def test_what_is_wrong_with_a_row_is_said(cast: Cast, share: DataShare) -> None:
    seen = Visitor(cast.acquirer).post("row", share, "data-items", "new", **POSTCODE | {"why": ""}, revision="1")

    assert seen.status == 200
    assert seen.title.startswith("Error: ")
    assert seen.errors == ["Enter why you need it"]
    assert seen.fields["item"] == ["Postcode"]
    assert len(items(share)) == 1


def test_a_full_list_says_so_and_keeps_the_words(cast: Cast, asset: DataAsset) -> None:
    rows = [{**POSTCODE, "id": str(number), "item": f"Item {number}"} for number in range(tables.MOST_ROWS)]
    share = stages.draft(cast, asset, typed_answers() | {"items": rows})
    seen = Visitor(cast.acquirer).post("row", share, "data-items", "new", **POSTCODE, revision="1")

    assert seen.errors == [f"A list can have up to {tables.MOST_ROWS} rows. Remove rows before you add more"]
    assert seen.fields["item"] == ["Postcode"]


def test_only_tables_have_rows(cast: Cast, share: DataShare) -> None:
    assert Visitor(cast.acquirer).get("row", share, "aims", "new").status == 404
    assert Visitor(cast.acquirer).post("remove_row", share, "aims", "row1").status in {302, 404}
    assert share.edition.answers.as_mapping()["aims"] == typed_answers()["aims"]


def test_others_are_refused(cast: Cast, share: DataShare) -> None:
    before, [row] = Event.objects.filter(share=share, kind=EventKind.REQUEST_ANSWERED).count(), items(share)
    for user, status in ((cast.acquirer_expert, 403), (cast.onlooker, 403), (cast.stranger, 404), (cast.supplier, 404)):
        for where in (("row", share, "data-items", "new"), ("remove_row", share, "data-items", row["id"])):
            assert Visitor(user).get(*where).status == status
            assert Visitor(user).post(*where, **POSTCODE, revision="1").status == status
    assert Event.objects.filter(share=share, kind=EventKind.REQUEST_ANSWERED).count() == before


def test_it_is_too_late_once_it_is_sent(cast: Cast, asset: DataAsset) -> None:
    share = stages.submitted(cast, asset)

    assert Visitor(cast.acquirer).post("row", share, "data-items", "new", **POSTCODE, revision="1").status == 409
    assert Visitor(cast.acquirer).post("remove_row", share, "data-items", "row1", revision="1").status == 409
    assert len(items(share)) == 1
