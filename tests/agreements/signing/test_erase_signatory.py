"""Erasing a person who is still to sign: their party names another for the same words."""

import pytest

from agreements.kinds import EventKind
from agreements.members.erasure import erase_person
from agreements.models import DataShare, Event, Signature
from agreements.signing import actions as signing
from agreements.signing import replacing
from agreements.states import State
from agreements.verifying.audit import verify_everything
from community.models import Notification
from tests.agreements import stages
from tests.agreements.events import said
from tests.cast import Cast

pytestmark = pytest.mark.django_db
STAGE = stages.signing


def test_a_pending_signatory_who_is_erased_is_replaced(cast: Cast, share: DataShare) -> None:
    erase_person(person=cast.supplier_signatory, reason="Asked for.", command="erase_person")

    asked = Notification.objects.get(subject__startswith="Name another signatory")
    assert asked.user == cast.supplier
    assert "Erased person" in asked.body
    assert "Victor" not in asked.body
    replacing.replace_signatory(share=stages.fresh(share), email=cast.supplier_colleague.email, by=cast.supplier)
    agreement = share.agreements.select_related("words").get()
    for signatory in (cast.acquirer_signatory, cast.supplier_colleague):
        signing.sign(agreement=agreement, digest=agreement.words.digest, method="password", by=signatory)
    assert stages.fresh(share).edition.state == State.IN_FORCE
    assert Signature.objects.count() == 2
    assert not verify_everything().findings


def test_who_named_another_signatory_stays_in_that_event(cast: Cast, share: DataShare) -> None:
    replacing.replace_signatory(share=share, email=cast.supplier_colleague.email, by=cast.supplier)

    erase_person(person=cast.supplier, reason="Asked for.", command="erase_person")

    named = Event.objects.select_related("details").get(share=share, kind=EventKind.SIGNATORY_REPLACED)
    assert named.details.content["actor"] == "Sunita Rao"
    assert not verify_everything().findings


def test_who_declined_is_told_without_a_name(cast: Cast, share: DataShare) -> None:
    agreement = share.agreements.select_related("words").get()
    signing.decline(agreement=agreement, reason="Not yet, says Victor Stone.", by=cast.supplier_signatory)

    erase_person(person=cast.supplier_signatory, reason="Asked for.", command="erase_person")

    declined = Event.objects.select_related("details").get(share=share, kind=EventKind.SIGNATURE_DECLINED)
    assert declined.details.is_erased
    assert declined.details.said_by == "Someone"
    assert "signature declined" in said(declined)
    assert not verify_everything().findings
