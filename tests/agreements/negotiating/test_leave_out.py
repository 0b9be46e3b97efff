"""The lead goes on without a body of several that takes no part, and its entries leave the text."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from time_machine import travel

from agreements import policy
from agreements.drafting.of_record import record_of
from agreements.kinds import EventKind
from agreements.models import Clause, DataShare, Document, Party, Proposal
from agreements.negotiating import actions as negotiation
from agreements.negotiating import leaving_out
from agreements.negotiating.inapplicable import not_applying
from agreements.negotiating.readiness import obstacles_to_freezing
from agreements.signing import freezing
from agreements.states import Action, State
from agreements.verifying.audit import verify_everything
from agreements.verifying.history_file import evidence_of
from catalogue.models import DataAsset
from community.models import Notification
from datashare.lib.exceptions import NotNow
from tests.agreements import stages, umbrellas
from tests.agreements.assessments import decide_all
from tests.agreements.evidence import independent
from tests.agreements.negotiating.clauses import proposed, whole_clauses
from tests.agreements.signing import three
from tests.cast import Cast
from tests.security.four import HOSPITAL, negotiating, people_of
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
REASON = "Its board decided on Monday that it takes no part."


def named(share: DataShare, name: str) -> Party:
    return share.parties.get(organisation__name=name)


def left_out(share: DataShare, cast: Cast, party: Party, *, is_silent: bool = False) -> list[Clause]:
    return list(leaving_out.leave_out(share=share, party=party, is_silent=is_silent, reason=REASON, by=cast.acquirer))


def text(share: DataShare) -> str:
    drafts = [record_of(stages.fresh(share), document) for document in Document]
    return " ".join(clause.text for made in drafts for clause in made.clauses)


@pytest.fixture
def of_four(cast: Cast, asset: DataAsset) -> DataShare:
    """Return what a council, which asks, two that give and a hospital, which receives, agree."""
    return stages.fresh(negotiating(cast, people_of(cast), asset))


def test_receiver_leaves_text_and_flows(cast: Cast, of_four: DataShare) -> None:
    share, hospital = of_four, named(of_four, HOSPITAL)
    assert HOSPITAL in text(share)
    assert hospital in leaving_out.can_be_left_out(share)
    left_out(share, cast, hospital)

    share = stages.fresh(share)
    hospital.refresh_from_db()
    assert not hospital.sides
    assert not hospital.ends.filter(flow__edition=share.edition).exists()
    assert HOSPITAL not in text(share)
    assert not [
        clause for clause in share.edition.clauses.all() if hospital.pk in clause.binds and not clause.is_struck
    ]
    own = share.edition.clauses.filter(key__endswith=f"__{hospital.pk}").select_related("current")
    assert own
    assert all(clause.is_struck and not clause.number for clause in own)
    assert not_applying(share) == {clause.key for clause in own}
    assert share.edition.state == State.NEGOTIATING
    assert policy.disagreements() == []
    assert verify_everything().findings == []
    assert independent.history_faults(evidence_of(share)) == []


def test_its_people_look_back_and_act_no_more(cast: Cast, of_four: DataShare) -> None:
    share, hospital = of_four, named(of_four, HOSPITAL)
    nurse = share.members.get(party=hospital).user
    assert nurse
    left_out(share, cast, hospital)
    share = stages.fresh(share)
    assert policy.held(nurse, share) == {Action.LOOK_BACK}
    visitor = Visitor(nurse)
    assert visitor.get("overview", share).status == 200
    assert visitor.post("agree_clauses", share, clause="1:1").status == 403
    assert f"{HOSPITAL} must" not in " ".join(obstacles_to_freezing(share))
    told = Notification.objects.get(user=nurse, subject__startswith="The others go on without you")
    assert REASON in told.body
    others = Notification.objects.filter(subject__startswith="One organisation was left out")
    assert {cast.supplier, cast.stranger} <= {message.user for message in others}


def test_what_people_worded_stays_and_is_named(cast: Cast, of_four: DataShare) -> None:
    share, hospital = of_four, named(of_four, HOSPITAL)
    clause = share.edition.clauses.get(key="parties.parties")
    words = f"The parties are all of us, {HOSPITAL} among them."
    made = proposed(clause, cast.supplier, text=words)
    negotiation.accept(proposal=made, by=cast.acquirer)
    open_one = proposed(whole_clauses(share)[-1], cast.stranger)
    assert left_out(stages.fresh(share), cast, hospital) == [clause]
    clause.refresh_from_db()
    assert clause.current_id == made.wording_id
    open_one.refresh_from_db()
    assert open_one.is_open


def test_its_own_proposals_close(cast: Cast, of_four: DataShare) -> None:
    share, hospital = of_four, named(of_four, HOSPITAL)
    nurse = share.members.get(party=hospital).user
    assert nurse
    clause = next(
        one
        for one in whole_clauses(share)
        if not one.binds and HOSPITAL not in ((one.current and one.current.text) or "")
    )
    own = proposed(clause, nurse)
    left_out(share, cast, hospital)
    own.refresh_from_db()
    assert own.state in (Proposal.State.REJECTED, Proposal.State.OVERTAKEN)


def test_agreed_clauses_that_did_not_change_stay_agreed(cast: Cast, asset: DataAsset) -> None:
    share = three.agreed(cast, asset)
    useful = share.parties.get(members__user=cast.stranger)
    worded = left_out(share, cast, useful)
    share = stages.fresh(share)
    agreed = share.edition.clauses.filter(current__agreements__party__is_lead=True)
    assert agreed.exists()
    assert len(share.parties.bound()) == 2
    # The text of two that began with three keeps the words of several.
    assert share.edition.clauses.filter(key="schedule.signatures").exists()
    # What people wrote in place of a missing answer stays as it is, and they are told to check it.
    named = share.edition.clauses.filter(current__text__contains="Agency for Elsewhere")
    assert {clause.key for clause in named} == {clause.key for clause in worded} == {"schedule.signatures"}
    assert not_applying(share) <= set(
        share.edition.clauses.filter(key__endswith=f"__{useful.pk}").values_list("key", flat=True)
    ) | {clause.key for clause in share.edition.clauses.all() if clause.is_own}
    # The risks are judged again without it.
    decide_all(share)
    for lead in (cast.acquirer, cast.supplier):
        own = share.parties.get(members__user=lead)
        left = share.edition.clauses.binding(own).exclude(current__agreements__party=own)
        negotiation.agree(share=share, wordings={clause.pk: clause.current_id or 0 for clause in left}, by=lead)
    assert obstacles_to_freezing(stages.fresh(share)) == []
    freezing.freeze_words(share=stages.fresh(share), by=cast.supplier)
    stages.sign_everything(stages.fresh(share), cast)
    assert stages.fresh(share).edition.state == State.IN_FORCE
    assert verify_everything().findings == []


def test_who_is_needed_stays(cast: Cast, of_four: DataShare) -> None:
    share = of_four
    for party in share.parties.exclude(organisation__name=HOSPITAL):
        with pytest.raises(NotNow, match="no agreement without it"):
            left_out(share, cast, party)
        address = Visitor(cast.acquirer).get("leave_out", share, party.pk)
        assert address.status == (404 if party.is_lead else 409)


def test_only_a_lead_of_who_asks_leaves_one_out(cast: Cast, of_four: DataShare) -> None:
    share, hospital = of_four, named(of_four, HOSPITAL)
    for user in (cast.supplier, cast.stranger):
        with pytest.raises(PermissionDenied, match="Only a lead for Barchester City Council"):
            leaving_out.leave_out(share=share, party=hospital, is_silent=False, reason=REASON, by=user)
        for page, *args in (("negotiating_bodies",), ("leave_out", hospital.pk), ("invite_lead", hospital.pk)):
            assert Visitor(user).get(page, share, *args).status == 403, page
    given = {"ground": "said", "reason": REASON}
    assert Visitor(cast.supplier).post("leave_out", share, hospital.pk, **given).status == 403
    hospital.refresh_from_db()
    assert hospital.receives


def test_silence_takes_ten_working_days(cast: Cast, of_four: DataShare) -> None:
    share, hospital = of_four, named(of_four, HOSPITAL)
    lead = Visitor(cast.acquirer)
    given = {"ground": "silent", "reason": REASON}
    [error] = lead.post("leave_out", share, hospital.pk, **given).errors
    assert error.startswith("You can only say that it does not answer from")
    with pytest.raises(NotNow, match="has not been silent"):
        left_out(share, cast, hospital, is_silent=True)
    with travel(timezone.now() + timedelta(days=25), tick=True):
        left_out(stages.fresh(share), cast, hospital, is_silent=True)
    assert share.events.filter(kind=EventKind.PARTY_LEFT_OUT).count() == 1


def test_lead_leaves_one_out_on_the_page(cast: Cast, of_four: DataShare) -> None:
    share, hospital, lead = of_four, named(of_four, HOSPITAL), Visitor(cast.acquirer)
    assert "Invite a lead for an organisation, or go on without one" in lead.get("agreement", share).words
    assert "go on without one" not in Visitor(cast.supplier).get("agreement", share).words
    page = lead.get("negotiating_bodies", share)
    assert page.all("//main//a[contains(@href, '/without/')]/@href") == [
        f"/shares/{share.reference}/agreement/organisations/{hospital.pk}/without/"
    ]
    assert lead.post("leave_out", share, hospital.pk).errors == [
        "Select why you go on without it",
        "Enter an explanation for everyone",
    ]
    done = lead.post("leave_out", share, hospital.pk, ground="said", reason=REASON)
    assert done.goes_to == f"/shares/{share.reference}/agreement/"
    assert f"went on without {HOSPITAL}" in lead.get("history", share).words
    assert REASON in Visitor(cast.supplier).get("history", share).words
    assert f"{HOSPITAL} takes no part in this agreement any more." in lead.get("negotiating_bodies", share).words
    assert lead.post("leave_out", share, hospital.pk, ground="said", reason=REASON).status == 404


def test_two_bodies_have_no_such_page(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    supplier = share.parties.get(is_lead=False)
    for page, *args in (("negotiating_bodies",), ("leave_out", supplier.pk), ("invite_lead", supplier.pk)):
        assert Visitor(cast.acquirer).get(page, share, *args).status == 404
    assert "go on without one" not in Visitor(cast.acquirer).get("agreement", share).words


def others(count: int) -> tuple[umbrellas.Joined, ...]:
    return tuple(umbrellas.made(name) for name in umbrellas.NAMES[:count])


def test_body_that_never_came_leaves_the_rules(cast: Cast) -> None:
    bodies = others(2)
    share = umbrellas.offered(cast, bodies)
    fire = share.parties.get(organisation=bodies[1].organisation)
    assert "Barset Fire and Rescue" in text(share)
    left_out(share, cast, fire)
    share = stages.fresh(share)
    assert "Barset Fire and Rescue" not in text(share)
    assert policy.held(bodies[1].lead, share) == {Action.LOOK_BACK}
    for body in (umbrellas.leading(cast), bodies[0]):
        umbrellas.agree_all(share, body)
    agreement = freezing.freeze_words(share=stages.fresh(share), by=cast.acquirer)
    for body in (umbrellas.leading(cast), bodies[0]):
        umbrellas.sign(agreement, body.signatory)
    assert stages.fresh(share).edition.state == State.IN_FORCE
    assert verify_everything().findings == []


def test_rules_of_two_lose_no_one(cast: Cast) -> None:
    bodies = others(1)
    share = umbrellas.offered(cast, bodies)
    with pytest.raises(NotNow):
        left_out(share, cast, share.parties.get(organisation=bodies[0].organisation))


def test_who_an_edition_in_force_binds_is_not_left_out_of_the_next(cast: Cast) -> None:
    from agreements.requesting import umbrella
    from agreements.varying.actions import vary

    bodies = others(2)
    share = umbrellas.in_force(cast, bodies)
    vary(share=share, by=cast.acquirer)
    umbrella.offer(share=stages.fresh(share), by=cast.acquirer)
    share = stages.fresh(share)
    assert leaving_out.can_be_left_out(share) == []
    with pytest.raises(NotNow):
        left_out(share, cast, share.parties.get(organisation=bodies[1].organisation))
