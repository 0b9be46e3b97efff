"""What is too big or too deep to be turned into pages: refused before anybody signs it, and again before rendering."""

from xml.etree.ElementTree import Element

import tinyhtml5

MAX_CHARACTERS = 3_000_000
MAX_ELEMENTS = 60_000
MAX_DEPTH = 60
MAX_SPAN = 20
MAX_COLUMNS = 20


class RenderRefused(ValueError):
    """This input is beyond what the service turns into pages; the message says what and where."""


def parse(html: str) -> Element:
    """The page as a tree, with every limit checked."""
    check_size(html)
    tree: Element = tinyhtml5.parse(html, namespace_html_elements=False)
    check(tree)
    return tree


def check_size(html: str) -> None:
    """Count before parsing: it costs nothing and keeps the parser from endless input."""
    if len(html) > MAX_CHARACTERS:
        raise RenderRefused(f"The text has {len(html):,} characters; the limit is {MAX_CHARACTERS:,}.")
    if html.count("<") > 2 * MAX_ELEMENTS:
        raise RenderRefused(f"The text has more than {MAX_ELEMENTS:,} elements.")


def check(tree: Element) -> None:
    """Refuse a tree with too many levels, elements, columns or spanned cells."""
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
    """One cell that spans thousands of columns keeps a renderer busy for minutes."""
    for name in ("colspan", "rowspan", "span"):
        value = element.get(name)
        if value is not None and not (value.isascii() and value.isdigit() and int(value[:9]) <= MAX_SPAN):
            raise RenderRefused(f"A table cell has {name} {value[:20]}; the limit is {MAX_SPAN}.")
    if element.tag == "tr" and len(element) > MAX_COLUMNS:
        raise RenderRefused(f"A table has {len(element)} columns; the limit is {MAX_COLUMNS}.")


def set_column_widths(tree: Element) -> None:
    """Give every table explicit column widths: a fixed layout without them inflates the page count."""
    for table in tree.iter("table"):
        if table.find("colgroup") is None and table.find("col") is None:
            _insert_columns(table, _weights(table))


def _weights(table: Element) -> list[float]:
    """The longest text of each column, tamed: long columns get more, short ones never too little."""
    longest: list[int] = []
    for row in table.iter("tr"):
        for place, cell in enumerate(row):
            length = len("".join(cell.itertext()))
            if place == len(longest):
                longest.append(0)
            longest[place] = max(longest[place], length)
    return [min(max(length, 8), 160) ** 0.5 for length in longest]


def _insert_columns(table: Element, weights: list[float]) -> None:
    group = Element("colgroup")
    for weight in weights:
        group.append(Element("col", {"style": f"width: {100 * weight / sum(weights):.2f}%"}))
    captions = [place for place, child in enumerate(table) if child.tag == "caption"]
    table.insert(captions[-1] + 1 if captions else 0, group)
