"""A signatory asks someone else of their organisation to sign the same words in their place."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from agreements import policy
from agreements.kinds import EventKind
from agreements.models import Agreement, DataShare, Event, SignatoryReplacement
from agreements.signing import actions as sign_off
from agreements.signing import replacing
from agreements.states import Action, State
from agreements.verifying.audit import verify_everything
from community.models import AccountHelp, Help, Notification, User
from datashare.lib.exceptions import NotNow
from tests.agreements import stages
from tests.agreements.events import said
from tests.cast import PASSWORD, Cast
from tests.support.once import Built
from tests.support.visiting import Visitor, address

pytestmark = pytest.mark.django_db
NEW = "supplier.colleague@revenue.gov.uk"
WHY = "Our scheme of delegation lets a deputy director sign this."
STAGE = stages.signing


@pytest.fixture
def share(built: Built) -> DataShare:
    return built.share


def offered(share: DataShare) -> Agreement:
    return share.agreements.offered().select_related("words").get()


def sign(share: DataShare, by: User) -> None:
    agreement = offered(share)
    sign_off.sign(agreement=agreement, digest=agreement.words.digest, method="password", by=by)


def test_someone_else_signs_and_says_who_asked_them(cast: Cast, share: DataShare) -> None:
    sign(share, cast.acquirer_signatory)
    assert address("delegate", share) in Visitor(cast.supplier_signatory).get("sign", share).all("//main//a/@href")
    page = Visitor(cast.supplier_signatory).get("delegate", share)
    assert "in the position “Director of Data”" in page.words
    done = Visitor(cast.supplier_signatory).post("delegate", share, email=NEW, reason=WHY, proof=PASSWORD)
    assert done.goes_to == address("overview", share)

    told = Notification.objects.get(user=cast.supplier_colleague, subject__startswith="Sign the agreement")
    assert WHY in told.body
    lead = Notification.objects.get(user=cast.acquirer, subject__startswith="Someone else signs")
    assert "asked Tom Fletcher to sign" in lead.body
    assert Action.SIGN not in policy.held(cast.supplier_signatory, share)
    assert WHY in Visitor(cast.supplier_signatory).get("history", share).words
    confirmed = Notification.objects.get(user=cast.supplier_signatory, subject__startswith="Someone else signs in your")
    assert "If it was not you, tell a lead" in confirmed.body
    turn = Visitor(cast.supplier_colleague).get("sign", share).words
    assert "Victor Stone asked you to sign in their place" in turn

    sign(share, cast.supplier_colleague)
    assert stages.fresh(share).edition.state == State.IN_FORCE
    signature = share.agreements.get().signatures.get(user=cast.supplier_colleague)
    assert signature.statement.endswith("Victor Stone asked me to sign it in their place.")
    assert verify_everything([stages.fresh(share)]).findings == []
    assert policy.disagreements() == []


def test_it_is_an_event_with_the_reason_and_the_digest(cast: Cast, share: DataShare) -> None:
    replacing.delegate(share=share, email=NEW, reason=WHY, by=cast.supplier_signatory)
    event = Event.objects.get(share=share, kind=EventKind.SIGNATURE_DELEGATED)
    assert event.subject == f"agreement:1:{offered(share).words.digest}"
    assert said(event) == (
        "asked Tom Fletcher to sign version 1 of the agreement for Office for Records as Director of Data, in place of "
        "Victor Stone"
    )
    assert WHY in Visitor(cast.acquirer).get("history", share).words
    assert SignatoryReplacement.objects.get().by == cast.supplier_signatory


def test_who_was_named_by_a_lead_says_nothing_of_being_asked(cast: Cast, share: DataShare) -> None:
    replacing.delegate(share=share, email=NEW, reason=WHY, by=cast.supplier_signatory)
    replacing.replace_signatory(share=share, email=cast.supplier_expert.email, by=cast.supplier)
    sign(share, cast.supplier_expert)
    assert "in their place" not in share.agreements.get().signatures.get(user=cast.supplier_expert).statement


def test_a_lead_who_signs_and_names_another_has_not_asked_them(cast: Cast, share: DataShare) -> None:
    replacing.replace_signatory(share=share, email=cast.supplier.email, by=cast.supplier)
    replacing.replace_signatory(share=share, email=NEW, by=cast.supplier)
    assert "asked you to sign" not in Visitor(cast.supplier_colleague).get("sign", share).words
    sign(share, cast.supplier_colleague)
    assert "in their place" not in offered(share).signatures.get(user=cast.supplier_colleague).statement


def test_no_one_is_asked_without_proof(cast: Cast, share: DataShare) -> None:
    for proof in ("", "wrong"):
        seen = Visitor(cast.supplier_signatory).post("delegate", share, email=NEW, reason=WHY, proof=proof)
        assert "password" in seen.errors[0].lower()
        assert WHY in seen.words
    assert not SignatoryReplacement.objects.exists()


def test_who_must_wait_before_signing_asks_no_one_either(cast: Cast, share: DataShare) -> None:
    told = {"person": cast.supplier_signatory, "by": cast.stranger, "act": Help.REMOVE_FACTORS}
    AccountHelp.objects.create(**told, reason="Lost the telephone", at=timezone.now() - timedelta(hours=1))
    with pytest.raises(NotNow, match="second step was removed"):
        replacing.delegate(share=share, email=NEW, reason=WHY, by=cast.supplier_signatory)


def test_who_was_asked_can_ask_another(cast: Cast, share: DataShare) -> None:
    replacing.delegate(share=share, email=NEW, reason=WHY, by=cast.supplier_signatory)
    replacing.delegate(share=share, email=cast.supplier_expert.email, reason="I am away.", by=cast.supplier_colleague)
    with pytest.raises(PermissionDenied):
        sign(share, cast.supplier_colleague)
    sign(share, cast.supplier_expert)
    said_so = share.agreements.get().signatures.get(user=cast.supplier_expert).statement
    assert "Tom Fletcher asked me to sign it" in said_so


def test_who_has_signed_cannot_ask_another(cast: Cast, share: DataShare) -> None:
    sign(share, cast.supplier_signatory)
    visitor = Visitor(cast.supplier_signatory)
    assert visitor.get("delegate", share).status == 409
    assert visitor.post("delegate", share, email=NEW, reason=WHY).status == 409
    with pytest.raises(NotNow):
        replacing.delegate(share=share, email=NEW, reason=WHY, by=cast.supplier_signatory)


def test_only_the_signatory_can(cast: Cast, share: DataShare) -> None:
    for person in (cast.supplier, cast.supplier_expert, cast.acquirer):
        assert Visitor(person).post("delegate", share, email=NEW, reason=WHY).status == 403
    assert Visitor(cast.stranger).post("delegate", share, email=NEW, reason=WHY).status == 404
    assert not SignatoryReplacement.objects.exists()


@pytest.mark.parametrize(
    ("email", "reason", "says"),
    [
        ("supplier.signatory@revenue.gov.uk", WHY, "is already the signatory"),
        ("acquirer.colleague@council.gov.uk", WHY, "someone with a confirmed account at Office for Records"),
        ("no.one@revenue.gov.uk", WHY, "someone with a confirmed account"),
        ("", WHY, "Enter the work email address of the person who will sign"),
        (NEW, " ", "Enter why they will sign in your place"),
    ],
)
def test_wrong_words_are_refused_and_kept(cast: Cast, share: DataShare, email: str, reason: str, says: str) -> None:
    seen = Visitor(cast.supplier_signatory).post("delegate", share, email=email, reason=reason, proof=PASSWORD)
    assert says in seen.errors[0]
    assert not reason.strip() or reason in seen.words
    assert not SignatoryReplacement.objects.exists()


def test_after_the_text_was_reopened_no_one_is_asked(cast: Cast, share: DataShare) -> None:
    sign_off.reopen(share=share, reason="A clause is wrong.", by=cast.acquirer)
    assert Visitor(cast.supplier_signatory).post("delegate", share, email=NEW, reason=WHY).status == 409
