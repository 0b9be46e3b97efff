"""Canonical addresses: enforced in forms, and by the database."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db import IntegrityError, models, transaction
from django.test import Client

from agreements.members import actions as members
from agreements.models import DataShare, Member
from agreements.states import Role
from catalogue.models import DataAsset
from community.models import EmailDomain, User, domain_of
from tests.agreements import stages
from tests.cast import PASSWORD, Bodies, Cast
from tests.lib.test_addresses import FOREIGN
from tests.support import markup
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
LOOKALIKES = [
    "acqu\u0131rer@council.gov.uk",
    "acquirer@counc\u0131l.gov.uk",
    "acquirer@counci\u017f.gov.uk",
    "acquirer@council.gov.u\u212a",
    "\uff41cquirer@council.gov.uk",
]


def errors(client: Client, page: str, **words: str) -> list[str]:
    content = markup.page(client.post(page, words).content)
    return [str(text) for text in content.xpath("//div[contains(@class, 'govuk-error-summary')]//a/text()")]


@pytest.mark.parametrize("email", LOOKALIKES)
def test_sign_up_with_a_lookalike_is_refused_by_the_field(client: Client, cast: Cast, email: str) -> None:
    EmailDomain.objects.create(pattern="*.gov.uk")
    messages = errors(client, "/accounts/signup/", email=email)
    assert any("Enter an email address with plain letters" in message for message in messages)
    assert client.post("/accounts/login/", {"login": cast.acquirer.email, "password": PASSWORD}).status_code == 302


@pytest.mark.parametrize("email", LOOKALIKES)
def test_no_page_takes_a_lookalike(cast: Cast, bodies: Bodies, email: str) -> None:
    client = Client()
    for page, field in (("/accounts/login/", "login"), ("/accounts/password/reset/", "email")):
        assert any(
            "plain letters" in message for message in errors(client, page, **{field: email, "password": PASSWORD})
        )
    client.post("/accounts/login/", {"login": cast.supplier.email, "password": PASSWORD})
    assert any("plain letters" in message for message in errors(client, "/accounts/email/", email=email, action_add=""))
    assert set(EmailAddress.objects.filter(user=cast.supplier).values_list("email", flat=True)) == {cast.supplier.email}


@pytest.mark.parametrize("email", LOOKALIKES)
def test_an_invitation_to_a_lookalike_is_refused(cast: Cast, share: DataShare, email: str) -> None:
    seen = Visitor(cast.acquirer).post("invite", share, email=email, role="contributor")
    assert "plain letters" in seen.errors[0]
    with pytest.raises(Exception, match="plain letters"):
        members.invite(share=share, email=email, role=Role.OBSERVER, by=cast.acquirer)
    assert not Member.objects.filter(email=email).exists()


def test_an_invitation_in_capitals_is_the_same_one(cast: Cast, share: DataShare) -> None:
    email = cast.acquirer_colleague.email
    Visitor(cast.acquirer).post("invite", share, email=email.upper(), role="contributor")
    member = share.members.live().get(user=cast.acquirer_colleague)
    assert member.email == email


@pytest.mark.parametrize("email", FOREIGN)
def test_no_domain_covers_a_lookalike(db: None, email: str) -> None:
    pattern = EmailDomain.objects.create(pattern="*.gov.uk")
    assert domain_of(email) is None
    assert not pattern.covers(email)


def test_an_international_domain_is_known_by_its_own_name_alone(db: None) -> None:
    EmailDomain.objects.create(pattern="*.gov.uk")
    exact = EmailDomain.objects.create(pattern="xn--mn-gka.gov.uk")
    assert domain_of("amina@xn--mn-gka.gov.uk") == exact
    assert domain_of("amina@xn--barchster-g4a.gov.uk") is None
    assert not EmailDomain(pattern="*.gov.uk").covers("amina@xn--barchster-g4a.gov.uk")


@pytest.mark.parametrize("email", [*FOREIGN[:4], "Amina@barchester.gov.uk", '"a"@b.gov.uk', "a@b.gov.uk."])
def test_the_database_holds_one_form_alone(cast: Cast, share: DataShare, email: str) -> None:
    member = share.members.first()
    rows: list[tuple[models.QuerySet[Any], int]] = [
        (User.objects.all(), cast.acquirer.pk),
        (EmailAddress.objects.all(), EmailAddress.objects.get(user=cast.acquirer).pk),
        (Member.objects.all(), member.pk if member else 0),
    ]
    for row, key in rows:
        raw = models.Value(email, output_field=models.TextField())
        with pytest.raises(IntegrityError, match="in_the_one_form"), transaction.atomic():
            row.filter(pk=key).update(email=raw)
    raw = models.Value(email.rpartition("@")[2] + "\u017f", output_field=models.TextField())
    with pytest.raises(IntegrityError, match="domain_in_the_one_form"), transaction.atomic():
        EmailDomain.objects.all().update(pattern=raw)


def test_an_account_is_found_by_its_address_in_any_case(cast: Cast) -> None:
    assert User.objects.get_by_natural_key("ACQUIRER@council.gov.uk") == cast.acquirer
    assert User.objects.get(email=" Acquirer@Council.gov.uk") == cast.acquirer
    for email in LOOKALIKES:
        with pytest.raises(User.DoesNotExist):
            User.objects.get_by_natural_key(email)


def test_the_operator_makes_no_account_with_a_lookalike(db: None) -> None:
    with pytest.raises(CommandError, match="plain letters"):
        call_command("createsuperuser", interactive=False, email=LOOKALIKES[0], full_name="Sam Staff")
    assert not User.objects.exists()


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    return stages.draft(cast, asset)
