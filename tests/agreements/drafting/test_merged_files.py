"""The agreement with its common rules as a file: Word and PDF, for reading, with the rules where they are named."""

import io
from typing import Any

import pytest
from docx import Document as WordDocument
from pypdf import PdfReader

from agreements.evidence.reading_pdf import SLOTS
from agreements.models import DataShare
from catalogue.models import DataAsset
from tests.agreements import schedules, stages, umbrellas
from tests.cast import Cast
from tests.support.visiting import Visitor, address

pytestmark = pytest.mark.django_db
RULE = "Common rules, clause"


@pytest.fixture
def umbrella(cast: Cast) -> DataShare:
    return umbrellas.in_force(cast, (umbrellas.made(umbrellas.NAMES[0]),))


@pytest.fixture
def share(cast: Cast, asset: DataAsset, umbrella: DataShare) -> DataShare:
    """Return a negotiation under common rules."""
    return schedules.negotiating(cast, asset, umbrella)


def file_of(share: DataShare, cast: Cast, kind: str) -> Any:
    response = Visitor(cast.supplier).get("together_file", share, kind).response
    assert response.status_code == 200
    return io.BytesIO(response.content)


def lines_of(share: DataShare, cast: Cast) -> list[str]:
    return [paragraph.text for paragraph in WordDocument(file_of(share, cast, "docx")).paragraphs]


def test_word_file_has_each_clause_and_the_rules_it_names(share: DataShare, cast: Cast) -> None:
    lines = lines_of(share, cast)
    assert lines[0] == "DRAFT: Data sharing agreement with its common rules"
    [about] = [line for line in lines if line.startswith("This copy is for reading.")]
    assert f"“{umbrellas.TITLE}”" in about
    assert "People sign the agreement itself." in about
    for clause in share.edition.clauses.filter(document="mou"):
        assert f"{clause.number} {clause.heading}" in lines
    first = next(place for place, line in enumerate(lines) if line.startswith(RULE))
    others = lines.index("Other clauses of the common rules")
    assert first < others
    assert any(line.startswith(RULE) for line in lines[others:])


def test_clause_that_departs_says_so_before_the_rule(share: DataShare, cast: Cast) -> None:
    stages.reword(share, cast, "incidents.response", "The office alone investigates an incident.")
    says = "The clause above departs from this clause of the common rules, and applies in place of it."
    lines = lines_of(stages.fresh(share), cast)
    assert lines[lines.index(says) - 1].startswith(RULE)


def test_pdf_has_the_same_words_and_no_place_for_a_seal(share: DataShare, cast: Cast) -> None:
    content = file_of(share, cast, "pdf")
    reader = PdfReader(content)
    words = " ".join(" ".join(sheet.extract_text() for sheet in reader.pages).split())
    assert "Data sharing agreement with its common rules" in words
    assert f"{RULE} " in words
    assert "Other clauses of the common rules" in words
    assert f"DRAFT: {share.reference}" in reader.pages[-1].extract_text()
    assert reader.get_fields() is None
    assert reader.metadata is not None
    assert str(reader.metadata.title).startswith("DRAFT: Data sharing agreement with its common rules")


def test_only_one_pdf_is_made_at_a_time(share: DataShare, cast: Cast) -> None:
    with SLOTS.taken():
        response = Visitor(cast.supplier).get("together_file", share, "pdf").response
    assert response.status_code == 503
    assert response["Retry-After"] == "30"


def test_files_are_linked_where_the_text_and_the_files_are(share: DataShare, cast: Cast) -> None:
    addresses = {address("together_file", share, kind) for kind in ("pdf", "docx")}
    for name in ("together", "files"):
        assert addresses <= set(Visitor(cast.supplier).get(name, share).all("//main//a/@href")), name


def test_signed_text_is_a_copy(cast: Cast, asset: DataAsset, umbrella: DataShare) -> None:
    share = schedules.in_force(cast, asset, umbrella)
    assert lines_of(share, cast)[0] == "COPY: Data sharing agreement with its common rules"


def test_others_have_no_such_file(share: DataShare, cast: Cast, asset: DataAsset) -> None:
    plain = stages.negotiating(cast, asset)
    visitor = Visitor(cast.supplier)
    assert visitor.get("together_file", plain, "docx").status == 404
    assert visitor.get("together_file", share, "md").status == 404
    assert Visitor(cast.stranger).get("together_file", share, "docx").status == 404
    assert "The agreement with its common rules" not in visitor.get("files", plain).words
