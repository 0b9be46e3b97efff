"""Types of long jobs that run in batches."""

from collections.abc import Callable
from typing import Any

# Where the last batch stopped, as JSON; None at the beginning.
State = dict[str, Any]
# Does one batch from a state; returns the next state, or None when done.
Batch = Callable[[State], State | None]
