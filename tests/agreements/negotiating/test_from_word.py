"""A lawyer edits the Word file and uploads it: what it changes in each clause is shown, then sent as proposals."""

import copy
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document as WordDocument
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from agreements.drafting.word_reading import Unreadable, read_word
from agreements.models import Clause, DataShare, Document, Proposal
from agreements.negotiating import actions, own_clauses
from agreements.negotiating.from_word import FileChanges, changes_in
from agreements.questionnaire.supplier import every_place
from agreements.wording.gaps import gaps_in, question_of
from datashare.lib.pasted import is_changed
from tests.agreements import stages
from tests.agreements.negotiating.clauses import proposed, text_of
from tests.cast import Cast
from tests.support.visiting import Seen, Visitor

pytestmark = pytest.mark.django_db
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def downloaded(share: DataShare, cast: Cast, document: str = "mou") -> Any:
    response = Visitor(cast.supplier).get("download", share, document, "docx").response
    return WordDocument(io.BytesIO(response.content))


def saved(document: Any) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def changes(share: DataShare, document: Any, of: Document = Document.MOU) -> FileChanges:
    return changes_in(share, of, saved(document), _asked(share))


def upload(user: Any, share: DataShare, content: bytes, name: str = "text.docx") -> Seen:
    file = SimpleUploadedFile(name, content, TYPE)
    return Visitor(user).post("from_word", share, "mou", file=file)


def clause_of(share: DataShare, key: str) -> Clause:
    return share.edition.clauses.select_related("current").get(key=key)


def heading(document: Any, clause: Clause) -> Any:
    """Return the paragraph with the heading of a clause."""
    name = f"{clause.number} {clause.heading}"
    return next(paragraph for paragraph in document.paragraphs if paragraph.text == name)


def below(document: Any, clause: Clause) -> Any:
    """Return the first paragraph of a clause."""
    paragraphs = document.paragraphs
    elements = [paragraph._p for paragraph in paragraphs]
    return paragraphs[elements.index(heading(document, clause)._p) + 1]


def body(document: Any, clause: Clause) -> list[Any]:
    """Return the elements between the heading of a clause and the next one."""
    found, element = [], heading(document, clause)._p.getnext()
    while element is not None and not str(style_of(element)).startswith("Heading"):
        found.append(element)
        element = element.getnext()
    return found


def style_of(element: Any) -> str:
    style = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}") if element.tag == qn("w:p") else None
    return "" if style is None else str(style.get(qn("w:val")))


def wrapped(run: Any, what: str) -> None:
    """Mark a run as inserted or deleted."""
    mark, parent = OxmlElement(what), run.getparent()
    mark.set(qn("w:id"), "900")
    parent.replace(run, mark)
    mark.append(run)
    if what == "w:del":
        for text in run.iter(qn("w:t")):
            text.tag = qn("w:delText")


@pytest.mark.parametrize("document", list(Document))
def test_unchanged_file_changes_nothing(document: Document, cast: Cast, share: DataShare) -> None:
    found = changes_in(share, document, saved(downloaded(share, cast, document.value)), _asked(share))
    assert (found.changes, found.stale, found.unused) == ([], [], [])


def _asked(share: DataShare) -> Callable[[str], str]:
    places = every_place(share.edition.question_set)
    return lambda gap: places[question_of(gap)].question.ask


def test_changed_words_are_one_change_and_the_rest_stays_as_it_was(cast: Cast, share: DataShare) -> None:
    clause, document = clause_of(share, "governance.changes"), downloaded(share, cast)
    first = below(document, clause)
    first.runs[-1].text += " In writing."

    [change] = changes(share, document).changes
    assert (change.kind, change.clause, change.wording) == ("changed", clause.pk, clause.current_id)
    before, after = text_of(clause).split("\n\n"), change.text.split("\n\n")
    assert after[0].endswith("In writing.")
    assert after[1:] == before[1:]


def test_tracked_changes_count_as_accepted(cast: Cast, share: DataShare) -> None:
    clause, document = clause_of(share, "governance.changes"), downloaded(share, cast)
    first = below(document, clause)
    gone = copy.deepcopy(first.runs[0]._r)
    new = first.add_run(" Quickly *now*.")
    wrapped(new._r, "w:ins")
    first._p.append(gone)
    wrapped(gone, "w:del")

    [change] = changes(share, document).changes
    assert change.text.split("\n\n")[0].endswith(r" Quickly \*now\*.")


def test_clause_may_be_split_deleted_and_moved(cast: Cast, share: DataShare) -> None:
    split, gone, emptied = (clause_of(share, key) for key in ("purpose.aims", "purpose.need", "purpose.measures"))
    document = downloaded(share, cast)
    for element in [heading(document, gone)._p, *body(document, gone)]:
        element.getparent().remove(element)
    for element in body(document, emptied):
        element.getparent().remove(element)
    last = body(document, split)[-1]
    new = document.add_heading("A part of its own", 2)
    words = document.add_paragraph("Words with a 5 * 3 sign.")
    last.addnext(new._p)
    new._p.addnext(words._p)

    found = {(change.kind, change.heading): change for change in changes(share, document).changes}
    assert set(found) == {("new", "A part of its own"), ("struck", gone.heading), ("struck", emptied.heading)}
    assert found["new", "A part of its own"].clause == split.pk
    assert found["new", "A part of its own"].text == "Words with a 5 \\* 3 sign."

    moved = downloaded(share, cast)
    first, second = clause_of(share, "governance.changes"), clause_of(share, "governance.ending")
    place = heading(moved, first)._p
    for element in [heading(moved, second)._p, *body(moved, second)]:
        place.addprevious(element)
    found_then = changes(share, moved)
    assert found_then.changes == []
    assert "in another order" in found_then.unused[0]


def test_lists_quotations_and_tables_come_back(cast: Cast, share: DataShare) -> None:
    clause, document = clause_of(share, "purpose.benefits"), downloaded(share, cast)
    place = body(document, clause)[-1]
    made = [
        document.add_paragraph("One", "List Bullet"),
        document.add_paragraph("Inner", "List Bullet 2"),
        document.add_paragraph("First", "List Number"),
        document.add_paragraph("Second", "List Number"),
        document.add_paragraph("Said", "Quote"),
    ]
    for paragraph in reversed(made):
        place.addnext(paragraph._p)
    table = next(element for element in body(document, clause) if element.tag == qn("w:tbl"))
    next(table.iter(qn("w:t"))).text = "Changed | head"

    [change] = changes(share, document).changes
    assert "- One\n  - Inner\n1. First\n2. Second\n\n> Said" in change.text
    assert "| Changed \\| head |" in change.text


def test_mark_of_a_missing_answer_stays_a_mark(cast: Cast, share: DataShare) -> None:
    clause = next(each for each in share.edition.clauses.select_related("current") if gaps_in(text_of(each)))
    document = downloaded(share, cast, clause.document)
    document_of = Document(clause.document)
    below(document, clause).add_run(" More.")
    visitor = Visitor(cast.supplier)
    file = SimpleUploadedFile("text.docx", saved(document), TYPE)
    page = visitor.post("from_word", share, document_of.value, file=file)
    visitor.post("from_word", share, document_of.value, changes=page.fields["changes"][0], change=["0"], reason="x")
    [proposal] = Proposal.objects.open().filter(wording__clause=clause)
    assert gaps_in(proposal.wording.text) == gaps_in(text_of(clause))


def test_what_belongs_to_no_clause_is_shown(cast: Cast, share: DataShare) -> None:
    clause, document = clause_of(share, "purpose.aims"), downloaded(share, cast)
    heading(document, clause).runs[0].text = f"{clause.number} Another name"
    section = next(paragraph for paragraph in document.paragraphs if paragraph.text == "4 Data")
    section._p.addnext(document.add_paragraph("Stray words.")._p)
    document.add_comment(
        below(document, clause_of(share, "purpose.need")).runs, text="Is this so?", author="L", initials="L"
    )

    found = changes(share, document)
    assert found.changes == []
    assert "Stray words." in found.unused
    assert "Comment: Is this so?" in found.unused
    assert any("“3.1 Another name”" in part for part in found.unused)


def test_words_changed_since_the_download_are_not_overwritten(cast: Cast, share: DataShare) -> None:
    clause, document = clause_of(share, "governance.changes"), downloaded(share, cast)
    below(document, clause).add_run(" In writing.")
    actions.accept(proposal=proposed(clause, cast.acquirer), by=cast.supplier)

    found = changes(stages.fresh(share), document)
    assert found.changes == []
    assert [change.clause for change in found.stale] == [clause.pk]
    page = upload(cast.supplier, share, saved(document))
    assert "Changed since you downloaded the file" in page.words


def test_changes_are_shown_then_sent_as_proposals(cast: Cast, share: DataShare) -> None:
    document = downloaded(share, cast)
    for key in ("governance.changes", "governance.ending", "costs.costs"):
        below(document, clause_of(share, key)).add_run(f" Word of {key}.")
    page = upload(cast.supplier, share, saved(document))
    assert page.status == 200
    assert page.words.count("Propose this change") == 3
    assert not Proposal.objects.exists()

    given = {"changes": page.fields["changes"][0], "reason": "Our lawyer asks for it."}
    nothing = Visitor(cast.supplier).post("from_word", share, "mou", **given)
    assert "Select each change that you want to propose" in nothing.words
    no_reason = Visitor(cast.supplier).post("from_word", share, "mou", **{**given, "reason": ""}, change=["0", "2"])
    assert "Enter why you are proposing these changes" in no_reason.words
    assert no_reason.all("//input[@name='change' and @checked]/@value") == ["0", "2"]

    sent = Visitor(cast.supplier).post("from_word", share, "mou", **given, change=["0", "2"])
    assert sent.goes_to == f"/shares/{share.reference}/agreement/"
    keys = set(Proposal.objects.open().values_list("wording__clause__key", flat=True))
    assert keys == {"governance.changes", "costs.costs"}
    assert set(Proposal.objects.values_list("reason", flat=True)) == {"Our lawyer asks for it."}


def test_page_of_another_reader_or_data_share_sends_nothing(cast: Cast, share: DataShare) -> None:
    document = downloaded(share, cast)
    below(document, clause_of(share, "governance.changes")).add_run(" More.")
    sealed = upload(cast.supplier, share, saved(document)).fields["changes"][0]
    for user, value in ((cast.acquirer, sealed), (cast.supplier, sealed[:-2]), (cast.supplier, "x")):
        seen = Visitor(user).post("from_word", share, "mou", changes=value, change=["0"], reason="x")
        assert seen.goes_to == f"/shares/{share.reference}/from-word/mou/"
    assert not Proposal.objects.exists()


def test_file_of_the_other_document_or_of_none_is_refused(cast: Cast, share: DataShare) -> None:
    other, none = downloaded(share, cast, "dpia"), WordDocument()
    none.add_heading("A file of one's own", 2)
    none.add_paragraph("Words.")
    assert "The file is of another document" in upload(cast.supplier, share, saved(other)).words
    assert "The file has none of the clauses of this document" in upload(cast.supplier, share, saved(none)).words


def test_file_without_bookmarks_is_read_by_its_headings(cast: Cast, share: DataShare) -> None:
    clause, document = clause_of(share, "governance.changes"), downloaded(share, cast)
    for mark in list(document.element.body.iter(qn("w:bookmarkStart"), qn("w:bookmarkEnd"))):
        mark.getparent().remove(mark)
    below(document, clause).add_run(" In writing.")
    [change] = changes(share, document).changes
    assert (change.kind, change.clause, change.wording) == ("changed", clause.pk, clause.current_id)


def test_copy_of_a_clause_is_shown_and_not_used(cast: Cast, share: DataShare) -> None:
    clause, document = clause_of(share, "governance.changes"), downloaded(share, cast)
    last = body(document, clause)[-1]
    for element in reversed([heading(document, clause)._p, *body(document, clause)]):
        last.addnext(copy.deepcopy(element))
    found = changes(share, document)
    assert found.changes == []
    assert f"{clause.number} {clause.heading}" in found.unused[0]


# --- A file older than the text -----------------------------------------------------------------------


def refer_and_move(share: DataShare, cast: Cast) -> tuple[Any, Clause, Clause]:
    """Return a file whose clause on the purpose refers to that on benefits, whose number moves after it was made."""
    aims, benefits = clause_of(share, "purpose.aims"), clause_of(share, "purpose.benefits")
    actions.accept(proposal=proposed(aims, cast.supplier, f"See clause {benefits.number}."), by=cast.acquirer)
    document = downloaded(share, cast)
    new = own_clauses.offer_clause(
        share=share, after=clause_of(share, "purpose.need").pk, heading="In between", text="Words.", reason="x",
        binds=[], by=cast.supplier,
    )  # fmt: skip
    actions.accept(proposal=Proposal.objects.get(pk=new.pk), by=cast.acquirer)
    return document, aims, benefits


def test_reference_of_an_older_file_means_the_clause_it_meant(cast: Cast, share: DataShare) -> None:
    document, _, benefits = refer_and_move(share, cast)
    unchanged = changes(stages.fresh(share), document)
    assert unchanged.changes == []
    assert f"does not have clause {benefits.number} In between" in unchanged.unused[0]

    below(document, clause_of(share, "governance.changes")).add_run(f" As clause {benefits.number} says.")
    [change] = changes(stages.fresh(share), document).changes
    assert f"As clause [[clause:{benefits.key}]] says." in change.text


def test_clause_struck_since_the_file_was_made_is_not_added_again(cast: Cast, share: DataShare) -> None:
    document, gone = downloaded(share, cast), clause_of(share, "purpose.benefits")
    proposal = own_clauses.propose_striking(clause=gone, based_on=gone.current_id or 0, reason="x", by=cast.supplier)
    actions.accept(proposal=Proposal.objects.get(pk=proposal.pk), by=cast.acquirer)
    found = changes(stages.fresh(share), document)
    assert found.changes == []
    assert found.unused[0].startswith(f"{gone.number} {gone.heading}")


# --- Words that must not be lost -----------------------------------------------------------------------


def reworded(share: DataShare, cast: Cast, text: str) -> Clause:
    clause = clause_of(share, "governance.changes")
    actions.accept(proposal=proposed(clause, cast.supplier, text), by=cast.acquirer)
    return clause_of(stages.fresh(share), "governance.changes")


@pytest.mark.parametrize(
    "text",
    [
        "The parties will:\n- meet monthly\n\nEach party pays its own costs.\n\n- first\n\n- second",
        "Read [the policy](https://example.gov.uk/policy).\n\n- a\n- b\n\nLast.",
        "3. third\n4. fourth\n\n> Said\n> so\n\nLast.",
    ],
)
def test_blocks_that_were_not_touched_stay_as_they_were(text: str, cast: Cast, share: DataShare) -> None:
    clause = reworded(share, cast, f"Begin.\n\n{text}")
    document = downloaded(stages.fresh(share), cast)
    below(document, clause).add_run(" Again.")
    [change] = changes(stages.fresh(share), document).changes
    assert change.text.startswith("Begin. Again.\n\n")
    assert not is_changed(change.text, f"Begin. Again.\n\n{text}"), "nor is a link, or where a list begins"


def test_what_cannot_be_read_in_its_place_is_shown(cast: Cast, share: DataShare) -> None:
    clause, document = clause_of(share, "governance.changes"), downloaded(share, cast)
    first = below(document, clause)._p
    box = parse_xml(
        f'<w:r {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:AlternateContent>'
        "<mc:Choice><w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p></w:txbxContent></mc:Choice>"
        "<mc:Fallback><w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p></w:txbxContent></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    formula = parse_xml(
        '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>x+1</m:t></m:r></m:oMath>'
    )
    control = parse_xml(f"<w:customXml {nsdecls('w')}><w:p><w:r><w:t>In a control.</w:t></w:r></w:p></w:customXml>")
    first.append(box)
    first.append(formula)
    first.addnext(control)

    found = changes(share, document)
    [change] = found.changes
    assert "In a control." in change.text
    assert {"In a box", "x+1"} <= set(found.unused)
    assert "In a box" not in change.text


def test_lists_made_with_the_buttons_of_word_are_lists(cast: Cast, share: DataShare) -> None:
    clause, document = clause_of(share, "governance.changes"), downloaded(share, cast)
    place = body(document, clause)[-1]
    number = document.styles["List Bullet"].element.pPr.numPr.numId.val
    for words in ("two", "one"):
        made = document.add_paragraph(words)
        made._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = number
        place.addnext(made._p)
    [change] = changes(share, document).changes
    assert change.text.endswith("- one\n- two")


def test_too_long_words_are_shown_and_not_proposed(cast: Cast, share: DataShare) -> None:
    document = downloaded(share, cast)
    below(document, clause_of(share, "governance.changes")).add_run(" word" * 5_000)
    found = changes(share, document)
    assert found.changes == []
    assert "at most 20,000 letters" in found.unused[0]


def packed(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"%PDF-1.7 ...", "is a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "has a password"),
        (b"Just text", "not a Word document"),
        (packed(mimetype=b"application/vnd.oasis.opendocument.text"), "not a Word document"),
        (packed(word__document_xml=b"<a/>", word__vbaProject_bin=b"x"), "has macros"),
        (packed(word__document_xml=b"\0" * 41 * 1024 * 1024), "too large when it is unpacked"),
        (packed(word__document_xml=b"<not closed"), "could not be opened"),
        (packed(**{f"word__p{n}_xml": b"" for n in range(2_001)}, word__document_xml=b"<a/>"), "too large when"),
        (b"PK" + b"\0" * (5 * 1024 * 1024), "smaller than 5 MB"),
    ],
)  # fmt: skip
def test_harmful_or_other_file_is_refused_beside_the_field(
    content: bytes, message: str, cast: Cast, share: DataShare
) -> None:
    seen = upload(cast.supplier, share, content)
    assert seen.status == 200
    assert message in " ".join(seen.all("//*[contains(@class, 'govuk-error-message')]"))
    assert message in " ".join(seen.all("//*[contains(@class, 'govuk-error-summary')]"))


def test_no_file_is_asked_for(cast: Cast, share: DataShare) -> None:
    assert "Select the Word file" in Visitor(cast.supplier).post("from_word", share, "mou").words


def test_entities_of_a_file_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
    with pytest.raises(Unreadable):
        read_word(packed(word__document_xml=bomb))
