"""Nothing is asked twice: how often a single delivery comes, and whether there is personal data in it."""

import pytest

from agreements.answers import journey_of
from agreements.models import Answer, DataShare
from agreements.requesting import actions as requesting
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db


def draft(cast: Cast, asset: DataAsset, **given: object) -> DataShare:
    """Return a draft with these answers, and without those about the data that they might make unneeded."""
    share = stages.draft(cast, asset, {**stages.answers_of_today(), **given})
    share.edition.answers.filter(key__in=["frequency", "data_types"]).delete()
    return share


def test_single_delivery_is_not_asked_how_often(cast: Cast, asset: DataAsset) -> None:
    share, visitor = draft(cast, asset, tri_kind="one_off", form_length="full"), Visitor(cast.acquirer)
    assert visitor.get("step", share, "frequency").status == 404
    assert "Frequency" not in visitor.get("request", share).words
    journey = journey_of(share)
    assert str(journey.words("frequency")) == "Once"
    assert not any(place.question.key == "frequency" for place in journey.gaps())
    assert "Once" in visitor.get("agreement", share).words


def test_regular_deliveries_are_asked_how_often(cast: Cast, asset: DataAsset) -> None:
    share = draft(cast, asset, tri_kind="repeat")
    assert Visitor(cast.acquirer).get("step", share, "frequency").status == 200
    assert any(place.question.key == "frequency" for place in journey_of(share).missing())


def test_supplier_reads_how_often_a_single_delivery_comes(cast: Cast, asset: DataAsset) -> None:
    given = {
        **stages.answers_of_today(),
        "tri_kind": "one_off",
        "form_length": "full",
        "frequency": {"chosen": "monthly", "detail": ""},
    }
    share = stages.draft(cast, asset, given)
    sent = requesting.submit(share=share, declared=stages.DECLARED, by=cast.acquirer)
    assert sent.answers["frequency"] == {"chosen": "one_off", "detail": ""}
    assert "Once" in Visitor(cast.supplier).get("agreement", share).words


def test_kinds_of_data_begin_with_what_was_said(cast: Cast, asset: DataAsset) -> None:
    share, visitor = draft(cast, asset, tri_personal="yes"), Visitor(cast.acquirer)
    shown = visitor.get("step", share, "kinds-of-data")
    assert shown.fields["data_types"] == ["personal"]
    assert "because you said that the data is about people" in shown.words
    assert not Answer.objects.filter(edition=share.edition, key="data_types").exists()
    visitor.post("step", share, "kinds-of-data", data_types=["confidential"], revision="0")
    again = visitor.get("step", share, "kinds-of-data")
    assert again.fields["data_types"] == ["confidential"]
    assert "because you said" not in again.words


@pytest.mark.parametrize("said", ["no", "not_sure"])
def test_kinds_of_data_begin_empty_otherwise(cast: Cast, asset: DataAsset, said: str) -> None:
    share = draft(cast, asset, tri_personal=said)
    assert "data_types" not in Visitor(cast.acquirer).get("step", share, "kinds-of-data").fields
