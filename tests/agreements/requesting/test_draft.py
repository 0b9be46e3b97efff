"""The drafts of both documents, from the first answer on."""

import json
import re

import pytest

from agreements.answers import journey_of
from agreements.models import DataShare
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.agreements.requesting.asking import NEEDED
from tests.agreements.requesting.walking import save, typed_answers
from tests.cast import Cast
from tests.support.visiting import Seen, Visitor, address

pytestmark = pytest.mark.django_db
DOCUMENTS = ("mou", "dpia")


@pytest.fixture
def begun(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a share with only the triage answered."""
    return stages.draft(cast, asset, NEEDED)


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    return stages.draft(cast, asset, typed_answers())


def drafted(page: Seen) -> tuple[int, int, int]:
    """Return the numbers in the progress line: clauses drafted, clauses in all, answers missing."""
    found = re.search(r"(\d+) of (\d+) clauses? (?:is|are) complete\. (\d+) answers? (?:is|are) missing", page.words)
    assert found, page.words[:500]
    drafted, clauses, missing = map(int, found.groups())
    return drafted, clauses, missing


@pytest.mark.parametrize("document", DOCUMENTS)
def test_it_is_there_from_the_first_answer(cast: Cast, begun: DataShare, document: str) -> None:
    page = Visitor(cast.acquirer).get("draft", begun, document)

    assert page.status == 200
    assert ": draft" in page.heading
    done, clauses, missing = drafted(page)
    assert 0 < done < clauses
    assert missing
    assert "Barchester City Council" in page.words


@pytest.mark.parametrize("document", DOCUMENTS)
def test_it_grows_with_every_answer(cast: Cast, begun: DataShare, share: DataShare, document: str) -> None:
    visitor = Visitor(cast.acquirer)
    first, full = (drafted(visitor.get("draft", which, document)) for which in (begun, share))
    save(visitor, ("step", begun, "aims"), {"aims": "Warm homes for older people in Kent."})
    after = visitor.get("draft", begun, document)

    assert drafted(after)[2] < first[2]
    assert full[0] > first[0]
    assert full[2] < first[2]


def test_the_words_typed_are_in_it_at_once(cast: Cast, begun: DataShare) -> None:
    visitor = Visitor(cast.acquirer)
    save(visitor, ("step", begun, "aims"), {"aims": "Warm homes for older people in Kent."})

    assert "Warm homes for older people in Kent." in visitor.get("draft", begun, "mou").words


def test_a_gap_names_its_question_and_leads_there(cast: Cast, begun: DataShare) -> None:
    page = Visitor(cast.acquirer).get("draft", begun, "mou")

    links = page.all("//*[contains(@class, 'gap')]//a/@href")
    assert address("step", begun, "aims") in links
    assert "What are you trying to achieve?" in page.words
    journey = journey_of(begun)
    assert [link for link in links if not journey.can_visit(link.split("/")[-2])] == []


def test_a_gap_leads_nowhere_for_those_who_do_not_answer(cast: Cast, begun: DataShare) -> None:
    page = Visitor(cast.onlooker).get("draft", begun, "mou")

    assert page.status == 200
    assert "What are you trying to achieve?" in page.words
    assert [link for link in page.all("//main//a/@href") if "/request/" in link] == [address("request", begun)]


def test_each_clause_says_which_answers_it_came_from(cast: Cast, share: DataShare) -> None:
    sources = Visitor(cast.acquirer).get("draft", share, "mou").all("//p[contains(@class, 'clause-source')]")

    assert any("What are you trying to achieve?" in source for source in sources)
    assert any(source.startswith("Standard wording from the clause library") for source in sources)


def test_it_can_be_read_without_all_that(cast: Cast, share: DataShare) -> None:
    page = Visitor(cast.acquirer).get("draft", share, "mou", query={"view": "clean"})

    assert not page.all("//p[contains(@class, 'clause-source')]")
    assert typed_answers()["aims"] in page.words


def test_nothing_that_is_hidden_is_in_it(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.acquirer)
    assert "Host Ltd" in visitor.get("draft", share, "mou").words
    save(visitor, ("step", share, "other-organisations"), {"other_orgs": "no"})

    organisations = visitor.get("draft", share, "mou").words.replace("Data store Host Ltd", "")
    assert "processor" not in organisations or "Hosting" not in organisations


@pytest.mark.parametrize("document", DOCUMENTS)
def test_it_can_be_taken_away_marked_as_a_draft(cast: Cast, share: DataShare, document: str) -> None:
    visitor = Visitor(cast.onlooker)
    text = visitor.get("download", share, document, "md").response
    assert text["Content-Type"] == "text/markdown; charset=utf-8"
    assert text["Content-Disposition"] == f'attachment; filename="{share.reference}-{document}-draft.md"'
    assert text.content.decode().startswith("# DRAFT: ")
    assert share.reference in text.content.decode()

    data = visitor.get("download", share, document, "json").response
    assert data["Content-Type"] == "application/json"
    assert "DRAFT" in json.dumps(json.loads(data.content))


def test_a_stranger_finds_nothing(cast: Cast, share: DataShare) -> None:
    for user in (cast.stranger, cast.supplier):
        assert Visitor(user).get("draft", share, "mou").status == 404
        assert Visitor(user).get("download", share, "mou", "md").status == 404


@pytest.mark.parametrize(("document", "kind"), [("mou", "exe"), ("nothing", "md"), ("mou", "pdf.md")])
def test_there_is_nothing_else_to_take(cast: Cast, share: DataShare, document: str, kind: str) -> None:
    assert Visitor(cast.acquirer).client.get(f"/shares/{share.reference}/draft/{document}.{kind}").status_code == 404


def test_it_gives_way_to_the_clauses(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    visitor = Visitor(cast.acquirer)
    page = visitor.get("draft", share, "mou")

    assert page.heading == "Memorandum of understanding: current wording"
    assert ": draft" not in page.heading
    assert "Download as Word" in page.all("//main//a")
    assert visitor.get("assessment", share).status == 200
