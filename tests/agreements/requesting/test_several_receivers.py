"""A request with several bodies that receive data: who is added, and who gives data to whom."""

from collections.abc import Collection

import pytest

from agreements import policy
from agreements.kinds import EventKind
from agreements.models import DataShare, Outcome, Party
from agreements.requesting import actions as requesting
from agreements.requesting import bodies as actions
from agreements.requesting.grid import grid_of
from agreements.responding import actions as responding
from agreements.states import Action, Role, State
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from community.models import Organisation
from datashare.lib.exceptions import Incomplete, NotNow
from tests.agreements import stages
from tests.cast import Bodies, Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(cast: Cast, asset: DataAsset) -> DataShare:
    return stages.draft(cast, asset)


def add(share: DataShare, cast: Cast, body: Organisation, *, gives: bool = False, email: str = "") -> Party:
    return actions.add_body(
        share=share,
        body=body,
        gives=gives,
        purpose="Checking who needs help.",
        email=email or cast.stranger.email,
        by=cast.acquirer,
    )


def sent(share: DataShare, cast: Cast) -> DataShare:
    requesting.submit(share=share, declared=stages.DECLARED, by=cast.acquirer)
    return stages.fresh(share)


def pairs(share: DataShare) -> set[tuple[str, str]]:
    """Return who gives to whom by the open flows."""
    found = set()
    for flow in share.edition.flows.still_open():
        ends = list(flow.ends.all())
        [giver] = [end.party for end in ends if end.act == "gives"]
        found |= {(str(giver), str(end.party)) for end in ends if end.act == "receives"}
    return found


def names(flows: Collection[tuple[Organisation, Organisation]]) -> set[tuple[str, str]]:
    return {(str(one), str(other)) for one, other in flows}


def test_added_body_receives_and_its_lead_takes_part(draft: DataShare, cast: Cast, bodies: Bodies) -> None:
    party = add(draft, cast, bodies.elsewhere)
    assert (party.receives, party.gives, party.is_lead) == (True, False, False)
    member = draft.members.get(user=cast.stranger)
    assert (member.role, member.party) == (Role.LEAD, party)
    assert policy.disagreements() == []
    held = policy.held(cast.stranger, draft)
    assert Action.AGREE in held
    assert not held & {Action.ANSWER, Action.SUBMIT, Action.WITHDRAW, Action.ACCEPT, Action.RESPOND}

    share = sent(draft, cast)
    assert pairs(share) == {
        ("Office for Records", "Barchester City Council"),
        ("Office for Records", "Agency for Elsewhere"),
    }
    assert verify_everything().findings == []


def test_body_is_added_on_its_page(draft: DataShare, cast: Cast) -> None:
    visitor = Visitor(cast.acquirer)
    assert "Add another organisation that receives the data" in visitor.get("request", draft).words
    found = visitor.get("add_body", draft, query={"q": "Elsewhere"})
    assert "Agency for Elsewhere" in found.words
    slug = found.all("//input[@name='body']/@value")[0]
    given = {"body": slug, "does": "receives", "purpose": "Checking who needs help.", "email": cast.stranger.email}
    client, address = visitor.client, f"/shares/{draft.reference}/request/organisations/add/?q=Elsewhere"
    assert client.post(address, given | {"email": cast.supplier.email}).status_code == 200
    assert not draft.parties.filter(organisation__name="Agency for Elsewhere").exists()
    assert client.post(address, given).status_code == 302
    listed = visitor.get("bodies", draft).words
    assert "Agency for Elsewhere Checking who needs help. Lead: Zoe Marsh" in listed
    assert "Office for Records gives data to Agency for Elsewhere" in listed


def test_only_a_lead_of_who_asks_changes_the_bodies(draft: DataShare, cast: Cast, bodies: Bodies) -> None:
    party = add(draft, cast, bodies.elsewhere)
    for user in (cast.acquirer_colleague, cast.stranger):
        for page, *args in (("add_body",), ("who_gives",), ("remove_body", party.pk)):
            assert Visitor(user).get(page, draft, *args).status == 403, page
            assert Visitor(user).post(page, draft, *args).status == 403, page
    assert Visitor(cast.supplier).get("bodies", draft).status == 404
    share = sent(draft, cast)
    with pytest.raises(NotNow):
        actions.remove_body(share=share, party=party, by=cast.acquirer)
    with pytest.raises(NotNow):
        actions.set_flows(share=share, flows=[], by=cast.acquirer)


def test_grid_sets_who_gives_to_whom(draft: DataShare, cast: Cast, bodies: Bodies) -> None:
    add(draft, cast, bodies.elsewhere)
    visitor = Visitor(cast.acquirer)
    page = visitor.get("who_gives", draft)
    assert page.all("//input[@type='checkbox'][@checked]/@value") == [str(bodies.council.pk), str(bodies.elsewhere.pk)]
    assert page.all("//td[contains(.,'Office for Records gives data to Agency for Elsewhere')]")

    wanted = {
        f"from_{bodies.revenue.pk}": [bodies.council.pk],
        f"from_{bodies.council.pk}": [bodies.elsewhere.pk],
    }
    assert visitor.post("who_gives", draft, **wanted).status == 302
    share = sent(draft, cast)
    assert pairs(share) == {
        ("Office for Records", "Barchester City Council"),
        ("Barchester City Council", "Agency for Elsewhere"),
    }
    assert share.events.filter(kind=EventKind.FLOWS_SET).count() == 1
    assert verify_everything().findings == []


def test_grid_refuses_a_body_without_a_flow(draft: DataShare, cast: Cast, bodies: Bodies) -> None:
    add(draft, cast, bodies.elsewhere)
    with pytest.raises(Incomplete, match="Agency for Elsewhere must receive data"):
        actions.set_flows(share=draft, flows=[(bodies.revenue.pk, bodies.council.pk)], by=cast.acquirer)
    seen = Visitor(cast.acquirer).post("who_gives", draft)
    assert seen.status == 200
    assert "Office for Records must give data to at least one organisation" in seen.errors


def test_everyone_gives_and_receives_fills_the_grid(draft: DataShare, cast: Cast, bodies: Bodies) -> None:
    add(draft, cast, bodies.elsewhere)
    visitor = Visitor(cast.acquirer)
    assert "Nothing is saved yet" not in visitor.get("who_gives", draft).words
    filled = visitor.post("who_gives", draft, all="yes")
    assert "Nothing is saved yet. Every box is now selected. Check the boxes, then save." in filled.words
    assert len(filled.all("//input[@type='checkbox'][@checked]")) == 6
    assert visitor.post("who_gives", draft, **filled.fields).status == 302
    share = sent(draft, cast)
    assert len(pairs(share)) == 6
    assert all(party.gives and party.receives for party in share.parties.all())
    assert policy.disagreements() == []
    assert Action.RESPOND not in policy.held(cast.acquirer, share)
    assert {str(party) for party in share.parties.deciding()} == {"Office for Records", "Agency for Elsewhere"}


def test_body_that_gives_and_receives_decides_for_its_own_data(draft: DataShare, cast: Cast, bodies: Bodies) -> None:
    add(draft, cast, bodies.elsewhere, gives=True)
    share = sent(draft, cast)
    for user, state in ((cast.supplier, State.ASSESSING), (cast.stranger, State.NEGOTIATING)):
        responding.decide(share=share, outcome=Outcome.ACCEPT, reason=None, text="", by=user)
        assert stages.fresh(share).edition.state == state


def test_body_removed_before_the_first_sending_reads_nothing(draft: DataShare, cast: Cast, bodies: Bodies) -> None:
    party = add(draft, cast, bodies.elsewhere)
    assert Visitor(cast.stranger).get("overview", draft).status == 200
    assert (
        "will not be able to open this data share" in Visitor(cast.acquirer).get("remove_body", draft, party.pk).words
    )
    assert Visitor(cast.acquirer).post("remove_body", draft, party.pk).status == 302
    assert policy.held(cast.stranger, draft) == frozenset()
    share = sent(draft, cast)
    assert pairs(share) == {("Office for Records", "Barchester City Council")}
    assert Visitor(cast.stranger).get("overview", share).status == 404
    assert policy.disagreements() == []


def test_body_removed_before_and_added_again_takes_part(draft: DataShare, cast: Cast, bodies: Bodies) -> None:
    party = add(draft, cast, bodies.elsewhere)
    actions.remove_body(share=draft, party=party, by=cast.acquirer)
    add(draft, cast, bodies.elsewhere)
    assert Visitor(cast.stranger).get("overview", draft).status == 200


def test_body_removed_after_a_sending_reads_on(draft: DataShare, cast: Cast, bodies: Bodies) -> None:
    party = add(draft, cast, bodies.elsewhere)
    share = sent(draft, cast)
    responding.decide(share=share, outcome=Outcome.RETURN, reason=None, text="Not them.", by=cast.supplier)
    assert (
        "can still read what came before, and nothing later"
        in Visitor(cast.acquirer).get("remove_body", share, party.pk).words
    )
    actions.remove_body(share=share, party=party, by=cast.acquirer)
    assert policy.held(cast.stranger, share) == {Action.LOOK_BACK}
    assert policy.disagreements() == []


def test_body_added_to_a_returned_request_joins_every_flow(draft: DataShare, cast: Cast, bodies: Bodies) -> None:
    share = sent(draft, cast)
    responding.decide(share=share, outcome=Outcome.RETURN, reason=None, text="Who else?", by=cast.supplier)
    add(share, cast, bodies.elsewhere)
    share = sent(stages.fresh(share), cast)
    assert ("Office for Records", "Agency for Elsewhere") in pairs(share)
    party = share.parties.get(organisation=bodies.elsewhere)
    actions_left = grid_of(share)
    assert names(actions_left.named()) == pairs(share)
    responding.decide(share=share, outcome=Outcome.RETURN, reason=None, text="Not them.", by=cast.supplier)
    actions.remove_body(share=share, party=party, by=cast.acquirer)
    share = sent(stages.fresh(share), cast)
    assert pairs(share) == {("Office for Records", "Barchester City Council")}
    assert policy.held(cast.stranger, share) == {Action.LOOK_BACK}


def test_plain_request_has_no_grid(draft: DataShare, cast: Cast) -> None:
    assert grid_of(draft).is_plain
    assert Visitor(cast.acquirer).get("who_gives", draft).status == 404
    assert "gives data to" not in Visitor(cast.acquirer).get("bodies", draft).words


def test_overview_of_two_bodies_shows_no_flows(draft: DataShare, cast: Cast) -> None:
    assert "Who gives data to whom" not in Visitor(cast.acquirer).get("overview", sent(draft, cast)).words


def test_other_receiver_reads_the_request_as_sent(draft: DataShare, cast: Cast, bodies: Bodies) -> None:
    add(draft, cast, bodies.elsewhere)
    draft.edition.answers.filter(key="aims").update(value="Unsent gooseberry aims.")
    reader = Visitor(cast.stranger)
    pages = ("overview", "request", "response", "agreement", "assessment", "history", "evidence", "people", "shares")
    for page in pages:
        seen = reader.get(page) if page == "shares" else reader.get(page, draft)
        assert seen.status == 200, page
        assert "gooseberry" not in seen.response.content.decode(), page
    share = sent(draft, cast)
    assert "gooseberry" in reader.get("request", share).words
    share.edition.answers.filter(key="aims").update(value="Later quince aims.")
    responding.decide(share=share, outcome=Outcome.RETURN, reason=None, text="Why marmalade?", by=cast.supplier)
    for page in pages[:-1]:
        content = reader.get(page, share).response.content.decode()
        assert "quince" not in content, page
        assert "marmalade" not in content, page
    assert "marmalade" in Visitor(cast.acquirer).get("response", share).words
