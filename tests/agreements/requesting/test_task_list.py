"""The task list of a request: what is still to do, the way to each section, and where each page stands."""

import pytest

from agreements.answers import journey_of
from agreements.models import DataShare
from agreements.questionnaire.position import position_of
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.agreements.requesting.test_several_receivers import add
from tests.cast import Bodies, Cast
from tests.support.visiting import Seen, Visitor

pytestmark = pytest.mark.django_db
SHOWN = "//nav[@aria-label='Which questions to show']//a[@aria-current='true']"
LEFT = ("aims", "retention", "disposal")


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a draft that lacks three answers without which it cannot be sent, and one that can wait."""
    draft = stages.draft(cast, asset)
    draft.edition.answers.filter(key__in=[*LEFT, "access"]).delete()
    return draft


def tasks(seen: Seen) -> list[str]:
    return seen.all("//ul[contains(@class, 'govuk-task-list')]//a[contains(@class, 'task-list__link')]")


def test_filter_shows_what_is_to_do_before_sending(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.acquirer_colleague)
    everything = visitor.get("request", share)
    assert "Still to do before sending (3)" in everything.words
    assert everything.all(SHOWN) == ["All questions"]
    [link] = everything.all("//a[contains(., 'Still to do before sending')]/@href")
    shown = visitor.get("request", share, query={"show": link.partition("=")[2]})
    assert tasks(shown) == ["Aims", "Retention period", "Disposal"]
    assert shown.all(SHOWN) == ["Still to do before sending (3)"]
    assert set(tasks(shown)) < set(tasks(everything))


def test_filter_says_when_nothing_is_to_do(cast: Cast, asset: DataAsset) -> None:
    visitor, share = Visitor(cast.acquirer), stages.draft(cast, asset)
    shown = visitor.get("request", share, query={"show": "to-do"})
    assert tasks(shown) == []
    assert "You have answered every question that you must answer" in shown.words
    assert tasks(visitor.get("request", share, query={"show": "x\x00'"})) == tasks(visitor.get("request", share))


def test_links_lead_to_each_section(cast: Cast, share: DataShare) -> None:
    for query in ({}, {"show": "to-do"}):
        seen = Visitor(cast.acquirer).get("request", share, query=query)
        links = seen.all("//nav[@aria-labelledby='sections-of-the-request']//a/@href")
        assert links == [f"#{place}" for place in seen.all("//h2[starts-with(@id, 'section-')]/@id")]
        assert len(links) > 1
    assert "What you want to do (1 to do)" in seen.words


def test_reader_who_does_not_answer_gets_no_filter(cast: Cast, share: DataShare) -> None:
    assert "Still to do" not in Visitor(cast.onlooker).get("request", share).words


def test_each_page_says_where_it_stands_in_its_section(cast: Cast, share: DataShare, bodies: Bodies) -> None:
    journey = journey_of(share)
    positions = [position_of(journey, step) for step in journey.steps()]
    assert len(set(positions)) == len(positions)
    assert position_of(journey, journey.question_set.steps["kinds-of-data"]).startswith("Question 1 of ")
    visitor = Visitor(cast.acquirer)
    for slug in ("aims", "data-items", "rights"):
        said = position_of(journey, journey.question_set.steps[slug])
        assert said in visitor.get("step", share, slug).words
    add(share, cast, bodies.elsewhere)
    assert "in “Delivery and security”" in Visitor(cast.stranger).get("own_question", share, "access").words


def test_supplier_sees_where_its_question_stands(cast: Cast, asset: DataAsset) -> None:
    seen = Visitor(cast.supplier).get("own_step", stages.submitted(cast, asset), "signatory")
    assert "Question 4 of 4 in “Conditions and people”" in seen.words
