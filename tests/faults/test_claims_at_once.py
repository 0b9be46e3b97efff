"""An invitation is taken up in several browsers while it is taken back: each gets an answer, and the roles agree."""

from functools import partial

import pytest
from django.db import OperationalError

from agreements import policy
from agreements.members import actions as members
from agreements.states import Role
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.cast import Cast
from tests.faults.together import at_once
from tests.support.signing_up import proved

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault]


def test_invitation_is_taken_up_and_taken_back_at_once(cast: Cast, asset: DataAsset) -> None:
    share = stages.draft(cast, asset)
    for trial in range(5):
        email = f"nia.{trial}@council.gov.uk"
        member = members.invite(share=share, email=email, role=Role.CONTRIBUTOR, by=cast.acquirer)
        user = proved(email)
        claim = partial(members.claim_invitations, user=user)
        got = at_once([claim, claim, claim, partial(members.remove, member=member, by=cast.acquirer)])
        assert not [answer for answer in got if isinstance(answer, OperationalError)]
        assert sorted(answer for answer in got if isinstance(answer, int)) in ([0, 0, 0], [0, 0, 1])
        assert policy.held(user, share) == frozenset()
        assert policy.disagreements() == []
