"""Another person signs the same words in place of a signatory who left, or was replaced."""

import pytest
from django.core.exceptions import PermissionDenied

from agreements import policy
from agreements.kinds import EventKind
from agreements.members import actions as members
from agreements.models import Agreement, DataShare, Event, SignatoryReplacement
from agreements.signing import actions as sign_off
from agreements.signing import replacing
from agreements.states import Role, State
from agreements.verifying.audit import verify_everything
from community.models import Membership, Notification, User
from community.organisations.memberships import leave
from datashare.lib.exceptions import NotNow
from tests.agreements import stages
from tests.agreements.events import said
from tests.cast import Cast
from tests.support.once import Built
from tests.support.visiting import Visitor, address

pytestmark = pytest.mark.django_db
NEW = "supplier.colleague@revenue.gov.uk"
STAGE = stages.signing


@pytest.fixture
def share(built: Built, cast: Cast) -> DataShare:
    """Return a share out for signature; the acquirer has signed."""
    sign(built.share, cast.acquirer_signatory)
    return stages.fresh(built.share)


def offered(share: DataShare) -> Agreement:
    return share.agreements.offered().select_related("words").get()


def sign(share: DataShare, by: User) -> None:
    agreement = offered(share)
    sign_off.sign(agreement=agreement, digest=agreement.words.digest, method="password", by=by)


def goes(user: User) -> None:
    leave(User.objects.get(pk=user.pk))


def test_a_closed_account_is_said_and_told(cast: Cast, share: DataShare) -> None:
    goes(cast.supplier_signatory)

    lead = Visitor(cast.supplier)
    overview = lead.get("overview", share)
    assert "Victor Stone (Office for Records) can no longer sign" in overview.words
    assert address("replace_signatory", share) in overview.all("//main//a/@href")
    assert "must name another signatory" in lead.get("sign", share).words
    assert "Name another signatory" in lead.get("shares").words
    told = Notification.objects.get(user=cast.supplier, subject__startswith="Name another signatory")
    assert told.address == f"/shares/{share.reference}/sign/replace/"
    other = Visitor(cast.acquirer).get("overview", share)
    assert "Waiting for Sunita Rao (Office for Records) to name another signatory" in other.words
    assert address("replace_signatory", share) not in other.all("//main//a/@href")


def test_another_signs_and_no_one_signs_again(cast: Cast, share: DataShare) -> None:
    goes(cast.supplier_signatory)
    page = Visitor(cast.supplier).get("replace_signatory", share)
    assert "The text names the position, “Director of Data”" in page.words
    done = Visitor(cast.supplier).post("replace_signatory", share, email=NEW)
    assert done.goes_to == address("sign", share)
    told = Notification.objects.get(user=cast.supplier_colleague, subject__startswith="Sign the agreement")
    assert "instead of Victor Stone" in told.body
    assert "Read and sign the agreement" in Visitor(cast.supplier_colleague).get("shares").words

    sign(share, cast.supplier_colleague)
    assert stages.fresh(share).edition.state == State.IN_FORCE
    agreement = share.agreements.get()
    assert {signature.user for signature in agreement.signatures.all()} == {
        cast.acquirer_signatory,
        cast.supplier_colleague,
    }
    assert {signature.office for signature in agreement.signatures.all()} == {"Director of Data"}
    assert verify_everything([stages.fresh(share)]).findings == []
    assert policy.disagreements() == []


def test_it_is_an_event_of_its_own_with_the_digest(cast: Cast, share: DataShare) -> None:
    replacing.replace_signatory(share=share, email=NEW, by=cast.supplier)
    event = Event.objects.get(share=share, kind=EventKind.SIGNATORY_REPLACED)
    assert event.subject == f"agreement:1:{offered(share).words.digest}"
    assert said(event) == (
        "named Tom Fletcher to sign version 1 of the agreement for Office for Records as Director of Data, "
        "instead of Victor Stone"
    )
    assert SignatoryReplacement.objects.get().by == cast.supplier
    with pytest.raises(PermissionDenied):
        sign(share, cast.supplier_signatory)
    assert not policy.held(cast.supplier_signatory, share)


def test_it_can_be_done_again_and_the_last_counts(cast: Cast, share: DataShare) -> None:
    replacing.replace_signatory(share=share, email=NEW, by=cast.supplier)
    replacing.replace_signatory(share=share, email=cast.supplier_expert.email, by=cast.supplier)
    with pytest.raises(PermissionDenied):
        sign(share, cast.supplier_colleague)
    sign(share, cast.supplier_expert)
    assert stages.fresh(share).edition.state == State.IN_FORCE


def test_the_former_signatory_can_be_named_again(cast: Cast, share: DataShare) -> None:
    replacing.replace_signatory(share=share, email=NEW, by=cast.supplier)
    replacing.replace_signatory(share=share, email=cast.supplier_signatory.email, by=cast.supplier)
    sign(share, cast.supplier_signatory)
    assert stages.fresh(share).edition.state == State.IN_FORCE


@pytest.mark.parametrize(
    ("email", "says"),
    [
        ("stranger@elsewhere.gov.uk", "someone with a confirmed account at Office for Records"),
        ("acquirer.colleague@council.gov.uk", "Enter the email address of someone with a confirmed account"),
        ("no.one@revenue.gov.uk", "Enter the email address of someone with a confirmed account"),
        ("supplier.signatory@revenue.gov.uk", "is already the signatory"),
    ],
)
def test_only_another_of_the_same_body_is_named(cast: Cast, share: DataShare, email: str, says: str) -> None:
    seen = Visitor(cast.supplier).post("replace_signatory", share, email=email)
    assert says in seen.errors[0]
    assert not SignatoryReplacement.objects.exists()


def test_an_unconfirmed_person_is_not_named(cast: Cast, share: DataShare) -> None:
    Membership.objects.filter(user=cast.supplier_colleague).update(self_declared=True)
    with pytest.raises(NotNow):
        replacing.replace_signatory(share=share, email=NEW, by=cast.supplier)


@pytest.mark.parametrize("part", ["supplier_colleague", "supplier_signatory", "onlooker", "supplier_expert"])
def test_only_a_lead_names(cast: Cast, share: DataShare, part: str) -> None:
    with pytest.raises(PermissionDenied):
        replacing.replace_signatory(share=share, email=NEW, by=getattr(cast, part))


def test_who_has_signed_is_not_replaced(cast: Cast, share: DataShare) -> None:
    with pytest.raises(NotNow, match="has already signed this text"):
        replacing.replace_signatory(share=share, email=cast.acquirer_colleague.email, by=cast.acquirer)
    assert Visitor(cast.acquirer).get("replace_signatory", share).status == 409


def test_inviting_a_signatory_meanwhile_leads_there(cast: Cast, share: DataShare) -> None:
    with pytest.raises(NotNow, match="Name another signatory on the page where people sign it"):
        members.invite(share=share, email=NEW, role=Role.SIGNATORY, by=cast.supplier)


def test_after_reopening_the_new_signatory_stays(cast: Cast, share: DataShare) -> None:
    replacing.replace_signatory(share=share, email=NEW, by=cast.supplier)
    sign_off.reopen(share=share, reason="A typing error.", by=cast.supplier)
    named = share.members.live().filter(role=Role.SIGNATORY).values_list("user", flat=True)
    assert set(named) == {cast.acquirer_signatory.pk, cast.supplier_colleague.pk}


def test_an_end_that_waits_for_the_lock_lets_the_signature_stand(cast: Cast, share: DataShare) -> None:
    """The signature came first: it stays, then the role ends."""
    sign(share, cast.supplier_signatory)
    goes(cast.supplier_signatory)
    assert stages.fresh(share).edition.state == State.IN_FORCE
    assert share.agreements.get().signatures.count() == 2
    assert verify_everything([stages.fresh(share)]).findings == []


def told_of(user: User) -> Notification:
    return Notification.objects.get(user=user, subject__startswith="You no longer need to sign")


def test_replaced_signatory_is_told_who_signs_instead(cast: Cast, share: DataShare) -> None:
    asked = Notification.objects.get(user=cast.supplier_signatory, subject__startswith="Sign the agreement")
    replacing.replace_signatory(share=share, email=NEW, by=cast.supplier)
    told = told_of(cast.supplier_signatory)
    assert "Sunita Rao named Tom Fletcher to sign for Office for Records in your place." in told.body
    assert "You are no longer in this data share" in told.body
    assert told in Notification.objects.owed(), "it is mailed"
    former = Visitor(cast.supplier_signatory)
    assert former.get(told.address).status == 200
    assert former.get(asked.address).heading == "You are no longer in this data share"
    asked.refresh_from_db()
    assert asked.read_at, "it no longer stands among what is new"


def test_replaced_signatory_who_also_leads_keeps_their_pages(cast: Cast, share: DataShare) -> None:
    lead = cast.supplier_signatory
    members.invite(share=share, email=lead.email, role=Role.OBSERVER, by=cast.supplier)
    replacing.replace_signatory(share=share, email=NEW, by=cast.supplier)
    told = told_of(lead)
    assert "You are no longer in" not in told.body
    assert Visitor(lead).get(told.address).heading == Visitor(cast.supplier).get("overview", share).heading


def test_signatory_who_had_left_is_not_told_again(cast: Cast, share: DataShare) -> None:
    goes(cast.supplier_signatory)
    replacing.replace_signatory(share=share, email=NEW, by=cast.supplier)
    assert not Notification.objects.filter(subject__startswith="You no longer need to sign").exists()


def test_stranger_still_finds_no_page(cast: Cast, share: DataShare) -> None:
    assert Visitor(cast.stranger).get("sign", share).heading == "Page not found"


ASKS = "Before another person signs, find out whether Office for Records can still be a party"


def test_closed_party_is_said_where_people_sign(cast: Cast, share: DataShare) -> None:
    body = stages.working_for(cast.supplier)
    type(body).objects.filter(pk=body.pk).update(is_closed=True)
    for seen in (
        Visitor(cast.supplier_signatory).get("sign", share),
        Visitor(cast.acquirer_signatory).get("signature_given", share),
        Visitor(cast.acquirer).get("overview", share),
    ):
        assert "Office for Records has closed. We do not know which organisation replaced it." in seen.words
        assert ASKS in seen.words
        assert "Before anyone signs" not in seen.words

    sign(share, cast.supplier_signatory)
    seen = Visitor(cast.supplier_signatory).get("signature_given", share)
    assert "The agreement still names Office for Records." in seen.words
    assert "signs, find out" not in seen.words


def test_closed_party_before_the_first_signature(cast: Cast, built: Built) -> None:
    body = stages.working_for(cast.acquirer)
    type(body).objects.filter(pk=body.pk).update(is_closed=True)
    seen = Visitor(cast.acquirer_signatory).get("sign", stages.fresh(built.share))
    assert "Before anyone signs, find out whether Barchester City Council can still be a party." in seen.words
