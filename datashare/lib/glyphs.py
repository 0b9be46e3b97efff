"""Printable letters: those in an installed font that mean the same everywhere."""

import re
import subprocess
import unicodedata
from collections.abc import Iterator
from functools import cache

# Invisible characters, in no font: spaces, line ends, joiners, marks of direction, variation selectors.
UNDRAWN = frozenset({"Cf", "Zl", "Zp", "Zs"})
LINE_ENDS = frozenset("\t\n\r\x0c")
# Format characters that are drawn, as a sign of their own (Unicode Standard, 9.2, 11.4), or as a box.
DRAWN = re.compile("[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd\U00013430-\U0001343f]")
ANNOTATIONS = re.compile("[\ufff9-\ufffb]")
SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef\u034f]")
# Tags that spell out a flag; invisible without a font for the flag.
TAGS = re.compile("[\U000e0020-\U000e007f]")
# Emoji and other pictures of the planes beyond: each font has other ones, so that no rule for people could say which.
PICTURES = re.compile("[\U0001f000-\U0001faff]")
PRINTABLE_ASCII = re.compile(r"[\t\n\r -~]*")


def unprintable(text: str) -> str:
    """Return the first letter that would print as an empty box, with its combining letters; empty if none."""
    if PRINTABLE_ASCII.fullmatch(text):
        return ""
    return next((letter for letter in dict.fromkeys(text) if not is_printable(letter)), "")


def named(letter: str) -> str:
    """Return a letter as a message shows it: itself, its number and its name."""
    unnamed = "of a private set" if is_private(letter) else "a control character" if is_control(letter) else "unnamed"
    name = unicodedata.name(letter, unnamed).lower()
    shown = "" if is_private(letter) or is_control(letter) else f"“{letter}” "
    return f"{shown}(U+{ord(letter):04X}, {name})"


def is_private(letter: str) -> bool:
    """Return whether a letter's meaning depends on the font: Word's own bullets, logos."""
    return unicodedata.category(letter) == "Co"


def is_control(letter: str) -> bool:
    """Return whether a letter controls a terminal or a file, and prints as a box; tabs and line ends do not."""
    return (unicodedata.category(letter) == "Cc" and letter not in LINE_ENDS) or bool(ANNOTATIONS.match(letter))


@cache
def is_printable(letter: str) -> bool:
    """Return whether a font of this machine has the letter, or the parts it is made of."""
    if is_private(letter) or is_control(letter) or TAGS.match(letter) or PICTURES.match(letter):
        return False
    is_undrawn = unicodedata.category(letter) in UNDRAWN and not DRAWN.match(letter)
    if is_undrawn or letter in LINE_ENDS or SELECTORS.match(letter):
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
