"""Closing one's own account: ends all memberships, keeps all evidence."""

import pytest
from django.test import Client

from agreements import policy
from agreements.members import actions as members
from agreements.members import leaving
from agreements.models import DataShare, Event
from agreements.states import Role
from community.models import Membership, Notification, User
from datashare.lib.exceptions import NotNow
from tests.cast import PASSWORD, Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
CLOSE = "/account/close/"


def test_it_says_what_it_does_and_wants_to_be_sure(cast: Cast) -> None:
    visitor = Visitor(cast.onlooker)
    assert CLOSE in visitor.get("/account/").all("//main//a/@href")
    page = visitor.get(CLOSE)
    assert "your name stays on everything you signed" in page.words
    unsure = visitor.post(CLOSE, proof=PASSWORD)
    assert unsure.errors == ["Confirm that you want to close your account"]
    assert unsure.title.startswith("Error: ")
    assert User.objects.get(pk=cast.onlooker.pk).is_active


def test_it_closes_the_account_and_keeps_what_was_done(cast: Cast, share: DataShare, client: Client) -> None:
    visitor, elsewhere = Visitor(cast.acquirer_expert), Client()
    elsewhere.post("/accounts/login/", {"login": cast.acquirer_expert.email, "password": PASSWORD})
    events = Event.objects.count()
    assert Notification.objects.filter(user=cast.acquirer_expert).owed().exists()
    done = visitor.post(CLOSE, sure="on", proof=PASSWORD)

    assert not Notification.objects.filter(user=cast.acquirer_expert).owed().exists()
    assert done.goes_to == "/accounts/inactive/"
    assert visitor.get("/account/").status == elsewhere.get("/account/").status_code == 302
    gone = User.objects.get(pk=cast.acquirer_expert.pk)
    assert (gone.is_active, gone.full_name) == (False, "Chidi Eze")
    assert not Membership.objects.filter(user=gone, until=None).exists()
    assert policy.held(gone, share) == frozenset()
    assert Event.objects.count() == events + 1
    assert "Chidi Eze" not in Visitor(cast.acquirer).get("people", share).words
    assert "removed Chidi Eze as" in Visitor(cast.acquirer).get("history", share).words
    client.post("/accounts/login/", {"login": gone.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_the_only_lead_names_another_first(cast: Cast, share: DataShare) -> None:
    page = Visitor(cast.acquirer).get(CLOSE)
    assert share.title in page.words
    assert not page.all("//main//form")
    assert Visitor(cast.acquirer).post(CLOSE, sure="on", proof=PASSWORD).status == 200
    with pytest.raises(NotNow, match="Invite another lead first"):
        leaving.close_account(by=cast.acquirer)
    members.invite(share=share, email="new@council.gov.uk", role=Role.LEAD, by=cast.acquirer)
    assert leaving.left_without_lead(cast.acquirer) == [share], "someone without an account leads nothing"
    members.invite(share=share, email=cast.acquirer_colleague.email, role=Role.LEAD, by=cast.acquirer)
    Visitor(cast.acquirer).post(CLOSE, sure="on", proof=PASSWORD)
    assert not User.objects.get(pk=cast.acquirer.pk).is_active
    assert User.objects.get(pk=cast.supplier.pk).is_active


def test_it_closes_no_one_elses(cast: Cast) -> None:
    Visitor(cast.onlooker).post(CLOSE, sure="on", proof=PASSWORD, user=str(cast.stranger.pk))
    assert User.objects.get(pk=cast.stranger.pk).is_active
    assert Visitor().post(CLOSE, sure="on", proof=PASSWORD).status == 302


def test_it_asks_who_is_at_the_keyboard(cast: Cast) -> None:
    visitor = Visitor(cast.onlooker)
    assert visitor.post(CLOSE, sure="on").errors == ["Enter your password"]
    wrong = visitor.post(CLOSE, sure="on", proof="not the password")
    assert wrong.errors == ["Password is incorrect. Try again"]
    for _ in range(20):
        last = visitor.post(CLOSE, sure="on", proof="not the password")
    assert "tried too many times" in last.errors[0]
    assert User.objects.get(pk=cast.onlooker.pk).is_active


def test_someone_without_a_password_shows_again_who_they_are(cast: Cast) -> None:
    person = cast.onlooker
    person.set_unusable_password()
    person.save(update_fields=["password"])
    visitor = Visitor(person)
    assert "confirm that it is you" in visitor.get(CLOSE).words
    visitor.post(CLOSE, sure="on")
    assert User.objects.get(pk=person.pk).is_active
