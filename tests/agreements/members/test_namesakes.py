"""Two people of one name are shown with their address."""

import pytest
from allauth.account.models import EmailAddress

from agreements.members import actions as members
from agreements.models import DataShare
from agreements.states import Role
from community.accounts.lookalikes import looks_like, looks_of
from community.models import User
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "name", ["Bryn Davies", "BRYN DAVIES", "Bryn Dav\u0131es", "Br\u00fdn Davies", "Bryn Davies.", "Bryn-Davies"]
)
def test_namesakes_are_shown_with_their_addresses(cast: Cast, share: DataShare, name: str) -> None:
    other = User.objects.create_user("other.bryn@council.gov.uk", full_name=name)
    EmailAddress.objects.create(user=other, email=other.email, verified=True, primary=True)
    members.invite(share=share, email="other.bryn@council.gov.uk", role=Role.OBSERVER, by=cast.acquirer)
    words = Visitor(cast.supplier).get("people", share).words
    assert "other.bryn@council.gov.uk" in words
    assert cast.acquirer_colleague.email in words
    assert cast.acquirer_expert.email not in words, "no one else has this name"


def test_the_removal_page_shows_the_address(cast: Cast, share: DataShare) -> None:
    member = share.members.live().get(user=cast.acquirer_colleague)
    assert cast.acquirer_colleague.email in Visitor(cast.acquirer).get("remove", share, member.pk).words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ian Hill", "lan HiIl"), ("Al Bell", "A1 Be11"), ("Rob O’Hara", "Rob 0’Hara"), ("Bernard Mee", "Bemard Mee"),
        ("Will Dow", "VVill Dow"), ("ANNA KENT", "ΑΝΝΑ ΚΕΝΤ"), ("HOPE", "НОРЕ"), ("MARK", "ᎷᎪᎡᏦ"),
        ("TIM REED", "ꓔꓲꓟ ꓣꓰꓰꓓ"), ("Ho", "հօ"), ("山口 力", "山ロ カ"), ("Αννα", "ΑΝΝΑ"), ("IAN HILL", "Ian Hill"),
    ],
)  # fmt: skip
def test_names_that_look_the_same_share_a_look(one: str, other: str) -> None:
    assert looks_of(one) & looks_of(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Ian Hill", "Ann Hill"), ("Rob O’Hara", "Bob O’Hara"), ("Ανα", "Anna"), ("Нина", "Huma")]
)
def test_other_names_do_not(one: str, other: str) -> None:
    assert not looks_of(one) & looks_of(other)


def test_people_shows_both_addresses_of_look_alikes(cast: Cast, share: DataShare) -> None:
    for email, name in (("ian@council.gov.uk", "Ian Hill"), ("l@council.gov.uk", "lan Hill")):
        user = User.objects.create_user(email, full_name=name)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        members.invite(share=share, email=email, role=Role.OBSERVER, by=cast.acquirer)
    words = Visitor(cast.supplier).get("people", share).words
    assert "ian@council.gov.uk" in words
    assert "l@council.gov.uk" in words.replace(cast.acquirer.email, "")


@pytest.mark.parametrize(
    "address",
    [
        "amɪna@council.gov.uk",
        "Ꭺmina@council.gov.uk",
        "amina@council。gov。uk",
        "amiոa@council.gov.uk",
        "ΑMINA@council.gov.uk",
        "\u2c81mina@council.gov.uk",
        "amina@counci\u04cf.gov.uk",
        "amina@\u03f2ouncil.gov.uk",
        "amina@\u1d04o\u028bn\u03f2il.gov.uk",
    ],
)
def test_look_alike_address_is_read_as_it_looks(address: str) -> None:
    assert looks_like(address) == "amina@council.gov.uk"
