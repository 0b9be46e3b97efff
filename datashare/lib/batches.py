"""What a long job that is done in batches keeps between them."""

from collections.abc import Callable
from typing import Any

# Where the last batch stopped, as JSON; nothing at the beginning.
State = dict[str, Any]
# Does one batch from a state; returns the next state, or None when all is done.
Batch = Callable[[State], State | None]
