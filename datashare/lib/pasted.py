"""Cleans text pasted from a word processor: bullets, tabs, line ends, hidden signs."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby, pairwise, takewhile, zip_longest

from datashare.lib import markdown

# Word's bullets: private letters of Symbol and Wingdings, which only those fonts have.
BULLETS = dict.fromkeys(map(ord, "\uf0b7\uf0a8\uf09f\uf06c\uf0fe\uf0b2\uf070"), "•") | {
    0xF0A7: "▪", 0xF06E: "▪", 0xF0D8: "➢", 0xF0FC: "✓", 0xF0FB: "✗", 0xF0E0: "→", 0xF0E8: "→", 0xF02D: "-", 0xF0BE: "–",
    0xF0D5: "➢", 0xF076: "▪",
}  # fmt: skip
# No-break and other Unicode spaces, and tabs; then line separators other than line feeds.
SPACES = re.compile(r"[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000]")
LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Invisible (UAX #44, Default_Ignorable_Code_Point): zero-width spaces, word joiners, byte order marks, soft
# hyphens, fillers, tags. Joiners and variation selectors are kept beside letters that need them.
UNSEEN = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2064\u3164\ufeff\uffa0\U000e0000-\U000e007f]"
    "|(?<![^\x00-\u02ff])[\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]|[\u200c\u200d](?![^\x00-\u02ff])"
)
# Marks of direction, which change nothing among letters that all run from left to right; those that turn them do.
DIRECTION = re.compile("[\u061c\u200e\u200f\u202a\u202c\u2066\u2068\u2069]")
RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u061b\u061d-\u08ff\u202b\u202d\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
EMPTY = re.compile(r"<p[^>]*>\s*</p>")
_GAP = r"[ \t\u00a0\u2000-\u200a\u202f]"
BULLET = re.compile(rf"{_GAP}*(?:[•‣◦⁃∙●○■□▪▫➢➤✓✔·§]{_GAP}+|[o–—-](?:\t|\u00a0{{2}}){_GAP}*)(?=\S)")
# A letter or a roman number that begins an item, or the number of a clause (1.1). With a full stop only before a tab or
# a wide gap: a name may begin so.
LETTER = re.compile(
    rf"{_GAP}*(?:\(?(?:[a-zA-Z]|[ivx]{{2,5}})\){_GAP}+|(?:[a-zA-Z]|[ivx]{{2,5}})\.(?:\t|{_GAP}{{2}})"
    rf"|\d{{1,3}}(?:\.\d{{1,3}})+\.?(?:\t|{_GAP}{{2}}){_GAP}*(?=[^\W\d_]|[\"“‘(]))"
)
NUMBER = re.compile(r"[ \t]*(\d{1,9})([.)])[ \t]+(?=\S)")
MARKDOWN = re.compile(r"[ ]{0,3}(?:[-*+] |>|#{1,6} |\||```|~~~)|.*(?<!\\)\|")
ENDED = re.compile(r"[.;:!?…][)\]”’\"'*_]*$")
# The minimum length of a line that was wrapped at the page edge.
WRAPPED = 60


def plain(text: str) -> str:
    """Return the text with Word's private bullets as real ones, uniform spaces and line ends, and nothing hidden."""
    text = LINE_ENDS.sub("\n", text.translate(BULLETS))
    return _without_the_unseen(SPACES.sub(" ", text))


def _without_the_unseen(text: str) -> str:
    text = UNSEEN.sub("", text)
    return text if RIGHT_TO_LEFT.search(text) else DIRECTION.sub("", text)


def seen(text: str) -> str:
    """Return the visible letters of a text: single spaces, nothing hidden."""
    return re.sub(r"(?<=\S) {2,}(?=\S)", " ", unicodedata.normalize("NFC", plain(text)))


def is_changed(old: str, new: str) -> bool:
    """Return whether a reader would see a difference, ignoring spaces, line wraps and invisible letters."""
    return old != new and _as_read(old) != _as_read(new)


def _as_read(text: str) -> str:
    shown = seen(str(markdown.render(seen(text))).replace("&nbsp;", " "))
    return " ".join(EMPTY.sub("", shown).split())


def as_markdown(text: str) -> str:
    """Return pasted text as Markdown: lists as lists, tables as tables, each paragraph by itself. Idempotent."""
    raw = list(_tabled(LINE_ENDS.sub("\n", text.translate(BULLETS)).split("\n")))
    apart = _apart(raw)
    lines = list(_counted([_tidy(_listed(line)) for line in raw]))
    return "".join(_parted(lines, apart)).strip("\n")


def _tabled(lines: list[str]) -> Iterator[str]:
    """Yield the lines; each run of rows whose cells are parted by tabs, as in a copied table, as one of Markdown."""
    for has_cells, run in groupby(lines, key=lambda line: "\t" in line):
        rows = list(run)
        cells = _columns(rows) if has_cells and len(rows) > 1 and _is_table(rows) else []
        if len(cells) < 2:
            yield from rows
            continue
        table = [f"| {' | '.join(row)} |" for row in zip(*cells, strict=True)]
        yield from ["", table[0], "|" + "---|" * len(cells), *table[1:], ""]


def _is_table(rows: list[str]) -> bool:
    """Return whether lines with tabs are rows; a list has items only, or items between other lines."""
    items = [_is_item(row) for row in rows]
    return not any(items) or (not all(items) and len({row.count("\t") for row in rows}) == 1)


def _is_item(line: str) -> bool:
    return bool(BULLET.match(line) or NUMBER.match(line) or LETTER.match(line))


def _columns(rows: list[str]) -> list[tuple[str, ...]]:
    """Return the columns of a copied table, but those that are empty, with no cell that ends early at a "|".

    A row with fewer cells, as after merging, ends in empty ones.
    """
    split = [[cell.strip().replace("|", "\\|") for cell in row.split("\t")] for row in rows]
    return [column for column in zip_longest(*split, fillvalue="") if any(column)]


def _apart(lines: list[str]) -> set[int]:
    """Return the places of lines that begin something of their own: lettered items, and plain ones after a colon."""
    apart = {place for place, line in enumerate(lines) if LETTER.match(line)}
    for place, line in enumerate(lines):
        if line.rstrip().endswith(":"):
            apart |= _items_after(lines, place + 1)
    return apart


def _items_after(lines: list[str], start: int) -> set[int]:
    """Return the places of the plain items that begin here, after any empty lines: short lines up to an empty one."""
    while start < len(lines) and not lines[start].strip():
        start += 1
    items = list(takewhile(lambda place: lines[place].strip(), range(start, len(lines))))
    plain_ones = all(len(lines[place]) < WRAPPED and not MARKDOWN.match(lines[place]) for place in items)
    return set(items) if plain_ones else set()


def _listed(line: str) -> str:
    """Return a line that begins with a bullet of Word's as a list item."""
    bullet = BULLET.match(line)
    return f"- {line[bullet.end() :]}" if bullet else line


def _tidy(line: str) -> str:
    """Return one line with single spaces and none around it, except the indent of a continued item."""
    line = _without_the_unseen(SPACES.sub(" ", line)).rstrip()
    words = re.sub(r" {2,}", " ", line.lstrip())
    indent = line[: len(line) - len(line.lstrip())] if MARKDOWN.match(words) and len(line) - len(words) > 1 else ""
    return f"{indent}{words}"


def _counted(lines: list[str]) -> Iterator[str]:
    """Yield the lines, escaping numbers that do not follow the item before, as a list would renumber them."""
    last = 0
    for line in lines:
        number = NUMBER.match(line)
        if number and last and int(number[1]) != last + 1:
            yield f"{line[: number.end(1)]}\\{line[number.end(1) :]}"
            last = 0
        else:
            yield line
            last = int(number[1]) if number else last if not line else 0


def _parted(lines: list[str], apart: set[int]) -> Iterator[str]:
    """Yield lines with their separators: a space after a wrapped line, else the intended break."""
    for place, (line, following) in enumerate(pairwise([*lines, ""])):
        yield line
        yield "\n\n" if line and following and _begins(following, place + 1, apart) else _between(line, following)


def _begins(line: str, place: int, apart: set[int]) -> bool:
    """Return whether a line is an item of its own that Markdown has no sign for."""
    return place in apart and not MARKDOWN.match(line) and not NUMBER.match(line)


def _between(line: str, following: str) -> str:
    if not line or not following or MARKDOWN.match(following):
        return "\n"
    if MARKDOWN.match(line) and not line.lstrip().startswith(("- ", "* ", "+ ")):
        return "\n"
    if NUMBER.match(following):
        return "\n" if NUMBER.match(line) else "\n\n"
    return " " if _goes_on(line, following) else "\n\n"


def _goes_on(line: str, following: str) -> bool:
    """Return whether a sentence continues on the next line: no end here, and no new one begins or the line was full."""
    return not ENDED.search(line) and (following[0].islower() or len(line) >= WRAPPED)
