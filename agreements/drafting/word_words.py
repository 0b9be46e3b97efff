"""The words of a Word document as Markdown: paragraphs, items of lists, tables; and those that were not read."""

import re
from collections.abc import Iterator
from typing import Any, Final

from docx.oxml.ns import qn

from agreements.drafting.quoting import LINE_START, SIGNIFICANT, disarmed
from agreements.wording.gaps import BEGIN

TAKEN_OUT: Final = frozenset({qn("w:del"), qn("w:moveFrom")})
# A drawing has its words twice, the second time for old programs; a text box stands outside of the paragraph.
_FALLBACK: Final = frozenset({"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"})
_ASIDE: Final = _FALLBACK | {qn("w:txbxContent")}
_SPACES: Final = re.compile(r"[^\S\n]+")
_ADDRESS: Final = re.compile(r"(?:https?://|mailto:)[^\s()<>]+")
_SIGNS: Final = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_FORMULA: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"


class WordWords:
    """Reads the words of paragraphs and tables of one document, and remembers which it has read."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.styles = {style.style_id: style.name for style in document.styles}
        self.read: set[Any] = set()

    def style_of(self, element: Any) -> str:
        found = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        return str(self.styles.get(found.get(qn("w:val")), "Normal")) if found is not None else "Normal"

    def heading(self, element: Any) -> str:
        """Return the words of a heading as they are read."""
        return " ".join("".join(map(_letters, self._runs(element))).split())

    def paragraph(self, element: Any, *, plain: bool = False) -> str:
        """Return the words of a paragraph with their signs escaped, emphasis too unless `plain`, and links."""
        pieces: list[tuple[str, str, str]] = []
        for run in self._runs(element):
            mark = "" if plain else ("**" if _is_on(run, "w:b") else "") + ("*" if _is_on(run, "w:i") else "")
            address = self._address_of(run)
            if pieces and pieces[-1][:2] == (mark, address):
                pieces[-1] = mark, address, pieces[-1][2] + _letters(run)
            else:
                pieces.append((mark, address, _letters(run)))
        text = "".join(_linked(_emphasised(mark, words), address) for mark, address, words in pieces)
        return LINE_START.sub(disarmed, _SPACES.sub(" ", text).strip())

    def table(self, element: Any) -> str:
        """Return a table in Markdown; a merged cell is followed by empty ones."""
        rows = [self._row(line, first=not place) for place, line in enumerate(_rows(element))]
        width = max(map(len, rows), default=0)
        lines = [cells + [""] * (width - len(cells)) for cells in rows]
        if lines:
            lines.insert(1, ["---"] * width)
        return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)

    def _row(self, line: Any, *, first: bool) -> list[str]:
        cells: list[str] = []
        for cell in _own(line, "w:tc", "w:tr"):
            said = (self.paragraph(each, plain=first) for each in cell.iter(qn("w:p")))
            cells.append(" ".join(filter(None, said)).replace("\\\n", " "))
            span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
            cells += [""] * (int(span.get(qn("w:val")) or 1) - 1 if span is not None else 0)
        return cells

    def list_of(self, element: Any, style: str) -> tuple[str, int] | None:
        """Return whether a paragraph is an item of a list, "bullet", "number" or "more" of one, and how deep."""
        level = int(style[-1]) if style[-1:].isdigit() else 1
        for begins, kind in (("List Bullet", "bullet"), ("List Number", "number"), ("List Continue", "more")):
            if style.startswith(begins):
                return kind, level
        counted = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        number = counted.find(qn("w:numId")) if counted is not None else None
        if counted is None or number is None or number.get(qn("w:val")) == "0":
            return None
        depth = counted.find(qn("w:ilvl"))
        level = int(depth.get(qn("w:val"))) + 1 if depth is not None else 1
        return self._kind_of_list(str(number.get(qn("w:val"))), level - 1), min(level, 3)

    def _kind_of_list(self, number: str, level: int) -> str:
        numbering = self.document.part.numbering_part.element
        abstract = [num.abstractNumId.val for num in numbering.num_lst if str(num.numId) == number]
        for each in numbering.iterchildren(qn("w:abstractNum")):
            if abstract and each.get(qn("w:abstractNumId")) == str(abstract[0]):
                formats = {lvl.get(qn("w:ilvl")): lvl.find(qn("w:numFmt")) for lvl in each.iter(qn("w:lvl"))}
                found = formats.get(str(level))
                return "bullet" if found is not None and found.get(qn("w:val")) == "bullet" else "number"
        return "bullet"

    def missed(self, body: Any) -> list[str]:
        """Return the words of a document that were not read, a line for each paragraph; formulas too."""
        lines: dict[Any, str] = {}
        for run in body.iter(qn("w:r"), _FORMULA):
            if run in self.read or not _stands(run, TAKEN_OUT | _FALLBACK):
                continue
            around = next((above for above in run.iterancestors() if above.tag == qn("w:p")), body)
            words = "".join(run.itertext()) if run.tag == _FORMULA else _letters(run)
            lines[around] = lines.get(around, "") + words
        return [" ".join(words.split()) for words in lines.values() if words.strip()]

    def _runs(self, element: Any) -> Iterator[Any]:
        """Yield the runs of a paragraph that were not taken out, and stand in its line."""
        for run in element.iter(qn("w:r")):
            if _stands(run, TAKEN_OUT | _ASIDE, element):
                self.read.add(run)
                yield run

    def _address_of(self, run: Any) -> str:
        """Return the address of the link that a run stands in, if it is one of the web or a mailbox."""
        link = next((above for above in run.iterancestors() if above.tag == qn("w:hyperlink")), None)
        found = self.document.part.rels.get(link.get(qn("r:id"))) if link is not None else None
        address = str(found.target_ref) if found is not None else ""
        return address if _ADDRESS.fullmatch(address) else ""


def _stands(run: Any, without: frozenset[str], until: Any = None) -> bool:
    """Return whether a run stands in none of these elements, up to the paragraph it is read for."""
    for above in run.iterancestors():
        if above is until:
            return True
        if above.tag in without:
            return False
    return True


def _rows(table: Any) -> Iterator[Any]:
    """Yield the rows that were not taken out, not those of a table in a cell."""
    for row in _own(table, "w:tr", "w:tbl"):
        if row.find(f"{qn('w:trPr')}/{qn('w:del')}") is None:
            yield row


def _own(element: Any, what: str, within: str) -> Iterator[Any]:
    """Yield these parts of a table or row, also in a content control, not those of a table inside it."""
    for part in element.iter(qn(what)):
        if next(part.iterancestors(qn(within)), None) is element:
            yield part


def _is_on(run: Any, what: str) -> bool:
    found = run.find(f"{qn('w:rPr')}/{qn(what)}")
    return found is not None and found.get(qn("w:val")) not in {"0", "false", "off"}


def _letters(run: Any) -> str:
    return "".join(
        str(child.text or "")
        if child.tag == qn("w:t")
        else f"[symbol {child.get(qn('w:char'))}]"
        if child.tag == qn("w:sym")
        else _SIGNS.get(child.tag, "")
        for child in run.iterchildren()
    )


def is_shown(element: Any) -> str:
    """Return the words of a note, without those that were taken out."""
    runs = (run for run in element.iter(qn("w:r")) if _stands(run, TAKEN_OUT))
    return " ".join("".join(map(_letters, runs)).split())


def _linked(words: str, address: str) -> str:
    return f"[{words}]({address})" if address and words.strip() else words


def _emphasised(mark: str, words: str) -> str:
    """Return words with their signs escaped, and the marks of emphasis inside the spaces around them."""
    kept = SIGNIFICANT.sub(r"\\\g<0>", words.replace(BEGIN, f"[\u2060{BEGIN[1:]}")).replace("\n", "\\\n")
    inside = kept.strip()
    if not mark or not inside:
        return kept
    begin, end = kept[: len(kept) - len(kept.lstrip())], kept[len(kept.rstrip()) :]
    return f"{begin}{mark}{inside}{mark[::-1]}{end}"


def marked(words: str, style: str) -> str:
    """Return a paragraph as Markdown by its style: a quotation, or plain."""
    return "\n".join(f"> {line}" for line in words.split("\n")) if style.endswith("Quote") else words


def item_of(item: tuple[str, int], words: str, number: int) -> str:
    """Return an item of a list as a line of Markdown."""
    kind, level = item
    if kind == "bullet":
        return f"{'  ' * (level - 1)}- {words}"
    return f"{'   ' * (level - 1)}{number}. {words}" if kind == "number" else f"\n   {words}\n"
