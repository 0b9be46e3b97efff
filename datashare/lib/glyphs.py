"""Printable letters: those in an installed font that mean the same everywhere."""

import re
import subprocess
import unicodedata
from collections.abc import Iterator
from functools import cache

# Invisible characters, in no font: spaces, line ends, joiners, marks of direction, variation selectors.
UNDRAWN = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef\u034f]")
# Tags that spell out a flag; invisible without a font for the flag.
TAGS = re.compile("[\U000e0020-\U000e007f]")
PRINTABLE_ASCII = re.compile(r"[\t\n\r -~]*")


def unprintable(text: str) -> str:
    """Return the first letter that would print as an empty box, with its combining letters; empty if none."""
    if PRINTABLE_ASCII.fullmatch(text):
        return ""
    return next((letter for letter in dict.fromkeys(text) if not is_printable(letter)), "")


def named(letter: str) -> str:
    """Return a letter as a message shows it: itself, its number and its name."""
    name = unicodedata.name(letter, "of a private set" if is_private(letter) else "unnamed").lower()
    shown = "" if is_private(letter) else f"“{letter}” "
    return f"{shown}(U+{ord(letter):04X}, {name})"


def is_private(letter: str) -> bool:
    """Return whether a letter's meaning depends on the font: Word's own bullets, logos."""
    return unicodedata.category(letter) == "Co"


@cache
def is_printable(letter: str) -> bool:
    """Return whether a font of this machine has the letter, or the parts it is made of."""
    if is_private(letter) or TAGS.match(letter):
        return False
    if unicodedata.category(letter) in UNDRAWN or SELECTORS.match(letter):
        return True
    drawn = coverage()
    parts = unicodedata.normalize("NFD", letter)
    return not drawn or ord(letter) in drawn or (parts != letter and all(ord(part) in drawn for part in parts))


@cache
def coverage() -> frozenset[int]:
    """Return every letter that a font has, from fontconfig, which the renderer uses too.

    Empty without fontconfig, and so without a renderer.
    """
    try:
        told = subprocess.run(
            ["fc-list", "--format", "%{charset}\n"], capture_output=True, text=True, check=True, timeout=20
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    return frozenset(code for span in set(told.split()) for code in _span(span))


def _span(span: str) -> Iterator[int]:
    """Yield the letters of `20-7e` or `a0`."""
    first, _, last = span.partition("-")
    yield from range(int(first, 16), int(last or first, 16) + 1)
