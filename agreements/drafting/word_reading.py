"""Reads a Word file of the text back: the words of each clause as Markdown, and what belongs to no clause.

Tracked changes are read as if they were accepted. Nothing in the file is run, and nothing of it is kept.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from docx import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from agreements.drafting.word_words import WordWords, is_shown, item_of, marked
from datashare.lib.phrases import plural

LARGEST: Final = 5 * 1024 * 1024
LARGEST_UNPACKED: Final = 40 * 1024 * 1024
MOST_PARTS: Final = 2_000
MOST_ELEMENTS: Final = 20_000
# At its heading, a clause of record and the wording that the file shows; at its title, which text the file is of.
ANCHOR: Final = re.compile(r"clause_(\d{1,18})_(\d{1,18})")
TITLE: Final = re.compile(r"text_(\d{1,18})_([a-z]{1,10})_(\d{1,9})")
_FRONT: Final = ("Title", "Subtitle", "Intense Quote", "Header")
_HEADINGS: Final = ("Heading 1", "Heading 2")
_NOTES: Final = {"/word/footnotes.xml": "Footnote", "/word/endnotes.xml": "Endnote"}


class Unreadable(Exception):
    """The file is not a Word file that the service can read; the message says why and what to do."""


@dataclass
class ReadClause:
    """A clause as the file has it. `key` and `wording` are 0 for one that the service did not write.

    `begins` is whether it is the first of its section in the file.
    """

    key: int
    wording: int
    heading: str
    begins: bool = False
    blocks: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n\n".join(self.blocks)


@dataclass
class ReadText:
    """What a file has: clauses in its order, and words that belong to none of them.

    `of` is the edition, the document and the version that the file was made from, if it still says so.
    """

    clauses: list[ReadClause] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    of: tuple[int, str, int] | None = None


def read_word(content: bytes) -> ReadText:
    """Return the clauses of a Word file. Raise Unreadable for anything else, and for one that may do harm."""
    _refuse_unsafe(content)
    try:
        document = WordDocument(io.BytesIO(content))
    except Exception as problem:
        raise Unreadable("The file could not be opened. Save it again as a Word document (.docx).") from problem
    if len(document.element.body) > MOST_ELEMENTS:
        raise Unreadable(
            f"The file has more than {plural(MOST_ELEMENTS, 'paragraph')}. Remove what is not of the text."
        )
    reading = _Reading(document)
    for element in document.element.body:
        reading.take(element)
    reading.end()
    return reading.found


def _refuse_unsafe(content: bytes) -> None:
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(
            "The file has a password, or is of an old kind. Save it without one as a Word document (.docx)."
        )
    if content.startswith(b"%PDF"):
        raise Unreadable("The file is a PDF. Upload the Word document that you changed.")
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as problem:
        raise Unreadable("The file is not a Word document (.docx).") from problem
    names = {part.filename for part in parts}
    if "word/document.xml" not in names:
        raise Unreadable("The file is not a Word document (.docx).")
    if any("vbaproject" in name.lower() for name in names):
        raise Unreadable("The file has macros. Save it as a Word document without macros (.docx).")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise Unreadable("The file is too large when it is unpacked. Remove pictures from it.")


class _Reading:
    """Takes the paragraphs and tables of a document in turn."""

    def __init__(self, document: Any) -> None:
        self.document, self.words = document, WordWords(document)
        self.found = ReadText()
        self.anchor: tuple[int, int] | None = None
        self.begins = False
        # The words of a paragraph whose end was taken out: they go on in the next.
        self.before = ""
        # The items of the list that is being read, and the number of the last.
        self.items: list[str] = []
        self.number = 0

    def take(self, element: Any) -> None:
        if element.tag == qn("w:sdt") or element.tag == qn("w:customXml"):
            inside = element.find(qn("w:sdtContent"))
            for each in element if inside is None else inside:
                self.take(each)
            return
        self._find_marks(element)
        if element.tag == qn("w:p"):
            self._paragraph(element)
        elif element.tag == qn("w:tbl"):
            self._add(self.before)
            self.before = ""
            self._add(self.words.table(element))

    def end(self) -> None:
        """Take what is left: notes, comments, and words that stand where they cannot be read as part of a clause."""
        self._add(self.before)
        self._end_list()
        self.found.outside += self.words.missed(self.document.element.body)
        for part in self.document.part.package.iter_parts():
            if kind := _NOTES.get(str(part.partname)):
                notes = [is_shown(note) for note in parse_xml(part.blob)]
                self.found.outside += [f"{kind}: {words}" for words in notes if words]
        self.found.outside += [f"Comment: {' '.join(comment.text.split())}" for comment in self.document.comments]

    def _find_marks(self, element: Any) -> None:
        for bookmark in element.iter(qn("w:bookmarkStart")):
            name = str(bookmark.get(qn("w:name")))
            if named := ANCHOR.fullmatch(name):
                self.anchor = self.anchor or (int(named[1]), int(named[2]))
            elif of := TITLE.fullmatch(name):
                self.found.of = int(of[1]), of[2], int(of[3])

    def _paragraph(self, element: Any) -> None:
        style = self.words.style_of(element)
        is_heading = self.anchor is not None or style in _HEADINGS
        words = self.before + (self.words.heading(element) if is_heading else self.words.paragraph(element))
        self.before = ""
        if _end_is_taken_out(element) and not is_heading:
            self.before = words
        elif is_heading:
            self._head(style, words)
        elif words and style not in _FRONT:
            item = self.words.list_of(element, style)
            self._item(item, words) if item else self._add(marked(words, style))

    def _head(self, style: str, words: str) -> None:
        self._end_list()
        if self.anchor is None and style == "Heading 1":
            self.begins = True
            self.found.clauses.append(ReadClause(0, 0, ""))
            return
        key, wording = self.anchor or (0, 0)
        self.anchor = None
        if key or words:
            self.found.clauses.append(ReadClause(key, wording, words, self.begins))
            self.begins = False

    def _item(self, item: tuple[str, int], words: str) -> None:
        kind, level = item
        if kind == "number":
            self.number += 1
        elif kind == "bullet" and level == 1:
            self.number = 0
        self.items.append(item_of(item, words, self.number))

    def _end_list(self) -> None:
        if self.items:
            block, self.items, self.number = "\n".join(self.items), [], 0
            self._add(block)

    def _add(self, block: str) -> None:
        """Add a block to the clause it stands in; to what is outside, if it stands in none."""
        if not block:
            return
        self._end_list()
        clauses = self.found.clauses
        inside = bool(clauses) and bool(clauses[-1].key or clauses[-1].heading)
        (clauses[-1].blocks if inside else self.found.outside).append(block)


def _end_is_taken_out(element: Any) -> bool:
    return element.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{qn('w:del')}") is not None


def blocks_of(text: str) -> Iterator[str]:
    """Yield the blocks of a Markdown text, parted by blank lines."""
    yield from (block for block in re.split(r"\n[ \t]*(?:\n[ \t]*)+", text.strip()) if block)
