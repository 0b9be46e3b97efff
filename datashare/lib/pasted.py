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
# Hyphens that look like the one on a keyboard: U+2010, the no-break hyphen, and Word's own.
HYPHENS = re.compile("[\u2010\u2011\x1e]")
# Invisible (UAX #44, Default_Ignorable_Code_Point): controls, zero-width spaces, word joiners, byte order marks, soft
# hyphens, fillers, tags. Joiners and variation selectors are kept beside letters that need them, not beside Latin,
# Greek, Cyrillic and Armenian letters, punctuation and signs of currency.
_SEPARATE = "\x00-\u02ff\u0370-\u058f\u1e00-\u2027\u2030-\u203b\u203d-\u2048\u204a-\u205e\u20a0-\u20cf"
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2065"
    "\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
    f"|(?<![^{_SEPARATE}])[\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]|[\u200c\u200d](?![^{_SEPARATE}])"
)
# Marks of direction, which change nothing among letters that all run from left to right; those that turn them do.
DIRECTION = re.compile("[\u061c\u200e\u200f\u202a\u202c\u2066\u2068\u2069]")
RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u061b\u061d-\u08ff\u202b\u202d\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
# Of such signs alone nothing is hidden, and none is changed: most clauses.
ORDINARY = re.compile("[\n -~£‘’“”•–—…]*")
WIDE = re.compile(r"(?<=\S) {2,}(?=\S)")
EMPTY = re.compile(r"<p[^>]*>\s*</p>")
_GAP = r"[ \t\u00a0\u2000-\u200a\u202f]"
BULLET = re.compile(rf"{_GAP}*(?:[•‣◦⁃∙●○■□▪▫➢➤✓✔·§]{_GAP}+|[oüØ‒–—-](?:\t|\u00a0{{2}}){_GAP}*)(?=\S)")
_COUNTED = r"(?:[a-zA-Z]|([a-z])\1|[ivxl]{2,8}|[IVXL]{2,8})"
# A letter or a roman number that begins an item, or the number of a clause (1.1). With a full stop only before a tab or
# a wide gap: a name may begin so.
LETTER = re.compile(
    rf"{_GAP}*(?:\(?{_COUNTED}\){_GAP}+|{_COUNTED.replace('1', '2')}\.(?:\t|{_GAP}{{2}})|[(\[]\d{{1,3}}[)\]]{_GAP}+"
    rf"|\d{{1,3}}(?:\.\d{{1,3}})+\.?(?:\t|{_GAP}{{2}}){_GAP}*(?=[^\W\d_]|[\"“‘(]))"
)
NUMBER = re.compile(r"[ \t]*(\d{1,9})([.)])[ \t]+(?=\S)")
# Typed signs of an item: boxes and bullets, the number of a clause before a capital; a dash, where two lines have one.
SIGN = re.compile(r"[ ]*(?:[•▪➢☐☑☒✓✔✗]|\d{1,3}(?:\.\d{1,3})+\.? (?=[A-Z\"“‘(]))")
DASH = re.compile(r"[ ]*[‒–—] (?=\S)")
SMALL = re.compile(rf"{_GAP}*([a-z])\.{_GAP}(?=\S)")
CLAUSE = re.compile(r"[ ]*(\d{1,3}(?:\.\d{1,3})*)\.?\t(?=[^\t]*[^\W\d_][^\t]*$)")
MARKDOWN = re.compile(r"[ ]{0,3}(?:[-*+] |>|#{1,6} |\||```|~~~)|.*(?<!\\)\|")
ENDED = re.compile(r"[.;:!?…][)\]”’\"'*_]*$")
# The minimum length of a line that was wrapped at the page edge.
WRAPPED = 60


def plain(text: str) -> str:
    """Return the text with Word's private bullets as real ones, uniform spaces and line ends, and nothing hidden."""
    if ORDINARY.fullmatch(text):
        return text
    text = LINE_ENDS.sub("\n", text.translate(BULLETS))
    return _without_the_unseen(SPACES.sub(" ", text))


def _without_the_unseen(text: str) -> str:
    text = UNSEEN.sub("", HYPHENS.sub("-", text))
    return text if RIGHT_TO_LEFT.search(text) else DIRECTION.sub("", text)


def seen(text: str) -> str:
    """Return the visible letters of a text: single spaces, nothing hidden."""
    shown = text if ORDINARY.fullmatch(text) else unicodedata.normalize("NFC", plain(text))
    return WIDE.sub(" ", shown)


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
        if _are_clauses(rows):
            yield from (line for row in rows for line in (row, ""))
            continue
        cells = _columns(rows) if has_cells and len(rows) > 1 and _is_table(rows) else []
        if len(cells) < 2:
            yield from rows
            continue
        table = [f"| {' | '.join(row)} |" for row in zip(*cells, strict=True)]
        yield from ["", table[0], "|" + "---|" * len(cells), *table[1:], ""]


def _is_table(rows: list[str]) -> bool:
    """Return whether lines with tabs are rows; a list has items only, or items between other lines."""
    items = [_is_item(row) for row in rows]
    if items[0] and all(has_sign or _goes_on_in(row) for has_sign, row in zip(items, rows, strict=True)):
        return False
    return not any(items) or (not all(items) and len({row.count("\t") for row in rows}) == 1)


def _goes_on_in(row: str) -> bool:
    """Return whether a row is a line of the item before it, set in by tabs."""
    return row.startswith("\t") and "\t" not in row.strip()


def _are_clauses(rows: list[str]) -> bool:
    """Return whether each row begins with the number of a clause that follows the one before: 4, 4.1, 4.2, 5."""
    matches = [CLAUSE.match(row) for row in rows]
    numbers = [[int(part) for part in match[1].split(".")] for match in matches if match]
    is_deep = any(len(number) > 1 for number in numbers)
    return is_deep and len(numbers) == len(rows) and all(_follows(one, two) for one, two in pairwise(numbers))


def _follows(number: list[int], following: list[int]) -> bool:
    upper, last = following[:-1], following[-1]
    return following == [*number, 1] or (
        number[: len(upper)] == upper and [*upper, last - 1] == number[: len(following)]
    )


def _is_item(line: str) -> bool:
    return bool(BULLET.match(line) or NUMBER.match(line) or LETTER.match(line) or SIGN.match(line))


def _columns(rows: list[str]) -> list[tuple[str, ...]]:
    """Return the columns of a copied table, but those that are empty, with no cell that ends early at a "|".

    A row with fewer cells, as after merging, ends in empty ones.
    """
    split = [[cell.strip().replace("|", "\\|") for cell in row.split("\t")] for row in rows]
    return [column for column in zip_longest(*split, fillvalue="") if any(column)]


def _apart(lines: list[str]) -> set[int]:
    """Return the places of lines that begin something of their own: lettered items, and plain ones after a colon."""
    apart = {place for place, line in enumerate(lines) if LETTER.match(line) or SIGN.match(line)}
    dashed = {place for place, line in enumerate(lines) if DASH.match(line)}
    small = {place: match[1] for place, line in enumerate(lines) if (match := SMALL.match(line))}
    beside = {chr(ord(letter) + step) for letter in small.values() for step in (-1, 1)}
    apart |= {place for place, letter in small.items() if letter in beside} | (dashed if len(dashed) > 1 else set())
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
