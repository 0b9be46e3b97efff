"""Closing one's own account."""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from agreements.actions import leaving
from agreements.forms.leaving import CloseForm
from agreements.views.access import posted, signed_in


def close_account(request: HttpRequest) -> HttpResponse:
    """What closing does, and what stands in the way; then do it."""
    person = signed_in(request)
    led = leaving.left_without_lead(person)
    form = CloseForm(posted(request))
    if not led and form.is_valid():
        leaving.close_account(by=person)
        logout(request)
        return redirect("account_inactive")
    return render(request, "agreements/share/close_account.html", {"form": form, "led": led})
