"""Calls something in its own thread: pyHanko runs an event loop, and Playwright's may run in the test's thread."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def beside(act: Callable[..., Any], *args: Any, **options: Any) -> Any:
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(act, *args, **options).result()
