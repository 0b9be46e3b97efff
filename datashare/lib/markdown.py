"""Renders Markdown by users or clause authors as safe HTML with GOV.UK classes, or as plain text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

# html off: a tag in the text is shown as typed.
_parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "maxNesting": 20}).enable("table")

_CLASSES = {
    "h1": "govuk-heading-l",
    "h2": "govuk-heading-m",
    "h3": "govuk-heading-s",
    "h4": "govuk-heading-s",
    "p": "govuk-body",
    "a": "govuk-link",
    "ul": "govuk-list govuk-list--bullet",
    "ol": "govuk-list govuk-list--number",
    "table": "govuk-table",
    "thead": "govuk-table__head",
    "tbody": "govuk-table__body",
    "tr": "govuk-table__row",
    "th": "govuk-table__header",
    "td": "govuk-table__cell",
    "hr": "govuk-section-break govuk-section-break--m govuk-section-break--visible",
    "blockquote": "govuk-inset-text",
}
SCROLLER = '<div class="table-scroll" role="group" aria-label="Table" tabindex="0">'
_TABLE, _ROW = re.compile(r"<table.*?</table>", re.DOTALL), re.compile(r"<tr.*?</tr>", re.DOTALL)
_HEADING, _CELL, _TAG = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL), re.compile(r"<td\b"), re.compile(r"<[^>]*>")
_cleaner = nh3.Cleaner(
    tags={*_CLASSES, "strong", "em", "code", "pre", "li", "br"},
    attributes={"a": {"href", "title"}, "ol": {"start"}},
    set_tag_attribute_values={tag: {"class": name} for tag, name in _CLASSES.items()},
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener noreferrer",
)


def tokens(text: str) -> list[Token]:
    """Return the tokens of every page's parser; a block's `map` has its first line and the one after it."""
    return _parser.parse(text)


# Cached: ninety clauses take 40 ms, and most of them are the library's, the same in every share.
@lru_cache(maxsize=2048)
def render(text: str) -> Markup:
    """Return HTML for a text in CommonMark with tables; safe for untrusted text."""
    html = _cleaner.clean(_parser.render(text))
    return Markup(_scrolling(html))  # noqa: S704 (cleaned by nh3 against an allow-list)


@lru_cache(maxsize=2048)
def inline(text: str) -> Markup:
    """Return HTML for text inside a cell or an item: emphasis and links, no paragraphs; safe for untrusted text."""
    return Markup(_cleaner.clean(_parser.renderInline(text)))  # noqa: S704 (cleaned by nh3 against an allow-list)


def _scrolling(html: str) -> str:
    """Make tables scroll by themselves on a narrow screen, by keyboard too."""
    return _TABLE.sub(lambda table: f"{SCROLLER}{_labelled(table[0])}</div>", html)


def _labelled(table: str) -> str:
    """Add its column's heading to each cell, for the layout of rows as cards."""
    head, body, rows = table.partition("<tbody")
    labels = [label_of(_TAG.sub("", heading)) for heading in _HEADING.findall(head)]
    return head + body + _ROW.sub(lambda row: _with_labels(row[0], labels), rows)


def _with_labels(row: str, labels: list[str]) -> str:
    left = iter(labels)
    return _CELL.sub(lambda cell: f'{cell[0]} data-label="{next(left, "")}"', row)


def label_of(heading: str) -> str:
    """Return an escaped heading as the value of an attribute."""
    return heading.strip().replace('"', "&quot;")


@dataclass
class Table:
    """A table in plain text."""

    columns: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


def plain(text: str) -> list[list[str] | Table]:
    """Return the text without Markdown: paragraphs and items as lines, tables as tables, in order."""
    pieces: list[list[str] | Table] = []
    table: Table | None = None
    row: list[str] | None = None
    for token in _parser.parse(text):
        if token.type == "table_open":
            table = Table()
            pieces.append(table)
        elif token.type == "table_close":
            table = row = None
        elif table and token.type == "tr_open":
            row = table.columns if not table.columns else _added(table.rows)
        elif token.type in ("inline", "fence", "code_block"):
            words = _written(token.children or ()) if token.type == "inline" else token.content.strip()
            (_lines_of(pieces) if row is None else row).append(words)
    return pieces


def _added(rows: list[list[str]]) -> list[str]:
    rows.append([])
    return rows[-1]


def _lines_of(pieces: list[list[str] | Table]) -> list[str]:
    """Return the current list of lines; a table ends the one before it."""
    last = pieces[-1] if pieces else None
    if isinstance(last, list):
        return last
    lines: list[str] = []
    pieces.append(lines)
    return lines


def _written(tokens: Iterable[Token]) -> str:
    """Return the text of tokens."""
    breaks = {"softbreak": " ", "hardbreak": "\n"}
    return "".join(breaks.get(token.type, token.content) for token in tokens)
