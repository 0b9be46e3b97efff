"""What suppliers came back about is counted at night, and only where no single request can be recognised."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.models import Outcome, Party, QuestionCount, Verdict
from agreements.questionnaire.data_kinds import OTHER, TYPES_OF, kind_of
from agreements.responding import actions
from agreements.responding.counting import FEWEST_ACQUIRERS, FEWEST_REQUESTS, count_in_one_batch, count_questions
from catalogue.models import DataAsset
from community.models import Organisation, User
from tests.agreements import stages
from tests.agreements.responding import counted
from tests.cast import Bodies, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def supplier(bodies: Bodies) -> Organisation:
    return bodies.revenue


@pytest.fixture
def by(cast: Cast) -> User:
    return cast.supplier


def counts(kind: str = "") -> dict[str, tuple[int, int]]:
    """Count, and return the figures of one kind of data by question."""
    count_in_one_batch({})
    rows = QuestionCount.objects.filter(kind=kind)
    return {row.key: (row.raised, row.requests) for row in rows}


def test_questions_named_in_returns_are_counted(supplier: Organisation, by: User) -> None:
    counted.returned_often(supplier, by, ["items", "basis"])
    assert counts() == {"": (3, 6), "items": (3, 6), "basis": (3, 6)}
    assert counts("special") == counts()
    row = QuestionCount.objects.first()
    assert row
    assert (row.organisation, row.until) == (supplier, timezone.localdate())


def test_request_counts_once_however_often_it_came_back(supplier: Organisation, by: User) -> None:
    counted.returned_often(supplier, by, ["items"])
    share = Party.objects.filter(organisation=supplier)[0].share
    for _ in range(3):
        counted.decide(counted.again(share, by), named=["items"])
    assert counts()["items"] == (3, 6)


def test_question_the_supplier_asked_in_writing_counts(supplier: Organisation, by: User) -> None:
    counted.returned_often(supplier, by, ["items"])
    for asker in counted.bodies(2):
        made = counted.sent(asker, supplier, by)
        counted.discuss(made, "retention", begun_by=counted.supplier_of(made))
        counted.discuss(made, "aims", begun_by=Party.objects.get(share=made.edition.share, is_lead=True))
        counted.decide(made, Outcome.ACCEPT)
    assert counts() == {"": (5, 8), "items": (3, 8), "retention": (2, 8)}


def test_only_sent_rounds_that_were_decided_on_count(supplier: Organisation, by: User) -> None:
    counted.returned_often(supplier, by, ["items"])
    before = counts()
    [asker] = counted.bodies(1)
    counted.sent(asker, supplier, by)
    counted.decide(counted.sent(asker, supplier, by), Outcome.PASS_ON, ["items"])
    long_ago = timezone.now() - timedelta(days=366)
    counted.decide(counted.sent(asker, supplier, by), named=["items"], at=long_ago)
    share = counted.open_share(by)
    Party.objects.create(share=share, organisation=asker, is_lead=True)
    assert counts() == before


def test_what_was_agreed_is_not_counted_as_raised(supplier: Organisation, by: User) -> None:
    counted.returned_often(supplier, by, ["items"])
    for asker in counted.bodies(2):
        counted.decide(counted.sent(asker, supplier, by), Outcome.ACCEPT, ["retention"])
    assert "retention" not in counts()


def test_too_few_requests_give_no_figure(supplier: Organisation, by: User) -> None:
    askers = counted.bodies(FEWEST_ACQUIRERS)
    for number in range(FEWEST_REQUESTS - 1):
        counted.decide(counted.sent(askers[number % FEWEST_ACQUIRERS], supplier, by), named=["items"])
    assert counts() == {}
    counted.decide(counted.sent(askers[0], supplier, by), named=["items"])
    assert counts() == {"": (5, 5), "items": (5, 5)}


def test_requests_of_too_few_organisations_give_no_figure(supplier: Organisation, by: User) -> None:
    for asker in counted.bodies(FEWEST_ACQUIRERS - 1):
        for _ in range(FEWEST_REQUESTS):
            counted.decide(counted.sent(asker, supplier, by), named=["items"])
    assert counts() == {}


def test_question_raised_with_one_organisation_is_not_named(supplier: Organisation, by: User) -> None:
    counted.returned_often(supplier, by, ["items"])
    [asker] = counted.bodies(1)
    for _ in range(2):
        counted.decide(counted.sent(asker, supplier, by), named=["retention"])
    assert counts() == {"": (5, 8), "items": (3, 8)}


def test_each_kind_of_data_has_its_own_figures(supplier: Organisation, by: User) -> None:
    counted.returned_often(supplier, by, ["basis"])
    counted.returned_often(supplier, by, ["items"], ["none"])
    assert counts("special") == {"": (3, 6), "basis": (3, 6)}
    assert counts(OTHER) == {"": (3, 6), "items": (3, 6)}
    assert counts() == {"": (6, 12), "basis": (3, 12), "items": (3, 12)}


def test_kinds_that_would_give_one_request_away_are_left_out(supplier: Organisation, by: User) -> None:
    """All figures without those of one kind would be those of the one request that is left."""
    counted.returned_often(supplier, by, ["basis"])
    [asker] = counted.bodies(1)
    counted.decide(counted.sent(asker, supplier, by, ["none"]), named=["basis"])
    assert counts() == {"": (4, 7), "basis": (4, 7)}
    assert counts("special") == counts(OTHER) == {}


@pytest.mark.parametrize("types", [["special", "criminal"], ["criminal"], ["children"], ["none"], ["confidential"]])
def test_kind_is_the_same_for_a_request_and_the_count(types: list[str], supplier: Organisation, by: User) -> None:
    counted.returned_often(supplier, by, ["items"], types)
    kind = kind_of({"data_types": [*types]})
    assert kind in {*TYPES_OF, OTHER}
    assert counts(kind) == {"": (3, 6), "items": (3, 6)}


def test_requests_to_a_closed_body_count_for_its_successor(bodies: Bodies, by: User) -> None:
    old = Organisation.objects.create(name="Old Records Office", slug="old", is_closed=True)
    old.superseded_by.add(bodies.revenue)
    counted.returned_often(old, by, ["items"])
    assert counts() == {"": (3, 6), "items": (3, 6)}
    assert set(QuestionCount.objects.values_list("organisation", flat=True)) == {bodies.revenue.pk}


def test_counting_twice_is_counting_once(supplier: Organisation, by: User) -> None:
    counted.returned_often(supplier, by, ["items"])
    assert counts() == counts()
    QuestionCount.objects.update(raised=99)
    assert counts()["items"] == (3, 6)


def test_count_takes_as_many_statements_for_many_requests(supplier: Organisation, by: User) -> None:
    asked = []
    for _ in range(3):
        counted.returned_often(supplier, by, ["items"])
        with CaptureQueriesContext(connection) as queries:
            count_questions()
        asked.append(len(queries))
    assert asked[0] == asked[1] == asked[2]


def test_real_return_is_counted(cast: Cast, asset: DataAsset, supplier: Organisation, by: User) -> None:
    counted.returned_often(supplier, by, ["items"])
    share = stages.submitted(cast, asset)
    stages.verdict_on(share, by, "data", Verdict.QUESTION, "Which ones?")
    share.edition.rounds.get().responses.update(questions=["items"])
    assert counts()["items"] == (3, 6)
    actions.decide(share=share, outcome=Outcome.RETURN, reason=None, text="", by=by)
    assert counts()["items"] == (4, 7)
