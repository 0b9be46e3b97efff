"""Signing: the digest that was shown, by the named signatory, with re-authentication."""

import time
from collections.abc import Iterator

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from agreements import policy
from agreements.kinds import EventKind
from agreements.members import actions as members
from agreements.models import DataShare, Event, Member, RegisterJob, SealJob, Signature
from agreements.signing import actions as signing
from agreements.signing import freezing
from agreements.states import Action, Role, State
from catalogue.models import DataAsset
from community.accounts.second_step import spend_with
from community.models import Notification, User
from datashare.lib.exceptions import NotNow
from tests.agreements import stages
from tests.agreements.signing.signatures import newest, sign, signatures, signed, typed
from tests.cast import PASSWORD, Cast
from tests.support.visiting import Seen, Visitor

pytestmark = pytest.mark.django_db
STAGE = stages.signing
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def standing_clock() -> Iterator[None]:
    """Freeze the clock, as a code is valid only in its half minute."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


def code_of(user: User) -> str:
    """Return the code of the user's authenticator app, just set up."""
    TOTP.activate(user, SECRET)
    return str(format_hotp_value(hotp_value(SECRET, int(time.time()) // 30)))


def test_the_page_shows_everything_that_is_signed(cast: Cast, share: DataShare) -> None:
    seen = Visitor(cast.acquirer_signatory).get("sign", share)

    words = newest(share).words
    assert words.html in seen.response.content.decode()
    assert words.digest in seen.words
    assert seen.fields["digest"] == [words.digest]
    assert "Sign for Barchester City Council" in seen.words
    assert "You are signing as Director of Data." in seen.words
    assert seen.all("//a[contains(., 'Decline to sign')]")


@pytest.mark.parametrize("person", ["acquirer_signatory", "supplier_signatory"])
def test_the_digest_that_was_shown_is_the_digest_that_is_signed(person: str, cast: Cast, share: DataShare) -> None:
    user = cast.everyone()[person]
    page = Visitor(user).get("sign", share)

    seen = sign(user, share, digest=page.fields["digest"][0])

    assert seen.goes_to == f"/shares/{share.reference}/signed/"
    [signature] = signatures(share)
    assert (signature.user, signature.name, signature.office) == (user, str(user), "Director of Data")
    assert signature.digest == newest(share).words.digest
    assert (signature.method, signature.party.organisation) == ("password", user.memberships.get().organisation)
    assert signature.digest in signature.statement
    assert stages.fresh(share).edition.state == State.SIGNING


@pytest.mark.parametrize("order", [["acquirer", "supplier"], ["supplier", "acquirer"]])
def test_the_last_signature_brings_it_into_force(order: list[str], cast: Cast, share: DataShare) -> None:
    for side in order:
        sign(cast.everyone()[f"{side}_signatory"], share)

    assert stages.fresh(share).edition.state == State.IN_FORCE
    agreement = newest(share)
    assert agreement.in_force_at is not None
    assert SealJob.objects.get(agreement=agreement).done_at is None
    kinds = list(Event.objects.filter(share=share).order_by("sequence").values_list("kind", flat=True))
    assert kinds[-3:] == [EventKind.AGREEMENT_SIGNED, EventKind.AGREEMENT_SIGNED, EventKind.BROUGHT_INTO_FORCE]
    assert RegisterJob.objects.get(agreement=agreement).done_at is None
    panel = Visitor(cast.everyone()[f"{order[1]}_signatory"]).get("signature_given", share)
    assert "The agreement is in force" in panel.words


def test_everyone_is_told_that_it_is_in_force(cast: Cast, share: DataShare) -> None:
    signed(share, cast.acquirer_signatory, cast.supplier_signatory)

    told = Notification.objects.filter(subject__startswith="In force:")
    emails = [notice.email for notice in told]
    everyone = {user.email for name, user in cast.everyone().items() if name != "stranger"}
    assert sorted(emails) == sorted(everyone - {cast.supplier_signatory.email})


@pytest.mark.parametrize("digest", ["", "0" * 64, "x"])
def test_another_digest_is_refused(digest: str, cast: Cast, share: DataShare) -> None:
    seen = sign(cast.acquirer_signatory, share, digest=digest)

    assert seen.status == (200 if digest == "" else 409)
    assert signatures(share) == []


def test_a_stale_digest_is_refused_and_said_so(cast: Cast, share: DataShare) -> None:
    stale = newest(share).words.digest
    signing.reopen(share=share, reason="One word.", by=cast.acquirer)
    members.remove(member=Member.objects.get(share=share, user=cast.supplier_signatory), by=cast.supplier)
    members.invite(
        share=share, email=cast.supplier_signatory.email, role=Role.SIGNATORY, office="Head of Data", by=cast.supplier
    )
    freezing.freeze_words(share=share, by=cast.acquirer)

    seen = sign(cast.acquirer_signatory, share, digest=stale)

    assert seen.status == 409
    assert "The text changed after you opened the page. You have not signed. Read the text again." in seen.words
    assert signatures(share) == []


def test_words_that_were_taken_back_are_not_signed(cast: Cast, share: DataShare) -> None:
    old = newest(share)
    signing.reopen(share=share, reason="One word.", by=cast.acquirer)

    with pytest.raises(NotNow):
        signing.sign(agreement=old, digest=old.words.digest, method="password", by=cast.acquirer_signatory)
    assert Visitor(cast.acquirer_signatory).get("sign", share).status == 409


def test_the_page_names_the_position_that_authority_is_for(cast: Cast, share: DataShare) -> None:
    page = Visitor(cast.supplier_signatory).get("sign", share)

    assert "I have the authority to sign it for Office for Records as Director of Data" in page.words
    assert "The text is frozen: no one can change it while people sign." in page.words


@pytest.mark.parametrize(
    ("page", "who", "message"),
    [
        ("decline", "supplier_signatory", "Enter why you are declining to sign"),
        ("reopen", "supplier", "Enter why you are reopening the text"),
    ],
)
def test_decline_or_reopen_without_a_reason(page: str, who: str, message: str, cast: Cast, share: DataShare) -> None:
    assert Visitor(cast.everyone()[who]).post(page, share, reason="").errors == [message]


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        ("read", "Confirm that you have read the whole document"),
        ("authority", "Confirm that you have the authority to sign for your organisation"),
        ("proof", "Enter your password"),
    ],
)
def test_both_statements_and_the_proof_are_needed(missing: str, message: str, cast: Cast, share: DataShare) -> None:
    seen = (
        sign(cast.acquirer_signatory, share, **{missing: ""}) if missing == "proof" else _without(missing, cast, share)
    )

    assert seen.status == 200
    assert seen.errors == [message]
    assert seen.title.startswith("Error: ")
    assert signatures(share) == []


def _without(name: str, cast: Cast, share: DataShare) -> Seen:
    given = {key: value for key, value in typed(share).items() if key != name}
    return Visitor(cast.acquirer_signatory).post("sign", share, **given)


@pytest.mark.parametrize("wrong", ["not it", "123456", PASSWORD.upper(), f" {PASSWORD}"])
def test_a_wrong_password_signs_nothing_and_is_not_shown_again(wrong: str, cast: Cast, share: DataShare) -> None:
    seen = sign(cast.acquirer_signatory, share, proof=wrong)

    assert seen.errors == ["Password is incorrect. You have not signed. Try again"]
    assert seen.all("//input[@name='proof']/@value") in ([], [""])
    assert seen.all("//input[@name='read']/@checked") != []
    assert signatures(share) == []


def test_another_persons_password_signs_nothing(cast: Cast, share: DataShare) -> None:
    password = make_password("another password entirely")
    User.objects.filter(pk=cast.stranger.pk).update(password=password)

    sign(cast.acquirer_signatory, share, proof="another password entirely")

    assert signatures(share) == []


def test_guessing_is_throttled_even_for_the_right_password(cast: Cast, share: DataShare) -> None:
    for _ in range(10):
        sign(cast.acquirer_signatory, share, proof="a guess")

    seen = sign(cast.acquirer_signatory, share)

    assert seen.errors == ["You have tried too many times. You have not signed. Wait a few minutes, then try again"]
    assert signatures(share) == []
    assert sign(cast.supplier_signatory, share).status == 302


def test_forgetting_a_tick_costs_no_try(cast: Cast, share: DataShare) -> None:
    for _ in range(12):
        _without("read", cast, share)

    assert sign(cast.acquirer_signatory, share).status == 302


@pytest.mark.usefixtures("standing_clock")
def test_a_code_from_the_app_proves_as_well(cast: Cast, share: DataShare) -> None:
    code = code_of(cast.supplier_signatory)
    page = Visitor(cast.supplier_signatory).get("sign", share)
    assert "Code from your authenticator app, or your password" in page.words

    assert sign(cast.supplier_signatory, share, proof=f"{code[:3]} {code[3:]}").status == 302

    assert [signature.method for signature in signatures(share)] == ["totp"]


@pytest.mark.usefixtures("standing_clock")
def test_a_code_counts_once(cast: Cast, share: DataShare) -> None:
    code = code_of(cast.supplier_signatory)
    assert spend_with(Authenticator.objects.get(user=cast.supplier_signatory), code)

    seen = sign(cast.supplier_signatory, share, proof=code)

    assert seen.errors == ["Code or password is incorrect. You have not signed. Try again"]


def test_who_has_neither_is_shown_where_to_prove_it(cast: Cast, share: DataShare) -> None:
    User.objects.filter(pk=cast.supplier_signatory.pk).update(password=make_password(None))
    signatory = User.objects.get(pk=cast.supplier_signatory.pk)

    seen = Visitor(signatory).get("sign", share)

    assert "confirm that it is you" in seen.words
    assert seen.all("//input[@name='proof']") == []
    assert sign(signatory, share).status == 200
    assert signatures(share) == []


def test_signing_twice_is_signing_once(cast: Cast, share: DataShare) -> None:
    for _ in range(2):
        assert sign(cast.acquirer_signatory, share).goes_to == f"/shares/{share.reference}/signed/"
    signed(share, cast.acquirer_signatory)
    assert len(signatures(share)) == 1

    for _ in range(2):
        assert sign(cast.supplier_signatory, share).goes_to == f"/shares/{share.reference}/signed/"
    signed(share, cast.supplier_signatory)

    assert len(signatures(share)) == 2
    assert Event.objects.filter(share=share, kind=EventKind.AGREEMENT_SIGNED).count() == 2
    assert Event.objects.filter(share=share, kind=EventKind.BROUGHT_INTO_FORCE).count() == 1
    assert SealJob.objects.count() == 1


def test_in_order_the_supplier_waits_for_the_acquirer(cast: Cast, asset: DataAsset) -> None:
    share = stages.agreed(cast, asset)
    freezing.freeze_words(share=share, ranks=freezing.acquirer_first(freezing.signatories_of(share)), by=cast.supplier)
    agreement = newest(share)

    page = Visitor(cast.supplier_signatory).get("sign", share)
    assert page.all("//input[@name='proof']") == []
    assert "Who must sign, in this order" in page.words
    assert sign(cast.supplier_signatory, share).status == 403
    with pytest.raises(NotNow, match="it is not your turn yet"):
        signed(share, cast.supplier_signatory)
    assert Signature.objects.filter(agreement=agreement).count() == 0

    for user in (cast.acquirer_signatory, cast.supplier_signatory):
        assert sign(user, share).status == 302
    assert stages.fresh(share).edition.state == State.IN_FORCE


def test_a_signatory_who_was_named_later_cannot_sign_these_words(cast: Cast, share: DataShare) -> None:
    with pytest.raises(NotNow, match="Name another signatory on the page where people sign it"):
        members.invite(share=share, email=cast.supplier_colleague.email, role=Role.SIGNATORY, by=cast.supplier)

    assert sign(cast.supplier_colleague, share).status == 403
    assert signatures(share) == []


def test_a_signatory_who_was_removed_cannot_sign(cast: Cast, share: DataShare) -> None:
    members.remove(member=Member.objects.get(share=share, user=cast.supplier_signatory), by=cast.supplier)

    assert sign(cast.supplier_signatory, share).status == 404
    assert signatures(share) == []


def test_someone_who_left_cannot_sign(cast: Cast, share: DataShare) -> None:
    User.objects.filter(pk=cast.supplier_signatory.pk).update(is_active=False)
    user = User.objects.get(pk=cast.supplier_signatory.pk)

    assert not policy.may(user, Action.SIGN, share)
    assert sign(user, share).status in {302, 403, 404}
    assert signatures(share) == []


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("acquirer", 403),
        ("supplier", 403),
        ("acquirer_colleague", 403),
        ("supplier_expert", 403),
        ("onlooker", 403),
        ("stranger", 404),
    ],
)
def test_it_refuses_who_may_not(person: str, status: int, cast: Cast, share: DataShare) -> None:
    user = cast.everyone()[person]

    assert sign(user, share).status == status
    assert signatures(share) == []
    page = Visitor(user).get("sign", share)
    assert page.status == (404 if status == 404 else 200)
    assert page.all("//input[@name='proof']") == []


def test_what_was_signed_can_be_read_by_every_member_only(cast: Cast, share: DataShare) -> None:
    number = newest(share).number

    page = Visitor(cast.onlooker).get("frozen_words", share, number)
    assert newest(share).words.html in page.response.content.decode()
    assert Visitor(cast.stranger).get("frozen_words", share, number).status == 404
    assert Visitor(cast.onlooker).get("signature_given", share).status == 404


@pytest.mark.parametrize("stage", [stages.draft, stages.negotiating])
def test_it_refuses_at_the_wrong_moment(stage: stages.Stage, cast: Cast, asset: DataAsset) -> None:
    share = stage(cast, asset)

    seen = Visitor(cast.acquirer_signatory).get("sign", share)

    assert seen.status == 409
    assert "so you cannot sign for the organisation now." in seen.words
    assert Visitor(cast.acquirer_signatory).post("sign", share, digest="x").status == 409


def test_an_old_link_leads_to_the_files_once_it_is_in_force(cast: Cast, share: DataShare) -> None:
    signed(share, cast.acquirer_signatory, cast.supplier_signatory)

    assert Visitor(cast.onlooker).get("sign", share).goes_to == f"/shares/{share.reference}/files/"
    assert Visitor(cast.onlooker).post("sign", share, digest="x").status == 409
