"""A clause that a party wrote for some says whom it binds wherever people read it, before it is signed as well."""

import io
import json
from typing import Any

import pytest
from docx import Document as WordDocument

from agreements.models import Clause, DataShare, Document, Edition, Outcome, Party
from agreements.negotiating import actions, own_clauses
from agreements.negotiating.from_word import FileChanges, changes_in
from agreements.responding import actions as responding
from catalogue.models import DataAsset
from community.models import User
from tests.agreements import schedules, stages, umbrellas
from tests.agreements.several import asked_of_two
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
BOUND = "This clause binds Barchester City Council and Office for Records only."
WORDS = "Results follow."


def party(share: DataShare, user: User) -> Party:
    return share.parties.get(members__user=user)


def offered(share: DataShare, cast: Cast, binds: list[int]) -> Clause:
    """Let the council offer a clause for these parties, and the office accept it."""
    given = {"heading": "Notice to the office", "text": WORDS, "reason": "x", "binds": binds}
    after = share.edition.clauses.get(key="purpose.need").pk
    made = own_clauses.offer_clause(share=share, after=after, by=cast.acquirer, **given)  # type: ignore[arg-type]
    actions.accept(proposal=made, by=cast.supplier)
    return share.edition.clauses.select_related("current").get(heading="Notice to the office")


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a negotiation of three organisations with a clause that two of them have made for themselves."""
    asked = asked_of_two(cast, asset)
    for person in (cast.supplier, cast.stranger):
        responding.decide(share=stages.fresh(asked), outcome=Outcome.ACCEPT, reason=None, text="", by=person)
    made = stages.fresh(asked)
    offered(made, cast, [party(made, cast.acquirer).pk, party(made, cast.supplier).pk])
    return stages.fresh(made)


def own_text(share: DataShare, user: User, document: str = "mou") -> str:
    """Return the text of that clause in the JSON file."""
    file = json.loads(Visitor(user).get("download", share, document, "json").response.content)
    clauses = [clause for section in file["sections"] for clause in section["clauses"]]
    return str(next(clause["text"] for clause in clauses if clause["heading"] == "Notice to the office"))


def word_file(share: DataShare, user: User) -> Any:
    return WordDocument(io.BytesIO(Visitor(user).get("download", share, "mou", "docx").response.content))


def test_page_of_the_whole_document_says_it(share: DataShare, cast: Cast) -> None:
    for user in (cast.acquirer, cast.supplier, cast.stranger):
        assert f"{BOUND} {WORDS}" in Visitor(user).get("draft", share, "mou").words


def test_files_say_it(share: DataShare, cast: Cast) -> None:
    assert own_text(share, cast.stranger) == f"{BOUND}\n\n{WORDS}"
    markdown = Visitor(cast.stranger).get("download", share, "mou", "md").response.content.decode()
    assert f"{BOUND}\n\n{WORDS}" in markdown
    lines = [paragraph.text for paragraph in word_file(share, cast.stranger).paragraphs]
    assert lines[lines.index(BOUND) + 1] == WORDS


def test_text_with_its_common_rules_says_it(share: DataShare, cast: Cast) -> None:
    rules = schedules.rules_in(umbrellas.in_force(cast, (umbrellas.made(umbrellas.NAMES[0]),)))
    Edition.objects.filter(pk=share.edition_id).update(rules=rules)
    assert f"{BOUND} {WORDS}" in Visitor(cast.stranger).get("together", share).words


def test_entry_of_a_schedule_says_it_by_the_definitions(share: DataShare, cast: Cast) -> None:
    entry = share.edition.clauses.get(key=f"schedule.flow__{party(share, cast.supplier).pk}")
    assert entry.binds
    words = Visitor(cast.acquirer).get("draft", share, "mou").words
    assert words.count("This clause binds") == 1


def test_clause_of_two_organisations_says_nothing_of_it(cast: Cast, asset: DataAsset) -> None:
    plain = stages.negotiating(cast, asset)
    offered(plain, cast, [])
    assert own_text(plain, cast.supplier) == WORDS
    assert "This clause binds" not in Visitor(cast.supplier).get("draft", plain, "mou").words


def read_back(share: DataShare, document: Any) -> FileChanges:
    file = io.BytesIO()
    document.save(file)
    return changes_in(share, Document.MOU, file.getvalue(), lambda key: key)


def test_word_file_that_comes_back_proposes_the_words_alone(share: DataShare, cast: Cast) -> None:
    document = word_file(share, cast.supplier)
    paragraphs = document.paragraphs
    said = next(paragraph for paragraph in paragraphs if paragraph.text == BOUND)
    assert [change for change in read_back(share, document).changes if change.heading == "Notice to the office"] == []
    below = paragraphs[[paragraph.text for paragraph in paragraphs].index(BOUND) + 1]
    below.add_run(" So do charts.")
    [change] = [found for found in read_back(share, document).changes if found.heading == "Notice to the office"]
    assert change.text == f"{WORDS} So do charts."
    said.text = "This clause binds everyone."
    found = read_back(share, document)
    assert [change.text for change in found.changes if change.heading == "Notice to the office"] == [change.text]
    assert any("binds was changed. It stays: This clause binds Barchester" in line for line in found.unused)
