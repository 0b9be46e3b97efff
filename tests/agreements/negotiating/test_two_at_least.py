"""No agreement comes into force that one body alone has signed, or by which no one receives what is needed."""

from datetime import timedelta

import pytest
from django.utils import timezone
from time_machine import travel

from agreements.models import DataShare, JoinsLater
from agreements.negotiating.needed import Needs, needs_of
from agreements.signing import freezing, joining_later
from agreements.signing.joining_later import CoreSet
from agreements.states import State
from agreements.tasks import sweep_dates
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from datashare.lib.exceptions import Incomplete, NotNow
from tests.agreements import schedules, stages, umbrellas
from tests.agreements.signing.signatures import newest
from tests.cast import Cast, make_asset
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
COUNCIL = "Barchester City Council"


def others(count: int) -> tuple[umbrellas.Joined, ...]:
    return tuple(umbrellas.made(name) for name in umbrellas.NAMES[:count])


def state(share: DataShare) -> str:
    return stages.fresh(share).edition.state


def test_core_of_rules_has_another_body(cast: Cast) -> None:
    bodies = others(2)
    share, day = umbrellas.agreed(cast, bodies), timezone.localdate() + timedelta(days=5)
    with pytest.raises(Incomplete, match="Barchester City Council cannot agree with itself"):
        freezing.freeze_words(share=share, core=CoreSet(frozenset(), day), by=cast.acquirer)
    given = {"order": "any", "force": "core", **stages.confirmed(share)}
    parts = {"core_by-day": str(day.day), "core_by-month": str(day.month), "core_by-year": str(day.year)}
    lead = Visitor(cast.acquirer)
    assert lead.post("freeze", share, **given, **parts).errors == [
        f"Tick at least one organisation: {COUNCIL} cannot agree with itself"
    ]
    first = share.parties.get(organisation=bodies[0].organisation)
    assert lead.post("freeze", share, **given, **parts, core=str(first.pk)).status == 302
    umbrellas.sign(newest(share), cast.acquirer_signatory)
    with travel(timezone.now() + timedelta(days=6), tick=True):
        assert sweep_dates() == 0
        assert state(share) == State.SIGNING
        umbrellas.sign(newest(share), bodies[0].signatory)
    assert state(share) == State.IN_FORCE
    assert verify_everything().findings == []


def test_last_but_one_body_of_rules_is_not_moved(cast: Cast) -> None:
    bodies = others(2)
    share = umbrellas.agreed(cast, bodies)
    freezing.freeze_words(share=share, by=cast.acquirer)
    first, second = (share.parties.get(organisation=body.organisation) for body in bodies)
    umbrellas.sign(newest(share), cast.acquirer_signatory)
    joining_later.move(share=stages.fresh(share), party=second, reason="Late.", by=cast.acquirer)
    assert joining_later.movable(stages.fresh(share), newest(share)) == []
    with pytest.raises(NotNow, match="there is no agreement without it"):
        joining_later.move(share=stages.fresh(share), party=first, reason="Late.", by=cast.acquirer)
    assert state(share) == State.SIGNING
    umbrellas.sign(newest(share), bodies[1].signatory)
    assert joining_later.movable(stages.fresh(share), newest(share)) == [first]
    assert joining_later.move(share=stages.fresh(share), party=first, reason="Late.", by=cast.acquirer)
    assert state(share) == State.IN_FORCE
    assert verify_everything().findings == []


def test_words_never_come_into_force_by_one_signature(cast: Cast) -> None:
    bodies = others(1)
    share = umbrellas.agreed(cast, bodies)
    agreement = freezing.freeze_words(share=share, by=cast.acquirer)
    only = share.parties.get(organisation=bodies[0].organisation)
    JoinsLater.objects.create(agreement=agreement, party=only)
    umbrellas.sign(agreement, cast.acquirer_signatory)
    assert state(share) == State.SIGNING
    umbrellas.sign(agreement, bodies[0].signatory)
    assert state(share) == State.IN_FORCE


def test_two_bodies_need_each_other(cast: Cast, asset: DataAsset) -> None:
    share = stages.draft(cast, asset)
    keys = {1, 2}
    assert needs_of(share).among(keys) == keys


def test_late_receivers_of_needed_data_can_be_left_out_but_the_last(cast: Cast) -> None:
    bodies = others(4)
    for body in bodies[:3]:
        schedules.held_by(body)
    draft = stages.draft(cast, make_asset(bodies[0].organisation), stages.checked_answers())
    share = schedules.of_several(cast, draft, bodies)
    # The fourth gives nothing, and is one of several that receive what is needed.
    fourth = share.parties.get(organisation=bodies[3].organisation)
    assert fourth in joining_later.movable(share, newest(share))
    givers = {share.parties.get(organisation=body.organisation) for body in bodies[:2]}
    assert not givers & set(joining_later.movable(share, newest(share)))
    assert not joining_later.move(share=share, party=fourth, reason="Late.", by=cast.acquirer)
    assert state(share) == State.SIGNING


def test_needs_keep_one_that_receives() -> None:
    from agreements.models import Party

    asking, giver = Party(pk=1), Party(pk=2)
    needs = Needs(asking, [(giver, frozenset({3, 4}))])
    assert needs.among({1, 2, 3, 4, 5}) == {1, 2}
    assert needs.among({1, 2, 3, 5}) == {1, 2, 3}
    assert needs.among({1, 5}) == {1, 5}
