"""A job over many rows: one that fails is undone and logged by its key, and holds up no other."""

import pytest
from django.db import connection
from structlog.testing import capture_logs

from community.models import Organisation
from datashare.lib.batches import each

pytestmark = pytest.mark.django_db


def made(*names: str) -> list[Organisation]:
    return [Organisation.objects.create(name=name, slug=name.lower()) for name in names]


def rename(body: Organisation) -> None:
    Organisation.objects.filter(pk=body.pk).update(name=f"{body.name} Council")
    if body.name == "Otterby":
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")


def test_one_that_fails_holds_up_no_other() -> None:
    bodies = made("Barsetby", "Otterby", "Puddleby")
    with capture_logs() as logged:
        assert each(bodies, rename) == 2

    names = set(Organisation.objects.filter(pk__in=[body.pk for body in bodies]).values_list("name", flat=True))
    assert names == {"Barsetby Council", "Otterby", "Puddleby Council"}
    assert [(line["event"], line["row"]) for line in logged] == [("not_done_for_one", f"Organisation {bodies[1].pk}")]


def test_log_has_the_keys_of_a_pair_and_no_name() -> None:
    body = made("Otterby")[0]

    def fail(pair: tuple[Organisation, int]) -> None:
        raise ValueError(pair[1])

    with capture_logs() as logged:
        assert each([(body, 7)], fail) == 0

    assert logged[0]["row"] == f"Organisation {body.pk}, 7"
