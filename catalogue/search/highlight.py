"""Marks the searched words in a text, and picks the line that shows them best. All else is escaped."""

import re
from functools import lru_cache

from markupsafe import Markup, escape

from datashare.lib.plain import compose, same_length

LINE = 180


@lru_cache(maxsize=256)
def _pattern(forms: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(forms, key=len, reverse=True)
    return re.compile(rf"(?<!\w)({'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)


def marked(text: str, forms: list[str]) -> Markup:
    """Return the text, escaped, each matching word in <mark>; accents are ignored."""
    if not forms:
        return escape(text)
    shown, pieces, at = compose(text), [], 0
    for match in _pattern(tuple(forms)).finditer(same_length(text)):
        start, end = match.span()
        pieces += [escape(shown[at:start]), "<mark>", escape(shown[start:end]), "</mark>"]
        at = end
    return Markup("".join([*pieces, escape(shown[at:])]))  # noqa: S704 (each piece is escaped)


def first_line(text: str, forms: list[str]) -> Markup:
    """Return about LINE characters around the first match; the beginning if there is none."""
    flat = compose(" ".join(text[:4000].split()))
    match = _pattern(tuple(forms)).search(same_length(flat)) if forms else None
    start = _word_start(flat, match.start() - LINE // 3) if match and match.end() > LINE else 0
    line = flat[start : start + LINE]
    if start + LINE < len(flat):
        line = line.rpartition(" ")[0] + "…"
    return marked(("…" if start else "") + line, forms)


def _word_start(text: str, near: int) -> int:
    return text.find(" ", near) + 1 if near > 0 else 0
