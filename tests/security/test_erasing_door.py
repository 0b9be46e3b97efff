"""The only way to erase details: for one person with a recorded erasure, and never proof of an agreement."""

from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django.plugin import DjangoDbBlocker

from agreements.kinds import PROOF
from agreements.models import EventDetails
from community.models import Erasure, User
from tests.agreements import stages
from tests.cast import Cast
from tests.plugins.database import owner_role
from tests.support.once import Built, built_once

pytestmark = pytest.mark.django_db
BLANK = "UPDATE agreements_eventdetails SET text = '', salt = ''::bytea"


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Built]:
    with built_once(django_db_blocker, stages.in_force) as made:
        yield made


@pytest.fixture
def cast(built: Built) -> Cast:
    return built.cast


def erased(person: User) -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM public.erase_details(%s)", [person.pk])
        return [(int(key), int(number)) for key, number in cursor.fetchall()]


def rows() -> list[tuple[int, int | None, bytes, str]]:
    kept = EventDetails.objects.order_by("pk").values_list("pk", "actor", "salt", "text")
    return [(key, actor, bytes(salt), text) for key, actor, salt, text in kept]


def assert_refused(statement: str, *values: int, match: str) -> None:
    with pytest.raises(DatabaseError, match=match), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize("door", ["erase_details", "erase_help"])
def test_a_door_is_shut_without_a_recorded_erasure(door: str, cast: Cast) -> None:
    before = rows()
    Erasure.objects.create(person=cast.onlooker, by=cast.stranger, reason="asked")
    assert_refused(f"SELECT public.{door}(%s)", cast.supplier.pk, match="no erasure of this person is recorded")
    assert rows() == before


def test_a_door_opens_for_the_one_person_recorded(cast: Cast) -> None:
    before = {key: (actor, salt, text) for key, actor, salt, text in rows()}
    Erasure.objects.create(person=cast.supplier, by=cast.stranger, reason="asked")
    assert erased(cast.supplier)

    for details in EventDetails.objects.select_related("event"):
        actor, salt, text = before[details.pk]
        theirs = actor == cast.supplier.pk and details.event.kind not in PROOF
        assert details.actor_id == actor
        if theirs and '"record":{}' in text:
            assert (bytes(details.salt), details.text) == (b"", "")
        else:
            assert (bytes(details.salt), details.text) == (salt, text)


def test_a_door_that_was_used_finds_nothing_more(cast: Cast) -> None:
    Erasure.objects.create(person=cast.supplier, by=cast.stranger, reason="asked")
    assert erased(cast.supplier)
    assert erased(cast.supplier) == []


@pytest.mark.parametrize(
    "statement",
    [
        f"{BLANK} WHERE actor_id = %s",
        "UPDATE agreements_eventdetails SET actor_id = NULL WHERE actor_id = %s",
        "DELETE FROM agreements_eventdetails WHERE actor_id = %s",
        "UPDATE agreements_event SET subject = '' WHERE id > %s",
        "UPDATE community_erasure SET person_id = %s",
        "UPDATE community_accounthelp SET reason = '' WHERE person_id = %s",
    ],
)
def test_the_application_role_has_no_other_way(statement: str, cast: Cast) -> None:
    Erasure.objects.create(person=cast.supplier, by=cast.stranger, reason="asked")
    assert_refused(statement, cast.supplier.pk, match="permission denied")


@pytest.mark.parametrize("function", ["details_may_go(1, 1, 1, 'x')"])
def test_what_the_door_asks_is_not_for_the_application(function: str, cast: Cast) -> None:
    assert_refused(f"SELECT public.{function}", match="permission denied")


def test_a_door_is_the_owners_and_looks_nowhere_else() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, prosecdef, proconfig, pg_get_userbyid(proowner), proacl::text FROM pg_proc "
            "WHERE pronamespace = 'public'::regnamespace AND prosecdef ORDER BY proname"
        )
        found = cursor.fetchall()
    assert [row[0] for row in found] == ["erase_details", "erase_help"]
    for _, _, settings, owner, rights in found:
        assert settings == ["search_path=pg_catalog, pg_temp"]
        assert owner == owner_role()
        assert "{=X" not in rights
        assert ",=X" not in rights
