"""A page fetches nothing twice."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.models import Clause
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db


def repeated(visitor: Visitor, page: str, *args: object) -> list[str]:
    """Return the queries that a page makes more than once."""
    visitor.get(page, *args)
    with CaptureQueriesContext(connection) as queries:
        assert visitor.get(page, *args).status == 200
    asked = [query["sql"] for query in queries]
    return sorted({sql for sql in asked if asked.count(sql) > 1})


def test_pages_of_negotiation_fetch_nothing_twice(cast: Cast, asset: DataAsset) -> None:
    share, visitor = stages.negotiating(cast, asset), Visitor(cast.acquirer)
    clause = Clause.objects.get(edition__share=share, key="summary.share")

    for page, *args in (
        ("agreement",), ("clause", clause.pk), ("section", clause.section), ("proposals",), ("missing_answers",),
        ("overview",), ("people",), ("history",), ("propose", clause.pk),
    ):  # fmt: skip
        assert repeated(visitor, page, share, *args) == [], page


def test_pages_of_a_request_fetch_nothing_twice(cast: Cast, asset: DataAsset) -> None:
    share, visitor = stages.draft(cast, asset), Visitor(cast.acquirer)

    for page, *args in (("request",), ("step", "aims"), ("check",), ("people",), ("history",)):
        assert repeated(visitor, page, share, *args) == [], page


def test_a_saved_step_reads_the_answers_once_for_the_page_and_once_locked(cast: Cast, asset: DataAsset) -> None:
    share, visitor = stages.draft(cast, asset), Visitor(cast.acquirer)

    with CaptureQueriesContext(connection) as queries:
        assert (
            visitor.post("step", share, "how-the-data-helps", how_helps="It finds cold homes.", revision=1).status
            == 302
        )
    asked = [query["sql"] for query in queries]
    assert sum("json_object_agg" in sql for sql in asked) == 2
    assert [
        sql for sql in asked if sql.startswith(('UPDATE "agreements_datashare"', 'UPDATE "agreements_edition"'))
    ] == []
