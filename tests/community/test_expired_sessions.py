"""Expired sessions are deleted, with their records."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from community.tasks import clear_expired_sessions
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db


def test_an_expired_session_goes_and_another_stays(cast: Cast) -> None:
    old, current = Client(), Client()
    for client in (old, current):
        client.post("/accounts/login/", {"login": cast.supplier.email, "password": PASSWORD})
    expired = timezone.now() - timedelta(seconds=1)
    Session.objects.filter(session_key=old.session.session_key).update(expire_date=expired)

    assert clear_expired_sessions() == 1
    assert UserSession.objects.get(user=cast.supplier).session_key == current.session.session_key
    assert current.get("/account/").status_code == 200
