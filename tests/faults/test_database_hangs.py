"""A database that never answers blocks a page for a few seconds at most, and /health not at all."""

import os
import signal
import time
from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client

from community.models import User
from datashare.lib.postgres import patience
from datashare.lib.postgres.patience import PatientConnection
from datashare.lib.unhurried import unhurried
from script.local import program
from script.local.paths import Place
from script.local.postgres import Postgres
from tests.faults.silence import Silence

pytestmark = pytest.mark.fault
A_FEW = 6.0
# Sooner than anything that asks the silent database: patience.SILENCE is 2 seconds.
AT_ONCE = 1.9


def timed(act: Callable[[], object]) -> tuple[object, float]:
    begun = time.monotonic()
    return act(), time.monotonic() - begun


@pytest.fixture
def silence(transactional_db: None) -> Iterator[Silence]:
    """Connect this test through a proxy that can fall silent."""
    own = connection.settings_dict["HOST"]
    between = Silence(own)
    connection.close()
    connection.settings_dict["HOST"] = str(between.folder)
    yield between
    connection.close()
    connection.settings_dict["HOST"] = own
    between.close()


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


def test_a_page_of_a_silent_database_is_a_503(silence: Silence, visitor: Client) -> None:
    assert visitor.get("/register/").status_code == 200
    silence.silent.set()
    page, seconds = timed(lambda: visitor.get("/register/"))
    assert page.status_code == 503  # type: ignore[attr-defined]
    assert seconds < A_FEW
    again, seconds = timed(lambda: visitor.get("/register/"))
    assert again.status_code == 503  # type: ignore[attr-defined]
    assert seconds < AT_ONCE


def test_a_new_connection_to_a_silent_database_is_given_up(silence: Silence, visitor: Client) -> None:
    silence.silent.set()
    page, seconds = timed(lambda: visitor.get("/register/"))
    assert page.status_code == 503  # type: ignore[attr-defined]
    assert seconds < A_FEW


def test_a_session_of_a_silent_database_is_a_503(silence: Silence, visitor: Client) -> None:
    """The session is read before any view is called, and after it."""
    visitor.force_login(User.objects.create_user("amina@moth.gov.uk", "A passphrase"))
    silence.silent.set()
    page, seconds = timed(lambda: visitor.get("/help/"))
    assert page.status_code == 503  # type: ignore[attr-defined]
    assert seconds < A_FEW


def test_health_asks_a_silent_database_nothing(silence: Silence, visitor: Client) -> None:
    visitor.force_login(User.objects.create_user("amina@moth.gov.uk", "A passphrase"))
    silence.silent.set()
    answer, seconds = timed(lambda: visitor.get("/health", headers={"host": "10.1.2.3"}))
    assert answer.json() == {"status": "alive"}  # type: ignore[attr-defined]
    assert seconds < AT_ONCE


def test_ready_says_that_the_database_is_silent(silence: Silence, visitor: Client) -> None:
    silence.silent.set()
    answer, seconds = timed(lambda: visitor.get("/ready"))
    assert answer.status_code == 503  # type: ignore[attr-defined]
    assert answer.json()["checks"]["database"]["says"] == "No answer: OperationalError."  # type: ignore[attr-defined]
    assert seconds < A_FEW


def test_pages_come_back_with_the_database(silence: Silence, visitor: Client) -> None:
    silence.silent.set()
    assert visitor.get("/register/").status_code == 503
    silence.silent.clear()
    assert program.wait_until(lambda: visitor.get("/register/").status_code == 200, patience.LEFT_ALONE + 1)


def test_a_transaction_of_a_silent_database_ends(silence: Silence) -> None:
    @transaction.atomic
    def in_vain() -> None:
        assert not User.objects.exists()
        silence.silent.set()
        User.objects.exists()

    begun = time.monotonic()
    with pytest.raises(OperationalError):
        in_vain()
    assert time.monotonic() - begun < A_FEW


def test_a_slow_answer_of_a_live_database_is_waited_for(silence: Silence) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s), 7", [2 * patience.SILENCE + 1])
        assert cursor.fetchone()[1] == 7
    assert silence.seen > 1, "A question beside the query was asked."


def test_a_query_beyond_the_longest_is_given_up(silence: Silence) -> None:
    connection.ensure_connection()
    connection.connection.longest = 3.0
    with pytest.raises(OperationalError, match="does not answer"), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(20)")


def test_a_long_job_has_limits_of_its_own(silence: Silence) -> None:
    with connection.cursor() as cursor:
        with unhurried(300):
            cursor.execute("SELECT current_setting('statement_timeout'), current_setting('lock_timeout')")
            assert cursor.fetchone() == ("5min", "5min")
            assert connection.connection.longest == 310
        cursor.execute("SELECT current_setting('statement_timeout'), current_setting('lock_timeout')")
        assert cursor.fetchone() == ("30s", "10s")
    assert connection.connection.longest == patience.LONGEST


def test_a_frozen_server_is_given_up(empty_postgres: Postgres) -> None:
    """Every process of a real one is stopped, as by a paused virtual machine."""
    running = empty_postgres.running()
    assert running
    patient = PatientConnection.connect(host=str(empty_postgres.sockets), user="postgres", dbname="postgres")
    patient.execute("SELECT 1")
    frozen = [running.pid, *program.descendants(running.pid)]
    for pid in frozen:
        os.kill(pid, signal.SIGSTOP)
    begun = time.monotonic()
    try:
        with pytest.raises(psycopg.OperationalError, match="does not answer"):
            patient.execute("SELECT 1")
        assert time.monotonic() - begun < A_FEW
        assert patient.closed
        with pytest.raises(psycopg.OperationalError, match="does not answer"):
            PatientConnection.connect(host=str(empty_postgres.sockets), user="postgres", dbname="postgres")
    finally:
        for pid in frozen:
            os.kill(pid, signal.SIGCONT)


@pytest.fixture
def empty_postgres(empty_place: Place) -> Postgres:
    postgres = Postgres(empty_place)
    postgres.start()
    return postgres
