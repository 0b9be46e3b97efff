"""Tracked changes as HTML: insertions and deletions marked in paragraphs, tables, quotations and lists."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, zip_longest
from time import perf_counter

from markupsafe import Markup, escape

from agreements.wording.blocks import Block, cells_of, parts_of
from agreements.wording.diff import TIME_LIMIT, Change, Segment, compare, pairs
from datashare.lib import markdown
from datashare.lib.pasted import seen

PARAGRAPH = re.compile(r"(\n[ \t]*(?:\n[ \t]*)+)")
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
HIDDEN = Markup('<span class="govuk-visually-hidden">{}</span>')
CHANGED = {
    "ins": Markup('<ins class="app-change">{}{}{}</ins>'),
    "del": Markup('<del class="app-change">{}{}{}</del>'),
}
MARKS: dict[Change, tuple[str, str, str]] = {
    "insert": ("ins", "inserted: ", " end of insertion "),
    "delete": ("del", "deleted: ", " end of deletion "),
}
BREAK = "¶"
MOVED_FROM, MOVED_TO = "[moved from here] ", "[moved to here] "
HARD_BREAK = re.compile(r"(?: {2,}|\\)\n$")
BODY = Markup('<p class="govuk-body">{}</p>')
QUOTATION = Markup('<blockquote class="govuk-inset-text">\n{}\n</blockquote>')
ITEM = Markup("<li>{}</li>")
LISTS = {
    "bullets": Markup('<ul class="govuk-list govuk-list--bullet">\n{}\n</ul>'),
    # Numbers are compared as words, which can change too.
    "numbers": Markup('<ul class="govuk-list">\n{}\n</ul>'),
}
TABLE = Markup(
    '<div class="table-scroll" role="group" aria-label="Table" tabindex="0"><table class="govuk-table">\n'
    '<thead class="govuk-table__head">\n{}\n</thead>\n<tbody class="govuk-table__body">\n{}\n</tbody>\n</table></div>'
)
ROW = Markup('<tr class="govuk-table__row">{}</tr>')
HEADING = Markup('<th class="govuk-table__header">{}</th>')
CELL = Markup('<td class="govuk-table__cell" data-label="{}">{}</td>')


def as_html(old: str, new: str, until: float | None = None) -> Markup:
    """Return tracked changes as HTML, with words for readers who cannot see underline and strike.

    An unchanged paragraph reads as in the document; in a changed one a table stays a table, a quotation a quotation and
    a list a list. `until`: when comparing stops refining.
    """
    paragraphs: list[list[Segment]] = [[]]
    for segment in compare(seen(old), seen(new), _left(until)):
        for piece in PARAGRAPH.split(segment.text):
            if PARAGRAPH.fullmatch(piece):
                paragraphs[-1] += break_mark(segment.change)
                paragraphs.append([])
            elif piece:
                paragraphs[-1].append(Segment(segment.change, piece))
    until = until or perf_counter() + TIME_LIMIT
    return Markup("\n").join(paragraph(pieces, until) for pieces in _with_needed_marks(paragraphs) if pieces)


def _with_needed_marks(paragraphs: Sequence[list[Segment]]) -> Iterator[list[Segment]]:
    """Yield the paragraphs without the break marks that show nothing more than the words beside them show."""
    for pieces, following in zip(paragraphs, [*paragraphs[1:], []], strict=True):
        marked = pieces and pieces[-1].text == BREAK and pieces[-1].change != "equal"
        yield pieces[:-1] if marked and not _only_the_break_changed(pieces[:-1], following) else pieces


def _only_the_break_changed(before: Sequence[Segment], after: Sequence[Segment]) -> bool:
    """Return whether the words on both sides of a changed paragraph break stayed."""
    sides = [[piece for piece in pieces if piece.text.strip()] for pieces in (before, after)]
    return all(sides) and sides[0][-1].change == sides[1][0].change == "equal"


def _left(until: float | None) -> float:
    """Return the seconds left for refining; never 0, which would mean no limit."""
    return TIME_LIMIT if until is None else max(until - perf_counter(), 0.0001)


def break_mark(change: Change) -> list[Segment]:
    """Return a visible mark for a paragraph break that was added or removed; nothing for one that stayed."""
    return [] if change == "equal" else [Segment(change, BREAK)]


def paragraph(pieces: Sequence[Segment], until: float) -> Markup:
    """Return one paragraph of tracked changes."""
    if all(piece.change == "equal" for piece in pieces):
        return markdown.render("".join(piece.text for piece in pieces))
    words = [piece for piece in pieces if piece.text != BREAK]
    before = parts_of("".join(piece.text for piece in words if piece.change != "insert"))
    after = parts_of("".join(piece.text for piece in words if piece.change != "delete"))
    if {part.kind for part in (*before, *after)} <= {"prose"}:
        return BODY.format(_written(pieces))
    found = (_part(was, now, until) for was, now in pairs(before, after, lambda part: part.kind, _left(until)))
    return Markup("\n").join(html for some in found for html in some)


def _part(was: Block | None, now: Block | None, until: float) -> Iterator[Markup]:
    """Yield a block beside what it became; one that changed its kind is shown as deleted and added."""
    if was and now and was.kind != now.kind:
        yield from _part(was, None, until)
        yield from _part(None, now, until)
        return
    part, old, new = was or now, (was.lines if was else ()), (now.lines if now else ())
    if part is None or not any(line.strip() for line in (*old, *new)):
        return
    if part.kind == "table":
        yield _table(old, new, until)
    elif part.kind == "quote":
        yield QUOTATION.format(as_html("\n".join(old), "\n".join(new), until))
    elif part.kind == "prose":
        yield BODY.format(_words("\n".join(old), "\n".join(new), until))
    else:
        items = (ITEM.format(_words(a or "", b or "", until)) for a, b in pairs(old, new, _beginning, _left(until)))
        yield LISTS[part.kind].format(Markup("\n").join(items))


def _beginning(item: str) -> str:
    """Return the beginning of a list item, by which it is recognised when the rest of it changed."""
    return " ".join(item.split()[:2])


def _table(old: Sequence[str], new: Sequence[str], until: float) -> Markup:
    """Return a table with the rows of both, each beside what it became."""
    before, after = [cells_of(line) for line in old], [cells_of(line) for line in new]
    heading = _row(before[0] if before else (), after[0] if after else (), None, until)
    labels = (after or before)[0]
    old_rows, new_rows = before[1:], after[1:]
    rows = []
    for was, now in pairs(old_rows, new_rows, lambda cells: cells[:1], _left(until)):
        # A row as often in both wordings that stands beside none is elsewhere in the other.
        is_moved = old_rows.count(was or now or ()) == new_rows.count(was or now or ()) and (was is None or now is None)
        note = (MOVED_TO if was is None else MOVED_FROM) if is_moved else ""
        rows.append(_row(was or (), now or (), labels, until, note))
    return TABLE.format(heading, Markup("\n").join(rows))


def _row(was: Sequence[str], now: Sequence[str], labels: Sequence[str] | None, until: float, note: str = "") -> Markup:
    """Return a row of cells under these headings, the first with a note; without headings, the heading row itself."""
    found = zip(was, now, strict=True) if len(was) == len(now) else pairs(was, now, str, _left(until))
    cells = [_words(a or "", b or "", until) for a, b in found]
    cells[:1] = [escape(note) + cell for cell in cells[:1]]
    if labels is None:
        return ROW.format(Markup("").join(map(HEADING.format, cells)))
    named = zip_longest((ESCAPED.sub(r"\1", label) for label in labels[: len(cells)]), cells, fillvalue="")
    return ROW.format(Markup("").join(CELL.format(*pair) for pair in named))


def _words(old: str, new: str, until: float) -> Markup:
    """Return the words of a cell, an item or a paragraph; when time is up, the old text and the new."""
    if old == new:
        return markdown.inline(new)
    if perf_counter() < until:
        return _written(compare(old, new, _left(until)))
    return _written([Segment("delete", old), Segment("insert", new)])


def _written(pieces: Sequence[Segment]) -> Markup:
    """Return the HTML of the pieces, neighbours of one kind inside one mark."""
    runs = (("".join(piece.text for piece in run), change) for change, run in groupby(pieces, lambda each: each.change))
    return Markup("").join(marked(change, text) for text, change in runs if text)


def marked(change: Change, text: str) -> Markup:
    """Return one piece of text, escaped, inside the element that marks its change."""
    words = Markup("").join(map(_line, text.splitlines(keepends=True))) if "\n" in text else _line(text)
    if change == "equal":
        return words
    tag, before, after = MARKS[change]
    return CHANGED[tag].format(HIDDEN.format(before), words, HIDDEN.format(after))


def _line(line: str) -> Markup:
    """Return one line, escaped. It runs on into the next unless it ends in a line break mark."""
    broken = HARD_BREAK.search(line) if line.endswith("\n") else None
    words = escape(ESCAPED.sub(r"\1", line[: broken.start()] if broken else line))
    return words + Markup("<br>\n") if broken else words
