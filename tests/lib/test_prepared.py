"""A statement that is asked often is planned once for each connection."""

import pytest
from django.db import connection

from community.models import Organisation
from datashare import database
from datashare.lib.postgres.patience import MOST_PREPARED

pytestmark = pytest.mark.django_db
PREPARED = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s"


def prepared(words: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(PREPARED, [f"%{words}%"])
        return int(cursor.fetchone()[0])


def test_statement_asked_often_is_prepared_whatever_it_is_asked_about() -> None:
    for number in range(database.PREPARED_FROM + 1):
        assert not Organisation.objects.filter(name=f"Ministry of Otters {number}").exists()

    assert prepared('FROM "community_organisation" WHERE "community_organisation"."name" = ') == 1


def test_statement_asked_once_is_not() -> None:
    assert not Organisation.objects.filter(slug="ministry-of-otters", name="Ministry of Otters").exists()

    assert prepared('FROM "community_organisation" WHERE ("community_organisation"."name"') == 0


def test_connection_keeps_no_more_than_it_may() -> None:
    with connection.cursor() as cursor:
        for number in range(MOST_PREPARED + 20):
            for _ in range(database.PREPARED_FROM + 1):
                cursor.execute(f"SELECT {number} AS otters, %s::int", [number])

    # The one too many goes with the next statement.
    assert MOST_PREPARED - 20 <= prepared("AS otters") <= MOST_PREPARED + 1


def test_nothing_is_prepared_through_a_pool_that_gives_each_transaction_another_connection() -> None:
    through_pool = database.settings(keep=0, pooled=True)["OPTIONS"]

    assert "prepare_threshold" not in through_pool
    assert through_pool["server_side_binding"] is True
