"""A person who takes part for two bodies of one data share acts for one at a time."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from agreements import policy
from agreements.kinds import EventKind
from agreements.members import acting
from agreements.members import actions as members
from agreements.models import (
    ClauseAgreement,
    Comment,
    DataShare,
    EventDetails,
    Member,
    Party,
    SharePermission,
)
from agreements.negotiating import actions as negotiating
from agreements.overview.desk import desk_of, page_of_shares
from agreements.signing import actions as sign_off
from agreements.signing import freezing
from agreements.states import Action, Role, Side, State
from agreements.verifying.audit import verify_everything
from agreements.workflow import begin, lock
from catalogue.models import DataAsset
from community.models import Membership, Notification, User
from datashare.lib.exceptions import NotNow
from tests.agreements import stages
from tests.agreements.negotiating.clauses import proposed, whole_clauses
from tests.cast import Cast, make_person
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
ASKS, GIVES = "Barchester City Council", "Office for Records"


@pytest.fixture
def bea(cast: Cast) -> User:
    """Return someone who works for both bodies."""
    person = make_person("bea", "Bea Lund", stages.working_for(cast.acquirer))
    Membership.objects.create(user=person, organisation=stages.working_for(cast.supplier))
    return person


@pytest.fixture
def share(cast: Cast, asset: DataAsset, bea: User) -> DataShare:
    """Return a data share in negotiation in which she contributes for the supplier, and since then for who asks."""
    share = stages.negotiating(cast, asset)
    members.invite(share=share, email=bea.email, role=Role.CONTRIBUTOR, by=cast.supplier)
    members.invite(share=share, email=bea.email, role=Role.CONTRIBUTOR, by=cast.acquirer)
    return share


def party(share: DataShare, name: str) -> Party:
    return share.parties.get(organisation__name=name)


def act(share: DataShare, name: str, by: User) -> None:
    acting.act_for(share=share, party=party(share, name), by=by)


def rows(user: User, share: DataShare, name: str) -> set[str]:
    own = SharePermission.objects.filter(user=user, content_object=share, party=party(share, name))
    return set(own.values_list("permission__codename", flat=True))


def test_second_invitation_changes_nothing_until_they_choose(share: DataShare, bea: User) -> None:
    assert str(members.party_of(share, bea)) == GIVES
    act(share, ASKS, bea)
    assert str(members.party_of(share, bea)) == ASKS


def test_permissions_are_those_of_the_party_never_of_both(share: DataShare, bea: User) -> None:
    for name, side in ((ASKS, Side.ACQUIRER), (GIVES, Side.SUPPLIER)):
        due = stages.actions_for(side, Role.CONTRIBUTOR)
        act(share, name, bea)
        assert rows(bea, share, name) == policy.held(bea, share) == due
        read = DataShare.objects.read_by(bea).get(pk=share.pk)
        assert policy.held(bea, read) == due
    assert Action.ANSWER not in policy.held(bea, share)
    assert policy.disagreements() == []


def test_row_under_another_party_opens_nothing_and_is_found(share: DataShare, bea: User) -> None:
    own, other = party(share, GIVES), party(share, ASKS)
    row = SharePermission.objects.filter(user=bea, party=other, permission__codename=Action.ANSWER)
    assert row.update(party=own) == 1
    act(share, ASKS, bea)
    assert Action.ANSWER not in policy.held(bea, share)
    assert set(policy.disagreements()) == {
        f"data share {share.pk}: person {bea.pk} lacks answer_request for party {other.pk}",
        f"data share {share.pk}: person {bea.pk} holds without a role answer_request for party {own.pk}",
    }


def test_end_of_one_role_leaves_the_other_body_its_own(share: DataShare, bea: User, cast: Cast) -> None:
    act(share, ASKS, bea)
    before = rows(bea, share, GIVES)
    members.remove(member=share.members.get(user=bea, party=party(share, ASKS)), by=cast.acquirer)
    assert rows(bea, share, ASKS) == set()
    assert rows(bea, share, GIVES) == before == policy.held(bea, share)
    assert Visitor(bea).get("overview", share).status == 200
    assert policy.disagreements() == []


def test_leaving_one_body_ends_the_role_for_that_body_only(share: DataShare, bea: User) -> None:
    membership = bea.memberships.get(organisation__name=GIVES)
    membership.until = membership.since
    membership.save()
    assert {str(member.party) for member in Member.objects.live().filter(share=share, user=bea)} == {ASKS}
    assert str(members.party_of(share, bea)) == ASKS
    assert policy.disagreements() == []


def test_who_does_not_work_for_both_is_refused(share: DataShare, cast: Cast) -> None:
    with pytest.raises(NotNow, match="only if they work for both"):
        members.invite(share=share, email=cast.supplier_colleague.email, role=Role.OBSERVER, by=cast.acquirer)


def test_page_says_whom_they_act_for_and_offers_the_other(share: DataShare, bea: User, cast: Cast) -> None:
    visitor = Visitor(bea)
    for page in ("overview", "people", "agreement", "history", "files"):
        assert f"You act for {GIVES}. Act for {ASKS} instead" in visitor.get(page, share).words, page
    for user in (cast.acquirer, cast.supplier):
        seen = Visitor(user).get("overview", share)
        assert "You act for" not in seen.words
        assert "acting_for" not in seen.fields


def test_choosing_on_the_page_shows_the_other_part(share: DataShare, bea: User, cast: Cast) -> None:
    visitor = Visitor(bea)
    chosen = visitor.post("act_for", share, party=str(party(share, ASKS).pk))
    assert chosen.goes_to == f"/shares/{share.reference}/"
    assert f"You act for {ASKS}. Act for {GIVES} instead" in visitor.get("overview", share).words


def test_no_one_chooses_a_party_that_is_not_theirs(share: DataShare, bea: User, cast: Cast) -> None:
    for user in (cast.acquirer, cast.supplier):
        for name in {ASKS, GIVES} - {str(members.party_of(share, user))}:
            assert Visitor(user).post("act_for", share, party=str(party(share, name).pk)).status == 403
    assert Visitor(bea).post("act_for", share, party="0").status == 404
    assert Visitor(cast.stranger).post("act_for", share, party=str(party(share, ASKS).pk)).status == 404


def test_private_comment_is_read_only_while_acting_for_its_body(share: DataShare, bea: User) -> None:
    visitor, clause = Visitor(bea), whole_clauses(share)[0]
    negotiating.comment(clause=clause, text="Our gooseberry limit.", private=True, by=bea)
    assert "gooseberry" in visitor.get("clause", share, clause.pk).words
    act(share, ASKS, bea)
    assert "gooseberry" not in visitor.get("clause", share, clause.pk).words
    act(share, GIVES, bea)
    assert "gooseberry" in visitor.get("clause", share, clause.pk).words


def test_stale_page_is_refused_and_shows_what_was_typed(share: DataShare, bea: User) -> None:
    visitor, clause = Visitor(bea), whole_clauses(share)[0]
    fields = visitor.get("clause", share, clause.pk).fields
    assert fields["acting_for"] == [str(party(share, GIVES).pk)] * len(fields["acting_for"])
    act(share, ASKS, bea)
    typed = {"text": "Our gooseberry limit.", "private": "yes", "acting_for": fields["acting_for"][0]}
    seen = visitor.post("comment", share, clause.pk, **typed)
    assert seen.status == 409
    assert f"You opened this page when you acted for {GIVES}. You now act for {ASKS}" in seen.words
    assert "Our gooseberry limit." in seen.words
    assert "Acting for" not in seen.words
    assert not Comment.objects.exists()
    act(share, GIVES, bea)
    assert visitor.post("comment", share, clause.pk, **typed).status == 302
    assert Comment.objects.get().party == party(share, GIVES)


def test_page_from_before_the_second_role_is_refused(share: DataShare, bea: User) -> None:
    clause = whole_clauses(share)[0]
    seen = Visitor(bea).post("comment", share, clause.pk, text="Our gooseberry limit.")
    assert seen.status == 409
    assert "before you acted for more than one organisation" in seen.words
    assert not Comment.objects.exists()


def test_page_of_a_role_that_has_ended_is_refused(share: DataShare, bea: User, cast: Cast) -> None:
    visitor, clause = Visitor(bea), whole_clauses(share)[0]
    own = str(party(share, GIVES).pk)
    members.remove(member=share.members.get(user=bea, party=party(share, GIVES)), by=cast.supplier)
    assert visitor.post("comment", share, clause.pk, text="Our limit.", private="no", acting_for=own).status == 409
    assert not Comment.objects.exists()
    assert visitor.post("comment", share, clause.pk, text="Our limit.", private="no").status == 302


def test_choice_between_reading_and_acting_is_refused(share: DataShare, bea: User, cast: Cast) -> None:
    """However the action reached the data share: by itself, by a clause, by a proposal, or locked before."""
    clause, proposal = whole_clauses(share)[0], proposed(whole_clauses(share)[0], cast.acquirer_colleague)
    read = DataShare.objects.read_by(bea).get(pk=share.pk).tied()
    clause = read.edition.clauses.get(pk=clause.pk)
    proposal.wording.clause.edition = read.edition
    act(share, ASKS, bea)
    refused = pytest.raises(NotNow, match=f"when you acted for {GIVES}")
    with refused:
        negotiating.comment(clause=clause, text="Our limit.", private=True, by=bea)
    with refused:
        negotiating.agree(share=read, wordings={clause.pk: clause.current_id or 0}, by=bea)
    with refused:
        negotiating.reject(proposal=proposal, note="No.", by=bea)
    with transaction.atomic(), refused:
        begin(lock(read), Action.COMMENT, bea)


def test_each_body_agrees_and_the_history_names_it(share: DataShare, bea: User) -> None:
    clause = whole_clauses(share)[0]
    for name in (GIVES, ASKS):
        act(share, name, bea)
        negotiating.agree(share=share, wordings={clause.pk: clause.current_id or 0}, by=bea)
    agreed = ClauseAgreement.objects.filter(wording=clause.current, by=bea)
    assert {str(row.party) for row in agreed} == {ASKS, GIVES}
    told = EventDetails.objects.of(share, EventKind.CLAUSES_AGREED)[:2]
    assert [row.said_by for row in told] == [f"Bea Lund ({ASKS})", f"Bea Lund ({GIVES})"]


def test_proposal_names_its_body_and_who_accepted_it(share: DataShare, bea: User, cast: Cast) -> None:
    clause = whole_clauses(share)[0]
    proposal = proposed(clause, bea)
    assert str(proposal.wording.party) == GIVES
    with pytest.raises(PermissionDenied, match="from your own organisation"):
        negotiating.accept(proposal=proposal, by=bea)
    act(share, ASKS, bea)
    negotiating.accept(proposal=proposal, by=bea)
    act(share, GIVES, bea)
    words = Visitor(cast.acquirer).get("clause", share, clause.pk).words
    assert f"{ASKS} accepted the proposal from {GIVES}" in words


def test_mail_is_for_the_body_whose_turn_it_is(share: DataShare, bea: User, cast: Cast) -> None:
    proposed(whole_clauses(share)[0], cast.acquirer_colleague)
    [told] = Notification.objects.filter(user=bea, subject__icontains="propos")
    assert told.why == f"You get this because you take part in this data share as a contributor for {GIVES}."


def test_same_news_for_both_bodies_is_told_once(share: DataShare, bea: User, cast: Cast) -> None:
    Notification.objects.all().delete()
    negotiating.comment(clause=whole_clauses(share)[0], text="Is this so?", private=False, by=cast.acquirer)
    told = Notification.objects.filter(user=bea)
    both = f"a contributor for {ASKS} and a contributor for {GIVES}"
    assert [row.why for row in told] == [f"You get this because you take part in this data share as {both}."]


def test_list_shows_the_turn_of_each_body(share: DataShare, bea: User, cast: Cast) -> None:
    proposed(whole_clauses(share)[0], cast.acquirer)
    desk = desk_of(bea, page_of_shares(bea).shares)
    found = {row.body: (row.words, row.address) for row in [*desk.mine, *desk.others]}
    assert found[GIVES] == ("Decide on 1 proposal", f"/shares/{share.reference}/agreement/proposals/")
    assert found[ASKS][0].startswith("Agree ")
    assert found[ASKS][1] == f"/shares/{share.reference}/"
    words = Visitor(bea).get("shares").words
    assert f"{share.reference}, for {GIVES}" in words
    assert f"{share.reference}, for {ASKS}" in words
    assert ", for " not in Visitor(cast.acquirer).get("shares").words


def test_one_person_signs_for_each_body(cast: Cast, asset: DataAsset, bea: User) -> None:
    share = stages.agreed(cast, asset)
    for lead, signatory in ((cast.acquirer, cast.acquirer_signatory), (cast.supplier, cast.supplier_signatory)):
        members.remove(member=share.members.get(user=signatory), by=lead)
        members.invite(share=share, email=bea.email, role=Role.SIGNATORY, office="Chief Executive", by=lead)
    agreement = freezing.freeze_words(share=stages.fresh(share), by=cast.acquirer)
    digest = agreement.words.digest
    for name, state in ((ASKS, State.SIGNING), (GIVES, State.IN_FORCE)):
        act(share, name, bea)
        for _ in range(2):
            signature = sign_off.sign(agreement=agreement, digest=digest, method="password", by=bea)
            assert signature.organisation == name
        assert stages.fresh(share).edition.state == state
    assert agreement.signatures.count() == 2
    assert verify_everything().findings == []
