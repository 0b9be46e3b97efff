"""Erasing a person takes nothing from others whose address or name holds theirs, or who have their former address."""

import pytest
from allauth.account.models import EmailAddress

from agreements.members import actions as members
from agreements.members.erasure import erase_person
from agreements.models import DataShare, EventDetails, Member
from agreements.states import Role
from agreements.verifying.audit import verify_everything
from community.accounts.names_in_tables import Known
from community.models import Notification, User
from community.skills import Skill
from tests.agreements import stages
from tests.cast import Cast

pytestmark = pytest.mark.django_db
STAGE = stages.in_force
WHY = "Asked for on 12 November."


def account(email: str, name: str) -> User:
    user = User.objects.create_user(email, full_name=name)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def invited(cast: Cast, share: DataShare, email: str) -> Member:
    why = "They know the law of records."
    return members.invite(
        share=share, email=email, role=Role.ADVISER, skill=Skill.LEGAL, outside_because=why, by=cast.acquirer
    )


def is_erased(member: Member) -> bool:
    return EventDetails.objects.filter(event__subject=f"member:{member.pk}", text="").exists()


@pytest.mark.parametrize(
    ("email", "name", "other"),
    [
        ("may@council.gov.uk", "Rose May", "ann-may@council.gov.uk"),
        ("lee@council.gov.uk", "Lee Pym", "kim.lee@council.gov.uk"),
        ("kim@council.gov", "Kim Roe", "kim@council.gov.uk"),
        ("mx@council.gov.uk", "jo", "bo.jo@council.gov.uk"),
        ("mx@council.gov.uk", "council", "bo@council.gov.uk"),
    ],
)
def test_open_invitation_to_a_longer_address_stays(
    cast: Cast, share: DataShare, email: str, name: str, other: str
) -> None:
    stays = invited(cast, share, other)
    asked = {"email": cast.acquirer.email, "subject": "Who?", "key": "who"}
    told = Notification.objects.create(user=cast.acquirer, body=f"Ask {other}, or {email}.", **asked)
    person = account(email, name)
    goes = invited(cast, share, email)

    erase_person(person=person, reason=WHY)

    assert (is_erased(stays), is_erased(goes)) == (False, True)
    told.refresh_from_db()
    assert told.body == f"Ask {other}, or Erased person."
    assert not verify_everything().findings


def test_who_has_a_former_address_now_keeps_messages_and_invitation(cast: Cast, share: DataShare) -> None:
    former = "a.lee@council.gov.uk"
    person = account(former, "Ann Lee")
    person.email = "ann.hill@council.gov.uk"
    person.save()
    EmailAddress.objects.filter(user=person).update(email=person.email)
    Member.objects.create(
        share=share, party=share.parties.get(is_lead=True), email=former, role=Role.ADVISER, invited_by=cast.acquirer
    )
    other = account(former, "Alan Lee")
    observes = invited(cast, share, former)
    received = Notification.objects.filter(user=other).count()
    assert received

    erase_person(person=person, reason=WHY)

    assert Notification.objects.filter(user=other).count() == received
    assert Member.objects.live().filter(share=share, email=former).count() == 2
    assert not is_erased(observes)
    assert not verify_everything().findings


def test_messages_of_who_had_a_former_address_for_a_time_stay(cast: Cast, share: DataShare) -> None:
    former = "a.lee@council.gov.uk"
    person = account("ann.hill@council.gov.uk", "Ann Lee")
    person.history.update(email=former)
    other = account("alan@council.gov.uk", "Alan Lee")
    Notification.objects.create(user=other, email=former, subject="Yours", body="It is yours.", key="yours")
    erase_person(person=person, reason=WHY)
    assert Notification.objects.filter(key="yours").exists()


@pytest.mark.parametrize(
    "text", ["<lee@x.gov.uk>", "lee@x.gov.uk.", "mailto:LEE@x.gov.uk", "'lee@x.gov.uk'", "?email=lee@x.gov.uk", "Lee"]
)
def test_whole_address_or_name_is_found(text: str) -> None:
    assert Known(frozenset({"Lee"}), frozenset({"lee@x.gov.uk"})).stands_in(text)
