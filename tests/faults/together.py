"""Concurrent users, each with their own connection to the database."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections

# The promise is 200 of 200: DATASHARE_TRIALS=200 script/test tests/faults tries them all, in minutes.
TRIALS = int(os.environ.get("DATASHARE_TRIALS", "8"))


def at_once(acts: Sequence[Callable[[], object]]) -> list[object]:
    """Return what each call returned or raised, in order; all begin together."""
    start = Barrier(len(acts))

    def one(act: Callable[[], object]) -> object:
        try:
            start.wait(10)
            return act()
        except Exception as problem:  # noqa: BLE001 (what it raised is what the test looks at)
            return problem
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as people:
        return list(people.map(one, acts))
