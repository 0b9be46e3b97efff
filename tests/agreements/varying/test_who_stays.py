"""A variation in preparation takes no right from who is bound, and none comes into force without them."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from agreements import policy
from agreements.members import actions as members
from agreements.models import DataShare, EndGround, FlowEnd, JoinsLater, Outcome, Party, Reason, SuspensionGround
from agreements.negotiating import leaving_out
from agreements.requesting import actions as requesting
from agreements.requesting import bodies, records
from agreements.responding import passing_on
from agreements.reviewing import ending, suspending
from agreements.signing import freezing, joining_later
from agreements.signing.joining_later import CoreSet
from agreements.standing.today import remaining
from agreements.states import Action, Role, State
from agreements.varying.actions import vary
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from datashare.lib.exceptions import Incomplete, NotNow
from tests.agreements import schedules, stages, umbrellas
from tests.agreements.signing import three
from tests.agreements.signing.signatures import signed
from tests.cast import Cast, make_asset
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
STAYS = "binds only when every party has signed it"


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a data share of three in force, with a variation that both suppliers read."""
    return three.varied(cast, asset)


def without_part(share: DataShare, party: Party) -> DataShare:
    """Take a party out of the variation in preparation, as was once possible."""
    share.edition.flows.given_by(party).update(closed_at=timezone.now())
    FlowEnd.objects.filter(flow__edition=share.edition, party=party, act="receives").delete()
    Party.objects.filter(pk=party.pk).update(gives=False, receives=False)
    policy.align_parties(share, [party])
    return stages.fresh(share)


def agreed(share: DataShare, cast: Cast) -> DataShare:
    """Return the variation with every clause agreed by all three."""
    for lead in (cast.supplier, cast.stranger):
        three.decide(share, lead)
    share = stages.fresh(share)
    stages.fill_gaps(share, cast)
    three.agree(share, cast.acquirer, cast.supplier, cast.stranger)
    return stages.fresh(share)


# --- Rights follow what was signed -------------------------------------------------------------------


def test_without_a_part_in_the_variation_every_right_after_signature_stays(cast: Cast, share: DataShare) -> None:
    before = {person: policy.held(person, share) & policy.AFTER_SIGNING for person in (cast.stranger, cast.supplier)}
    assert before[cast.stranger] == before[cast.supplier] >= {Action.SUSPEND, Action.VARY, Action.CERTIFY}
    share = without_part(share, three.third(share, cast))
    assert policy.held(cast.stranger, share) & policy.AFTER_SIGNING == before[cast.stranger]
    assert {Action.GIVE_NOTICE, Action.END_AT_ONCE} <= policy.held(three.director(cast), share)
    assert Action.RESPOND not in policy.held(cast.stranger, share)
    assert policy.disagreements() == []


def test_without_a_part_in_the_variation_it_suspends_and_lifts(cast: Cast, share: DataShare) -> None:
    share = without_part(share, three.third(share, cast))
    seen = Visitor(cast.stranger).get("overview", share)
    assert "Suspend the sharing" in seen.words
    assert Visitor(cast.stranger).post("suspend", share, ground="unlawful", reason="New advice.").status == 302
    with pytest.raises(NotNow, match="gives no data to"):
        suspending.agree_to_lift(share=stages.fresh(share), why="It is lawful.", by=cast.supplier)
    suspending.agree_to_lift(share=stages.fresh(share), why="It is lawful.", by=cast.acquirer)
    assert Visitor(cast.stranger).post("lift_suspension", share, why="It is lawful.").status == 302
    assert not share.agreements.in_force().get().suspensions.standing().exists()
    assert share.editions.get(number=1).state == State.IN_FORCE


def test_without_a_part_in_the_variation_it_names_a_signatory_who_ends_its_part(cast: Cast, share: DataShare) -> None:
    share = without_part(share, three.third(share, cast))
    members.invite(share=share, email=cast.stranger.email, role=Role.SIGNATORY, office="Chief", by=cast.stranger)
    ending.end_at_once(share=share, ground=EndGround.NO_POWER, reason="Repealed.", by=cast.stranger)
    assert three.third(share, cast) not in remaining(share.agreements.in_force().get())
    assert policy.disagreements() == []


def test_a_body_that_receives_only_is_not_taken_out_of_a_variation(cast: Cast) -> None:
    others = tuple(umbrellas.made(name) for name in umbrellas.NAMES)
    asset = make_asset(others[0].organisation, "Stops")
    schedules.held_by(others[0])
    share = schedules.of_several(cast, schedules.draft(cast, asset, umbrellas.in_force(cast, others)), others)
    signed(share, cast.acquirer_signatory, *(body.signatory for body in others))
    vary(share=stages.fresh(share), by=cast.acquirer)
    share = stages.fresh(share)
    party = share.parties.get(organisation=others[3].organisation)
    with pytest.raises(NotNow, match=STAYS):
        bodies.remove_body(share=share, party=party, by=cast.acquirer)
    assert party.pk in share.parties.filter(receives=True).values_list("pk", flat=True)
    page = Visitor(cast.acquirer).get("bodies", share)
    assert "You cannot remove an organisation that signed" in page.words
    assert page.all(f"//a[contains(@href, '/{party.pk}/')]") == []
    ending.end_at_once(share=share, ground=EndGround.UNLAWFUL, reason="Advice.", by=others[3].signatory)
    bodies.remove_body(share=stages.fresh(share), party=party, by=cast.acquirer)
    assert not share.parties.get(pk=party.pk).receives


# --- The variation waits for all whom the agreement in force binds -----------------------------------


def test_a_refusal_by_who_is_bound_returns_the_variation(cast: Cast, share: DataShare) -> None:
    three.decide(share, cast.stranger, Outcome.REFUSE, Reason.NO_POWER)
    three.decide(share, cast.supplier)
    share = stages.fresh(share)
    assert share.edition.state == State.RETURNED
    assert three.third(share, cast).gives
    suspending.suspend(share=share, ground=SuspensionGround.UNLAWFUL, reason="Advice.", by=cast.stranger)


def test_a_bound_supplier_does_not_pass_a_variation_on(cast: Cast, share: DataShare) -> None:
    other = umbrellas.made(umbrellas.NAMES[0]).organisation
    with pytest.raises(Incomplete, match=STAYS):
        passing_on.pass_on(share=share, body=other, note="It is theirs.", by=cast.stranger)


def test_the_last_record_of_a_bound_holder_is_not_taken_out(cast: Cast, asset: DataAsset) -> None:
    share = three.in_force(cast, asset)
    vary(share=share, by=cast.acquirer)
    share = stages.fresh(share)
    energy = share.assets.get(publisher=stages.working_for(cast.stranger))
    seen = Visitor(cast.acquirer).post("remove_record", share, energy.reference)
    assert seen.status == 409
    assert STAYS in seen.words
    assert energy in share.assets.all()
    other = make_asset(stages.working_for(cast.stranger), "Energy use of offices")
    records.add_record(share=share, asset=other, by=cast.acquirer)
    records.remove_record(share=share, asset=energy, by=cast.acquirer)
    assert energy not in share.assets.all()


def test_none_that_is_bound_is_left_outside_the_core_or_moved(cast: Cast, share: DataShare) -> None:
    share = agreed(share, cast)
    party = three.third(share, cast)
    assert joining_later.optional_parties(share) == []
    assert leaving_out.can_be_left_out(share) == []
    core = CoreSet(frozenset(), timezone.localdate().replace(year=timezone.localdate().year + 1))
    with pytest.raises(Incomplete):
        freezing.freeze_words(share=share, core=core, by=cast.acquirer)
    freezing.freeze_words(share=share, by=cast.acquirer)
    share = stages.fresh(share)
    assert joining_later.movable(share, share.agreements.offered().get()) == []
    with pytest.raises(NotNow):
        joining_later.move(share=share, party=party, reason="Late.", by=cast.acquirer)
    signed(share, cast.acquirer_signatory, cast.supplier_signatory)
    assert share.agreements.in_force().get().edition.number == 1
    signed(share, three.director(cast))
    assert share.agreements.in_force().get().edition.number == 2
    assert verify_everything([share]).findings == []


def test_a_variation_without_a_part_for_who_is_bound_is_not_frozen(cast: Cast, share: DataShare) -> None:
    share = without_part(agreed(share, cast), three.third(share, cast))
    with pytest.raises(Incomplete, match="has no part for Agency for Elsewhere"):
        freezing.freeze_words(share=share, by=cast.acquirer)


def test_words_that_let_who_is_bound_join_later_wait_for_it_all_the_same(cast: Cast, share: DataShare) -> None:
    share = agreed(share, cast)
    agreement = freezing.freeze_words(share=share, by=cast.acquirer)
    JoinsLater.objects.create(agreement=agreement, party=three.third(share, cast), by=cast.acquirer)
    signed(stages.fresh(share), cast.acquirer_signatory, cast.supplier_signatory)
    assert share.agreements.in_force().get().edition.number == 1
    signed(share, three.director(cast))
    assert share.agreements.in_force().get().edition.number == 2


# --- Who never signed is not bound -------------------------------------------------------------------


@pytest.fixture
def joining(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a data share in force without the second supplier, which may join later."""
    return three.without_third(cast, asset)


def test_who_never_signed_reads_and_does_nothing_under_the_agreement(cast: Cast, joining: DataShare) -> None:
    held = policy.held(cast.stranger, joining) | policy.held(three.director(cast), joining)
    assert held & policy.AFTER_SIGNING == set()
    assert Action.VIEW in held
    seen = Visitor(cast.stranger).get("overview", joining)
    assert seen.status == 200
    for words in ("Suspend the sharing", "Vary the agreement", "Enter the last day", "Leave the agreement at once"):
        assert words not in seen.words
    assert "Leave the agreement at once" not in Visitor(three.director(cast)).get("overview", joining).words
    assert "Suspend the sharing" in Visitor(cast.supplier).get("overview", joining).words
    assert "Leave the agreement at once" in Visitor(cast.supplier_signatory).get("overview", joining).words
    for name in ("vary", "suspend", "enter_end"):
        assert Visitor(cast.stranger).get(name, joining).status == 409, name
    assert policy.disagreements() == []


def test_who_never_signed_is_told_why_and_a_colleague_without_the_role_is_not(cast: Cast, joining: DataShare) -> None:
    with pytest.raises(NotNow, match="What was signed does not bind Agency for Elsewhere"):
        vary(share=joining, by=cast.stranger)
    with pytest.raises(PermissionDenied):
        vary(share=joining, by=three.director(cast))


def test_who_never_signed_joins_by_signing_a_variation(cast: Cast, joining: DataShare) -> None:
    vary(share=joining, by=cast.supplier)
    share = stages.fresh(joining)
    requesting.submit(share=share, declared=stages.DECLARED, by=cast.acquirer)
    share = agreed(stages.fresh(share), cast)
    assert joining_later.optional_parties(share) == [three.third(share, cast)]
    freezing.freeze_words(share=share, by=cast.acquirer)
    signed(share, cast.acquirer_signatory, cast.supplier_signatory, three.director(cast))
    assert Action.SUSPEND in policy.held(cast.stranger, stages.fresh(share))
    assert policy.disagreements() == []
