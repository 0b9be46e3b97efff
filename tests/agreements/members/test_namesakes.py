"""Two people of one name are shown with their address."""

import pytest
from allauth.account.models import EmailAddress

from agreements.members import actions as members
from agreements.models import DataShare
from agreements.states import Role
from community.models import User
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "name", ["Bryn Davies", "BRYN DAVIES", "Bryn Dav\u0131es", "Br\u00fdn Davies", "Bryn Davies.", "Bryn-Davies"]
)
def test_namesakes_are_shown_with_their_addresses(cast: Cast, share: DataShare, name: str) -> None:
    other = User.objects.create_user("other.bryn@council.gov.uk", full_name=name)
    EmailAddress.objects.create(user=other, email=other.email, verified=True, primary=True)
    members.invite(share=share, email="other.bryn@council.gov.uk", role=Role.OBSERVER, by=cast.acquirer)
    words = Visitor(cast.supplier).get("people", share).words
    assert "other.bryn@council.gov.uk" in words
    assert cast.acquirer_colleague.email in words
    assert cast.acquirer_expert.email not in words, "no one else has this name"


def test_the_removal_page_shows_the_address(cast: Cast, share: DataShare) -> None:
    member = share.members.live().get(user=cast.acquirer_colleague)
    assert cast.acquirer_colleague.email in Visitor(cast.acquirer).get("remove", share, member.pk).words
