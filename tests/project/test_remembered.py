"""A set-up of the tests is made once, and those used most are the last to be forgotten."""

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from agreements.models import DataShare
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.cast import Cast
from tests.support.once import built_once
from tests.support.remembered import Memory

pytestmark = pytest.mark.django_db


def given(make: object, *names: str) -> None:
    """Make each set-up from no rows of its own."""
    for name in names:
        with transaction.atomic():
            make(name)  # type: ignore[operator]
            assert Group.objects.get().name == name
            transaction.set_rollback(True)


def test_what_is_put_back_is_forgotten_last() -> None:
    made: list[str] = []

    @Memory(most=2)
    def group(name: str) -> Group:
        made.append(name)
        return Group.objects.create(name=name)

    given(group, "base", "one", "base", "two", "base", "three", "base", "one")

    assert made == ["base", "one", "two", "three", "one"]


def test_modules_start_from_the_same_people_and_share(django_db_blocker: DjangoDbBlocker) -> None:
    found: list[tuple[Cast, DataAsset, DataShare]] = []
    for _ in range(2):
        with built_once(django_db_blocker, stages.draft) as made:
            found.append((made.cast, made.asset, made.share))

    assert found[0] == found[1]
    assert not DataShare.objects.exists()
