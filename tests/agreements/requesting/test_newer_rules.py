"""A newer edition of the common rules that a data share cites: it is said, with what to do, and stops nothing."""

import pytest

from agreements.models import DataShare, Outcome
from agreements.requesting import actions as requesting
from agreements.responding import actions as responding
from agreements.states import State
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from tests.agreements import schedules, stages, umbrellas
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
SAYS = f"Version 2 of the common rules “{umbrellas.TITLE}” is in force. This data share cites version 1."
STAYS = "The agreement can stand under the version that it cites."


@pytest.fixture
def police() -> umbrellas.Joined:
    return umbrellas.made(umbrellas.NAMES[0])


@pytest.fixture
def umbrella(cast: Cast, police: umbrellas.Joined) -> DataShare:
    return umbrellas.in_force(cast, (police,))


def moved_on(cast: Cast, umbrella: DataShare, police: umbrellas.Joined) -> DataShare:
    return umbrellas.moved_on(umbrella, (umbrellas.leading(cast), police))


def test_draft_can_move_to_the_newer_edition(
    cast: Cast, asset: DataAsset, umbrella: DataShare, police: umbrellas.Joined
) -> None:
    share = schedules.draft(cast, asset, umbrella)
    lead, colleague = Visitor(cast.acquirer), Visitor(cast.acquirer_colleague)
    assert all("Version 2" not in lead.get(page, share).words for page in ("overview", "agreement"))
    umbrella = moved_on(cast, umbrella, police)

    for visitor in (lead, colleague):
        for page in ("overview", "agreement"):
            words = visitor.get(page, share).words
            assert f"{SAYS} A lead for Barchester City Council can choose version 2 for this request" in words, page
            assert ("Choose the common rules for this request" in words) == (visitor is lead), page
    assert "Version 2 of the common rules" not in lead.get("assessment", share).words
    choice = lead.get("under_rules", share)
    assert "The request stays under version 1 until you save another choice." in choice.words
    assert choice.all("//input[@name='rules']/@value") == [str(schedules.rules_in(umbrella).pk), "none"]
    assert lead.post("under_rules", share, rules=str(schedules.rules_in(umbrella).pk)).status == 302
    for name in ("overview", "agreement"):
        words = lead.get(name, share).words
        assert "version 2" in words, name
        assert "This data share cites version 1" not in words, name


def test_newer_edition_that_does_not_bind_who_asks_is_not_offered(
    cast: Cast, asset: DataAsset, umbrella: DataShare, police: umbrellas.Joined
) -> None:
    share = schedules.draft(cast, asset, umbrella)
    umbrella = moved_on(cast, umbrella, police)
    rules = schedules.rules_in(umbrella)
    own = rules.required.get(party__is_lead=True)
    rules.required.create(party=own.party, member=own.member, office="A second position", place=99)
    words = Visitor(cast.acquirer).get("overview", share).words
    assert f"{SAYS} Barchester City Council has not joined version 2, so this request cannot move to it." in words
    assert "Choose the common rules" not in words


def test_what_is_under_way_goes_on_under_the_edition_it_cites(
    cast: Cast, asset: DataAsset, umbrella: DataShare, police: umbrellas.Joined
) -> None:
    share = schedules.draft(cast, asset, umbrella)
    requesting.submit(share=share, declared=stages.DECLARED, by=cast.acquirer)
    moved_on(cast, umbrella, police)
    sent = f"{SAYS} {STAYS} To use version 2 instead, a supplier must return the request."
    assert sent in Visitor(cast.supplier).get("overview", share).words
    responding.decide(share=stages.fresh(share), outcome=Outcome.ACCEPT, reason=None, text="", by=cast.supplier)

    late = f"{SAYS} {STAYS} To use version 2 instead, a lead for Barchester City Council must withdraw"
    for user in (cast.acquirer, cast.supplier):
        for page in ("overview", "agreement"):
            assert late in Visitor(user).get(page, share).words, page


def test_text_is_frozen_and_signed_despite_the_newer_edition(
    cast: Cast, asset: DataAsset, umbrella: DataShare, police: umbrellas.Joined
) -> None:
    share = schedules.negotiating(cast, asset, umbrella)
    stages.fill_gaps(share, cast)
    for lead in (cast.acquirer, cast.supplier):
        schedules.agree(share, lead)
    moved_on(cast, umbrella, police)
    late = f"{SAYS} {STAYS} To use version 2 instead, a lead for Barchester City Council must withdraw"
    visitor = Visitor(cast.acquirer)
    assert late in visitor.get("freeze", share).words
    assert visitor.post("freeze", share, order="any", **stages.confirmed(share)).status == 302
    assert stages.fresh(share).edition.state == State.SIGNING
    assert late in Visitor(cast.supplier_signatory).get("sign", share).words


def test_withdrawn_request_says_no_more_of_it(
    cast: Cast, asset: DataAsset, umbrella: DataShare, police: umbrellas.Joined
) -> None:
    share = schedules.draft(cast, asset, umbrella)
    moved_on(cast, umbrella, police)
    requesting.withdraw(share=share, reason="", by=cast.acquirer)
    assert "Version 2 of the common rules" not in Visitor(cast.acquirer).get("overview", share).words


def test_schedule_keeps_its_edition_when_the_rules_move_on(
    cast: Cast, asset: DataAsset, umbrella: DataShare, police: umbrellas.Joined
) -> None:
    share = schedules.in_force(cast, asset, umbrella)
    bodies = (umbrellas.leading(cast), police, schedules.supplying(cast))
    umbrella = umbrellas.moved_on(umbrella, bodies)
    assert umbrella.edition.state == State.IN_FORCE
    overview = Visitor(cast.acquirer).get("overview", umbrella).words
    assert "Version 1 of the rules It has not adopted version 2" in overview
    applies = "Version 2 applies to this data share only if its organisations adopt it."
    assert applies in Visitor(cast.supplier).get("overview", share).words
    assert verify_everything().findings == []
