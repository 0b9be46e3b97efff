"""Common rules that come into force without a body that is late: pages and mails speak of rules, not of data."""

import pytest
from django.core.exceptions import PermissionDenied

from agreements.signing import freezing, joining_later
from agreements.verifying.audit import verify_everything
from community.models import Notification
from datashare.lib.exceptions import NotNow
from tests.agreements import umbrellas
from tests.agreements.umbrellas import TITLE
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db


def test_rules_without_a_late_body_speak_of_no_data(cast: Cast) -> None:
    bodies = tuple(umbrellas.made(name) for name in umbrellas.NAMES[:2])
    share = umbrellas.agreed(cast, bodies)
    agreement = freezing.freeze_words(share=share, by=cast.acquirer)
    lead, late = Visitor(cast.acquirer), share.parties.get(organisation=bodies[1].organisation)
    page = lead.get("joins_later", share).words
    assert "You cannot leave out Barchester City Council, which leads these common rules." in page
    with pytest.raises(PermissionDenied, match="Only a lead for Barchester City Council can do this"):
        joining_later.move(share=share, party=late, reason="Late.", by=bodies[0].lead)
    leading = share.parties.get(is_lead=True)
    with pytest.raises(NotNow, match="there is no agreement without it"):
        joining_later.move(share=share, party=leading, reason="Late.", by=cast.acquirer)
    joining_later.move(share=share, party=late, reason="Its board meets in March.", by=cast.acquirer)
    for person in (cast.acquirer_signatory, bodies[0].signatory):
        umbrellas.sign(agreement, person)
    told = Notification.objects.filter(user=bodies[1].lead, subject=f"In force without your organisation: {TITLE}")
    assert f"“{TITLE}” does not bind your organisation. Talk to Barchester City Council" in told.get().body
    assert "it can join by signing a data share under these rules" in told.get().body
    assert (
        "The rules do not bind it. An organisation can join by signing a data share" in lead.get("files", share).words
    )
    assert "no data is shared" not in page
    assert verify_everything().findings == []
