"""The documents as files: Word with real headings, lists and tables; the text of record at any time, marked."""

import copy
import io
import json
from datetime import UTC, datetime
from typing import Any

import pikepdf
import pytest
from docx import Document as WordDocument
from pypdf import PdfReader

from agreements.drafting.build import Draft, DraftClause, DraftSection, Facts
from agreements.drafting.export import Marking
from agreements.drafting.word import as_word
from agreements.drafting.word_reading import read_word
from agreements.evidence.reading_pdf import SLOTS
from agreements.models import DataShare
from agreements.negotiating import own_clauses
from agreements.negotiating.actions import accept
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.agreements.negotiating.clauses import current_of, proposed
from tests.cast import Cast
from tests.support.pace import LINEAR, growth
from tests.support.visiting import Visitor

MARKING = Marking("DRAFT", "Not signed.", "1.2", datetime(2026, 11, 29, 9, 5, tzinfo=UTC))
FACTS = Facts(reference="DS-TEST", title="A share", acquirers=(), suppliers=(), today=MARKING.at.date())
TEXT = """Plain **bold** and *soft* words, [a link](https://example.gov.uk).

1. First
2. Second

   More of it

- Point
  - Inner

> In their own words

1. Another list

| Item | Kept until |
|---|---|
| Age | March \\| April |
| [[gap:retention]] | never |
"""


def word(text: str) -> Any:
    clause = DraftClause("3.1", "purpose.aims", "Purpose", text, (), (), "", "", "")
    section = DraftSection("3", "M3", "Purpose and benefits", (clause,))
    made = as_word(Draft("mou", "Memorandum", FACTS, (section,)), lambda gap: f"question {gap}?", MARKING)
    return WordDocument(io.BytesIO(made))


def styled(document: Any) -> list[tuple[str, str]]:
    return [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs if paragraph.text]


def test_headings_lists_quotations_and_tables_are_those_of_word() -> None:
    document = word(TEXT)
    assert styled(document) == [
        ("Title", "DRAFT: Memorandum"),
        ("Subtitle", "A share, reference DS-TEST, version 1.2, 29 November 2026, 09:05"),
        ("Intense Quote", MARKING.words),
        ("Heading 1", "3 Purpose and benefits"),
        ("Heading 2", "3.1 Purpose"),
        ("Normal", "Plain bold and soft words, a link (https://example.gov.uk)."),
        ("List Number", "First"),
        ("List Number", "Second"),
        ("List Continue", "More of it"),
        ("List Bullet", "Point"),
        ("List Bullet 2", "Inner"),
        ("Quote", "In their own words"),
        ("List Number", "Another list"),
    ]
    runs = {run.text: (run.bold, run.italic) for run in document.paragraphs[5].runs}
    assert runs["bold"] == (True, None)
    assert runs["soft"] == (None, True)
    [table] = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Item", "Kept until"],
        ["Age", "March | April"],
        ["[To be agreed: question retention?]", "never"],
    ]
    assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")


def test_each_numbered_list_is_counted_from_its_own_start() -> None:
    document = word("1. a\n2. b\n\nBetween.\n\n4. d\n5. e\n")
    numbers = [
        paragraph._p.pPr.numPr.numId.val for paragraph in document.paragraphs if paragraph.style.name == "List Number"
    ]
    assert numbers[0] == numbers[1] != numbers[2] == numbers[3]
    numbering = document.part.numbering_part.element
    starts = [
        num.lvlOverride_lst[0].startOverride.val for num in numbering.num_lst if num.numId in {numbers[0], numbers[2]}
    ]
    assert starts == [1, 4]


@pytest.mark.parametrize(
    "text", ["\x0bOdd\x00", "Half \ud800", "", "| a |\n|---|\n| b | c |", "# Big\n\n```\ncode\n```", "<b>no tag</b>"]
)
def test_any_text_makes_a_file_that_opens(text: str) -> None:
    assert word(text).paragraphs


def test_page_says_what_it_is_at_the_top_of_each_page() -> None:
    document = word("x")
    assert document.sections[0].header.paragraphs[0].text == "DRAFT: DS-TEST, version 1.2, 29 November 2026, 09:05"
    assert document.core_properties.language == "en-GB"


def test_long_list_is_read_in_time_that_grows_with_it() -> None:
    files = {size: list_of(size) for size in (750, 3_000)}

    def read(size: int) -> None:
        [block] = read_word(files[size]).outside
        assert block.splitlines()[-1] == f"{size}. x"

    assert growth(read, 750) < LINEAR, "each item must not read all items before it"


def list_of(size: int) -> bytes:
    """Return a Word file with a numbered list."""
    document, file = WordDocument(), io.BytesIO()
    item = document.add_paragraph("x", "List Number")._p
    for _ in range(size - 1):
        item.addnext(copy.deepcopy(item))
    document.save(file)
    return file.getvalue()


# --- The text of record ------------------------------------------------------------------------------


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a data share in negotiation whose clause 3.1 refers to 3.4, and from which one was struck before it."""
    made = stages.negotiating(cast, asset)
    aims, gone, last = (made.edition.clauses.get(key=f"purpose.{key}") for key in ("aims", "benefits", "measures"))
    accept(proposal=proposed(aims, cast.supplier, f"As clause {last.number} says."), by=cast.acquirer)
    struck = own_clauses.propose_striking(clause=gone, based_on=current_of(gone), reason="x", by=cast.supplier)
    accept(proposal=struck, by=cast.acquirer)
    return stages.fresh(made)


@pytest.mark.django_db
@pytest.mark.parametrize("person", ["acquirer", "supplier", "onlooker", "acquirer_signatory"])
def test_any_member_takes_the_text_as_it_stands(person: str, cast: Cast, share: DataShare) -> None:
    visitor, now = Visitor(cast.everyone()[person]), share.edition.clauses.get(key="purpose.measures").number
    words = visitor.get("download", share, "mou", "md").response.content.decode()
    assert words.startswith("# DRAFT: Data sharing agreement")
    assert "This text is being agreed. No one has signed it." in words
    assert f"As clause {now} says." in words
    assert "Benefits to the public" not in words

    answer = visitor.get("download", share, "mou", "docx").response
    assert answer["Content-Disposition"] == f'attachment; filename="{share.reference}-mou-draft.docx"'
    headings = [text for style, text in styled(WordDocument(io.BytesIO(answer.content))) if style.startswith("Heading")]
    assert f"{now} How success will be judged" in headings
    assert "4 Data" in {heading[:6] for heading in headings}


@pytest.mark.django_db
def test_version_counts_what_changed_the_text(cast: Cast, share: DataShare) -> None:
    def version() -> str:
        return str(json.loads(Visitor(cast.acquirer).get("download", share, "mou", "json").response.content)["version"])

    before = version()
    proposal = proposed(share.edition.clauses.get(key="purpose.need"), cast.supplier)
    assert version() == before
    accept(proposal=proposal, by=cast.acquirer)
    edition, _, count = before.partition(".")
    assert version() == f"{edition}.{int(count) + 1}"


@pytest.mark.django_db
def test_signed_text_is_a_copy_and_no_draft(cast: Cast, asset: DataAsset) -> None:
    share = stages.in_force(cast, asset)
    words = Visitor(cast.acquirer).get("download", share, "mou", "md").response.content.decode()
    assert words.startswith("# COPY: ")
    assert "the sealed PDF on the page of files" in words


@pytest.mark.django_db
def test_stranger_takes_nothing(cast: Cast, share: DataShare) -> None:
    assert Visitor(cast.stranger).get("download", share, "mou", "docx").status == 404


# --- PDF ----------------------------------------------------------------------------------------------


def elements(tree: Any) -> list[str]:
    """Return the kinds of the elements of a tag tree, in order."""
    found, waiting = [], list(tree.K)[::-1]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Dictionary) and "/S" in node:
            found.append(str(node.S))
            children: Any = node.get("/K", [])
            waiting += list(children)[::-1] if isinstance(children, pikepdf.Array) else [children]
    return found


def test_any_draft_is_a_tagged_pdf_with_real_headings_and_tables(cast: Cast, asset: DataAsset) -> None:
    draft = stages.draft(cast, asset)
    for document in ("mou", "dpia"):
        response = Visitor(cast.onlooker).get("download", draft, document, "pdf").response
        assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
        with pikepdf.open(io.BytesIO(response.content)) as pdf:
            assert bool(pdf.Root.MarkInfo.Marked)
            assert str(pdf.Root.Lang) == "en-GB"
            assert "DRAFT" in str(pdf.docinfo.Title)
            kinds = elements(pdf.Root.StructTreeRoot)
        assert kinds.count("/H1") == 1
        assert {"/H2", "/H3", "/H4", "/Table", "/TR", "/TH", "/TD"} <= set(kinds)


def test_text_of_record_is_a_pdf_with_its_words(share: DataShare, cast: Cast) -> None:
    content = Visitor(cast.supplier).get("download", share, "mou", "pdf").response.content
    words = " ".join(" ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(content)).pages).split())
    assert f"DRAFT: {share.reference}" in words
    for clause in share.edition.clauses.filter(document="mou").exclude(number=""):
        assert f"{clause.number} {clause.heading}" in words


def test_draft_waits_while_another_pdf_is_made(share: DataShare, cast: Cast) -> None:
    with SLOTS.taken():
        response = Visitor(cast.supplier).get("download", share, "mou", "pdf").response
    assert (response.status_code, response["Retry-After"]) == (503, "30")


def test_stranger_gets_no_pdf(share: DataShare, cast: Cast) -> None:
    assert Visitor(cast.stranger).get("download", share, "mou", "pdf").status == 404
