"""Limits on the size and depth of pages, checked before anyone signs and again before rendering."""

import re
from xml.etree.ElementTree import Element

import tinyhtml5

MAX_CHARACTERS = 3_000_000
MAX_ELEMENTS = 60_000
MAX_DEPTH = 60
MAX_SPAN = 20
MAX_COLUMNS = 20
# To end a line, a renderer scans all that follows without a space: 60,000 letters take minutes.
UNBROKEN = re.compile(r"\S{200,}")
PIECE = re.compile(r"\S{1,50}")


class RenderRefused(ValueError):
    """This input exceeds the limits of the renderer; the message says what and where."""


def parse(html: str) -> Element:
    """Return the page as a tree, with every limit checked."""
    check_size(html)
    tree: Element = tinyhtml5.parse(html, namespace_html_elements=False)
    check(tree)
    return tree


def check_size(html: str) -> None:
    """Raise RenderRefused for too many bytes or tags.

    Runs before parsing: cheap, and keeps the parser from endless input.
    """
    if len(html) > MAX_CHARACTERS:
        raise RenderRefused(f"The text has {len(html):,} characters. It must have {MAX_CHARACTERS:,} or fewer.")
    if html.count("<") > 2 * MAX_ELEMENTS:
        raise RenderRefused(f"The text has more than {MAX_ELEMENTS:,} elements.")


def check(tree: Element) -> None:
    """Raise RenderRefused for a tree with too many levels, elements, columns or spanned cells."""
    level, depth, elements = [tree], 0, 0
    while level:
        depth, elements = depth + 1, elements + len(level)
        if depth > MAX_DEPTH:
            raise RenderRefused(f"The text is nested more than {MAX_DEPTH} levels deep.")
        for element in level:
            _check_spans(element)
        level = [child for element in level for child in element]
    if elements > MAX_ELEMENTS:
        raise RenderRefused(f"The text has more than {MAX_ELEMENTS:,} elements.")


def _check_spans(element: Element) -> None:
    """Refuse too wide spans: one cell that spans thousands of columns keeps a renderer busy for minutes."""
    for name in ("colspan", "rowspan", "span"):
        value = element.get(name)
        if value is not None and not (value.isascii() and value.isdigit() and int(value[:9]) <= MAX_SPAN):
            raise RenderRefused(f"A table cell has {name} {value[:20]}. It must be {MAX_SPAN} or less.")
    if element.tag == "tr" and len(element) > MAX_COLUMNS:
        raise RenderRefused(f"A table has {len(element)} columns. It must have {MAX_COLUMNS} or fewer.")


def break_long_words(tree: Element) -> None:
    """Let a line end after every 50 letters of a word that fits no line. Changes none of its letters."""
    for element in tree.iter():
        if element.tag not in ("style", "script"):
            element.text = _broken(element.text)
        element.tail = _broken(element.tail)


def _broken(text: str | None) -> str | None:
    return text and UNBROKEN.sub(lambda word: "\u200b".join(PIECE.findall(word[0])), text)
