"""Slots limit costly jobs on one machine: across threads, across processes, and after a crash."""

import os
import signal
import subprocess
import sys
import time

import pytest

from agreements.evidence.slots import Busy, Slots

HOLD = """
import os, sys, time
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "datashare.settings")
from agreements.evidence.slots import Slots
with Slots(sys.argv[1], 1, 0).taken():
    print("held", flush=True)
    time.sleep(60)
"""


def named() -> str:
    return f"test-{os.getpid()}-{time.monotonic_ns()}"


def test_slots_when_all_are_taken_are_refused() -> None:
    slots = Slots(named(), 2, patience=0.1)
    with slots.taken(), slots.taken():
        begun = time.monotonic()
        with pytest.raises(Busy), slots.taken():
            pass
        assert time.monotonic() - begun < 2
    with slots.taken():
        pass


def test_slot_is_free_again_after_the_job_failed() -> None:
    slots = Slots(named(), 1, patience=0)
    with pytest.raises(ZeroDivisionError), slots.taken():
        raise ZeroDivisionError
    with slots.taken():
        pass


def test_slot_is_held_across_processes_until_one_dies() -> None:
    name = named()
    other = subprocess.Popen([sys.executable, "-c", HOLD, name], stdout=subprocess.PIPE)
    try:
        assert other.stdout
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(Busy), Slots(name, 1, patience=0.1).taken():
            pass
        other.send_signal(signal.SIGKILL)
        other.wait()
        with Slots(name, 1, patience=1).taken():
            pass
    finally:
        other.kill()
        other.wait()


def test_slots_let_one_caller_wait_and_others_come_back() -> None:
    slots = Slots(named(), 1, patience=0.5)
    waits = []
    with slots.taken():
        for _ in range(4):
            begun = time.monotonic()
            with pytest.raises(Busy), slots.taken():
                pass
            waits.append(time.monotonic() - begun > 0.4)
    assert waits == [True, False, False, False]
