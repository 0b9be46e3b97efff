"""A body whose part has ended has none in the next variation, begins none, and keeps to common rules no more."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from time_machine import travel

from agreements import policy
from agreements.kinds import EventKind
from agreements.models import DataShare, Disposal, EndGround, Party
from agreements.models.accessions import bodies_bound_by, rules_open_to, with_rules_open
from agreements.negotiating import leaving_out
from agreements.register.rules_listed import joined_later
from agreements.requesting import actions as requesting
from agreements.requesting.grid import grid_of
from agreements.reviewing import disposing, ending
from agreements.signing import freezing
from agreements.standing.flows import flows_of
from agreements.states import Action, State
from agreements.tasks import sweep_last_days
from agreements.varying.actions import vary
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from datashare.lib.exceptions import Incomplete, NotNow
from tests.agreements import lived, schedules, stages, umbrellas
from tests.agreements.signing import three
from tests.agreements.signing.signatures import signed
from tests.cast import Cast, make_asset
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db


def leave(share: DataShare, cast: Cast) -> None:
    ending.end_at_once(share=share, ground=EndGround.NO_POWER, reason="Repealed.", by=three.director(cast))


@pytest.fixture
def left(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a data share of three in force which the second supplier has left."""
    share = three.in_force(cast, asset)
    leave(share, cast)
    return stages.fresh(share)


def test_who_left_begins_no_variation_and_does_nothing_more_under_the_agreement(cast: Cast, left: DataShare) -> None:
    with pytest.raises(NotNow, match="does not bind Agency for Elsewhere any more"):
        vary(share=left, by=cast.stranger)
    words = Visitor(cast.stranger).get("overview", left).words
    assert "Vary the agreement" not in words
    assert "Suspend the sharing" not in words
    kept = policy.held(cast.stranger, left) & policy.AFTER_SIGNING
    of_incidents = {Action.REPORT_INCIDENT, Action.DECIDE_INCIDENT, Action.CLOSE_INCIDENT}
    answers = {Action.CERTIFY, Action.ANSWER_CERTIFICATE, Action.KEEP_DUTY, Action.RECEIVE_DATA}
    assert kept == answers | of_incidents
    assert policy.disagreements() == []


def test_the_next_variation_has_no_part_for_who_left(cast: Cast, left: DataShare) -> None:
    party = three.third(left, cast)
    vary(share=left, by=cast.acquirer)
    share = stages.fresh(left)
    assert not share.parties.get(pk=party.pk).sides
    assert not share.assets.filter(publisher=party.organisation).exists()
    assert share.edition.flows.still_open().count() == 1
    assert not share.edition.party_answers.filter(party=party).exists()
    requesting.submit(share=share, declared=stages.DECLARED, by=cast.acquirer)
    three.decide(share, cast.supplier)
    share = stages.fresh(share)
    assert share.edition.state == State.NEGOTIATING
    assert party not in share.parties.bound()
    assert Visitor(cast.stranger).get("overview", share).status == 200
    assert Action.AGREE not in policy.held(cast.stranger, share)
    assert policy.disagreements() == []
    assert verify_everything().findings == []


def test_a_variation_that_is_withdrawn_leaves_who_left_as_it_was(cast: Cast, left: DataShare) -> None:
    before, records = policy.held(cast.stranger, left), set(left.assets.all())
    assert len(records) == 2
    vary(share=left, by=cast.acquirer)
    requesting.withdraw(share=stages.fresh(left), reason="Not now.", by=cast.acquirer)
    share = stages.fresh(left)
    assert share.edition.number == 1
    assert set(share.assets.all()) == records
    assert policy.held(cast.stranger, share) == before
    assert policy.disagreements() == []
    assert verify_everything().findings == []


def test_who_leaves_while_a_variation_is_negotiated_can_be_left_out_of_it(cast: Cast, asset: DataAsset) -> None:
    share = three.varied(cast, asset)
    for lead in (cast.supplier, cast.stranger):
        three.decide(share, lead)
    party = three.third(share, cast)
    assert party not in leaving_out.can_be_left_out(stages.fresh(share))
    leave(stages.fresh(share), cast)
    share = stages.fresh(share)
    assert leaving_out.can_be_left_out(share) == [party]
    leaving_out.leave_out(share=share, party=party, is_silent=False, reason="It left.", by=cast.acquirer)
    assert not share.parties.get(pk=party.pk).sides
    assert policy.disagreements() == []


def test_a_body_that_received_and_left_receives_nothing_in_the_next_variation(cast: Cast) -> None:
    others = tuple(umbrellas.made(name) for name in umbrellas.NAMES)
    asset = make_asset(others[0].organisation, "Stops")
    schedules.held_by(others[0])
    share = schedules.of_several(cast, schedules.draft(cast, asset, umbrellas.in_force(cast, others)), others)
    signed(share, cast.acquirer_signatory, *(body.signatory for body in others))
    gone = share.parties.get(organisation=others[3].organisation)
    assert gone.pk in {receiver for _, receiver in flows_of(share.agreements.get())}
    with travel(timezone.now(), tick=False):
        ending.give_notice(
            share=stages.fresh(share),
            last_day=timezone.localdate() + timedelta(days=95),
            reason="We moved.",
            by=others[3].signatory,
        )
    with travel(timezone.now() + timedelta(days=97), tick=False):
        sweep_last_days()
        assert Action.VARY not in policy.held(others[3].lead, share)
        vary(share=stages.fresh(share), by=cast.acquirer)
    share = stages.fresh(share)
    assert not share.parties.get(pk=gone.pk).sides
    assert gone.pk not in set(share.edition.flows.values_list("ends__party", flat=True))
    assert others[3].organisation not in grid_of(share).bodies
    assert policy.disagreements() == []


# --- Common rules ------------------------------------------------------------------------------------


@pytest.fixture
def others() -> tuple[umbrellas.Joined, ...]:
    return tuple(umbrellas.made(name) for name in umbrellas.NAMES[:3])


@pytest.fixture
def rules(cast: Cast, others: tuple[umbrellas.Joined, ...]) -> DataShare:
    """Return rules of four which the first of the others has left."""
    share = umbrellas.in_force(cast, others)
    body, lasting = others[0].organisation, others[1].organisation
    for one in (body, lasting):
        assert rules_open_to(one).exists()
        assert one.pk in bodies_bound_by(share.agreements.get())
    ending.end_at_once(share=share, ground=EndGround.UNLAWFUL, reason="Advice.", by=others[0].signatory)
    return stages.fresh(share)


def test_rules_bind_no_body_that_left_them(
    cast: Cast, asset: DataAsset, rules: DataShare, others: tuple[umbrellas.Joined, ...]
) -> None:
    gone, lasting = others[0].organisation, others[1].organisation
    bound = bodies_bound_by(rules.agreements.get())
    assert gone.pk not in bound
    assert lasting.pk in bound
    assert not rules_open_to(gone).exists()
    assert rules_open_to(lasting).exists()
    draft = stages.draft(cast, asset)
    for body, is_open in ((gone, False), (lasting, True)):
        Party.objects.filter(share=draft, is_lead=True).update(organisation=body)
        assert with_rules_open(DataShare.objects.filter(pk=draft.pk)).get().rules_open is is_open  # type: ignore[attr-defined]


def test_body_leaves_the_data_shares_under_rules_before_it_leaves_them(cast: Cast, asset: DataAsset) -> None:
    supplier, other = schedules.supplying(cast), umbrellas.made(umbrellas.NAMES[0])
    rules = umbrellas.in_force(cast, (supplier, other))
    schedule = schedules.in_force(cast, asset, rules)
    for name in ("give_notice", "end_at_once"):
        seen = Visitor(supplier.signatory).get(name, rules)
        assert schedule.reference in seen.words
        assert "It can leave the rules only once it has" in seen.words
        assert bool(seen.all("//main//form")) is (name == "give_notice")
        assert ("choose a last day on which each of them has ended" in seen.words) is (name == "give_notice")
        assert "Data shares under these rules" not in Visitor(other.signatory).get(name, rules).words
        assert "Data shares under these rules" not in Visitor(supplier.signatory).get(name, schedule).words
    seen = Visitor(supplier.signatory).post("end_at_once", rules, ground="unlawful", reason="Advice.")
    assert seen.status == 409
    assert schedule.reference in seen.words
    leaving: dict[str, Any] = {"reason": "Advice.", "by": supplier.signatory}
    day = timezone.localdate() + timedelta(days=100)
    with pytest.raises(NotNow, match=schedule.reference):
        ending.give_notice(share=rules, last_day=day, **leaving)
    ending.give_notice(share=schedule, last_day=day, **leaving)
    with pytest.raises(Incomplete, match="its part under the rules ends then"):
        ending.give_notice(share=rules, last_day=day - timedelta(days=1), **leaving)
    ending.give_notice(share=rules, last_day=day, **leaving)


def test_body_that_joined_by_signing_leaves_the_rules_with_its_last_part_under_them(
    cast: Cast, asset: DataAsset, others: tuple[umbrellas.Joined, ...]
) -> None:
    supplier, rules = schedules.supplying(cast), umbrellas.in_force(cast, others[:2])
    schedule = schedules.in_force(cast, asset, rules)
    agreement = rules.agreements.get()
    assert supplier.organisation.pk in bodies_bound_by(agreement)
    draft = stages.draft(cast, make_asset(others[0].organisation, "Stops"))
    Party.objects.filter(share=draft, is_lead=True).update(organisation=supplier.organisation)
    assert with_rules_open(DataShare.objects.filter(pk=draft.pk)).get().rules_open  # type: ignore[attr-defined]
    ground = EndGround.UNLAWFUL
    ending.end_at_once(share=schedule, ground=ground, reason="Advice.", by=supplier.signatory)
    assert supplier.organisation.pk not in bodies_bound_by(agreement)
    assert not rules_open_to(supplier.organisation).exists()
    assert not with_rules_open(DataShare.objects.filter(pk=draft.pk)).get().rules_open  # type: ignore[attr-defined]
    [line] = joined_later(agreement)
    assert line.endswith("It has left since")
    vary(share=stages.fresh(rules), by=others[0].lead)
    assert not rules.parties.filter(organisation=supplier.organisation).exists()
    assert verify_everything().findings == []


def test_the_next_edition_of_rules_goes_without_who_left(
    cast: Cast, rules: DataShare, others: tuple[umbrellas.Joined, ...]
) -> None:
    share = umbrellas.moved_on(rules, (umbrellas.leading(cast), *others[1:]))
    assert share.edition.number == 2
    assert not share.parties.get(organisation=others[0].organisation).in_rules
    assert policy.disagreements() == []
    assert verify_everything().findings == []


def test_an_edition_of_rules_that_is_withdrawn_leaves_them_as_they_were(
    cast: Cast, rules: DataShare, others: tuple[umbrellas.Joined, ...]
) -> None:
    vary(share=rules, by=others[1].lead)
    share = stages.fresh(rules)
    assert not share.parties.get(organisation=others[0].organisation).in_rules
    requesting.withdraw(share=share, reason="Not now.", by=cast.acquirer)
    assert stages.fresh(share).edition.number == 1
    assert policy.disagreements() == []
    assert verify_everything().findings == []


def test_a_body_that_joins_again_by_signing_is_bound_again(
    cast: Cast, asset: DataAsset, others: tuple[umbrellas.Joined, ...]
) -> None:
    supplier = schedules.supplying(cast)
    share = umbrellas.in_force(cast, (supplier, *others[:2]))
    ending.end_at_once(share=share, ground=EndGround.UNLAWFUL, reason="Advice.", by=supplier.signatory)
    assert supplier.organisation.pk not in bodies_bound_by(share.agreements.get())
    schedules.in_force(cast, asset, stages.fresh(share))
    assert supplier.organisation.pk in bodies_bound_by(share.agreements.get())
    assert rules_open_to(supplier.organisation).exists()
    vary(share=stages.fresh(share), by=others[0].lead)
    assert share.parties.get(organisation=supplier.organisation).in_rules


def test_disposal_that_it_owes_outlives_the_version_that_it_left(cast: Cast, asset: DataAsset, left: DataShare) -> None:
    gone, first = three.third(left, cast), left.agreements.get()
    Disposal.objects.create(agreement=first, party=gone, due_on=timezone.localdate())
    policy.align_parties(left, [gone])
    vary(share=left, by=cast.acquirer)
    requesting.submit(share=stages.fresh(left), declared=stages.DECLARED, by=cast.acquirer)
    three.decide(left, cast.supplier)
    share = stages.fresh(left)
    stages.agree_everything(share, cast)
    freezing.freeze_words(share=share, by=cast.acquirer)
    stages.sign_everything(stages.fresh(share), cast)
    share = stages.fresh(share)
    assert share.agreements.in_force().get().number == 2
    assert policy.disagreements() == []
    assert gone.organisation.name in Visitor(cast.stranger).get("disposal", share).words
    assert Visitor(cast.stranger).get("certify_disposal", share).status == 200
    today = {"destroyed_on": timezone.localdate()}
    disposing.certify(share=share, given=lived.CERTIFICATE | today, by=cast.stranger)
    assert Disposal.objects.with_state().get().waits_for_givers
    ended = share.events.filter(kind=EventKind.DISPOSAL_CERTIFIED).get()
    assert ended.details.facts["agreement"] == first.number
    assert policy.disagreements() == []
