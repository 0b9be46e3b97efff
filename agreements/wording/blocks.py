"""Splits Markdown without blank lines into its blocks: tables, quotations, lists and prose."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["prose", "quote", "bullets", "numbers", "table"]

QUOTE = re.compile(r"(?:[ \t]{0,3}>[ \t]?)+")
BULLET = re.compile(r"[ \t]*[-*+][ \t]+(?=\S)")
NUMBER = re.compile(r"[ \t]*(?=\d{1,9}[.)][ \t]+\S)")
BEFORE_A_ROW = re.compile(r"(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*")
SIGN = re.compile(r"\\[!-/:-@\[-`{-~]")
BAR = re.compile(r"(?<!\\)\|")
RULE = re.compile(r"\s*:?-+:?\s*")


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one kind. Those of a list are its items without their bullets; a table's rule is left out."""

    kind: Kind
    lines: tuple[str, ...]


def cells_of(line: str) -> tuple[str, ...]:
    """Return the cells between the bars of a table row, including any beyond the last column of the heading."""
    cells = BAR.split(BEFORE_A_ROW.sub("", line, count=1).strip())
    if cells and not cells[0].strip():
        del cells[0]
    if cells and not cells[-1].strip():
        del cells[-1]
    return tuple(cell.strip() for cell in cells)


def is_rule(line: str, heading: str) -> bool:
    """Return whether a line is the rule of dashes that makes a table of the line before it."""
    cells = cells_of(line)
    dashes = bool(cells) and "|" in line and all(RULE.fullmatch(cell) for cell in cells)
    return dashes and len(cells) == len(cells_of(heading))


def rows_too_long(text: str) -> Iterator[str]:
    """Yield the rows with more cells than their table's heading; Markdown drops the extra cells."""
    columns = 0
    lines = text.split("\n")
    for before, line in zip(["", *lines], lines, strict=False):
        if is_rule(line, before):
            columns = len(cells_of(line))
        elif not line.strip():
            columns = 0
        elif columns and any(cells_of(line)[columns:]):
            yield line.strip()


def shapes_in(text: str) -> frozenset[str]:
    """Return the Markdown an editor of this text must know: its kinds of block, and signs with a backslash."""
    kinds = {part.kind for stretch in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n")) for part in parts_of(stretch)}
    return frozenset(kinds | ({"sign"} if SIGN.search(text) else set()))


def parts_of(text: str) -> list[Block]:
    """Return the blocks in order."""
    parts: list[Block] = []
    lines = text.split("\n")
    for place, line in enumerate(lines):
        following = lines[place + 1] if place + 1 < len(lines) else ""
        _put(parts, line, heads_table="|" in line and is_rule(following, line))
    return [_without_rule(part) if part.kind == "table" else part for part in parts]


def _put(parts: list[Block], line: str, *, heads_table: bool) -> None:
    """Add a line to the block it belongs to, or begin a new one with it."""
    last = parts[-1] if parts else None
    begun: tuple[Kind, str] = ("table", line) if heads_table else _begun(line)
    kind, words = begun
    if last and kind == "prose" and last.kind in ("bullets", "numbers") and words.strip():
        parts[-1] = Block(last.kind, (*last.lines[:-1], f"{last.lines[-1]}\n{words.strip()}"))
    elif last and not heads_table and (kind == last.kind or (kind == "prose" and last.kind in ("table", "quote"))):
        parts[-1] = Block(last.kind, (*last.lines, words))
    else:
        parts.append(Block(kind, (words,)))


def _begun(line: str) -> tuple[Kind, str]:
    """Return the kind of block a line begins by itself, and its words."""
    if mark := QUOTE.match(line):
        return "quote", line[mark.end() :]
    if mark := BULLET.match(line):
        return "bullets", line[mark.end() :]
    if mark := NUMBER.match(line):
        return "numbers", line[mark.end() :]
    return "prose", line


def _without_rule(table: Block) -> Block:
    return Block(table.kind, (table.lines[0], *table.lines[2:]))
