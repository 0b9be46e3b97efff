"""The preview of the register entry, before freezing, is the same that is published."""

import pytest

from agreements.kinds import EventKind
from agreements.models import DataShare, EventDetails, RegisterEntry
from agreements.signing import freezing
from agreements.states import State
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.agreements.events import changed
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
AIMS = "Amina Okafor asked for it (020 7946 0123, amina@council.gov.uk), on 0.123456789 of TQ 300 804."


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    return stages.agreed(cast, asset, stages.answers_of_today() | {"aims": AIMS})


@pytest.mark.parametrize("person", ["acquirer", "supplier"])
def test_a_lead_reads_the_entry_and_each_withheld_word(person: str, cast: Cast, share: DataShare) -> None:
    visitor = Visitor(getattr(cast, person))
    for page in ("public_entry", "freeze"):
        seen = visitor.get(page, share)
        withheld = seen.all("//table//td/strong")
        assert {"Amina Okafor", "020 7946 0123", "amina@council.gov.uk"} <= set(withheld), page
        assert "A telephone number" in seen.words
    words = visitor.get("public_entry", share).words

    assert "[name withheld] asked for it ([telephone number withheld], [email address withheld])" in words
    assert "0.123456789 of TQ 300 804" in words


def test_what_is_published_is_what_was_shown(cast: Cast, share: DataShare) -> None:
    shown = freezing.public_entry_of(share).content
    freezing.freeze_words(share=share, by=cast.acquirer)
    stages.sign_everything(share, cast)
    entry = RegisterEntry.objects.get(share=share)

    assert {name: getattr(entry, name) for name in shown} == shown


def test_freezing_needs_the_confirmation(cast: Cast, share: DataShare) -> None:
    seen = Visitor(cast.acquirer).post("freeze", share, order="any", entry=stages.confirmed(share)["entry"])

    assert seen.errors == ["Confirm that you have read the public entry"]
    assert stages.fresh(share).edition.state == State.NEGOTIATING


def test_a_change_of_the_entry_asks_again(cast: Cast, share: DataShare) -> None:
    before = stages.confirmed(share)
    share.members.filter(user=cast.supplier_signatory).update(office="Director of Records")
    visitor = Visitor(cast.acquirer)
    seen = visitor.post("freeze", share, order="any", **before)

    assert seen.errors == ["The public entry has changed. Read it again, then confirm"]
    assert stages.fresh(share).edition.state == State.NEGOTIATING
    assert seen.fields["entry"] == [stages.confirmed(share)["entry"]]
    visitor.post("freeze", share, order="any", **stages.confirmed(share))
    assert stages.fresh(share).edition.state == State.SIGNING


def test_the_confirmation_is_recorded(cast: Cast, share: DataShare) -> None:
    given = stages.confirmed(share)
    Visitor(cast.supplier).post("freeze", share, order="any", **given)
    details = EventDetails.objects.get(event__share=share, event__kind=EventKind.TEXT_FROZEN)

    said = {change["what"]: change["after"] for change in changed(details)}
    assert said["Digest of the public entry that was read and confirmed"] == given["entry"]
    assert details.actor == cast.supplier
