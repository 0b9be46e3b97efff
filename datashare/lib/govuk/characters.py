"""Allowed characters: refuses those that cannot be stored, change the text direction, or are invisible."""

import unicodedata
from typing import Final

SIGN: Final = "\N{REPLACEMENT CHARACTER}"
# Characters that PostgreSQL or UTF-8 cannot hold.
_UNREADABLE: Final = frozenset(chr(code) for code in (0, *range(0xD800, 0xE000)))
# Embeddings, overrides and isolates (UAX #9): words between them are read in another order than they are stored and
# signed in (UTS #55, "Trojan Source"). Letters of scripts from right to left need none of them, and neither do the
# marks U+200E, U+200F and U+061C, which move no letter and stay.
_TURNING: Final = frozenset(chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_REFUSED: Final = {ord(letter): SIGN for letter in _UNREADABLE | _TURNING}
# Letters, marks and symbols by category that are invisible all the same (UAX #44, Default_Ignorable_Code_Point).
_BLANK: Final = frozenset(
    chr(code)
    for code in (
        0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), 0x2800, 0x3164, *range(0xFE00, 0xFE10), 0xFFA0,
        *range(0xE0100, 0xE01F0),
    )
)  # fmt: skip
_UNSEEN: Final = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})

UNREADABLE_MESSAGE: Final = f"Remove the characters that we cannot store. Each one is shown as {SIGN}"
TURNING_MESSAGE: Final = f"Remove the hidden characters that change the text direction. Each one is shown as {SIGN}"


def shown(text: str) -> str:
    """Return the text with a visible sign for each refused character, so that it can be found and removed."""
    return text.translate(_REFUSED)


def what_is_wrong(text: str) -> str:
    """Return the message for a text that holds refused characters."""
    return TURNING_MESSAGE if _UNREADABLE.isdisjoint(text) else UNREADABLE_MESSAGE


def says_something(text: str) -> bool:
    """Return whether the text has any visible character. Joiners and soft hyphens do not count."""
    return any(unicodedata.category(letter) not in _UNSEEN and letter not in _BLANK for letter in text)
