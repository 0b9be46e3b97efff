"""Checks of /health (the process is alive) and /ready (the service can work, or what is wrong)."""

import re
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection
from django.test import Client

from datashare.file_store import make_folder
from datashare.health import HEARTBEAT
from datashare.lib.roles import role_problem, serves_as_application_role
from datashare.tasks import heartbeat
from tests.plugins.database import become, owner_role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _file_store() -> None:
    make_folder()


def ready(client: Client) -> tuple[int, dict[str, dict[str, Any]]]:
    response = client.get("/ready")
    return response.status_code, response.json()["checks"]


def test_it_lives(client: Client) -> None:
    response = client.get("/health")
    assert response.status_code == 200
    assert response.json() == {"status": "alive"}
    assert "no-store" in response["Cache-Control"]


def test_it_asks_nothing_to_say_that_it_lives(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        client.get("/health")


def test_it_is_ready_when_everything_answers(client: Client) -> None:
    heartbeat()
    status, checks = ready(client)
    assert status == 200, checks
    assert checks["database"]["says"] == "The database answers as the application role."
    assert re.fullmatch(r"A worker took a task from the queue \d seconds ago\.", checks["queue"]["says"])
    assert checks["seal jobs"] == {"ready": True, "late": False, "says": "No agreement is waiting to be sealed."}
    assert checks["evidence"]["says"] == "No event has been recorded yet."


@pytest.mark.parametrize("beat", [None, 61])
def test_it_is_not_ready_while_no_one_takes_tasks(client: Client, beat: int | None) -> None:
    if beat:
        cache.set(HEARTBEAT, time.time() - beat)
    status, checks = ready(client)
    assert status == 503
    assert not checks["queue"]["ready"]
    assert checks["database"]["ready"]


def test_it_is_not_ready_without_the_key_of_the_seal(client: Client, settings: Any, tmp_path: Path) -> None:
    heartbeat()
    settings.PRODUCTION = True
    settings.SEAL_KEY_FILE = tmp_path / "nowhere.p12"
    status, checks = ready(client)
    assert status == 503
    assert checks["seal key"]["says"] == "The seal's key file cannot be read: No such file or directory."


def test_it_tells_no_address_when_something_is_down(client: Client, settings: Any) -> None:
    before = settings.CACHES
    settings.CACHES = {"default": before["default"] | {"LOCATION": "unix:///nowhere/secret.sock"}}
    status, checks = ready(client)
    assert status == 503
    assert checks["queue"]["says"] == "No answer: ConnectionError."


@pytest.mark.django_db(transaction=True)
def test_it_refuses_to_serve_as_the_owner(client: Client) -> None:
    application = str(connection.settings_dict["USER"])
    heartbeat()
    become(owner_role())
    try:
        status, checks = ready(client)
        assert status == 503
        assert "owns the tables" in checks["database"]["says"]
        assert [error.id for error in serves_as_application_role(None)] == ["datashare.E001"]
    finally:
        become(application)
    assert role_problem() == ""
    assert serves_as_application_role(None) == []


def test_it_answers_a_browser_that_has_not_signed_in_and_a_head_request(client: Client) -> None:
    assert client.head("/health").status_code == 200
    assert django_settings.SECURE_REDIRECT_EXEMPT == [r"^health$", r"^ready$"]
