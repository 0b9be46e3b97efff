"""Data above OFFICIAL: the request stops, cannot be sent, and the answer is in no document."""

import pytest

from agreements.drafting.drafts import draft_of
from agreements.models import DataShare, Document, Round
from agreements.requesting import actions as requesting
from agreements.wording.gaps import gaps_in
from catalogue.models import DataAsset
from datashare.lib.exceptions import Incomplete
from tests.agreements import stages
from tests.agreements.requesting.walking import save, typed_answers
from tests.agreements.stages import DECLARED
from tests.cast import Cast
from tests.support.visiting import Visitor, address

pytestmark = pytest.mark.django_db


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    return stages.draft(cast, asset, typed_answers())


@pytest.fixture
def secret(cast: Cast, share: DataShare) -> DataShare:
    save(Visitor(cast.acquirer), ("step", share, "classification"), {"classification": "other"})
    return share


@pytest.mark.parametrize("button", [{}, {"later": "yes"}])
def test_it_leads_to_what_to_do_instead(cast: Cast, share: DataShare, button: dict[str, str]) -> None:
    visitor = Visitor(cast.acquirer)
    saved = save(visitor, ("step", share, "classification"), {"classification": "other"}, **button)
    page = visitor.get("stopped", share)

    assert saved.goes_to == address("stopped", share)
    assert page.heading == "You cannot continue with this request"
    assert "You cannot use this service for data above OFFICIAL" in page.words
    assert "Tell the security team of your organisation" in page.words
    assert address("withdraw", share) in page.all("//main//a/@href")
    assert address("step", share, "classification") in page.all("//main//a/@href")


@pytest.mark.parametrize("page", ["request", "check"])
def test_it_is_said_wherever_the_request_could_go_on(cast: Cast, secret: DataShare, page: str) -> None:
    seen = Visitor(cast.acquirer).get(page, secret)

    assert "You cannot send this request." in seen.words
    assert address("stopped", secret) in seen.all("//main//a/@href")
    assert "Send the request" not in seen.all("//main//button")


def test_it_cannot_be_sent(cast: Cast, secret: DataShare) -> None:
    Visitor(cast.acquirer).post("check", secret, **DECLARED)
    with pytest.raises(Incomplete, match="above OFFICIAL"):
        requesting.submit(share=secret, declared=DECLARED, by=cast.acquirer)

    assert not Round.objects.exists()


def test_the_answer_is_drafted_into_no_document(cast: Cast, secret: DataShare) -> None:
    drafts = [draft_of(secret, document, reader=secret.parties.get(is_lead=True)) for document in Document]

    assert not [clause.text for draft in drafts for clause in draft.clauses if "SECRET or above" in clause.text]
    assert "classification" in {gap for draft in drafts for clause in draft.clauses for gap in gaps_in(clause.text)}


def test_it_goes_on_once_the_answer_is_another_one(cast: Cast, secret: DataShare) -> None:
    visitor = Visitor(cast.acquirer)
    saved = save(visitor, ("step", secret, "classification"), {"classification": "official"})

    assert saved.goes_to != address("stopped", secret)
    assert visitor.get("stopped", secret).heading == "You can continue with this request"
    assert "You cannot send this request." not in visitor.get("check", secret).words


def test_a_colleague_is_told_who_withdraws_it(cast: Cast, secret: DataShare) -> None:
    page = Visitor(cast.acquirer_colleague).get("stopped", secret)

    assert "Ask a lead for your organisation to withdraw this request" in page.words
    assert address("withdraw", secret) not in page.all("//main//a/@href")


def test_others_do_not_read_it(cast: Cast, secret: DataShare) -> None:
    assert Visitor(cast.onlooker).get("stopped", secret).status == 403
    assert Visitor(cast.stranger).get("stopped", secret).status == 404


def test_it_is_too_late_once_it_is_sent(cast: Cast, asset: DataAsset) -> None:
    assert Visitor(cast.acquirer).get("stopped", stages.submitted(cast, asset)).status == 409
