"""Someone who leads or signs for two bodies of a data share decides, and declines, for each of them."""

import dataclasses

import pytest

from agreements.kinds import EventKind
from agreements.members import acting
from agreements.members import actions as members
from agreements.models import Decision, Outcome
from agreements.responding import actions as responding
from agreements.signing import actions as sign_off
from agreements.signing import joining_later
from agreements.states import Role, State
from catalogue.models import DataAsset
from community.models import Membership
from tests.agreements import schedules, stages, umbrellas
from tests.agreements.several import asked_of_two
from tests.cast import Cast, make_asset, make_person
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db


def test_decision_for_the_second_supplier_is_stored_too(cast: Cast, asset: DataAsset) -> None:
    share = asked_of_two(cast, asset)
    bea = make_person("bea", "Bea Lund", stages.working_for(cast.supplier))
    Membership.objects.create(user=bea, organisation=stages.working_for(cast.stranger))
    for lead in (cast.supplier, cast.stranger):
        members.invite(share=share, email=bea.email, role=Role.LEAD, by=lead)
    for party in share.parties.deciding():
        acting.act_for(share=share, party=party, by=bea)
        assert Visitor(bea).get("decide", share).all("//form//input[@name='outcome']"), party
        made = responding.decide(share=stages.fresh(share), outcome=Outcome.ACCEPT, reason=None, text="", by=bea)
        assert made.party == party

    assert Decision.objects.filter(round__edition__share=share, by=bea).count() == 2
    assert stages.fresh(share).edition.state == State.NEGOTIATING


def test_decline_for_the_second_body_is_stored_too(cast: Cast) -> None:
    others = tuple(umbrellas.made(name) for name in umbrellas.NAMES)
    rules = umbrellas.in_force(cast, others)
    stops = make_asset(others[0].organisation, "Stops")
    Membership.objects.filter(organisation=others[0].organisation).update(handles_requests=True)
    bea = make_person("bea", "Bea Lund", others[2].organisation)
    Membership.objects.create(user=bea, organisation=others[3].organisation)
    hers = [dataclasses.replace(other, signatory=bea) for other in others[2:4]]
    share = schedules.of_several(cast, schedules.draft(cast, stops, rules), (*others[:2], *hers))
    agreement = share.agreements.offered().select_related("words").get()
    parties = [share.parties.get(organisation=other.organisation) for other in hers]
    for party in parties:
        joining_later.move(share=stages.fresh(share), party=party, reason="They are late.", by=cast.acquirer)
    for party in parties:
        acting.act_for(share=share, party=party, by=bea)
        for _ in range(2):
            sign_off.decline(agreement=agreement, reason=f"Not for {party}.", by=bea)

    declined = share.events.filter(kind=EventKind.OWN_SIGNATURE_DECLINED)
    assert [row.details.facts["parties"] for row in declined.order_by("sequence")] == [
        [party.fact] for party in parties
    ]
