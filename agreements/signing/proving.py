"""How a signatory proves who they are on a page: with a password or code, or by signing in again."""

from functools import partial
from typing import Any

from django.http import HttpRequest

from community.accounts import reauthentication
from community.models import User


def asks_for_proof(request: HttpRequest, user: User) -> dict[str, Any]:
    """Return what a ProvedForm is given so that this user proves who they are."""
    means = reauthentication.means_of(user)
    return {
        "prove": partial(reauthentication.prove, request, user),
        "with_code": means.code,
        "needs_proof": means.password or means.code or not reauthentication.proved_just_now(request, user),
    }


def sign_in_again(request: HttpRequest, user: User) -> str:
    """Return the sign-in page for a user with neither password nor code; empty once they have re-authenticated."""
    means = reauthentication.means_of(user)
    if means.password or means.code or reauthentication.proved_just_now(request, user):
        return ""
    return reauthentication.page_to_prove_on(user, request.path)
