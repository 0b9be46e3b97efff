"""A body that was added states itself what it receives the data for; the one that asks only says what it expects."""

import pytest
from django.core.exceptions import PermissionDenied

from agreements.kinds import EventKind
from agreements.models import DataShare
from agreements.requesting.own_half import state_purpose
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.agreements.requesting.test_several_receivers import add, sent
from tests.cast import Bodies, Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
EXPECTED, OWN = "Checking who needs help.", "We visit people who need help in a flood."


@pytest.fixture
def draft(cast: Cast, asset: DataAsset, bodies: Bodies) -> DataShare:
    share = stages.draft(cast, asset)
    add(share, cast, bodies.elsewhere)
    return stages.fresh(share)


def test_it_confirms_what_was_expected(cast: Cast, draft: DataShare) -> None:
    visitor = Visitor(cast.stranger)
    page = visitor.get("own_half", draft).words
    assert f"expects this, and the agreement says it in the entry of Agency for Elsewhere: {EXPECTED}" in page
    form = visitor.get("own_purpose", draft)
    assert form.heading == "What will your organisation use the data for?"
    assert visitor.post("own_purpose", draft, purpose=EXPECTED).goes_to == f"/shares/{draft.reference}/request/own/"
    assert f"You said: {EXPECTED}" in visitor.get("own_half", draft).words
    assert draft.events.filter(kind=EventKind.PURPOSE_STATED).count() == 1
    visitor.post("own_purpose", draft, purpose=EXPECTED)
    assert draft.events.filter(kind=EventKind.PURPOSE_STATED).count() == 1
    assert verify_everything().findings == []


def test_its_own_words_are_drafted(cast: Cast, draft: DataShare) -> None:
    visitor = Visitor(cast.stranger)
    assert visitor.post("own_purpose", draft, purpose="  ").errors == [
        "Enter what your organisation will use the data for"
    ]
    visitor.post("own_purpose", draft, purpose=OWN)
    assert OWN in Visitor(cast.acquirer).get("draft", draft, "mou").words
    share = sent(draft, cast)
    visitor.post("own_purpose", share, purpose=f"{OWN} No more.")
    assert share.parties.get(members__user=cast.stranger).purpose == f"{OWN} No more."
    assert verify_everything().findings == []


def test_no_one_else_states_it(cast: Cast, draft: DataShare) -> None:
    share = sent(draft, cast)
    for user in (cast.acquirer, cast.supplier):
        assert Visitor(user).get("own_purpose", share).status == 403
        assert Visitor(user).post("own_purpose", share, purpose=OWN).status == 403
        with pytest.raises(PermissionDenied):
            state_purpose(share=share, purpose=OWN, by=user)
    assert share.parties.get(members__user=cast.stranger).purpose == EXPECTED


def test_changed_purpose_is_found(cast: Cast, draft: DataShare) -> None:
    state_purpose(share=draft, purpose=OWN, by=cast.stranger)
    draft.parties.filter(members__user=cast.stranger).update(purpose=EXPECTED)
    assert "receives data for another purpose" in str(verify_everything().findings)


def test_plain_request_has_no_such_page(cast: Cast, asset: DataAsset) -> None:
    share = stages.draft(cast, asset)
    assert Visitor(cast.acquirer).get("own_purpose", share).status == 403
