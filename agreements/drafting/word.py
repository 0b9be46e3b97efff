"""A document as a Word file: real headings, lists with numbers of their own, tables whose first row repeats."""

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from docx import Document as WordDocument
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from markdown_it.token import Token

from agreements.drafting.build import Draft
from agreements.drafting.export import Marking
from agreements.wording.gaps import spelt_out
from datashare.lib import markdown

# Signs that XML 1.0 does not allow (section 2.2).
UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
DEEPEST: Final = 3


def as_word(
    draft: Draft, ask: Callable[[str], str], marking: Marking, anchors: Mapping[str, str] | None = None
) -> bytes:
    """Return a draft, or a text of record in the shape of one, as a .docx file marked with what it is.

    `anchors` has the bookmark at the heading of each clause, by which the file can be read back, and that of the
    title under an empty key.
    """
    document = WordDocument()
    _describe(document, draft, marking)
    title = document.add_heading(_clean(f"{marking.status}: {draft.title}"), 0)
    if anchors:
        _bookmark(title, anchors[""])
    facts = draft.facts
    document.add_paragraph(_clean(f"{facts.title}, reference {facts.reference}, {marking.made}"), "Subtitle")
    document.add_paragraph(_clean(marking.words), "Intense Quote")
    writer = _Writer(document)
    for section in draft.sections:
        document.add_heading(_clean(section.title), 1)
        for clause in section.clauses:
            heading = document.add_heading(_clean(f"{clause.number} {clause.heading}"), 2)
            if anchors:
                _bookmark(heading, anchors[clause.key])
            writer.write(spelt_out(clause.words, ask))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _describe(document: Any, draft: Draft, marking: Marking) -> None:
    """Set the properties, the language, the size of the page (A4) and the line at its top."""
    about = document.core_properties
    about.title, about.subject = _clean(draft.title)[:250], _clean(draft.facts.title)[:250]
    about.author, about.language = "Design a data share", "en-GB"
    about.comments = f"{marking.status}, {marking.made}, reference {draft.facts.reference}"
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    document.styles["Normal"].element.get_or_add_rPr().append(language)
    line = f"{marking.status}: {draft.facts.reference}, {marking.made}"
    document.sections[0].page_width, document.sections[0].page_height = Mm(210), Mm(297)
    document.sections[0].header.paragraphs[0].text = _clean(line)


def _bookmark(heading: Any, name: str) -> None:
    element = heading._p  # noqa: SLF001 (the library has no bookmarks)
    number = str(len(element.getparent()))
    begin, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (begin, end):
        mark.set(qn("w:id"), number)
    begin.set(qn("w:name"), name)
    element.insert(1, begin)
    element.append(end)


def _clean(text: str) -> str:
    return UNWRITABLE.sub("", text)


@dataclass
class _Writer:
    """Writes Markdown into a Word document, block by block."""

    document: Any
    # The lists around the current block: the style, and the number of the list that Word counts by.
    lists: list[tuple[str, int | None]] = field(default_factory=list)
    quotes: int = 0
    # Whether the current item has no paragraph yet: its first has the bullet or the number.
    fresh: bool = False

    def write(self, text: str) -> None:
        found = iter(markdown.tokens(text))
        for token in found:
            self._block(token, found)

    def _block(self, token: Token, rest: Iterator[Token]) -> None:
        if token.type == "table_open":
            self._table(rest)
        elif token.type in {"bullet_list_open", "ordered_list_open"}:
            self._open_list(token)
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            self.lists.pop()
        elif token.type == "list_item_open":
            self.fresh = True
        elif token.type in {"blockquote_open", "blockquote_close"}:
            self.quotes += 1 if token.type == "blockquote_open" else -1
        elif token.type == "heading_open":
            _runs(self.document.add_heading(level=3), next(rest).children or ())
        elif token.type == "inline":
            _runs(self._paragraph(), token.children or ())
        elif token.type in {"fence", "code_block"}:
            self._paragraph().add_run(_clean(token.content.rstrip("\n")))

    def _open_list(self, token: Token) -> None:
        depth = min(len(self.lists) + 1, DEEPEST)
        level = f" {depth}" if depth > 1 else ""
        if token.type == "bullet_list_open":
            self.lists.append((f"List Bullet{level}", None))
        else:
            style = f"List Number{level}"
            self.lists.append((style, self._counted_from(style, int(token.attrGet("start") or 1))))

    def _counted_from(self, style: str, start: int) -> int:
        """Return the number of a new list with this style that Word counts from `start`, not on from the last one."""
        numbering = self.document.part.numbering_part.element
        number = self.document.styles[style].element.pPr.numPr.numId.val
        abstract = next(num for num in numbering.num_lst if num.numId == number).abstractNumId.val
        made = numbering.add_num(abstract)
        made.add_lvlOverride(ilvl=0).add_startOverride(start)
        return int(made.numId)

    def _paragraph(self) -> Any:
        """Return a new paragraph, in the style of the list or quotation it stands in."""
        if not self.lists:
            return self.document.add_paragraph(style="Quote" if self.quotes else None)
        style, number = self.lists[-1]
        first, self.fresh = self.fresh, False
        if not first:
            return self.document.add_paragraph(style="List Continue")
        made = self.document.add_paragraph(style=style)
        if number is not None:
            properties = made._p.get_or_add_pPr()  # noqa: SLF001 (the library has no other way to a list)
            properties.get_or_add_numPr().get_or_add_numId().val = number
        return made

    def _table(self, rest: Iterator[Token]) -> None:
        rows: list[list[Sequence[Token]]] = []
        for token in rest:
            if token.type == "table_close":
                break
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(token.children or ())
        table = self.document.add_table(len(rows), len(rows[0]), style="Table Grid")
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, words in zip(row.cells, cells, strict=False):
                _runs(cell.paragraphs[0], words, bold=cells is rows[0])
        repeated = OxmlElement("w:tblHeader")
        repeated.set(qn("w:val"), "true")
        table.rows[0]._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001 (nor to a heading row)
        self.document.add_paragraph()


def _runs(paragraph: Any, tokens: Sequence[Token], *, bold: bool = False) -> None:
    """Write words into a paragraph with their emphasis; a link is followed by its address."""
    strong, emphasised, addresses = 0, 0, []
    for token in tokens:
        if token.type in {"strong_open", "strong_close"}:
            strong += token.nesting
        elif token.type in {"em_open", "em_close"}:
            emphasised += token.nesting
        elif token.type == "link_open":
            addresses.append(str(token.attrGet("href") or ""))
        elif token.type == "hardbreak":
            paragraph.add_run().add_break(WD_BREAK.LINE)
        else:
            words = f" ({addresses.pop()})" if token.type == "link_close" and addresses else token.content
            run = paragraph.add_run(_clean(" " if token.type == "softbreak" else words))
            run.bold, run.italic = (bold or strong > 0) or None, emphasised > 0 or None
