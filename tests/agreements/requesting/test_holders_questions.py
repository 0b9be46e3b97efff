"""A request asks what the holders of its data ask, in the version that was published when it was opened."""

from typing import Any

import pytest

from agreements.answers import journey_of
from agreements.models import DataShare, Outcome
from agreements.questionnaire.question_sets import CURRENT, question_set
from agreements.requesting import records
from agreements.requesting.actions import submit
from agreements.requesting.step_pages import step_or_404
from agreements.responding import actions as responding
from agreements.responding.reading import reading_of
from agreements.states import State
from catalogue.models import DataAsset
from community.models import Membership, User
from datashare.lib.exceptions import Incomplete
from tests.agreements import stages
from tests.agreements.passport.answered import make_admin
from tests.agreements.passport.asked import ADVICE, AGREED, PLANS, WHY_US, published
from tests.cast import Bodies, Cast, make_asset
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(cast: Cast) -> User:
    return make_admin(cast.supplier)


@pytest.fixture
def share(cast: Cast, asset: DataAsset, bodies: Bodies, admin: User) -> DataShare:
    """Return a draft with every answer but those to the questions of the supplier."""
    published(bodies.revenue, admin, WHY_US, PLANS, AGREED, advice=ADVICE)
    return stages.draft(cast, asset, stages.checked_answers())


def asked(share: DataShare) -> list[str]:
    return [key for key in question_set(share.edition.question_set).places if key.startswith("body_")]


def slug(key: str) -> str:
    return key.replace("_", "-")


def answer(share: DataShare, cast: Cast) -> list[str]:
    """Answer the questions of the supplier as a person does; return their keys."""
    first, second, third = asked(share)
    visitor = Visitor(cast.acquirer)
    for key, value in ((first, "None of yours, <b>ever</b>."), (second, "Tables.\nOne a year."), (third, "yes")):
        assert visitor.post("step", share, slug(key), revision="0", **{key: value}).status == 302
    return [first, second, third]


def sent(share: DataShare, cast: Cast) -> DataShare:
    answer(share, cast)
    submit(share=stages.fresh(share), declared=stages.DECLARED, by=cast.acquirer)
    return stages.fresh(share)


def test_request_asks_what_the_holder_asks(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.acquirer_colleague)
    seen = visitor.get("request", share)
    assert "Asked by Office for Records, in every request for its data." in seen.words
    assert "Guidance of Office for Records on “The data”" in seen.words
    first, _, third = asked(share)
    step = visitor.get("step", share, slug(first))
    assert step.heading == WHY_US["ask"]
    assert "Asked by Office for Records" in step.words
    assert "Name each." in step.words
    assert ADVICE in visitor.get("step", share, "kinds-of-data").words
    assert {place.question.key for place in journey_of(share).missing()} == {first, third}
    assert share.edition.open_questions == 2
    assert visitor.post("step", share, slug(third), revision="0", **{third: "maybe"}).errors
    with pytest.raises(Incomplete, match="Which of our data"):
        submit(share=share, declared=stages.DECLARED, by=cast.acquirer)


def test_answers_are_checked_sent_and_read(cast: Cast, share: DataShare) -> None:
    answer(share, cast)
    words = Visitor(cast.acquirer).get("check", share).words
    assert "Questions of Office for Records" in words
    assert "None of yours, <b>ever</b>." in words
    share = sent(share, cast)
    assert set(asked(share)) <= set(share.edition.rounds.get().answers)
    section = f"body_{Membership.objects.get(user=cast.supplier).organisation_id}"
    read = Visitor(cast.supplier).get("respond_section", share, section)
    assert read.heading == "Questions of Office for Records"
    assert "None of yours, <b>ever</b>." in read.words
    assert "One a year." in Visitor(cast.onlooker).get("request", share).words


def test_agreement_has_an_annex_with_them(cast: Cast, share: DataShare) -> None:
    words = Visitor(cast.acquirer).get("agreement", share).words
    assert "Annex B: questions of Office for Records" in words
    assert "Question of Office for Records" in words
    share = sent(share, cast)
    for reader in (cast.acquirer, cast.supplier):
        words = Visitor(reader).get("agreement", share).words
        assert WHY_US["ask"] in words
        assert "None of yours, <b>ever</b>." in words
    markdown = Visitor(cast.acquirer).get("download", share, "mou", "md").response.content.decode()
    assert "Annex B: questions of Office for Records" in markdown
    responding.decide(share=share, outcome=Outcome.ACCEPT, reason=None, text="", by=cast.supplier)
    clauses = stages.fresh(share).edition.clauses.filter(section="B")
    assert [(clause.number, clause.heading) for clause in clauses] == [
        ("B.1", WHY_US["ask"]),
        ("B.2", PLANS["ask"]),
        ("B.3", AGREED["ask"]),
    ]
    assert clauses[2].current
    assert clauses[2].current.text == "The answer given:\n\n> Yes"


def test_answer_that_follows_fills_its_gap(cast: Cast, share: DataShare) -> None:
    share = sent(share, cast)
    share.edition.answers.filter(key=asked(share)[1]).delete()
    responding.decide(share=share, outcome=Outcome.ACCEPT, reason=None, text="", by=cast.supplier)
    key = asked(share)[1]
    seen = Visitor(cast.acquirer).get("missing_answer", share, key)
    assert seen.status == 200
    assert PLANS["ask"] in seen.words
    Visitor(cast.acquirer).post("missing_answer", share, key, revision="0", **{key: "A table."})
    assert share.edition.answers.get(key=key).value == "A table."


def test_request_keeps_the_version_it_was_opened_with(
    cast: Cast, share: DataShare, bodies: Bodies, admin: User, asset: DataAsset
) -> None:
    before = asked(share)
    published(bodies.revenue, admin, PLANS)
    assert asked(stages.fresh(share)) == before
    records.add_record(share=share, asset=make_asset(bodies.revenue, "Business rates"), by=cast.acquirer)
    assert asked(stages.fresh(share)) == before
    later = stages.draft(cast, make_asset(bodies.revenue, "Empty homes"), stages.answers_of_today())
    assert len(asked(later)) == len(before) + 1


def test_questions_come_and_go_with_the_records(cast: Cast, bodies: Bodies, share: DataShare) -> None:
    elsewhere = make_admin(cast.stranger)
    published(bodies.elsewhere, elsewhere, WHY_US)
    other = make_asset(bodies.elsewhere, "Energy use of homes")
    records.add_record(share=share, asset=other, by=cast.acquirer)
    share = stages.fresh(share)
    assert len(asked(share)) == 4
    assert share.edition.open_questions == 3
    records.remove_record(share=share, asset=other, by=cast.acquirer)
    share = stages.fresh(share)
    assert len(asked(share)) == 3
    assert share.edition.open_questions == 2


def test_each_supplier_responds_to_its_own_questions(cast: Cast, bodies: Bodies, share: DataShare) -> None:
    Membership.objects.filter(user=cast.stranger).update(handles_requests=True)
    published(bodies.elsewhere, make_admin(cast.stranger), PLANS)
    records.add_record(share=share, asset=make_asset(bodies.elsewhere, "Energy use"), by=cast.acquirer)
    share = stages.fresh(share)
    given: dict[str, Any] = dict.fromkeys(asked(share), "yes")
    for key, value in given.items():
        share.edition.answers.create(key=key, value=value, author=cast.acquirer)
    submit(share=share, declared=stages.DECLARED, by=cast.acquirer)
    share = stages.fresh(share)
    for party in share.parties.deciding():
        reading = reading_of(share, party)
        assert reading
        own = [item.section.asked_by for item in reading.sections if item.section.asked_by]
        assert own == [party.organisation_id]
    seen = Visitor(cast.stranger).get("respond_section", share, f"body_{bodies.revenue.pk}")
    assert seen.status == 404


def test_request_to_a_body_without_questions_is_as_ever(cast: Cast, asset: DataAsset) -> None:
    share = stages.draft(cast, asset)
    assert share.edition.question_set == CURRENT.version
    assert question_set(CURRENT.version) is CURRENT
    assert State(share.edition.state) == State.DRAFT
    assert step_or_404(share, "aims")[1].slug == "aims"


@pytest.mark.parametrize("unknown", ["2026-11+00000000", "2026-11+", "2020-01+x"])
def test_unknown_version_is_an_error(unknown: str, cast: Cast) -> None:
    with pytest.raises(LookupError):
        question_set(unknown)
