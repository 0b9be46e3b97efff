"""Of more than two bodies, the one that asks freezes the text and ends the data share, and pages say so."""

import pytest
from django.core.exceptions import PermissionDenied

from agreements.models import DataShare
from agreements.signing import freezing
from agreements.states import State
from catalogue.models import DataAsset
from tests.agreements import stages, umbrellas
from tests.agreements.signing import three
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
STAGE = three.agreed


def test_only_who_asks_freezes_of_three(cast: Cast, share: DataShare) -> None:
    for user in (cast.supplier, cast.stranger):
        visitor = Visitor(user)
        assert visitor.get("freeze", share).status == 403
        assert visitor.post("freeze", share, order="any", force="all", **stages.confirmed(share)).status == 403
        with pytest.raises(PermissionDenied, match=f"Only a lead for {three.ASKS} can do this"):
            freezing.freeze_words(share=share, by=user)
        assert f"Waiting for {three.ASKS} to freeze the text" in visitor.get("agreement", share).words
        overview = visitor.get("overview", share)
        assert f"({three.ASKS}) to freeze the text and ask for signatures" in overview.words
        assert "Freeze the text and ask for signatures" not in overview.words
        assert "Freeze the text and ask for signatures" not in visitor.get("shares").words
    lead = Visitor(cast.acquirer)
    assert "Freeze the text and ask for signatures" in lead.get("shares").words
    assert "Freeze the text and ask for signatures" in lead.get("agreement", share).words
    assert lead.post("freeze", share, order="any", force="all", **stages.confirmed(share)).status == 302
    assert stages.fresh(share).edition.state == State.SIGNING


def test_either_of_two_freezes(cast: Cast, asset: DataAsset) -> None:
    share = stages.agreed(cast, asset)
    assert "Freeze the text and ask for signatures" in Visitor(cast.supplier).get("overview", share).words
    freezing.freeze_words(share=share, by=cast.supplier)
    assert stages.fresh(share).edition.state == State.SIGNING


def test_only_the_leading_body_freezes_rules(cast: Cast) -> None:
    bodies = tuple(umbrellas.made(name) for name in umbrellas.NAMES[:2])
    share = umbrellas.agreed(cast, bodies)
    assert Visitor(bodies[0].lead).get("freeze", share).status == 403
    with pytest.raises(PermissionDenied):
        freezing.freeze_words(share=share, by=bodies[0].lead)
    freezing.freeze_words(share=share, by=cast.acquirer)


def test_ending_it_for_three_says_for_whom(cast: Cast, share: DataShare) -> None:
    freezing.freeze_words(share=share, by=cast.acquirer)
    share = stages.fresh(share)
    lead = Visitor(cast.acquirer)
    assert "End this data share for everyone" in lead.get("overview", share).words
    page = lead.get("withdraw", share)
    assert page.heading == "End this data share for everyone"
    assert f"This ends this data share for {three.ASKS}, {three.GIVES} and Agency for Elsewhere" in page.words
    assert "Signatures already given will be cancelled." in page.words
    assert Visitor(cast.supplier).get("withdraw", share).status == 403
    assert "End this data share" not in Visitor(cast.supplier).get("overview", share).words
    lead.post("withdraw", share, reason="The project ended.")
    assert "You ended the data share for everyone." in lead.get("overview", share).words
    assert stages.fresh(share).edition.state == State.WITHDRAWN


def test_withdrawing_from_two_keeps_its_words(cast: Cast, asset: DataAsset) -> None:
    share = stages.signing(cast, asset)
    page = Visitor(cast.acquirer).get("withdraw", share)
    assert page.heading == "Withdraw from this data share"
    assert "Signatures already given will be cancelled." in page.words
    assert "This ends" not in page.words
