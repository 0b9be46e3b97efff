"""Layout of tables in PDFs: columns as wide as their words, else smaller letters, else a card for each row.

A word is not broken if any of these keeps it whole.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from xml.etree.ElementTree import Element, SubElement

# Points: the width of the text on an A4 page, the letters of a table, the space beside a column.
PAGE, SIZE, BESIDE = 459.0, 9.5, 9.0
SIZES = (9.5, 9.0, 8.5, 8.0, 7.5, 7.0)
# Longer runs of letters without a space, such as addresses, are broken into lines of this many.
LONGEST_KEPT = 36
SHORTEST_KEPT = 22
# Characters after which a line may also end.
PARTS = re.compile(r"\s+|(?<=[-–—/\u200b])(?=\w)")
# Widths of bold letters relative to their size: those of Liberation Sans, rounded up.
NARROW, WIDE = frozenset("iljtfrI.,;:'’|!()[]-/ "), frozenset("mwMW@%—…")
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")


def fit_tables(tree: Element) -> None:
    """Give each table that has no widths of its own a layout in which its words stay whole."""
    for parent in list(tree.iter()):
        for place, table in list(enumerate(parent)):
            if table.tag == "table" and table.find("colgroup") is None and table.find("col") is None:
                _fit(parent, place, table)


def _fit(parent: Element, place: int, table: Element) -> None:
    columns = _columns(table)
    for size in SIZES:
        for length in (LONGEST_KEPT, SHORTEST_KEPT):
            floors = [_longest_word(column, size, length) + BESIDE for column in columns]
            if sum(floors) <= PAGE:
                _insert_columns(table, _shared(floors, columns))
                if size != SIZE:
                    table.set("style", f"font-size: {size}pt")
                return
    parent[place] = _cards(table)


def _columns(table: Element) -> list[list[str]]:
    """Return the texts of each column."""
    columns: list[list[str]] = []
    for row in table.iter("tr"):
        for place, cell in enumerate(row):
            if place == len(columns):
                columns.append([])
            columns[place].append("".join(cell.itertext()))
    return columns


def _longest_word(column: Sequence[str], size: float, length: int) -> float:
    words = chain.from_iterable(PARTS.split(text) for text in column)
    return max((width(word[:length]) for word in words), default=0.0) * size


def width(word: str) -> float:
    """Return the width of a word in bold, relative to its size; for a script without spaces, of its widest letter."""
    if UNSPACED.search(word):
        return 1.05
    return sum(map(_letter, word))


def _letter(letter: str) -> float:
    if letter in NARROW:
        return 0.39
    return 0.95 if letter in WIDE else 0.74 if letter.isupper() or not letter.isascii() else 0.61


def _shared(floors: Sequence[float], columns: Sequence[Sequence[str]]) -> list[float]:
    """Return the percentage of the table for each column.

    Each gets room for its longest word; longer texts get more of the rest.
    """
    weights = [min(max(max(map(len, column), default=0), 8), 160) ** 0.5 for column in columns]
    spare, all_weights = PAGE - sum(floors), sum(weights)
    wanted = [max(PAGE * weight / all_weights - floor, 0.01) for weight, floor in zip(weights, floors, strict=True)]
    return [100 * (floor + spare * more / sum(wanted)) / PAGE for floor, more in zip(floors, wanted, strict=True)]


def _insert_columns(table: Element, widths: Sequence[float]) -> None:
    group = Element("colgroup")
    for share in widths:
        SubElement(group, "col", {"style": f"width: {share:.2f}%"})
    captions = [place for place, child in enumerate(table) if child.tag == "caption"]
    table.insert(captions[-1] + 1 if captions else 0, group)


def _cards(table: Element) -> Element:
    """Return each row as a table of its own with a line for each column: the heading, and the cell under it."""
    rows = list(table.iter("tr"))
    headings = list(rows[0]) if rows else []
    cards = Element("div", {"class": "cards"})
    cards.extend(_card(headings, row) for row in rows[1:])
    cards.tail = table.tail
    return cards


def _card(headings: Sequence[Element], row: Element) -> Element:
    card = Element("table", {"class": "card"})
    _insert_columns(card, (34.0, 66.0))
    body = SubElement(card, "tbody")
    body.extend(_lines(headings, row))
    return card


def _lines(headings: Sequence[Element], row: Element) -> Iterator[Element]:
    for place, cell in enumerate(row):
        line = Element("tr")
        heading = SubElement(line, "th", {"scope": "row"})
        heading.text = "".join(headings[place].itertext()) if place < len(headings) else ""
        copied = SubElement(line, "td")
        copied.text = cell.text
        copied.extend(cell)
        yield line


def mark_introductions(tree: Element) -> None:
    """Mark each paragraph right before a table, a list or a quotation, so that no page ends between the two."""
    for parent in tree.iter():
        for element, following in pairwise(parent):
            introduced = following.tag in ("table", "ul", "ol", "blockquote") or _scroller(following)
            if element.tag == "p" and introduced:
                element.set("class", f"{element.get('class', '')} introduction".strip())


def _scroller(element: Element) -> bool:
    return (
        element.tag == "div" and len(element) > 0 and (element[0].tag == "table" or element[0].get("class") == "cards")
    )
