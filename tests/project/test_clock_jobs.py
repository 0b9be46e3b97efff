"""A scheduled job runs once for each time, is made up for if missed, and is watched by /ready."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from agreements.verifying import nightly
from catalogue.models import DataAsset
from datashare import running
from datashare.clock_jobs import JOBS, ClockJob
from datashare.models import JobRun
from datashare.schedule import SCHEDULE
from tests.agreements import stages
from tests.cast import Cast
from tests.faults.together import at_once

NIGHTLY = "check every chain and seal"
HALF_PAST_TWO = ClockJob("", minute=30, hour=2)
TEN_PAST = ClockJob("", minute=10)


@pytest.fixture
def clock(db: None) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 11, 20, 12, 0, tzinfo=UTC), tick=False) as traveller:
        yield traveller


def test_each_job_that_beat_starts_is_due_within_an_hour() -> None:
    """A daily schedule never fires if beat restarts every day."""
    assert max(float(str(entry["schedule"])) for entry in SCHEDULE.values()) <= 3600


@pytest.mark.parametrize(
    ("job", "now", "due"),
    [
        (HALF_PAST_TWO, "2026-11-20 02:29", "2026-11-19 02:30"),
        (HALF_PAST_TWO, "2026-11-20 02:30", "2026-11-20 02:30"),
        (HALF_PAST_TWO, "2026-07-20 01:29", "2026-07-19 01:30"),
        (HALF_PAST_TWO, "2026-07-20 01:30", "2026-07-20 01:30"),
        (HALF_PAST_TWO, "2026-03-29 12:00", "2026-03-29 01:30"),
        (HALF_PAST_TWO, "2026-10-25 12:00", "2026-10-25 02:30"),
        (TEN_PAST, "2026-11-20 02:09", "2026-11-20 01:10"),
        (TEN_PAST, "2026-11-20 02:10", "2026-11-20 02:10"),
    ],
)
def test_a_job_is_due_by_the_clock_of_london(job: ClockJob, now: str, due: str) -> None:
    asked, expected = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (now, due))
    assert job.due_since(asked) == expected


def test_a_job_is_done_once_for_each_time_it_is_due(clock: time_machine.Traveller) -> None:
    assert set(running.due()) == set(JOBS)
    assert running.run(NIGHTLY) is False
    assert NIGHTLY not in running.due()
    clock.move_to(datetime(2026, 11, 21, 2, 29, tzinfo=UTC))
    assert NIGHTLY not in running.due()
    clock.move_to(datetime(2026, 11, 21, 2, 30, tzinfo=UTC))
    assert NIGHTLY in running.due()


def test_a_night_that_was_missed_is_made_up_for(clock: time_machine.Traveller) -> None:
    running.run(NIGHTLY)
    clock.shift(timedelta(days=3))
    assert NIGHTLY in running.due()
    running.run(NIGHTLY)
    assert JobRun.objects.get(name=NIGHTLY).done_at == timezone.now()


def test_a_job_in_hand_is_left_alone_until_its_worker_is_gone(clock: time_machine.Traveller) -> None:
    running.due()
    JobRun.objects.filter(name=NIGHTLY).update(leased_until=timezone.now() + running.LEASE)
    assert NIGHTLY not in running.due()
    running.run(NIGHTLY)
    assert JobRun.objects.get(name=NIGHTLY).done_at is None
    clock.shift(running.LEASE + timedelta(seconds=1))
    assert NIGHTLY in running.due()


@pytest.mark.django_db(transaction=True)
def test_workers_that_take_it_at_once_do_it_once() -> None:
    running.due()
    assert at_once([lambda: running.run(NIGHTLY)] * 4) == [False] * 4
    assert JobRun.objects.get(name=NIGHTLY).done_at


def test_a_job_that_fails_is_tried_again_and_its_error_kept(
    clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(JOBS, NIGHTLY, ClockJob("tests.project.test_clock_jobs.broken", minute=30, hour=2))
    running.run(NIGHTLY)
    assert JobRun.objects.get(name=NIGHTLY).last_error == "RuntimeError: It broke."
    assert NIGHTLY not in running.due()
    clock.shift(running.TRY_AGAIN + timedelta(seconds=1))
    assert NIGHTLY in running.due()


def broken(state: object) -> None:
    raise RuntimeError("It broke.")


def test_ready_calls_a_person_when_a_night_was_missed(client: Client, clock: time_machine.Traveller) -> None:
    for name in JOBS:
        running.run(name)
    assert not client.get("/ready").json()["checks"]["clock"]["late"]
    clock.shift(timedelta(days=1))
    told = client.get("/ready").json()["checks"]["clock"]
    assert (told["ready"], told["late"]) == (True, True)
    assert "check every chain and seal (last done 20 November, 12:00)" in told["says"]


def test_the_check_at_night_goes_on_where_it_stopped(cast: Cast, asset: DataAsset) -> None:
    shares = [stages.draft(cast, asset) for _ in range(3)]
    state: dict[str, object] = {}
    seen = []
    while (after := nightly.verify_next(state, seconds=-1)) is not None:
        state = after
        seen.append(state["after"])
    assert seen == [share.pk for share in shares][:-1]
