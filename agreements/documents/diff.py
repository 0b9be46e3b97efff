"""Tracked changes: what one wording changed in another, word by word."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from diff_match_patch import diff_match_patch
from markupsafe import Markup, escape

from datashare.lib import markdown

Change = Literal["equal", "insert", "delete"]

# Comparing stops refining after this many seconds: the result is still exact, only less finely cut.
TIME_LIMIT = 0.25

# The mark of a missing answer, a word, a paragraph break, other white space, or one sign: what a reader sees change.
TOKEN = re.compile(r"\[\[gap:[a-z0-9_]+\]\]|\n[ \t]*(?:\n[ \t]*)+|[^\S\n]+|\n|\w+(?:['’]\w+)*|[^\w\s]")
PARAGRAPH = re.compile(r"(\n[ \t]*(?:\n[ \t]*)+)")
FIRST_SURROGATE, SURROGATES = 0xD800, 0x800
KINDS: dict[int, Change] = {-1: "delete", 0: "equal", 1: "insert"}
HIDDEN = Markup('<span class="govuk-visually-hidden">{}</span>')
CHANGED = {
    "ins": Markup('<ins class="app-change">{}{}{}</ins>'),
    "del": Markup('<del class="app-change">{}{}{}</del>'),
}
MARKS: dict[Change, tuple[str, str, str]] = {
    "insert": ("ins", "inserted: ", " end of insertion "),
    "delete": ("del", "deleted: ", " end of deletion "),
}


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text that both wordings have, or that one of them has."""

    change: Change
    text: str


def compare(old: str, new: str) -> tuple[Segment, ...]:
    """Cut two wordings into segments: all but the inserts give `old`, all but the deletes give `new`, exactly."""
    codes: dict[str, str] = {}
    engine = diff_match_patch()
    engine.Diff_Timeout = TIME_LIMIT
    changes = engine.diff_main(encode(old, codes), encode(new, codes), False)
    engine.diff_cleanupSemantic(changes)
    words = {code: word for word, code in codes.items()}
    found = ((KINDS[sign], "".join(words[code] for code in run)) for sign, run in changes)
    return tuple(joined(found))


def joined(pieces: Iterable[tuple[Change, str]]) -> Iterator[Segment]:
    """Neighbours of one kind as one segment."""
    for change, group in groupby(pieces, key=lambda piece: piece[0]):
        yield Segment(change, "".join(text for _, text in group))


def encode(text: str, codes: dict[str, str]) -> str:
    """Write each word as one character, so that the comparison counts words; new words are added to `codes`."""
    return "".join(codes.setdefault(word, code_for(len(codes))) for word in TOKEN.findall(text))


def code_for(number: int) -> str:
    """The character for the nth word. Surrogates are no characters of their own, so the count steps over them."""
    number += 1
    return chr(number if number < FIRST_SURROGATE else number + SURROGATES)


def is_changed(old: str, new: str) -> bool:
    """Whether a reader would see a difference."""
    return any(segment.change != "equal" and segment.text.strip() for segment in compare(old, new))


def as_html(old: str, new: str) -> Markup:
    """Tracked changes in paragraphs, with words for those who cannot see underline and strike.

    A paragraph that is the same in both reads as in the document; one that changed shows its Markdown, word by word.
    """
    paragraphs: list[list[Segment]] = [[]]
    for segment in compare(old, new):
        for piece in PARAGRAPH.split(segment.text):
            if PARAGRAPH.fullmatch(piece):
                paragraphs[-1] += break_mark(segment.change)
                paragraphs.append([])
            elif piece:
                paragraphs[-1].append(Segment(segment.change, piece))
    return Markup("\n").join(paragraph(pieces) for pieces in paragraphs if pieces)


def paragraph(pieces: list[Segment]) -> Markup:
    """One paragraph of tracked changes."""
    if all(piece.change == "equal" for piece in pieces):
        return markdown.render("".join(piece.text for piece in pieces))
    words = Markup("").join(marked(piece.change, piece.text) for piece in pieces)
    return Markup('<p class="govuk-body">{}</p>').format(words)


def break_mark(change: Change) -> list[Segment]:
    """A paragraph break that came or went, made visible; one that stayed needs no mark."""
    return [] if change == "equal" else [Segment(change, "¶")]


def marked(change: Change, text: str) -> Markup:
    """One piece of text, escaped, inside the element that says what happened to it."""
    words = Markup("<br>\n").join(escape(line) for line in text.split("\n"))
    if change == "equal":
        return words
    tag, before, after = MARKS[change]
    return CHANGED[tag].format(HIDDEN.format(before), words, HIDDEN.format(after))
