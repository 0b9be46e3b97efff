"""Names of browsers, from their user agents."""

import re
from typing import Final

# Ordered, as many browsers also name others: the first match counts.
BROWSERS: Final = (
    ("Edge", r"\bEdgA?(?:iOS)?/"),
    ("Opera", r"\bOPR/|\bOpera\b"),
    ("Samsung Internet", r"\bSamsungBrowser/"),
    ("Firefox", r"\b(?:Firefox|FxiOS)/"),
    ("Chrome", r"\b(?:Chrome|CriOS|HeadlessChrome|Chromium)/"),
    ("Safari", r"\bVersion/[\d.]+ .*Safari/"),
)
DEVICES: Final = (
    ("an iPhone", r"\biPhone\b"),
    ("an iPad", r"\biPad\b"),
    ("Android", r"\bAndroid\b"),
    ("Windows", r"\bWindows\b"),
    ("a Chromebook", r"\bCrOS\b"),
    ("a Mac", r"\bMacintosh\b|\bMac OS X\b"),
    ("Linux", r"\bLinux\b"),
)


def in_words(user_agent: str) -> str:
    """Return a user agent as "Chrome on Windows". It is the client's claim."""
    browser, device = _first(BROWSERS, user_agent), _first(DEVICES, user_agent)
    return f"{browser or 'A browser'} on {device or 'a device'}" if browser or device else "An unknown browser"


def _first(known: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for name, pattern in known if re.search(pattern, user_agent)), "")
