"""A body or a record is taken out of a request of several bodies: no flow leads nowhere, no invitation stays open."""

import pytest

from agreements import policy
from agreements.kinds import EventKind
from agreements.members import actions as members
from agreements.models import DataShare, Outcome
from agreements.requesting import actions as requesting
from agreements.requesting import bodies as actions
from agreements.requesting import records
from agreements.requesting.grid import grid_of
from agreements.responding import actions as responding
from agreements.states import Role
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from community.models import Notification
from datashare.lib.exceptions import Incomplete
from tests.agreements import stages
from tests.agreements.requesting.test_several_receivers import add, pairs, sent
from tests.cast import Bodies, Cast, make_asset, make_person
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(cast: Cast, asset: DataAsset) -> DataShare:
    return stages.draft(cast, asset)


def test_holder_whose_only_receiver_is_removed_gives_to_who_asks(draft: DataShare, cast: Cast, bodies: Bodies) -> None:
    party = add(draft, cast, bodies.elsewhere, gives=True)
    only = [(bodies.revenue.pk, bodies.elsewhere.pk), (bodies.elsewhere.pk, bodies.council.pk)]
    actions.set_flows(share=draft, flows=only, by=cast.acquirer)
    actions.remove_body(share=draft, party=party, by=cast.acquirer)
    assert grid_of(draft).faults() == {}
    assert pairs(sent(draft, cast)) == {("Office for Records", "Barchester City Council")}
    assert verify_everything().findings == []


def test_request_is_not_sent_while_a_body_receives_from_none(draft: DataShare, cast: Cast, bodies: Bodies) -> None:
    add(draft, cast, bodies.elsewhere, gives=True)
    other = make_asset(bodies.elsewhere, "Energy use of homes")
    records.add_record(share=draft, asset=other, by=cast.acquirer)
    only = [(bodies.revenue.pk, bodies.elsewhere.pk), (bodies.elsewhere.pk, bodies.council.pk)]
    actions.set_flows(share=draft, flows=only, by=cast.acquirer)
    records.remove_record(share=draft, asset=draft.assets.get(publisher=bodies.revenue), by=cast.acquirer)
    with pytest.raises(Incomplete, match="Agency for Elsewhere must receive data from at least one organisation"):
        requesting.submit(share=draft, declared=stages.DECLARED, by=cast.acquirer)
    assert not draft.edition.rounds.exists()
    assert "must receive data" in Visitor(cast.acquirer).get("bodies", draft).words


def test_removal_withdraws_an_invitation_that_is_open(draft: DataShare, cast: Cast, bodies: Bodies) -> None:
    party = add(draft, cast, bodies.elsewhere, email="new.person@elsewhere.gov.uk")
    actions.remove_body(share=draft, party=party, by=cast.acquirer)
    late = make_person("new_person", "Nia Poole", bodies.elsewhere)
    assert late.email == "new.person@elsewhere.gov.uk"
    assert members.claim_invitations(user=late) == 0
    assert Visitor(late).get("overview", draft).status == 404
    assert draft.events.filter(kind=EventKind.INVITATION_WITHDRAWN).count() == 1
    assert policy.disagreements() == []


def test_page_says_it_invited_only_whom_it_invited(draft: DataShare, cast: Cast, bodies: Bodies) -> None:
    share = sent(draft, cast)
    responding.decide(share=share, outcome=Outcome.RETURN, reason=None, text="You too?", by=cast.supplier)
    visitor = Visitor(cast.acquirer)
    slug = bodies.revenue.slug
    given = {"body": slug, "does": "both", "purpose": "Checking who needs help.", "email": "other@revenue.gov.uk"}
    address = f"/shares/{share.reference}/request/organisations/add/?q=Records"
    seen = visitor.client.post(address, given, follow=True)
    assert "Added Office for Records" in seen.content.decode()
    assert "invited its lead" not in seen.content.decode()
    assert not share.members.filter(email="other@revenue.gov.uk").exists()


def test_second_click_adds_no_second_time(draft: DataShare, cast: Cast, bodies: Bodies) -> None:
    visitor = Visitor(cast.acquirer)
    given = {
        "body": bodies.elsewhere.slug,
        "does": "receives",
        "purpose": "Help.",
        "email": "nia.poole@elsewhere.gov.uk",
    }
    address = f"/shares/{draft.reference}/request/organisations/add/?q=Elsewhere"
    for _ in range(2):
        visitor.client.post(address, given)
    assert draft.events.filter(kind=EventKind.BODY_ADDED).count() == 1
    assert draft.members.filter(email=given["email"], role=Role.LEAD).count() == 1
    assert Notification.objects.filter(email=given["email"]).count() == 1


@pytest.mark.parametrize("key", [0, 10**12, 10**30])
def test_wrong_parties_are_not_removed(draft: DataShare, cast: Cast, key: int) -> None:
    assert Visitor(cast.acquirer).post("remove_body", draft, key).status == 404
    own = draft.parties.get(is_lead=True)
    assert Visitor(cast.acquirer).post("remove_body", draft, own.pk).status == 404
