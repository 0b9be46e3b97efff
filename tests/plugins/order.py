"""Which tests run on one worker together, and which run first."""

from typing import Final

import pytest

# They take longest, and much of it is waiting: begun at the end, one worker would be left with them alone.
LONGEST: Final = (
    "tests/stories/",
    "tests/project/test_server.py",
    "tests/faults/",
    "tests/project/test_rehearse_restore.py",
    "tests/pages/",
    "tests/security/",
    "tests/agreements/test_invariants.py",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest; pytest-django then moves tests that need a flush behind the others."""
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    begins = (place for place, path in enumerate(LONGEST) if item.nodeid.startswith(path))
    return next(begins, len(LONGEST))
