"""Members on their own word alone: they prepare, but neither lead alone nor sign."""

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied

from agreements import policy
from agreements.kinds import EventKind
from agreements.members import actions as members
from agreements.models import DataShare, Event, EventDetails, Party
from agreements.negotiating import actions as negotiating
from agreements.requesting import actions as requesting
from agreements.signing import actions as sign_off
from agreements.signing import freezing
from agreements.states import Action, Role, Side, State
from catalogue.models import DataAsset
from community.models import Membership, Notification, User
from datashare.lib.exceptions import Incomplete, NotNow
from tests.agreements import stages
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
SAYS = "Barchester City Council has not confirmed that"


def doubt(*users: User) -> None:
    Membership.objects.filter(user__in=users).update(self_declared=True, confirmed_at=None)


def party(share: DataShare, side: Side) -> Party:
    return share.parties.get(gives=side == Side.SUPPLIER)


def test_a_request_is_prepared_and_not_sent(cast: Cast, asset: DataAsset) -> None:
    doubt(cast.acquirer)
    share = stages.draft(cast, asset)
    visitor = Visitor(cast.acquirer)
    assert visitor.get("check", share).status == 200
    assert not visitor.get("check", share).all("//main//form[@method='post']")
    refused = visitor.post("check", share, considered="law")
    assert refused.status == 409
    assert "after the team that runs this service confirms it" in refused.words
    with pytest.raises(NotNow, match="Council has not confirmed that its lead in this data share works there"):
        requesting.submit(share=share, declared=stages.DECLARED, by=cast.acquirer)
    assert not share.edition.rounds.exists()
    seen = visitor.get("overview", share).words
    assert "has not confirmed that you work there. Until it does, you cannot send" in seen
    assert "Barchester City Council to confirm that its lead works there" in visitor.get("shares").words


def test_a_confirmed_lead_beside_them_lets_both_act(cast: Cast, asset: DataAsset) -> None:
    doubt(cast.acquirer)
    share = stages.draft(cast, asset)
    members.invite(share=share, email=cast.acquirer_colleague.email, role=Role.LEAD, by=cast.acquirer)
    requesting.submit(share=share, declared=stages.DECLARED, by=cast.acquirer)
    assert share.edition.rounds.count() == 1


def test_a_guest_beside_them_is_no_confirmed_lead(cast: Cast, asset: DataAsset) -> None:
    doubt(cast.acquirer)
    share = stages.draft(cast, asset)
    stages.with_guest(share, cast.stranger, Role.LEAD, by=cast.acquirer)
    for lead, refusal in ((cast.acquirer, NotNow), (cast.stranger, PermissionDenied)):
        with pytest.raises(refusal):
            requesting.submit(share=share, declared=stages.DECLARED, by=lead)


@pytest.mark.parametrize("action", [Action.AGREE, Action.DECIDE, Action.FREEZE])
def test_nothing_that_binds_is_open_without_a_lead(cast: Cast, asset: DataAsset, action: Action) -> None:
    share = stages.negotiating(cast, asset)
    assert policy.may(cast.supplier, action, share)
    doubt(cast.supplier)
    assert not policy.may(cast.supplier, action, share)
    assert policy.may(cast.acquirer, action, share)
    assert policy.may(cast.supplier, Action.PROPOSE, share)
    with pytest.raises(NotNow):
        policy.require(cast.supplier, action, share)
    assert policy.disagreements() == []


def test_signatures_are_not_cancelled_without_a_lead(cast: Cast, asset: DataAsset) -> None:
    share = stages.signing(cast, asset)
    doubt(cast.acquirer)
    with pytest.raises(NotNow, match="has not confirmed that its lead"):
        sign_off.reopen(share=share, reason="Other words.", by=cast.acquirer)
    assert not Visitor(cast.acquirer).get("sign", share).all("//a[contains(@href, 'reopen')]")
    sign_off.reopen(share=share, reason="Other words.", by=cast.supplier)


@pytest.mark.parametrize("stage", [stages.submitted, stages.returned, stages.negotiating, stages.signing])
def test_what_was_sent_is_not_withdrawn_without_a_lead(cast: Cast, asset: DataAsset, stage: stages.Stage) -> None:
    share = stage(cast, asset)
    doubt(cast.acquirer)
    assert not policy.may(cast.acquirer, Action.WITHDRAW, share)
    assert Visitor(cast.acquirer).post("withdraw", share, reason="The project ended.").status == 409
    assert stages.fresh(share).edition.state == share.edition.state
    assert Visitor(cast.acquirer).get("overview", share).status == 200


def test_draft_is_withdrawn_by_those_who_prepare_it(cast: Cast, asset: DataAsset) -> None:
    doubt(cast.acquirer)
    share = stages.draft(cast, asset)
    requesting.withdraw(share=share, reason="The project ended.", by=cast.acquirer)
    assert stages.fresh(share).edition.state == State.WITHDRAWN


@pytest.mark.parametrize("action", [Action.RETURN, Action.ACCEPT, Action.REFUSE])
def test_a_supplier_decides_only_with_a_confirmed_lead(cast: Cast, asset: DataAsset, action: Action) -> None:
    share = stages.submitted(cast, asset)
    doubt(cast.supplier)
    assert not policy.may(cast.supplier, action, share)
    assert policy.may(cast.supplier, Action.RESPOND, share)


def test_an_unconfirmed_signatory_holds_up_the_freezing(cast: Cast, asset: DataAsset) -> None:
    share = stages.agreed(cast, asset)
    doubt(cast.acquirer_signatory)
    with pytest.raises(Incomplete, match=r"Dilys Morgan \(acquirer.signatory@council.gov.uk\) is named to sign"):
        freezing.freeze_words(share=share, by=cast.acquirer)


def test_who_is_in_doubt_does_not_sign(cast: Cast, asset: DataAsset) -> None:
    share = stages.signing(cast, asset)
    agreement = share.agreements.get()
    doubt(cast.acquirer_signatory)
    with pytest.raises(NotNow, match="has not confirmed that you work there"):
        sign_off.sign(agreement=agreement, digest=agreement.words.digest, method="password", by=cast.acquirer_signatory)
    assert not Visitor(cast.acquirer_signatory).get("sign", share).all("//main//form[@method='post']")
    assert not agreement.signatures.exists()


@pytest.mark.parametrize("guest", [True, False])
def test_who_is_in_doubt_does_not_cancel_signatures(cast: Cast, asset: DataAsset, guest: bool) -> None:
    share, signatory = stages.signing(cast, asset), cast.supplier_signatory
    agreement = share.agreements.get()
    digest = agreement.words.digest
    sign_off.sign(agreement=agreement, digest=digest, method="password", by=cast.acquirer_signatory)
    if guest:
        Membership.objects.filter(user=signatory).delete()
    doubt(signatory)
    refusal, says = (
        (PermissionDenied, "You do not work for") if guest else (NotNow, "not confirmed that you work there")
    )
    with pytest.raises(refusal, match=says):
        sign_off.decline(agreement=agreement, reason="We need more time.", by=signatory)
    status = 403 if guest else 409
    assert Visitor(signatory).post("decline", share, reason="We need more time.").status == status
    assert "Decline to sign" not in Visitor(signatory).get("sign", share).words
    assert stages.fresh(share).edition.state == State.SIGNING


def test_a_guest_does_not_sign(cast: Cast, asset: DataAsset) -> None:
    share = stages.agreed(cast, asset)
    member = share.members.live().get(user=cast.acquirer_signatory)
    members.remove(member=member, by=cast.acquirer)
    stages.with_guest(share, cast.stranger, Role.SIGNATORY, by=cast.acquirer)
    with pytest.raises(Incomplete, match="is named to sign"):
        freezing.freeze_words(share=share, by=cast.acquirer)


@pytest.mark.parametrize(
    "page", ["overview", "people", "request", "response", "agreement", "assessment", "history", "files"]
)
def test_the_other_side_sees_it_with_the_address(cast: Cast, asset: DataAsset, page: str) -> None:
    share = stages.negotiating(cast, asset)
    doubt(cast.acquirer_colleague)
    words = Visitor(cast.supplier).get(page, share).words
    assert f"{SAYS} Bryn Davies (acquirer.colleague@council.gov.uk) works there" in words
    assert f"{SAYS} you work there" in Visitor(cast.acquirer_colleague).get(page, share).words


def test_the_signing_page_shows_it(cast: Cast, asset: DataAsset) -> None:
    share = stages.signing(cast, asset)
    doubt(cast.acquirer)
    assert f"{SAYS} Amina Okafor (acquirer@council.gov.uk)" in Visitor(cast.supplier_signatory).get("sign", share).words


def test_what_they_did_and_its_mail_say_it_for_good(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    doubt(cast.acquirer_colleague)
    clause = share.edition.clauses.first()
    assert clause
    negotiating.comment(clause=clause, text="Is that all?", private=False, by=cast.acquirer_colleague)
    said = "Bryn Davies (Barchester City Council, which has not confirmed it: acquirer.colleague@council.gov.uk)"
    assert Notification.objects.filter(user=cast.supplier, body__startswith=said).exists()
    Membership.objects.filter(user=cast.acquirer_colleague).update(self_declared=False)
    assert said in Visitor(cast.supplier).get("history", share).words


def test_evidence_page_names_every_key_of_details(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    doubt(cast.acquirer_colleague)
    clause = share.edition.clauses.first()
    assert clause
    negotiating.comment(clause=clause, text="Is that all?", private=False, by=cast.acquirer_colleague)
    stages.with_guest(share, cast.stranger, Role.ADVISER, by=cast.acquirer)
    negotiating.comment(clause=clause, text="In which year?", private=False, by=cast.stranger)
    written = {key for row in EventDetails.objects.filter(event__share=share) for key in row.content}
    page = (settings.BASE_DIR / "docs" / "evidence.md").read_text()
    assert {"unconfirmed", "outside"} <= written
    assert [key for key in sorted(written) if f"\n| `{key}` |" not in page] == []


def test_the_unconfirmed_remove_no_one_who_is_confirmed(cast: Cast, asset: DataAsset) -> None:
    doubt(cast.acquirer)
    share = stages.draft(cast, asset)
    member = share.members.live().get(user=cast.acquirer_colleague)
    with pytest.raises(NotNow, match="so you cannot remove Bryn Davies"):
        members.remove(member=member, by=cast.acquirer)
    assert Event.objects.filter(share=share, kind=EventKind.MEMBER_REMOVED).count() == 0


def test_a_guest_is_marked_with_their_address_on_people(cast: Cast, share: DataShare) -> None:
    stages.with_guest(share, cast.stranger, Role.LEAD, by=cast.acquirer)
    words = Visitor(cast.supplier).get("people", share).words
    assert "Invited from outside Barchester City Council" in words
    assert cast.stranger.email in words
    assert "They do not work for Barchester City Council, so they can only advise." in words
    assert words.count("Invited from outside") == 1
