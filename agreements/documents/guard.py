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
            _insert_columns(table, _widths(table))


# The width of the text on the page, of a bold letter at the size of tables, and of the space beside a column: points.
PAGE, LETTER, BESIDE = 459, 5.0, 8.5
# Longer words may break.
LONGEST_WORD = 18


def _widths(table: Element) -> list[float]:
    """For each column, per cent of the table: room for its longest word, and of the rest more where there is more."""
    texts = _texts(table)
    words = [max((len(word) for text in column for word in text.split()), default=0) for column in texts]
    floors = [100 * (min(word, LONGEST_WORD) * LETTER + BESIDE) / PAGE for word in words]
    if sum(floors) >= 100:
        return [100 * floor / sum(floors) for floor in floors]
    weights = [min(max(max(map(len, column), default=0), 8), 160) ** 0.5 for column in texts]
    wanted = [max(100 * weight / sum(weights) - floor, 0.01) for weight, floor in zip(weights, floors, strict=True)]
    spare = 100 - sum(floors)
    return [floor + spare * more / sum(wanted) for floor, more in zip(floors, wanted, strict=True)]


def _texts(table: Element) -> list[list[str]]:
    """What stands in each column."""
    columns: list[list[str]] = []
    for row in table.iter("tr"):
        for place, cell in enumerate(row):
            if place == len(columns):
                columns.append([])
            columns[place].append("".join(cell.itertext()))
    return columns


def _insert_columns(table: Element, widths: list[float]) -> None:
    group = Element("colgroup")
    for width in widths:
        group.append(Element("col", {"style": f"width: {width:.2f}%"}))
    captions = [place for place, child in enumerate(table) if child.tag == "caption"]
    table.insert(captions[-1] + 1 if captions else 0, group)
