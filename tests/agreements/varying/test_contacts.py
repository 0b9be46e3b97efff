"""A contact or a post changes by notice: everyone is told, and the signed words stay as they are."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from agreements.models import ContactNotice, DataShare
from agreements.varying import contacts
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from community.models import Notification, User
from datashare.lib.exceptions import Incomplete, NotNow
from tests.agreements import lived, stages
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
GIVEN = {"post": "Data protection officer", "was": "dpo@council.gov.uk", "now": "privacy@council.gov.uk"}


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    return lived.promised(cast, asset)


def change(share: DataShare, by: User, **other: Any) -> ContactNotice:
    given: dict[str, Any] = GIVEN | {"from_on": timezone.localdate()} | other
    return contacts.change_contact(share=share, by=by, **given)


def test_all_are_told_and_the_signed_words_stay(cast: Cast, share: DataShare) -> None:
    digest = share.agreements.get().words.digest
    change(share, cast.acquirer)
    change(share, cast.acquirer)
    assert ContactNotice.objects.count() == 1
    told = set(Notification.objects.filter(subject__startswith="Contact changed").values_list("user", flat=True))
    assert {cast.supplier.pk, cast.onlooker.pk, cast.supplier_signatory.pk} <= told
    assert share.agreements.get().words.digest == digest
    assert verify_everything([share]).findings == []
    for page, *about in (("agreement",), ("duties",), ("contacts",), ("frozen_words", 1)):
        words = Visitor(cast.supplier).get(page, share, *about).words
        assert "privacy@council.gov.uk" in words, page
    assert "privacy@council.gov.uk" not in Visitor().get("register_entry", share.reference).words


def test_only_a_lead_changes_those_of_its_own_organisation(cast: Cast, share: DataShare) -> None:
    for person in (cast.acquirer_colleague, cast.supplier_signatory, cast.onlooker, cast.stranger):
        with pytest.raises(PermissionDenied):
            change(share, person)
    assert str(change(share, cast.supplier).party) == "Office for Records"


def test_nothing_changes_without_a_difference_or_before_signing(cast: Cast, share: DataShare, asset: DataAsset) -> None:
    with pytest.raises(Incomplete):
        change(share, cast.acquirer, now=GIVEN["was"])
    with pytest.raises(NotNow):
        change(stages.signing(cast, asset), cast.acquirer)


def test_page_asks_and_tells(cast: Cast, share: DataShare) -> None:
    today, visitor = timezone.localdate(), Visitor(cast.acquirer)
    assert "Contacts that changed" in visitor.get("overview", share).words
    day = {"from_on-day": str(today.day), "from_on-month": str(today.month), "from_on-year": str(today.year)}
    same = visitor.post("change_contact", share, **{**GIVEN, **day, "now": GIVEN["was"]})
    assert same.errors == ["The new contact must differ from the one before"]
    assert visitor.post("change_contact", share, **GIVEN, **day).goes_to.endswith("/contacts/")
    assert "privacy@council.gov.uk" in Visitor(cast.onlooker).get("contacts", share).words
    assert "Change a contact" not in Visitor(cast.onlooker).get("contacts", share).words
