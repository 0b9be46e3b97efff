"""The admin page on which an organisation's admin, or support, confirms that a user works there."""

from typing import Any, ClassVar, Final

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from community.accounts.current_user import signed_in
from community.models import Membership
from community.organisations.confirming import confirm, may_confirm, refuse
from datashare.lib import govuk
from datashare.lib.exceptions import NotNow

YES: Final = "yes"


class ConfirmMembershipForm(govuk.Form):
    """Whether they work there and, if not, why."""

    answer = forms.ChoiceField(
        label="Do they work there?",
        choices=[
            (YES, "Yes, they work there"),
            ("no", "No, end their membership"),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="If they do not work there, give the reason",
        help_text="We will send your reason to the person.",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
    )
    looks: ClassVar = {
        "answer": govuk.Look(called="whether they work there"),
        "reason": govuk.Look(called="the reason"),
    }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer") == "no" and not data.get("reason"):
            self.add_error("reason", ValidationError("Enter the reason why they do not work there"))
        return data


def confirm_page(request: HttpRequest, object_id: int) -> HttpResponse:
    """Show the user's statement and its evidence, and store the answer."""
    by = signed_in(request)
    membership = get_object_or_404(Membership.objects.select_related("user", "organisation"), pk=object_id)
    if not may_confirm(by, membership):
        raise PermissionDenied("Only an admin of the organisation or support staff can confirm who works there.")
    form = ConfirmMembershipForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            words = _answer(membership, form.cleaned_data, request)
        except NotNow as problem:
            form.add_error("answer", str(problem))
        else:
            messages.success(request, words)
            return redirect("admin:community_membership_changelist")
    title = f"Does {membership.user} work for {membership.organisation}?"
    content = {**admin.site.each_context(request), "title": title, "form": form, "membership": membership}
    return TemplateResponse(request, "admin/community/membership/confirm.html", content)


def _answer(membership: Membership, data: dict[str, Any], request: HttpRequest) -> str:
    by, person = signed_in(request), membership.user
    if data["answer"] == YES:
        confirm(membership=membership, by=by)
        return f"You confirmed that {person} works for {membership.organisation}. We told them."
    refuse(membership=membership, reason=data["reason"], by=by)
    return f"You ended the membership of {person} at {membership.organisation}. We told them why."
