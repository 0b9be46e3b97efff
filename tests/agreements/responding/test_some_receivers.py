"""A supplier agrees to give its data to some of the organisations that would receive it, and not to others."""

import pytest

from agreements import policy
from agreements.kinds import EventKind
from agreements.models import DataShare, Outcome, Party
from agreements.requesting import actions as requesting
from agreements.requesting import bodies as requested
from agreements.responding import actions as responding
from agreements.states import Action, State
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from datashare.lib.exceptions import Incomplete
from tests.agreements import stages
from tests.cast import Bodies, Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def share(cast: Cast, asset: DataAsset, bodies: Bodies) -> DataShare:
    """Return a request that one supplier reads, for data that another body receives too."""
    draft = stages.draft(cast, asset)
    told = {"purpose": "Checking who needs help.", "email": cast.stranger.email}
    requested.add_body(share=draft, body=bodies.elsewhere, gives=False, by=cast.acquirer, **told)
    requesting.submit(share=draft, declared=stages.DECLARED, by=cast.acquirer)
    return stages.fresh(draft)


def other(share: DataShare) -> Party:
    return share.parties.get(organisation__name="Agency for Elsewhere")


def accept(share: DataShare, cast: Cast, *withheld: Party) -> DataShare:
    keys = {party.pk for party in withheld}
    responding.decide(share=share, outcome=Outcome.ACCEPT, reason=None, text="", withheld=keys, by=cast.supplier)
    return stages.fresh(share)


def test_the_data_goes_to_those_that_were_selected(share: DataShare, cast: Cast) -> None:
    negotiated = accept(share, cast, other(share))
    assert negotiated.edition.state == State.NEGOTIATING
    (flow,) = negotiated.edition.flows.still_open()
    assert {(str(end.party), end.act) for end in flow.ends.all()} == {
        ("Office for Records", "gives"),
        ("Barchester City Council", "receives"),
    }
    assert other(negotiated).sides == frozenset()
    assert policy.held(cast.stranger, negotiated) == {Action.LOOK_BACK}
    kinds = list(negotiated.events.order_by("sequence").values_list("kind", flat=True))
    assert kinds[-2:] == [EventKind.RECEIVERS_REFUSED, EventKind.NEGOTIATION_STARTED]
    history = Visitor(cast.acquirer).get("history", negotiated).words
    assert "does not agree to give its own data to Agency for Elsewhere" in history
    assert "Agency for Elsewhere" not in Visitor(cast.acquirer).get("draft", negotiated, "mou").words
    assert policy.disagreements() == []
    assert verify_everything().findings == []


def test_all_receive_it_if_none_is_left_out(share: DataShare, cast: Cast) -> None:
    negotiated = accept(share, cast)
    assert Action.AGREE in policy.held(cast.stranger, negotiated)
    assert not negotiated.events.filter(kind=EventKind.RECEIVERS_REFUSED).exists()


def test_the_supplier_chooses_on_its_page(share: DataShare, cast: Cast) -> None:
    visitor = Visitor(cast.supplier)
    page = visitor.get("decide", share)
    assert "Which organisations do you agree to give your data to?" in page.words
    assert page.all("//input[@name='receivers'][@checked]/@value") == [str(other(share).pk)]
    visitor.post("decide", share, outcome="accept", message="We start small.")
    assert stages.fresh(share).edition.state == State.NEGOTIATING
    for reader in (cast.supplier, cast.acquirer):
        response = Visitor(reader).get("response", stages.fresh(share)).words
        assert "Office for Records does not agree to give its data to: Agency for Elsewhere" in response


def test_the_choice_says_nothing_of_a_return(share: DataShare, cast: Cast) -> None:
    Visitor(cast.supplier).post("decide", share, outcome="return", comments="Say more about the purpose.")
    returned = stages.fresh(share)
    assert (returned.edition.state, other(returned).receives) == (State.RETURNED, True)


def test_someone_must_be_left_to_receive_it(share: DataShare, cast: Cast, bodies: Bodies) -> None:
    flows = share.edition.flows.still_open()
    flows.get().ends.filter(party__is_lead=True).delete()
    with pytest.raises(Incomplete, match="Select at least one organisation, or refuse the request"):
        accept(share, cast, other(share))
    page = Visitor(cast.supplier).post("decide", share, outcome="accept", message="We start small.")
    assert page.errors == ["Select at least one organisation, or refuse the request."]
    assert "We start small." in page.words
    assert stages.fresh(share).edition.state == State.SUBMITTED


def test_only_who_receives_and_did_not_ask_can_be_left_out(share: DataShare, cast: Cast) -> None:
    asking = share.parties.get(is_lead=True)
    negotiated = accept(share, cast, asking, share.parties.get(organisation__name="Office for Records"))
    assert {str(party) for party in negotiated.parties.all() if party.receives} == {
        "Barchester City Council",
        "Agency for Elsewhere",
    }


def test_one_receiver_is_asked_nothing(cast: Cast, asset: DataAsset) -> None:
    page = Visitor(cast.supplier).get("decide", stages.submitted(cast, asset))
    assert "agree to give your data to" not in page.words
