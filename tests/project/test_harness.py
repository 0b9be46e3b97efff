"""The tests' own tools: two roles, an emptied database, a worker that can be killed, a browser, axe."""

import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.management import call_command
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from datashare.health import HEARTBEAT
from datashare.tasks import heartbeat
from script.local.paths import ROOT
from script.local.program import wait_until
from tests.plugins import migrated
from tests.plugins.axe import assert_accessible, violations
from tests.plugins.worker import WorkerProcess

GOOD = "<!doctype html><html lang=en><title>A page</title><main><h1>A page</h1><label>Name <input></label></main>"
SCRIPTED = "<!doctype html><title>off</title><script>document.title = 'on'</script>"


def beaten() -> bool:
    return cache.get(HEARTBEAT) is not None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_each_test_finds_what_the_migrations_wrote_and_nothing_else(time: str) -> None:
    assert not Group.objects.exists()
    assert Permission.objects.count() > 10
    assert ContentType.objects.count() > 10
    Group.objects.create(name=time)
    Permission.objects.all().delete()
    call_command("flush", interactive=False, verbosity=0)
    assert not Group.objects.exists()
    assert Permission.objects.count() > 10


@pytest.mark.fault
def test_a_worker_takes_tasks_and_a_killed_one_leaves_them_for_the_next(celery_worker_process: WorkerProcess) -> None:
    heartbeat.delay()
    assert wait_until(beaten, 10)
    celery_worker_process.kill()
    cache.delete(HEARTBEAT)
    heartbeat.delay()
    assert not wait_until(beaten, 1)
    celery_worker_process.start()
    assert wait_until(beaten, 10)
    celery_worker_process.stop()
    assert not celery_worker_process.alive()


def test_a_browser_opens_the_service(page: Page, live_server: LiveServer) -> None:
    answer = page.goto(f"{live_server.url}/health")
    assert answer
    assert answer.json() == {"status": "alive"}


def test_a_page_runs_scripts_unless_it_is_the_one_without(page: Page, page_without_javascript: Page) -> None:
    for one, title in ((page, "on"), (page_without_javascript, "off")):
        one.set_content(SCRIPTED)
        assert one.title() == title


def test_axe_finds_what_is_wrong_and_lets_the_rest_be(page: Page) -> None:
    page.set_content(GOOD)
    assert_accessible(page)
    page.set_content(GOOD.replace("<label>Name <input></label>", "<input>"))
    assert [line.partition(":")[0] for line in violations(page)] == ["label"]


def test_axe_overlooks_only_what_govuk_frontend_writes_itself(page: Page) -> None:
    radio = '<label>Other <input type=radio aria-expanded=false class="{}"></label>'
    page.set_content(GOOD.replace("<label>Name <input></label>", radio.format("govuk-radios__input")))
    assert_accessible(page)
    page.set_content(GOOD.replace("<label>Name <input></label>", radio.format("of-our-own")))
    assert any(line.startswith("aria-allowed-attr") for line in violations(page))


def test_migrations_import_only_what_their_database_is_made_again_for() -> None:
    """The database that test databases are copied from is made again when one of these files changes."""
    watched = {path for pattern in migrated.SOURCES for path in ROOT.glob(pattern)}
    files = [path for path in watched if path.parent.name == "migrations"]
    lines = [line for path in files for line in re.findall(r"^(?:from|import) .+", path.read_text(), re.MULTILINE)]
    ours = [
        line for line in lines if re.match(r"\w+ (?:agreements|catalogue|community|datashare|tests|script)\b", line)
    ]
    assert len(files) > 8
    assert ours
    assert [line for line in ours if not re.match(r"\w+ (?:datashare\b|\w+\.models\b|\w+\.migrations\b)", line)] == []
