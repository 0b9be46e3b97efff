"""In the day after support removed a user's second step, that user cannot sign."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from agreements.models import DataShare
from agreements.signing import actions as signing
from community.models import AccountHelp, Help, User
from datashare.lib.exceptions import NotNow
from tests.agreements import stages
from tests.agreements.signing.signatures import newest, sign, signatures
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
STAGE = stages.signing


@pytest.fixture
def signatory(cast: Cast, share: DataShare) -> User:
    """Return the supplier's signatory, whose second step was removed an hour ago."""
    AccountHelp.objects.create(
        person=cast.supplier_signatory, by=cast.stranger, act=Help.REMOVE_FACTORS, reason="Lost the telephone",
        at=timezone.now() - timedelta(hours=1),
    )  # fmt: skip
    return cast.supplier_signatory


def test_the_page_says_until_when_and_shows_no_form(signatory: User, share: DataShare) -> None:
    page = Visitor(signatory).get("sign", share)
    assert "The support team removed the second step of your account." in page.words
    assert "digest" not in page.fields
    assert page.all("//a[contains(., 'Decline to sign')]"), "who declines binds no one"


def test_it_signs_nothing(signatory: User, share: DataShare) -> None:
    assert sign(signatory, share).status == 409
    with pytest.raises(NotNow, match="second step was removed"):
        signing.sign(agreement=newest(share), digest=newest(share).words.digest, method="password", by=signatory)
    assert not signatures(share)


def test_others_sign(signatory: User, cast: Cast, share: DataShare) -> None:
    assert sign(cast.acquirer_signatory, share).status == 302


def test_it_signs_a_day_later(signatory: User, share: DataShare) -> None:
    with time_machine.travel(timezone.now() + timedelta(hours=23, minutes=1)):
        assert sign(signatory, share).status == 302
    assert len(signatures(share)) == 1


def test_a_signature_keeps_the_name_it_was_given_with(cast: Cast, share: DataShare) -> None:
    sign(cast.acquirer_signatory, share)
    Visitor(cast.acquirer_signatory).post("/account/name/", full_name="Dilys Morgan-Lloyd", job_title="")
    [signature] = signatures(share)
    assert signature.name == "Dilys Morgan"
    assert "Dilys Morgan (Barchester City Council) signed" in Visitor(cast.acquirer).get("history", share).words
