"""A user's sessions: recorded at most once an hour, listed, and ended."""

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Final

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from community.models import User

HOUR: Final = 3600
IDLE: Final = HOUR
# A session in use is written this often at most.
NOTED_EACH: Final = 5 * 60
BEGAN: Final = "began"
SEEN: Final = "seen"
UNUSED: Final = "You were signed out because you had not used the service for an hour."
SIGNED_IN_LONG: Final = "You were signed out because you had been signed in for 12 hours."


def end_one(user: User, key: int) -> None:
    """Sign out one of the user's own browsers."""
    session = UserSession.objects.filter(user=user, pk=key).first()
    if session is None:
        raise Http404("You are not signed in on that browser.")
    session.end()


def end_all(user: User) -> None:
    """Sign the user out everywhere."""
    for session in UserSession.objects.filter(user=user):
        session.end()


def clear_expired() -> int:
    """Delete expired sessions and their records of address and browser."""
    gone, _ = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    sessions = Session.objects.filter(session_key=OuterRef("session_key"))
    UserSession.objects.exclude(Exists(sessions)).delete()
    return gone


class Noted:
    """When this process last recorded the use of a session. In memory: a query would cost every page."""

    most = 5000

    def __init__(self) -> None:
        self.times: OrderedDict[str, float] = OrderedDict()

    def is_due(self, session_key: str) -> bool:
        return time.time() - self.times.get(session_key, 0) > HOUR

    def mark(self, session_key: str) -> None:
        self.times[session_key] = time.time()
        self.times.move_to_end(session_key)
        if len(self.times) > self.most:
            self.times.popitem(last=False)


noted = Noted()


def end_when_idle(request: HttpRequest) -> None:
    """Sign out a browser idle for an hour, or signed in for twelve (OWASP, session timeouts)."""
    session, now = request.session, time.time()
    if SESSION_KEY not in session:
        return
    began, seen = session.get(BEGAN, now), session.get(SEEN, now)
    if now - seen > IDLE or now - began > settings.SESSION_COOKIE_AGE:
        logout(request)
        messages.info(request, UNUSED if now - seen > IDLE else SIGNED_IN_LONG)
    elif now - seen > NOTED_EACH or SEEN not in session:
        session[BEGAN], session[SEEN] = began, now


class LastUsed:
    """Middleware that ends idle sessions and records hourly when one is used, for the page that lists them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.READ_ONLY:
            end_when_idle(request)
        response = self.get_response(request)
        key = request.session.session_key if hasattr(request, "session") else None
        if key and response.status_code < 500 and not settings.READ_ONLY and request.user.is_authenticated:
            self._note(key)
        return response

    def _note(self, key: str) -> None:
        if noted.is_due(key):
            noted.mark(key)
            UserSession.objects.filter(session_key=key).update(last_seen_at=timezone.now())


@receiver(user_logged_in)
def _note_beginning(sender: Any, request: HttpRequest | None = None, **signal: Any) -> None:
    """Store when a session began; the sign-in library records where from."""
    if request is not None and request.session.session_key:
        noted.mark(request.session.session_key)
    if request is not None:
        request.session[BEGAN] = request.session[SEEN] = time.time()
