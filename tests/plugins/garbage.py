"""The garbage collector leaves alone what is loaded before the first test, as in a server, and looks less often."""

import gc
from typing import Final

# Objects made before the young are looked at; each look at the old goes through all that a run has made.
OFTEN: Final = (100_000, 20, 50)


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(*OFTEN)
