"""Closing one's own account."""

from functools import partial

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from agreements.access import posted
from agreements.members import leaving
from agreements.members.forms import CloseForm
from community.accounts import reauthentication
from community.accounts.current_user import signed_in


def close_account(request: HttpRequest) -> HttpResponse:
    """Show what closing does and any obstacles, then close the account."""
    person = signed_in(request)
    led = leaving.left_without_lead(person)
    means, just_now = reauthentication.means_of(person), reauthentication.proved_just_now(request, person)
    can_prove = means.password or means.code
    again = "" if can_prove or just_now else reauthentication.page_to_prove_on(person, request.path)
    form = CloseForm(
        posted(request),
        prove=partial(reauthentication.prove, request, person),
        with_code=means.code,
        needs_proof=can_prove or not just_now,
    )
    if not led and not again and form.is_valid():
        leaving.close_account(by=person)
        logout(request)
        return redirect("account_inactive")
    return render(request, "agreements/members/close_account.html", {"form": form, "led": led, "again": again})
