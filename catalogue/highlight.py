"""Marks the found words in a text, and picks the one line of it that shows them best. Everything else is escaped."""

import re
from functools import lru_cache

from markupsafe import Markup, escape

LINE = 180


@lru_cache(maxsize=256)
def _pattern(forms: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(forms, key=len, reverse=True)
    return re.compile(rf"(?<!\w)({'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)


def marked(text: str, forms: list[str]) -> Markup:
    """The text, escaped, each found word in <mark>."""
    if not forms:
        return escape(text)
    pieces = [str(escape(piece)) for piece in _pattern(tuple(forms)).split(text)]
    pieces[1::2] = [f"<mark>{piece}</mark>" for piece in pieces[1::2]]
    return Markup("".join(pieces))  # noqa: S704 (every piece is escaped above)


def first_line(text: str, forms: list[str]) -> Markup:
    """About LINE characters around the first place where found words stand; the beginning where none does."""
    flat = " ".join(text[:4000].split())
    found = _pattern(tuple(forms)).search(flat) if forms else None
    start = _word_start(flat, found.start() - LINE // 3) if found and found.end() > LINE else 0
    line = flat[start : start + LINE]
    if start + LINE < len(flat):
        line = line.rpartition(" ")[0] + "…"
    return marked(("…" if start else "") + line, forms)


def _word_start(text: str, near: int) -> int:
    return text.find(" ", near) + 1 if near > 0 else 0
