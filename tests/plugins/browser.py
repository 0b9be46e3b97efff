"""Debian's Chromium for Playwright, and a page without JavaScript."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from script.local.paths import is_root
from script.local.system_packages import find_browser

# Without these Chromium looks up hosts that the tests never asked for.
QUIET = [
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    "--disable-features=OptimizationHints,MediaRouter,Translate",
]  # fmt: skip


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Return the launch arguments. A missing browser is a failure, never a skip."""
    executable = find_browser()
    if executable is None:
        pytest.fail("No Chromium was found: run script/test, or name one in the variable CHROMIUM.")
    root = ["--no-sandbox"] if is_root() else []
    return browser_type_launch_args | {"executable_path": executable, "args": [*QUIET, *root]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return browser_context_args | {"locale": "en-GB", "timezone_id": "Europe/London"}


@pytest.fixture
def page_without_javascript(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    context = browser.new_context(**browser_context_args | {"java_script_enabled": False})
    yield context.new_page()
    context.close()
