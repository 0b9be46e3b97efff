"""Another of several bodies leads: the one that leads asks it, it accepts, and all that follows from leading moves."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from time_machine import travel

from agreements import policy
from agreements.answers import stored_answers
from agreements.drafting.of_record import record_of
from agreements.kinds import EventKind
from agreements.models import DataShare, Document, EndGround, Party
from agreements.negotiating import handing_over
from agreements.negotiating.leaving_out import leave_out
from agreements.register.entry import content_of
from agreements.requesting import actions as requesting
from agreements.reviewing import ending
from agreements.signing import freezing
from agreements.states import Action, State
from agreements.varying.actions import vary
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from community.models import Membership, Notification, Organisation, User
from datashare.lib.exceptions import NotNow
from tests.agreements import schedules, stages, umbrellas
from tests.agreements.signing.signatures import signed
from tests.cast import Cast, make_asset
from tests.security.four import HOSPITAL, RECEIVES, negotiating, people_of
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
WHY = "Our part is done."


@pytest.fixture
def people(cast: Cast) -> dict[str, User]:
    return people_of(cast)


@pytest.fixture
def of_four(cast: Cast, people: dict[str, User], asset: DataAsset) -> DataShare:
    """Return what a council, which asks, two that give and a hospital, which receives, agree."""
    return stages.fresh(negotiating(cast, people, asset))


@pytest.fixture
def others() -> tuple[umbrellas.Joined, ...]:
    return tuple(umbrellas.made(name) for name in umbrellas.NAMES)


@pytest.fixture
def signed_by_five(cast: Cast, others: tuple[umbrellas.Joined, ...]) -> DataShare:
    """Return an agreement in force in which several give and receive."""
    asset = make_asset(others[0].organisation, "Stops")
    schedules.held_by(others[0])
    share = schedules.of_several(cast, schedules.draft(cast, asset, umbrellas.in_force(cast, others)), others)
    signed(share, cast.acquirer_signatory, *(body.signatory for body in others))
    return stages.fresh(share)


def hospital_of(share: DataShare) -> Party:
    return share.parties.select_related("organisation").get(organisation__name=HOSPITAL)


def party_of(share: DataShare, body: umbrellas.Joined) -> Party:
    return share.parties.select_related("organisation").get(organisation=body.organisation)


def handed_over(share: DataShare, to: Party, by: User, lead: User) -> DataShare:
    handing_over.offer_lead(share=share, to=to, reason=WHY, by=by)
    handing_over.take_lead(share=stages.fresh(share), by=lead)
    return stages.fresh(share)


def lead_of(share: DataShare) -> str:
    return str(share.parties.get(is_lead=True))


# --- While clauses are agreed ------------------------------------------------------------------------


def test_other_body_leads_after_it_accepts(cast: Cast, people: dict[str, User], of_four: DataShare) -> None:
    hospital = hospital_of(of_four)
    handing_over.offer_lead(share=of_four, to=hospital, reason=WHY, by=cast.acquirer)
    assert lead_of(of_four) == str(stages.working_for(cast.acquirer))
    told = Notification.objects.get(user=people[RECEIVES], subject__startswith="You are asked to lead")
    assert WHY in told.body
    handing_over.take_lead(share=stages.fresh(of_four), by=people[RECEIVES])

    share = stages.fresh(of_four)
    assert lead_of(share) == HOSPITAL
    assert share.lead_offered_to is None
    assert Action.WITHDRAW in policy.held(people[RECEIVES], share)
    assert Action.WITHDRAW not in policy.held(cast.acquirer, share)
    assert policy.disagreements() == []
    assert verify_everything().findings == []


def test_each_keeps_what_it_answered_about_itself(cast: Cast, people: dict[str, User], of_four: DataShare) -> None:
    council, hospital = of_four.parties.get(is_lead=True), hospital_of(of_four)
    before = stored_answers(of_four)
    share = handed_over(of_four, hospital, cast.acquirer, people[RECEIVES])
    after = stored_answers(share)
    assert before.request["storage"]
    assert after.receiving[council.pk]["storage"] == before.request["storage"]
    assert after.request["aims"] == before.request["aims"]
    for key, value in before.receiving.get(hospital.pk, {}).items():
        assert after.request[key] == value


def test_clauses_that_name_who_leads_are_agreed_again(cast: Cast, people: dict[str, User], of_four: DataShare) -> None:
    council = str(stages.working_for(cast.acquirer))
    told = {clause.key: clause.text for clause in record_of(of_four, Document.MOU).clauses}
    assert council in told["parties.terms"]
    share = handed_over(of_four, hospital_of(of_four), cast.acquirer, people[RECEIVES])
    now = {clause.key: clause.text for clause in record_of(share, Document.MOU).clauses}
    assert now["parties.terms"] != told["parties.terms"]
    assert f"“lead” means {HOSPITAL}, which coordinates the sharing" in now["parties.terms"]
    assert f"“asking party” means {council}, which asked for the data" in now["parties.terms"]
    for key in ("purpose.aims", "signatures.considered"):
        assert now[key] == told[key]
        assert "asking party" in now[key]
    clause = share.edition.clauses.get(key="parties.terms")
    assert clause.current
    assert clause.current.number == 2
    assert not clause.current.agreements.exists()


def test_who_only_gives_is_not_asked(cast: Cast, of_four: DataShare) -> None:
    assert handing_over.can_lead(of_four) == [hospital_of(of_four)]
    giver = of_four.parties.get(organisation=stages.working_for(cast.supplier))
    with pytest.raises(NotNow, match="cannot lead"):
        handing_over.offer_lead(share=of_four, to=giver, reason=WHY, by=cast.acquirer)


def test_only_who_leads_asks_and_only_who_is_asked_takes(
    cast: Cast, people: dict[str, User], of_four: DataShare
) -> None:
    hospital = hospital_of(of_four)
    for user in (cast.supplier, cast.acquirer_signatory, people[RECEIVES]):
        with pytest.raises(PermissionDenied):
            handing_over.offer_lead(share=of_four, to=hospital, reason=WHY, by=user)
    with pytest.raises(NotNow, match="was not asked"):
        handing_over.take_lead(share=of_four, by=people[RECEIVES])
    handing_over.offer_lead(share=of_four, to=hospital, reason=WHY, by=cast.acquirer)
    with pytest.raises(NotNow, match="was not asked"):
        handing_over.take_lead(share=stages.fresh(of_four), by=cast.supplier)
    handing_over.refuse_lead(share=stages.fresh(of_four), reason="Too few people.", by=people[RECEIVES])
    with pytest.raises(NotNow, match="was not asked"):
        handing_over.take_lead(share=stages.fresh(of_four), by=people[RECEIVES])


def test_page_asks_takes_and_says_no(cast: Cast, people: dict[str, User], of_four: DataShare) -> None:
    lead, asked = Visitor(cast.acquirer), Visitor(people[RECEIVES])
    assert "ask another organisation to lead" in lead.get("withdraw", of_four).words
    assert lead.post("lead_body", of_four, why=WHY).errors == ["Select the organisation that you ask to lead"]
    assert lead.post("lead_body", of_four, to=hospital_of(of_four).pk, why=WHY).status == 302
    assert asked.post("lead_body", of_four, answer="no").errors == ["Enter why it will not lead"]
    assert asked.post("lead_body", of_four, answer="no", why="Too few people.").status == 302
    assert asked.post("lead_body", of_four, answer="yes").status == 409
    assert lead.post("lead_body", of_four, to=hospital_of(of_four).pk, why=WHY).status == 302
    assert asked.post("lead_body", of_four, answer="yes").status == 302
    assert f"{HOSPITAL} leads." in lead.get("lead_body", of_four).words
    history = lead.get("history", of_four).words
    assert "took over the lead for Barchester Hospital Trust" in history
    assert "asked Barchester Hospital Trust to lead" in history


def test_page_is_closed_to_who_may_not(cast: Cast, people: dict[str, User], of_four: DataShare) -> None:
    assert Visitor(people["outside"]).get("lead_body", of_four).status == 404
    assert Visitor(cast.acquirer_signatory).post("lead_body", of_four, answer="yes").status in (403, 404)
    for user in (cast.supplier, people[RECEIVES]):
        assert Visitor(user).post("lead_body", of_four, answer="yes").status == 409


def test_two_bodies_have_no_such_page(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    assert Visitor(cast.acquirer).get("lead_body", share).status == 404
    other = share.parties.get(is_lead=False)
    with pytest.raises(NotNow):
        handing_over.offer_lead(share=share, to=other, reason=WHY, by=cast.acquirer)


# --- After the signatures ----------------------------------------------------------------------------


def test_who_leads_rules_lets_another_lead_before_it_gives_notice(
    cast: Cast, others: tuple[umbrellas.Joined, ...]
) -> None:
    rules, council = umbrellas.in_force(cast, others[:2]), umbrellas.leading(cast)
    day = timezone.localdate() + timedelta(days=100)
    with pytest.raises(NotNow, match="Ask another organisation to lead first"):
        ending.give_notice(share=rules, last_day=day, reason=WHY, by=council.signatory)
    assert "Let another organisation lead" in Visitor(council.lead).get("overview", rules).words
    rules = handed_over(rules, party_of(rules, others[0]), council.lead, others[0].lead)
    ending.give_notice(share=rules, last_day=day, reason=WHY, by=council.signatory)
    assert lead_of(rules) == str(others[0].organisation)
    assert policy.disagreements() == []
    assert verify_everything().findings == []


def test_signed_words_stay_and_the_new_lead_varies(
    cast: Cast, others: tuple[umbrellas.Joined, ...], signed_by_five: DataShare
) -> None:
    words = signed_by_five.agreements.get().words.words
    share = handed_over(signed_by_five, party_of(signed_by_five, others[0]), cast.acquirer, others[0].lead)
    assert share.agreements.get().words.words == words
    vary(share=share, by=others[1].lead)
    requesting.submit(share=stages.fresh(share), declared=stages.DECLARED, by=others[0].lead)
    assert stages.fresh(share).edition.state == State.SUBMITTED
    assert verify_everything().findings == []


def test_another_takes_the_lead_of_who_left_at_once(
    cast: Cast, others: tuple[umbrellas.Joined, ...], signed_by_five: DataShare
) -> None:
    share = signed_by_five
    with pytest.raises(NotNow, match="was not asked"):
        handing_over.take_lead(share=share, by=others[0].lead)
    ending.end_at_once(share=share, ground=EndGround.UNLAWFUL, reason="Advice.", by=cast.acquirer_signatory)
    vary(share=stages.fresh(share), by=others[1].lead)
    share = stages.fresh(share)
    assert Action.SUBMIT not in policy.held(others[0].lead, share)
    assert "Lead in place of another organisation" in Visitor(others[0].lead).get("overview", share).words
    handing_over.take_lead(share=share, by=others[0].lead)
    share = stages.fresh(share)
    assert share.events.filter(kind=EventKind.LEAD_CHANGED).exists()
    requesting.submit(share=share, declared=stages.DECLARED, by=others[0].lead)
    assert stages.fresh(share).edition.state == State.SUBMITTED
    assert policy.disagreements() == []


def test_no_other_takes_the_lead_while_a_successor_acts_for_who_leads(
    cast: Cast, others: tuple[umbrellas.Joined, ...], signed_by_five: DataShare
) -> None:
    share, council = signed_by_five, stages.working_for(cast.acquirer)
    heir = Organisation.objects.create(name="Greater Barset Council", slug="greater-barset")
    council.superseded_by.add(heir)
    Organisation.objects.filter(pk=council.pk).update(is_closed=True)
    Membership.objects.filter(organisation=council).update(until=timezone.now())
    Membership.objects.bulk_create([Membership(user=cast.acquirer, organisation=heir)])
    assert not handing_over.lead_is_gone(share)
    assert Visitor(others[0].lead).post("lead_body", share, answer="yes").status == 409
    share = handed_over(share, party_of(share, others[0]), cast.acquirer, others[0].lead)
    assert council.pk in {party.organisation_id for party in handing_over.can_lead(share)}
    Membership.objects.filter(organisation=heir).update(until=timezone.now())
    assert council.pk not in {party.organisation_id for party in handing_over.can_lead(share)}


def test_who_leads_may_go_once_each_other_refused_or_was_silent(
    cast: Cast, others: tuple[umbrellas.Joined, ...]
) -> None:
    rules, council = umbrellas.in_force(cast, others[:2]), umbrellas.leading(cast)
    first, second = (party_of(rules, body) for body in others[:2])
    day = timezone.localdate() + timedelta(days=150)
    handing_over.offer_lead(share=rules, to=first, reason=WHY, by=council.lead)
    handing_over.refuse_lead(share=stages.fresh(rules), reason="No.", by=others[0].lead)
    handing_over.offer_lead(share=stages.fresh(rules), to=second, reason=WHY, by=council.lead)
    assert handing_over.still_to_ask(stages.fresh(rules)) == [second]
    with pytest.raises(NotNow, match="or not answered for 20 working days"):
        ending.give_notice(share=stages.fresh(rules), last_day=day, reason=WHY, by=council.signatory)
    with travel(timezone.now() + timedelta(days=32), tick=False):
        assert handing_over.still_to_ask(stages.fresh(rules)) == []
        ending.give_notice(share=stages.fresh(rules), last_day=day, reason=WHY, by=council.signatory)
    with travel(timezone.now() + timedelta(days=152), tick=False):
        ending.sweep()
        assert Notification.objects.filter(
            user=others[0].lead, body__contains="another organisation must take"
        ).exists()
        handing_over.take_lead(share=stages.fresh(rules), by=others[0].lead)


def test_who_has_given_notice_cannot_lead(cast: Cast, others: tuple[umbrellas.Joined, ...]) -> None:
    rules, council = umbrellas.in_force(cast, others[:2]), umbrellas.leading(cast)
    day = timezone.localdate() + timedelta(days=100)
    ending.give_notice(share=rules, last_day=day, reason=WHY, by=others[0].signatory)
    assert handing_over.can_lead(stages.fresh(rules)) == [party_of(rules, others[1])]
    with pytest.raises(NotNow, match="cannot lead"):
        handing_over.offer_lead(share=stages.fresh(rules), to=party_of(rules, others[0]), reason=WHY, by=council.lead)


def test_who_was_not_asked_can_only_say_yes(
    cast: Cast, others: tuple[umbrellas.Joined, ...], signed_by_five: DataShare
) -> None:
    share, visitor = signed_by_five, Visitor(others[0].lead)
    ending.end_at_once(share=share, ground=EndGround.UNLAWFUL, reason="Advice.", by=cast.acquirer_signatory)
    assert visitor.get("lead_body", share).all("//main//form//input[@type='radio']/@value") == ["yes"]
    assert visitor.post("lead_body", share, answer="no").status == 200
    assert visitor.post("lead_body", share, answer="yes").status == 302


def test_offer_to_who_is_left_out_is_cleared(cast: Cast, of_four: DataShare) -> None:
    hospital = hospital_of(of_four)
    handing_over.offer_lead(share=of_four, to=hospital, reason=WHY, by=cast.acquirer)
    leave_out(share=stages.fresh(of_four), party=hospital, is_silent=False, reason=WHY, by=cast.acquirer)
    assert stages.fresh(of_four).lead_offered_to is None
    assert "was asked to lead" not in Visitor(cast.acquirer).get("lead_body", of_four).words


def test_register_names_the_answers_of_who_sent_the_request(
    cast: Cast, others: tuple[umbrellas.Joined, ...], signed_by_five: DataShare
) -> None:
    before = content_of(signed_by_five.agreements.get())
    share = handed_over(signed_by_five, party_of(signed_by_five, others[0]), cast.acquirer, others[0].lead)
    after = content_of(share.agreements.get())
    assert {key: value for key, value in after.items() if key not in ("acquirers", "members", "parties")} == {
        key: value for key, value in before.items() if key not in ("acquirers", "members", "parties")
    }


def test_nothing_is_handed_over_while_people_sign(cast: Cast, others: tuple[umbrellas.Joined, ...]) -> None:
    rules = umbrellas.agreed(cast, others[:2])
    freezing.freeze_words(share=rules, by=cast.acquirer)
    with pytest.raises(NotNow):
        handing_over.offer_lead(share=stages.fresh(rules), to=party_of(rules, others[0]), reason=WHY, by=cast.acquirer)
