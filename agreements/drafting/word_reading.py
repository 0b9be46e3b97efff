"""Reads a Word file of the text back: the words of each clause as Markdown, and what belongs to no clause.

Tracked changes are read as if they were accepted. Nothing in the file is run, and nothing of it is kept.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from docx import Document as WordDocument
from docx.oxml.ns import qn

from agreements.drafting.quoting import LINE_START, SIGNIFICANT, disarmed
from agreements.wording.gaps import BEGIN

LARGEST: Final = 5 * 1024 * 1024
LARGEST_UNPACKED: Final = 40 * 1024 * 1024
MOST_PARTS: Final = 2_000
# A clause of record, and the wording that the file shows: the name of the bookmark at its heading.
ANCHOR: Final = re.compile(r"clause_(\d{1,18})_(\d{1,18})")
TAKEN_OUT: Final = (qn("w:del"), qn("w:moveFrom"))
_FRONT: Final = ("Title", "Subtitle", "Intense Quote", "Header")
_SPACES: Final = re.compile(r"[^\S\n]+")


class Unreadable(Exception):
    """The file is not a Word file that the service can read; the message says why and what to do."""


@dataclass
class ReadClause:
    """A clause as the file has it. `key` and `wording` are 0 for one that the service did not write."""

    key: int
    wording: int
    heading: str
    blocks: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n\n".join(self.blocks)


@dataclass
class ReadText:
    """What a file has: clauses in its order, and words that belong to none of them."""

    clauses: list[ReadClause] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)


def read_word(content: bytes) -> ReadText:
    """Return the clauses of a Word file. Raise Unreadable for anything else, and for one that may do harm."""
    _refuse_unsafe(content)
    try:
        document = WordDocument(io.BytesIO(content))
    except Exception as problem:
        raise Unreadable("The file could not be opened. Save it again as a Word document (.docx).") from problem
    reading = _Reading(document)
    for element in document.element.body:
        reading.take(element)
    reading.found.outside += [f"Comment: {_SPACES.sub(' ', comment.text)}" for comment in document.comments]
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
        self.styles = {style.style_id: style.name for style in document.styles}
        self.found = ReadText()
        self.anchor: tuple[int, int] | None = None
        # The words of a paragraph whose end was taken out: they go on in the next.
        self.before = ""

    def take(self, element: Any) -> None:
        for bookmark in element.iter(qn("w:bookmarkStart")):
            if named := ANCHOR.fullmatch(str(bookmark.get(qn("w:name")))):
                self.anchor = int(named[1]), int(named[2])
        if element.tag == qn("w:p"):
            self._paragraph(element)
        elif element.tag == qn("w:tbl"):
            self._add(_table(element))
        elif element.tag == qn("w:sdt"):
            for inside in element.iterchildren(qn("w:sdtContent")):
                for each in inside:
                    self.take(each)

    def _paragraph(self, element: Any) -> None:
        style = self._style(element)
        is_heading = self.anchor is not None or style.startswith("Heading")
        words = self.before + (_said(element) if is_heading else _words(element, plain=False))
        self.before = ""
        if _end_is_taken_out(element) and not self.anchor:
            self.before = words
            return
        if self.anchor or style == "Heading 2":
            key, wording = self.anchor or (0, 0)
            self.anchor = None
            if key or words:
                self.found.clauses.append(ReadClause(key, wording, words))
        elif style == "Heading 1":
            self.found.clauses.append(ReadClause(0, 0, ""))
        elif words and style not in _FRONT:
            self._add(_marked(words, style), joins=style.startswith("List"))

    def _style(self, element: Any) -> str:
        found = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        return str(self.styles.get(found.get(qn("w:val")), "Normal")) if found is not None else "Normal"

    def _add(self, block: str, *, joins: bool = False) -> None:
        """Add a block to the clause it stands in; an item of a list joins the list before it."""
        clauses = self.found.clauses
        if not clauses or not (clauses[-1].key or clauses[-1].heading):
            self.found.outside.append(block)
            return
        blocks = clauses[-1].blocks
        if joins and blocks and _is_item(blocks[-1].rsplit("\n", 1)[-1]) and _is_item(block):
            blocks[-1] = f"{blocks[-1]}\n{_counted(blocks[-1], block)}"
        else:
            blocks.append(block)


def _is_item(line: str) -> bool:
    return re.match(r" *(?:- |\d+\. )", line) is not None


def _counted(before: str, item: str) -> str:
    """Return a numbered item with the number after the last one."""
    if not item.startswith("1. "):
        return item
    numbers = re.findall(r"^(\d+)\. ", before, re.MULTILINE)
    return f"{int(numbers[-1]) + 1}. {item[3:]}" if numbers else item


def _marked(words: str, style: str) -> str:
    """Return a paragraph as Markdown by its style: an item of a list, a quotation, or plain."""
    level = int(style[-1]) if style[-1:].isdigit() else 1
    if style.startswith("List Bullet"):
        return f"{'  ' * (level - 1)}- {words}"
    if style.startswith("List Number"):
        return f"{'   ' * (level - 1)}1. {words}"
    if style.startswith("List Continue"):
        return f"   {words}"
    return "\n".join(f"> {line}" for line in words.split("\n")) if style.endswith("Quote") else words


def _table(element: Any) -> str:
    rows = [
        [
            " ".join(filter(None, (_words(p, plain=row == 0) for p in cell.iter(qn("w:p")))))
            for cell in line.iterchildren(qn("w:tc"))
        ]
        for row, line in enumerate(_rows(element))
    ]
    width = max((len(cells) for cells in rows), default=0)
    lines = [cells + [""] * (width - len(cells)) for cells in rows]
    if lines:
        lines.insert(1, ["---"] * width)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _rows(table: Any) -> Iterator[Any]:
    """Yield the rows that were not taken out."""
    for row in table.iterchildren(qn("w:tr")):
        if row.find(f"{qn('w:trPr')}/{qn('w:del')}") is None:
            yield row


def _end_is_taken_out(element: Any) -> bool:
    return element.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{qn('w:del')}") is not None


def _runs_of(element: Any) -> Iterator[Any]:
    """Yield the runs of a paragraph that were not taken out."""
    for run in element.iter(qn("w:r")):
        if not any(above.tag in TAKEN_OUT for above in run.iterancestors()):
            yield run


def _said(element: Any) -> str:
    """Return the words of a heading as they are read."""
    return " ".join("".join(map(_letters, _runs_of(element))).split())


def _words(element: Any, *, plain: bool) -> str:
    """Return the words of a paragraph as Markdown, emphasis too unless `plain`; signs are escaped."""
    pieces: list[tuple[str, str]] = []
    for run in _runs_of(element):
        mark = "" if plain else ("**" if _is_on(run, "w:b") else "") + ("*" if _is_on(run, "w:i") else "")
        if pieces and pieces[-1][0] == mark:
            pieces[-1] = mark, pieces[-1][1] + _letters(run)
        else:
            pieces.append((mark, _letters(run)))
    text = _SPACES.sub(" ", "".join(_emphasised(mark, words) for mark, words in pieces)).strip()
    return LINE_START.sub(disarmed, text)


def _is_on(run: Any, what: str) -> bool:
    found = run.find(f"{qn('w:rPr')}/{qn(what)}")
    return found is not None and found.get(qn("w:val")) not in {"0", "false", "off"}


def _letters(run: Any) -> str:
    signs = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
    return "".join(
        str(child.text or "") if child.tag == qn("w:t") else signs.get(child.tag, "") for child in run.iterchildren()
    )


def _emphasised(mark: str, words: str) -> str:
    """Return words with their signs escaped, and the marks of emphasis inside the spaces around them."""
    kept = SIGNIFICANT.sub(r"\\\g<0>", words.replace(BEGIN, f"[\u2060{BEGIN[1:]}")).replace("\n", "\\\n")
    inside = kept.strip()
    if not mark or not inside:
        return kept
    begin, end = kept[: len(kept) - len(kept.lstrip())], kept[len(kept.rstrip()) :]
    return f"{begin}{mark}{inside}{mark[::-1]}{end}"


def blocks_of(text: str) -> Sequence[str]:
    """Return the blocks of a Markdown text, parted by blank lines."""
    return [block for block in re.split(r"\n[ \t]*(?:\n[ \t]*)+", text.strip()) if block]
