"""Long jobs that run in batches, in which one failure holds up nothing else."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import structlog
from django.db import models, transaction

log = structlog.get_logger(__name__)
Row = TypeVar("Row", bound=models.Model | tuple[Any, ...] | int)
# Where the last batch stopped, as JSON; None at the beginning.
State = dict[str, Any]
# Does one batch from a state; returns the next state, or None when done.
Batch = Callable[[State], State | None]


def each(rows: Iterable[Row], do: Callable[[Row], object]) -> int:
    """Do it for each row, in a transaction of its own. A failure is logged and undone, and holds up no other.

    Return for how many it was done. What failed is tried again when the job next comes to it.
    """
    return sum(_done(row, do) for row in rows)


def _done(row: Row, do: Callable[[Row], object]) -> bool:
    try:
        with transaction.atomic():
            do(row)
    except Exception:
        log.exception("not_done_for_one", job=f"{do.__module__}.{do.__qualname__}", row=_named(row))
        return False
    return True


def _named(row: object) -> str:
    """Return the keys of a row: a log holds no names."""
    if isinstance(row, tuple):
        return ", ".join(map(_named, row))
    return f"{type(row).__name__} {row.pk}" if isinstance(row, models.Model) else str(row)
