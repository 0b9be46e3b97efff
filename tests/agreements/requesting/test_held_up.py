"""A request opens with what holds most requests to its supplier up, and asks those questions first."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.answers import journey_of
from agreements.models import DataShare, Outcome, QuestionCount
from agreements.requesting.held_up import MOST_SHOWN, held_up_of, ordered_journey_of
from agreements.responding.counting import count_questions
from catalogue.models import DataAsset
from community.models import Organisation
from datashare.lib.clock import long_date
from tests.agreements import several, stages
from tests.agreements.responding import counted
from tests.agreements.test_queries import repeated
from tests.cast import Bodies, Cast
from tests.support.visiting import Seen, Visitor

pytestmark = pytest.mark.django_db
HEADING = "What holds most requests to Office for Records up"
PANEL = "//div[@id='held-up']"


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    draft = stages.draft(cast, asset)
    draft.edition.answers.filter(key__in=["linkage", "retention"]).delete()
    return draft


def count(supplier: Organisation, cast: Cast, *named: str) -> None:
    counted.returned_often(supplier, cast.supplier, named)
    count_questions()


def shown(seen: Seen) -> list[str]:
    return seen.all(f"{PANEL}//li")


def slugs(share: DataShare, section: str) -> list[str]:
    parts = {item.section.key: item for item in ordered_journey_of(share).sections()}
    return [step.slug for step in parts[section].steps]


def test_request_opens_with_what_holds_requests_up(cast: Cast, bodies: Bodies, share: DataShare) -> None:
    count(bodies.revenue, cast, "linkage", "retention", "items")
    seen = Visitor(cast.acquirer_colleague).get("request", share)
    assert seen.all(f"{PANEL}//h2") == [HEADING]
    assert (
        f"In the year to {long_date(timezone.localdate())}, Office for Records answered 6 requests for special "
        "category data. It returned or asked about 3 of them."
    ) in seen.words
    assert shown(seen) == [
        "Which data items do you need? In 3 of 6 requests. You have answered this.",
        "Will you link the data to any other data? In 3 of 6 requests. You have not answered this yet.",
        "How long will you keep the data, and why? In 3 of 6 requests. You have not answered this yet.",
    ]
    links = seen.all(f"{PANEL}//a/@href")
    assert [Visitor(cast.acquirer).get(link).status for link in links] == [200, 200, 200]


def test_they_come_first_in_their_section(cast: Cast, bodies: Bodies, share: DataShare) -> None:
    built_in = [step.slug for step in journey_of(share).steps()]
    assert [step.slug for step in ordered_journey_of(share).steps()] == built_in
    count(bodies.revenue, cast, "linkage", "automated")
    data = slugs(share, "data")
    assert data[:3] == ["linkage", "automation", "kinds-of-data"]
    assert sorted(step.slug for step in ordered_journey_of(share).steps()) == sorted(built_in)
    seen = Visitor(cast.acquirer).get("step", share, "linkage")
    assert "Question 1 of" in seen.words
    assert "Office for Records returned or asked about 3 of the last 6 requests because of this question." in seen.words
    saved = Visitor(cast.acquirer).post("step", share, "linkage", linkage="yes", revision="0")
    assert saved.goes_to.endswith("/request/linked-data/") or "/request/retention/" in saved.goes_to


def test_question_comes_after_the_one_that_decides_about_it(cast: Cast, bodies: Bodies, share: DataShare) -> None:
    count(bodies.revenue, cast, "subjects", "linkage_list")
    data = slugs(share, "data")
    assert data[:2] == ["kinds-of-data", "people-in-the-data"]
    assert "linked-data" not in data
    share.edition.answers.create(key="linkage", value="yes", author=cast.acquirer)
    data = slugs(share, "data")
    assert data.index("linked-data") == data.index("linkage") + 1


def test_too_few_requests_leave_the_usual_order(cast: Cast, bodies: Bodies, share: DataShare) -> None:
    [asker] = counted.bodies(1)
    counted.decide(counted.sent(asker, bodies.revenue, cast.supplier), named=["items"])
    count_questions()
    seen = Visitor(cast.acquirer).get("request", share)
    assert (
        "We have counted too few requests that Office for Records answered in the last year to say what holds most of "
        "them up, so the questions are in their usual order."
    ) in seen.words
    assert not seen.all(f"{PANEL}//h2 | {PANEL}//li")
    assert ordered_journey_of(share).steps() == journey_of(share).steps()


def test_questions_that_are_not_asked_here_are_not_shown(cast: Cast, bodies: Bodies, share: DataShare) -> None:
    count(bodies.revenue, cast, "linkage_list", "gone")
    seen = Visitor(cast.acquirer).get("request", share)
    assert shown(seen) == []
    assert "No question of this request came up in those of several organisations" in seen.words


def test_figures_of_every_kind_stand_in_for_too_few_of_one(cast: Cast, bodies: Bodies, share: DataShare) -> None:
    counted.returned_often(bodies.revenue, cast.supplier, ["items"], ["none"])
    count_questions()
    assert "answered 6 requests. It returned" in Visitor(cast.acquirer).get("request", share).words
    share.edition.answers.filter(key="data_types").update(value=["none"])
    assert "6 requests for data that is not personal." in Visitor(cast.acquirer).get("request", share).words


def test_each_of_several_suppliers_has_its_own_figures(cast: Cast, bodies: Bodies, asset: DataAsset) -> None:
    share = several.asked_of_two(cast, asset)
    count(bodies.revenue, cast, "linkage")
    [first, second] = held_up_of(share, journey_of(share))
    assert (first.supplier, first.requests, second.requests) == ("Agency for Elsewhere", 0, 6)
    counted.returned_often(bodies.elsewhere, cast.supplier, ["automated", "linkage"])
    count_questions()
    [first, second] = held_up_of(share, journey_of(share))
    assert [found.place.question.key for found in first.questions] == ["linkage", "automated"]
    assert [found.place.question.key for found in second.questions] == ["linkage"]
    assert slugs(share, "data")[:2] == ["linkage", "automation"]


def test_page_of_several_suppliers_groups_them(cast: Cast, bodies: Bodies, share: DataShare, asset: DataAsset) -> None:
    QuestionCount.objects.all().delete()
    count(bodies.revenue, cast, "linkage")
    other = DataAsset.objects.create(
        reference="other-1",
        source=asset.source,
        identifier="other-1",
        kind=asset.kind,
        title="Energy use of homes",
        publisher=bodies.elsewhere,
        publisher_name=bodies.elsewhere.name,
    )
    share.assets.add(other)
    seen = Visitor(cast.acquirer).get("request", share)
    assert seen.all(f"{PANEL}//h2") == ["What holds most requests to Agency for Elsewhere and Office for Records up"]
    assert seen.all(f"{PANEL}//h3") == ["Office for Records"]
    assert "too few requests that Agency for Elsewhere answered" in seen.words


def test_only_the_most_frequent_are_shown(cast: Cast, bodies: Bodies, share: DataShare) -> None:
    named = ["linkage", "retention", "items", "aims", "basis", "necessary", "disposal"]
    counted.returned_often(bodies.revenue, cast.supplier, named)
    for asker in counted.bodies(2):
        counted.decide(counted.sent(asker, bodies.revenue, cast.supplier), named=["disposal"])
    count_questions()
    lines = shown(Visitor(cast.acquirer).get("request", share))
    assert len(lines) == MOST_SHOWN
    assert "In 5 of 8 requests." in lines[0]


def test_page_never_says_who_asked_or_what_was_said(cast: Cast, bodies: Bodies, share: DataShare) -> None:
    count(bodies.revenue, cast, "linkage")
    for page in (("request", share), ("step", share, "linkage")):
        words = Visitor(cast.acquirer).get(*page).words
        assert "secret" not in words
        assert "Body" not in words


def test_those_who_do_not_answer_get_no_figures(cast: Cast, bodies: Bodies, asset: DataAsset) -> None:
    count(bodies.revenue, cast, "linkage")
    sent = stages.submitted(cast, asset)
    for reader in (cast.onlooker, cast.supplier, cast.acquirer):
        seen = Visitor(reader).get("request", sent)
        assert seen.status == 200
        assert not seen.all(PANEL)
    assert Visitor(cast.stranger).get("request", sent).status == 404


def test_returned_request_keeps_its_order(cast: Cast, bodies: Bodies, asset: DataAsset) -> None:
    count(bodies.revenue, cast, "linkage")
    share = stages.returned(cast, asset)
    assert share.edition.rounds.get().decisions.get().outcome == Outcome.RETURN
    assert Visitor(cast.acquirer).get("request", share).all(f"{PANEL}//h2") == [HEADING]


def test_figures_cost_one_query_however_many(cast: Cast, bodies: Bodies, share: DataShare) -> None:
    journey = journey_of(share)
    asked = []
    for named in ((), ("linkage", "retention", "items")):
        count(bodies.revenue, cast, *named)
        share = DataShare.objects.read_by(cast.acquirer).get(pk=share.pk)
        with CaptureQueriesContext(connection) as queries:
            held_up_of(share, journey)
        asked.append(len(queries))
    assert asked == [1, 1]
    for page, *args in (("request",), ("step", "linkage"), ("step", "data-items")):
        assert repeated(Visitor(cast.acquirer), page, share, *args) == [], page
