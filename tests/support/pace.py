"""How work grows with what it is given, as a ratio in one run: a busy machine slows both sides of it."""

import time
from collections.abc import Callable
from typing import Final

# So many times as much is given; work that grows with it takes about as many times as long, squared work 16 times.
MORE: Final = 4
LINEAR: Final = 9


def growth(act: Callable[[int], object], size: int) -> float:
    """Return how many times as much processor time `act(MORE * size)` takes as `act(size)`."""
    return seconds(lambda: act(MORE * size)) / seconds(lambda: act(size))


def seconds(act: Callable[[], object]) -> float:
    """Return the processor time of an act: the least of five."""
    times = []
    for _ in range(5):
        began = time.process_time()
        act()
        times.append(time.process_time() - began)
    return min(times)
