"""The user of a request."""

from django.http import HttpRequest

from community.models import User


def signed_in(request: HttpRequest) -> User:
    """Return the signed-in user; views behind the sign-in have one."""
    if not request.user.is_authenticated:
        raise RuntimeError("This page must not be public: it asked who is signed in.")
    return request.user
