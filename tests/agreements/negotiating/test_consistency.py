"""Clauses drafted from the same answers as a reworded one are named for checking."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.models import Clause, DataShare, Wording
from agreements.negotiating.reworded import doubts_among, doubts_in, only_fills, reworded_beside, unchanged_beside
from agreements.states import State
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.cast import Cast
from tests.support.markup import flat


def clause(number: int, key: str, sources: list[str], starter: str = "First.", text: str = "First.") -> Clause:
    made = Clause(pk=number, document="mou", number=f"1.{number}", key=key, sources=sources, heading=key)
    made.current, made.starter = Wording(text=text), starter
    return made


def named(clauses: list[Clause]) -> list[tuple[str, list[str]]]:
    return [(doubt.reworded.key, [other.key for other in doubt.unchanged]) for doubt in doubts_among(clauses)]


def test_it_names_the_clauses_that_share_an_answer_and_kept_their_words() -> None:
    clauses = [
        clause(1, "purpose.aims", ["aims"], text="Other."),
        clause(2, "need.project", ["aims", "tri_kind"]),
        clause(3, "purpose.need", ["how_helps"]),
        clause(4, "data.minimum", []),
    ]
    assert named(clauses) == [("purpose.aims", ["need.project"])]


def test_it_is_silent_where_both_were_reworded_or_neither() -> None:
    assert named([clause(1, "a", ["aims"]), clause(2, "b", ["aims"])]) == []
    assert named([clause(1, "a", ["aims"], text="X"), clause(2, "b", ["aims"], text="Y")]) == []


def test_it_is_silent_where_only_a_gap_was_filled() -> None:
    filled = clause(1, "a", ["aims", "onward"], "For [[gap:title]] only.", "For the heating only.")
    assert named([filled, clause(2, "b", ["aims"])]) == []


def test_it_does_not_ask_about_answers_that_a_clause_only_weighs() -> None:
    """The kinds of data decide that it applies; it does not state them."""
    described = clause(1, "data.described", ["data_types"], text="Other.")
    assert named([described, clause(2, "basis.special", ["sc_condition", "data_types"])]) == []


@pytest.mark.parametrize(
    ("starter", "text", "fills"),
    [
        ("A [[gap:x]] b.", "A word b.", True),
        ("A [[gap:x]] b.", "A  b.", False),
        ("A [[gap:x]] b.", "A word c.", False),
        ("[[gap:x]]", "Anything\n\nat all", True),
        ("[[gap:x]] and [[gap:y]]", "one and two", True),
        ("[[gap:x]] and [[gap:y]]", "one or two", False),
        ("[[gap:x]] and [[gap:y]]", "and", False),
        ("a [[gap:x]] a", "a", False),
        ("No gap.", "No gap.", True),
        ("No gap.", "A gap.", False),
        ("| [[gap:x]] " * 30 + "|", "| y " * 29 + "z", False),
    ],
)
def test_it_tells_a_filled_gap_from_other_words(starter: str, text: str, fills: bool) -> None:
    assert only_fills(starter, text) is fills


def reworded_share(cast: Cast, asset: DataAsset) -> DataShare:
    share = stages.negotiating(cast, asset)
    stages.reword(share, cast, "purpose.aims", "The data is used to count ospreys.")
    return share


@pytest.mark.django_db
def test_the_clause_page_names_them_in_both_directions(cast: Cast, asset: DataAsset, client: Client) -> None:
    share = reworded_share(cast, asset)
    client.force_login(cast.onlooker)
    aims, project = (share.edition.clauses.get(key=key) for key in ("purpose.aims", "need.project"))

    here = flat(client.get(f"/shares/{share.reference}/clause/{aims.pk}/"))
    assert "have not changed. Check that they are still right." in here
    assert f"Impact assessment {project.number} The project</a>" in here
    there = flat(client.get(f"/shares/{share.reference}/clause/{project.pk}/"))
    assert "The wording of these clauses has changed." in there
    assert f"Agreement {aims.number} Purpose</a>" in there


@pytest.mark.django_db
def test_the_clause_page_is_silent_before_anything_was_reworded(cast: Cast, asset: DataAsset, client: Client) -> None:
    share = stages.negotiating(cast, asset)
    client.force_login(cast.acquirer)
    key = share.edition.clauses.get(key="purpose.aims").pk
    page = flat(client.get(f"/shares/{share.reference}/clause/{key}/"))
    assert "drafted from the same answers" not in page


@pytest.mark.django_db
def test_freezing_warns_and_goes_ahead(cast: Cast, asset: DataAsset, client: Client) -> None:
    share = reworded_share(cast, asset)
    stages.agree_everything(share, cast)
    client.force_login(cast.acquirer)

    page = flat(client.get(f"/shares/{share.reference}/freeze/"))
    assert "Clauses to check" in page
    assert "Impact assessment 1.1 The project" in page
    client.post(f"/shares/{share.reference}/freeze/", {"order": "any", **stages.confirmed(share)})
    assert stages.fresh(share).edition.state == State.SIGNING


@pytest.mark.django_db
def test_it_asks_the_database_once(cast: Cast, asset: DataAsset) -> None:
    share = reworded_share(cast, asset)
    with CaptureQueriesContext(connection) as queries:
        doubts = doubts_in(share)
        aims = next(doubt.reworded for doubt in doubts)
        assert "need.project" in [other.key for other in unchanged_beside(aims, doubts)]
        assert reworded_beside(aims, doubts) == []
    assert len(queries) == 1
