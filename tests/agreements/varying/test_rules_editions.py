"""The next edition of common rules has as parties the bodies that joined them by signing an agreement."""

import json

import pytest

from agreements import policy
from agreements.kinds import EventKind
from agreements.models import DataShare, Member, RegisterEntry
from agreements.requesting import actions as requesting
from agreements.requesting import umbrella as rules_actions
from agreements.states import Action, Role, State
from agreements.varying.actions import vary
from agreements.verifying.audit import verify_everything
from agreements.verifying.history_file import evidence_of
from catalogue.models import DataAsset
from community.models import Notification
from tests.agreements import schedules, stages, umbrellas
from tests.agreements.evidence import independent
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
SUPPLIER = "Office for Records"


@pytest.fixture
def police() -> umbrellas.Joined:
    return umbrellas.made(umbrellas.NAMES[0])


@pytest.fixture
def rules(cast: Cast, police: umbrellas.Joined) -> DataShare:
    """Return rules of the council, which asks for data, and the police."""
    return umbrellas.in_force(cast, (police,))


def in_rules(share: DataShare) -> set[str]:
    return {str(party) for party in share.parties.filter(in_rules=True).select_related("organisation")}


def test_body_that_joined_is_a_party_of_the_next_edition(
    cast: Cast, asset: DataAsset, rules: DataShare, police: umbrellas.Joined
) -> None:
    schedules.in_force(cast, asset, rules)
    assert SUPPLIER not in in_rules(rules)
    vary(share=rules, by=police.lead)
    share = stages.fresh(rules)
    assert in_rules(share) == {"Barchester City Council", umbrellas.NAMES[0], SUPPLIER}
    [member] = Member.objects.live().filter(share=share, party__organisation__name=SUPPLIER)
    assert (member.user, member.role) == (cast.supplier, Role.LEAD)
    assert Action.AGREE in policy.held(cast.supplier, share)
    event = share.events.get(kind=EventKind.RULES_BODY_JOINED)
    assert event.details.facts["parties"] == [[member.party_id, SUPPLIER]]
    assert f"added {SUPPLIER} to the organisations that are to agree the rules, because it had joined them" in (
        Visitor(cast.acquirer).get("history", share).words
    )
    assert SUPPLIER in Visitor(cast.acquirer).get("bodies", share).words
    assert verify_everything().findings == []


def test_it_agrees_and_signs_the_next_edition_like_all_others(
    cast: Cast, asset: DataAsset, rules: DataShare, police: umbrellas.Joined
) -> None:
    schedules.in_force(cast, asset, rules)
    bodies = (umbrellas.leading(cast), police, schedules.supplying(cast))
    share = umbrellas.moved_on(rules, bodies)
    assert share.edition.state == State.IN_FORCE
    subject = f"Agree the common rules: {umbrellas.TITLE}"
    assert Notification.objects.filter(user=cast.supplier, subject=subject).exists()
    assert set(RegisterEntry.objects.get(share=share).members) == in_rules(share)
    signed = schedules.rules_in(share).signatures.values_list("organisation", flat=True)
    assert SUPPLIER in signed
    assert independent.history_faults(json.loads(json.dumps(evidence_of(share)))) == []
    assert verify_everything().findings == []


def test_body_that_joins_while_the_next_edition_is_a_draft_is_sent_it_too(
    cast: Cast, asset: DataAsset, rules: DataShare
) -> None:
    vary(share=rules, by=cast.acquirer)
    schedules.in_force(cast, asset, stages.fresh(rules))
    assert SUPPLIER not in in_rules(rules)
    rules_actions.offer(share=stages.fresh(rules), by=cast.acquirer)
    assert SUPPLIER in in_rules(rules)
    assert f"{SUPPLIER} must still agree" in Visitor(cast.supplier).get("overview", rules).words
    assert verify_everything().findings == []


def test_it_is_a_party_no_more_once_the_next_edition_is_withdrawn(
    cast: Cast, asset: DataAsset, rules: DataShare
) -> None:
    schedules.in_force(cast, asset, rules)
    vary(share=rules, by=cast.acquirer)
    requesting.withdraw(share=stages.fresh(rules), reason="", by=cast.acquirer)
    share = stages.fresh(rules)
    assert (share.edition.number, share.edition.state) == (1, State.IN_FORCE)
    assert SUPPLIER not in in_rules(share)
    assert policy.held(cast.supplier, share) == {Action.VIEW}
    assert verify_everything().findings == []

    vary(share=share, by=cast.acquirer)
    share = stages.fresh(share)
    assert SUPPLIER in in_rules(share)
    assert Action.AGREE in policy.held(cast.supplier, share)
    assert Member.objects.live().filter(share=share, user=cast.supplier).count() == 1
    assert verify_everything().findings == []


def test_closed_body_and_someone_who_acts_for_another_stay_out(
    cast: Cast, asset: DataAsset, rules: DataShare, police: umbrellas.Joined
) -> None:
    schedules.in_force(cast, asset, rules)
    supplier = stages.working_for(cast.supplier)
    council = rules.parties.get(is_lead=True)
    Member.objects.create(
        share=rules, party=council, user=cast.supplier, email=cast.supplier.email, role=Role.ADVISER, skill="legal"
    )
    vary(share=rules, by=cast.acquirer)
    assert not Member.objects.filter(share=rules, party__organisation=supplier).exists()
    assert SUPPLIER in in_rules(rules)
    requesting.withdraw(share=stages.fresh(rules), reason="", by=cast.acquirer)
    supplier.is_closed = True
    supplier.save(update_fields=["is_closed"])
    vary(share=stages.fresh(rules), by=cast.acquirer)
    assert SUPPLIER not in in_rules(rules)
