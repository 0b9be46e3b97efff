"""A text in Markdown cut into what it is made of: tables, quotations, lists and prose, as the page reads it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from markdown_it.token import Token

from datashare.lib import markdown

Kind = Literal["prose", "quote", "bullets", "numbers", "table"]

QUOTE = re.compile(r"(?:[ \t]{0,3}>[ \t]?)+")
BULLETS = re.compile(r"(?:[ \t]*[-*+](?:[ \t]+|$))+")
BEFORE_A_ROW = re.compile(r"(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*")
SIGN = re.compile(r"\\[!-/:-@\[-`{-~]")
BAR = re.compile(r"(?<!\\)\|")
LISTS: dict[str, Kind] = {"bullet_list_open": "bullets", "ordered_list_open": "numbers"}


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one kind. Those of a list are its items, without the mark of a bullet; a table's rule is left out."""

    kind: Kind
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """From which line a block goes on, and before which it ends."""

    kind: Kind
    begin: int
    end: int


def cells_of(line: str) -> tuple[str, ...]:
    """Return what stands between the bars of a table's row, also beyond the last column of its heading."""
    cells = BAR.split(BEFORE_A_ROW.sub("", line, count=1).strip())
    if cells and not cells[0].strip():
        del cells[0]
    if cells and not cells[-1].strip():
        del cells[-1]
    return tuple(cell.strip() for cell in cells)


def rows_too_long(text: str) -> Iterator[str]:
    """Yield the rows that have more cells than their table's heading: Markdown drops the cells that are too many."""
    text = _with_plain_line_ends(text)
    lines = text.split("\n")
    for table in tables_in(text):
        for line in lines[table.begin + 2 : table.end]:
            if any(cells_of(line)[table.columns :]):
                yield line.strip()


@dataclass(frozen=True, slots=True)
class TableSpan:
    """Where a table stands, how many columns its heading has, and whether it is inside a list or a quotation."""

    begin: int
    end: int
    columns: int
    nested: bool


def tables_in(text: str) -> list[TableSpan]:
    """Return where the tables of a text are, in their order."""
    found: list[TableSpan] = []
    for token in markdown.tokens(text):
        if token.type == "table_open" and token.map:
            begin, end = token.map
            found.append(TableSpan(begin, end, columns=0, nested=token.level > 0))
        elif token.type == "th_open":
            found[-1] = replace(found[-1], columns=found[-1].columns + 1)
    return found


def shapes_in(text: str) -> frozenset[str]:
    """Return what a text is made of, for people who change it: its kinds of blocks, and signs with a backslash."""
    kinds = {part.kind for part in parts_of(text)}
    return frozenset(kinds | ({"sign"} if SIGN.search(text) else set()))


def parts_of(text: str) -> list[Block]:
    """Return the blocks in their order; no line that says something is left out."""
    text = _with_plain_line_ends(text)
    lines, parts = text.split("\n"), list[Block]()
    for span in _whole(_spans(markdown.tokens(text)), lines):
        block = Block(span.kind, tuple(_written(span.kind, lines[span.begin : span.end])))
        if parts and block.kind in LISTS.values() and parts[-1].kind == block.kind:
            parts[-1] = Block(block.kind, (*parts[-1].lines, *block.lines))
        elif block.lines:
            parts.append(block)
    return parts


def _with_plain_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _spans(tokens: Sequence[Token]) -> Iterator[Span]:
    """Yield each block as the parser found it; what a quotation holds belongs to the quotation."""
    lists: list[Kind] = []
    quoted = 0
    for token in tokens:
        if token.type in LISTS:
            lists.append(LISTS[token.type])
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        if token.type == "blockquote_open" and not lists:
            quoted += 1
        if token.map and (kind := _kind(token, lists)) and quoted <= (token.type == "blockquote_open"):
            yield Span(kind, *token.map)
        quoted -= token.type == "blockquote_close" and not lists


def _kind(token: Token, lists: Sequence[Kind]) -> Kind | None:
    """Return what a block that begins with this token is; None where it is part of another."""
    if token.type == "table_open":
        return "table"
    if token.type == "list_item_open":
        return lists[-1]
    if token.level or token.nesting < 0 or token.type in LISTS:
        return None
    return "quote" if token.type == "blockquote_open" else "prose"


def _whole(spans: Iterator[Span], lines: Sequence[str]) -> Iterator[Span]:
    """Yield the spans one after another: an item ends where one inside it begins, and lines between are prose."""
    at = 0
    nothing = Span("prose", len(lines), len(lines))
    for span, following in pairwise([*spans, nothing]):
        if any(line.strip() for line in lines[at : span.begin]):
            yield Span("prose", at, span.begin)
        at = min(span.end, following.begin)
        yield Span(span.kind, span.begin, at)
    if any(line.strip() for line in lines[at:]):
        yield Span("prose", at, len(lines))


def _quoted(lines: Sequence[str]) -> list[str]:
    """Return the lines of a quotation; one without its sign goes on the line before, so it begins no table."""
    said: list[str] = []
    for line in lines:
        if said and line.strip() and not QUOTE.match(line):
            said[-1] = f"{said[-1].rstrip()} {line.strip()}"
        else:
            said.append(QUOTE.sub("", line, count=1))
    return said


def _written(kind: Kind, lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines of a block as Block holds them."""
    if kind == "table":
        yield from (lines[0], *lines[2:])
    elif kind == "quote":
        yield from _quoted(lines)
    elif kind == "prose":
        yield from lines
    elif lines:
        first = BULLETS.sub("", lines[0], count=1) if kind == "bullets" else BULLETS.sub("", lines[0]).lstrip()
        yield "\n".join([first, *(line.strip() for line in lines[1:] if line.strip())])
