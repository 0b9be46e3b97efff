"""Asking in the short form: offered, taken, left, ruled out by a later answer; agreed and signed without assessment."""

import pytest

from agreements.answers import journey_of
from agreements.models import DataShare, Document
from agreements.requesting import bodies
from agreements.states import State
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.agreements.drafting.test_short_form import SHORT
from tests.agreements.requesting.asking import NEEDED, asked
from tests.cast import Cast
from tests.support.visiting import Visitor, address

pytestmark = pytest.mark.django_db
NOTICE = "//*[@id='short-form']"


def answers(**changed: object) -> dict[str, object]:
    """Return a request that fits the short form, with dates that are valid on any day."""
    today = stages.checked_answers()
    return {**today, **SHORT, "legal_check": today["legal_check"], "dp_check": today["dp_check"]} | {
        "needed_by": stages.in_days(60),
        "project_dates": {"start": stages.in_days(70), "end": stages.in_days(300)},
        **changed,
    }


def test_single_delivery_is_asked_whether_it_wants_the_short_form(cast: Cast, asset: DataAsset) -> None:
    visitor = asked(cast.acquirer, asset, {**NEEDED, "tri_kind": "one_off"})
    place = ("triage_step", asset.reference, "form-length")
    assert visitor.get(*place).heading == "Do you want to use the short form?"
    assert visitor.post(*place).errors == ["Select whether you want to use the short form"]
    assert visitor.post(*place, form_length="short").goes_to == address("triage_result", asset.reference)
    assert visitor.get("triage_result", asset.reference).heading == "You need an agreement in short form"

    visitor.post("triage_result", asset.reference)
    page = visitor.get("request", DataShare.objects.get().reference)
    assert "You are using the short form." in page.words
    assert "Benefits and alternatives" not in page.words
    assert "Alternatives" not in page.words


def test_full_form_can_be_taken_at_any_time_and_nothing_is_lost(cast: Cast, asset: DataAsset) -> None:
    share, visitor = stages.draft(cast, asset, answers()), Visitor(cast.acquirer)
    assert visitor.get("step", share.reference, "without-the-data").status == 404

    page = visitor.get("step", share.reference, "form-length")
    visitor.post("step", share.reference, "form-length", form_length="full", revision=page.fields["revision"][0])

    assert visitor.get("request", share.reference).all(NOTICE) == []
    page = visitor.get("step", share.reference, "without-the-data")
    assert str(SHORT["if_refused"]) in page.words


def test_later_answer_that_does_not_fit_says_why(cast: Cast, asset: DataAsset) -> None:
    share, visitor = stages.draft(cast, asset, answers()), Visitor(cast.acquirer)
    page = visitor.get("step", share.reference, "kinds-of-data")
    visitor.post(
        "step",
        share.reference,
        "kinds-of-data",
        data_types=["personal", "special"],
        revision=page.fields["revision"][0],
    )

    page = visitor.get("request", share.reference)
    why = "This request now uses the full form, because the data includes special category data. We kept every answer."
    assert why in page.words
    assert "You chose the short form, but this request now uses the full form because" in page.words
    assert "Benefits and alternatives" in page.words
    # It is said once as what happened; the task list and the check page go on saying why.
    assert why not in visitor.get("request", share.reference).words
    assert "this request now uses the full form" in visitor.get("check", share.reference).words


def test_second_receiver_makes_the_form_full(cast: Cast, asset: DataAsset) -> None:
    share = stages.draft(cast, asset, answers())
    other = stages.working_for(cast.stranger)
    bodies.add_body(
        share=share, body=other, gives=False, purpose="To plan.", email=cast.stranger.email, by=cast.acquirer
    )

    page = Visitor(cast.acquirer).get("request", share.reference)
    assert "more than two organisations give or receive data" in page.words
    assert "Benefits and alternatives" in page.words
    assert not journey_of(stages.fresh(share)).is_short


def test_it_has_no_assessment_and_its_page_says_why(cast: Cast, asset: DataAsset) -> None:
    share = stages.draft(cast, asset, answers())
    page = Visitor(cast.acquirer).get("assessment", share.reference)
    assert "The request is in the short form." in page.words
    assert "(short form)" in Visitor(cast.acquirer).get("agreement", share.reference).words
    request = Visitor(cast.acquirer).get("request", share.reference).words
    assert "No impact assessment is needed unless an answer shows a sign of high risk." in request


def test_it_is_agreed_and_signed_without_an_assessment(cast: Cast, asset: DataAsset) -> None:
    share = stages.in_force(cast, asset, answers())

    assert share.edition.state == State.IN_FORCE
    assert share.agreement_name.endswith("(short form)")
    assert not share.edition.clauses.filter(document=Document.DPIA).exists()
    assert Visitor(cast.supplier).get("overview", share.reference).status == 200


def test_signing_page_says_that_no_risk_is_high(cast: Cast, asset: DataAsset) -> None:
    share = stages.signing(cast, asset, answers())
    page = Visitor(cast.acquirer_signatory).get("sign", share.reference)
    assert "The answers show no sign of high risk, so there is no impact assessment." in page.words


def test_request_without_the_screening_cannot_be_sent(cast: Cast, asset: DataAsset) -> None:
    share = stages.draft(cast, asset, answers(volume=""))
    assert (
        "How many people or records will the data cover?" in Visitor(cast.acquirer).get("check", share.reference).words
    )
    assert share.edition.open_questions == 1
