"""The admin page on which support staff erase a person, after re-authentication."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from agreements.members.erasure import Erased, erase_person, obstacle_to_erasing
from agreements.members.erasure_reasons import why_kept
from community.accounts import reauthentication
from community.accounts.current_user import signed_in
from community.accounts.reauthenticated_form import ProvedForm
from community.models import User
from datashare.lib.exceptions import NotNow
from datashare.lib.govuk import Look


class EraseForm(ProvedForm):
    """The address typed again, the reason, and the second step."""

    email = forms.CharField(
        label="The person’s email address",
        help_text="Enter it to confirm that this is the person you mean to erase.",
        max_length=254,
    )
    reason = forms.CharField(
        label="Why",
        help_text="How and when they asked. This stays in the record, so do not include their name or email address.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
    )
    looks: ClassVar = {
        "email": Look(called="the person’s email address"),
        "reason": Look(called="why"),
        "proof": Look(called="the code from your app", width="10", autocomplete="one-time-code", optional=False),
    }
    nothing_done = "Nothing was erased"
    label_with_code = "Code from your authenticator app"
    wrong_with_code = "Code is incorrect"

    def __init__(self, data: Any = None, *, person: User, **options: Any) -> None:
        super().__init__(data, **options)
        self.person = person

    def clean_email(self) -> str:
        typed = str(self.cleaned_data["email"]).strip().lower()
        if typed != self.person.email:
            raise forms.ValidationError("Enter the email address of the person on this page")
        return typed


def erase_page(request: HttpRequest, person: int) -> HttpResponse:
    """Show what is erased and what stays, then erase once all is entered and proved."""
    by = signed_in(request)
    if not by.is_superuser:
        raise PermissionDenied("Only support staff can erase the details of other people.")
    erased = get_object_or_404(User, pk=person)
    obstacle = obstacle_to_erasing(erased, by)
    again = "" if obstacle else _prove_first(request, by)
    form = None if obstacle or again else _form(request, by, erased)
    if form and form.is_valid():
        try:
            _tell(request, erase_person(person=erased, reason=form.cleaned_data["reason"], by=by))
        except NotNow as problem:
            form.add_error("reason", str(problem))
        else:
            return redirect("admin:community_erasure_changelist")
    content = {"title": f"Erase {erased}", "person": erased, "obstacle": obstacle, "again": again, "form": form}
    return TemplateResponse(
        request, "admin/community/erasure/person.html", {**admin.site.each_context(request), **content}
    )


def _prove_first(request: HttpRequest, by: User) -> str:
    """Return where a user without an authenticator app proves their second step; empty once they have."""
    proved = reauthentication.means_of(by).code or reauthentication.proved_just_now(request, by) in {
        "mfa",
        "socialaccount",
    }
    return "" if proved else reauthentication.page_to_prove_on(by, request.path)


def _form(request: HttpRequest, by: User, person: User) -> EraseForm:
    with_code = reauthentication.means_of(by).code

    def second_step(given: str) -> str | None:
        """Return the method of the second step; None for a password, which is only the first step."""
        return method if (method := reauthentication.prove(request, by, given)) == "totp" else None

    given = request.POST if request.method == "POST" else None
    return EraseForm(given, person=person, prove=second_step, with_code=with_code, needs_proof=with_code)


def _tell(request: HttpRequest, done: Erased) -> None:
    messages.success(request, f"Erased and recorded: the account, and {done}.")
    for remains in done.remains:
        messages.warning(request, f"Kept: {remains} – {why_kept(remains)}")
