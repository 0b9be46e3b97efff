"""Which letters can be printed: those that an installed font has, and that stand for the same everywhere."""

import re
import subprocess
import unicodedata
from collections.abc import Iterator
from functools import cache

# Seen by no reader and drawn by no font: spaces, line ends, joiners, marks of direction, selectors of a variant.
UNDRAWN = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef\u034f]")
# Tags spell out what a flag is; without a font for the flag nothing of it shows.
TAGS = re.compile("[\U000e0020-\U000e007f]")
PRINTABLE_ASCII = re.compile(r"[\t\n\r -~]*")


def unprintable(text: str) -> str:
    """Return the first letter that would print as an empty box, with the letters that belong to it; empty if none."""
    if PRINTABLE_ASCII.fullmatch(text):
        return ""
    return next((letter for letter in dict.fromkeys(text) if not is_printable(letter)), "")


def named(letter: str) -> str:
    """Return a letter as a message shows it: itself, its number and its name."""
    name = unicodedata.name(letter, "of a private set" if is_private(letter) else "unnamed").lower()
    shown = "" if is_private(letter) else f"“{letter}” "
    return f"{shown}(U+{ord(letter):04X}, {name})"


def is_private(letter: str) -> bool:
    """Whether a letter means what one font says it means: Word's own bullets, logos."""
    return unicodedata.category(letter) == "Co"


@cache
def is_printable(letter: str) -> bool:
    """Whether a font of this machine draws the letter, or the parts it is made of."""
    if is_private(letter) or TAGS.match(letter):
        return False
    if unicodedata.category(letter) in UNDRAWN or SELECTORS.match(letter):
        return True
    drawn = coverage()
    parts = unicodedata.normalize("NFD", letter)
    return not drawn or ord(letter) in drawn or (parts != letter and all(ord(part) in drawn for part in parts))


@cache
def coverage() -> frozenset[int]:
    """Return every letter that a font draws, as fontconfig tells it: the renderer takes its fonts from there too.

    Empty where there is no fontconfig, and so no renderer either.
    """
    try:
        told = subprocess.run(
            ["fc-list", "--format", "%{charset}\n"], capture_output=True, text=True, check=True, timeout=20
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    return frozenset(code for span in set(told.split()) for code in _span(span))


def _span(span: str) -> Iterator[int]:
    """Give the letters of `20-7e` or `a0`."""
    first, _, last = span.partition("-")
    yield from range(int(first, 16), int(last or first, 16) + 1)
