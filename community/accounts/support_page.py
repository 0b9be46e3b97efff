"""The admin page on which support staff help users with their accounts."""

from typing import ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from community.accounts.current_user import signed_in
from community.accounts.support import help_with
from community.models import AccountHelp, Help, User
from datashare.lib import govuk
from datashare.lib.exceptions import NotNow


class HelpForm(govuk.Form):
    """A form with the admin's look and the form kit's handling of input."""

    act = forms.ChoiceField(label="What do you want to do?", choices=Help.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Reason",
        help_text="How you know that this person asked for help. We record this and send it to the person.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
    )
    looks: ClassVar = {"act": govuk.Look(called="what you want to do"), "reason": govuk.Look(called="the reason")}


def help_page(request: HttpRequest, object_id: int) -> HttpResponse:
    """Show the support actions for this account; each is recorded and the user notified."""
    by = signed_in(request)
    if not by.is_superuser:
        raise PermissionDenied("Only support staff can help with other people's accounts.")
    helped = get_object_or_404(User, pk=object_id)
    form = HelpForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            help_with(person=helped, act=Help(data["act"]), reason=data["reason"], by=by, request=request)
        except NotNow as problem:
            form.add_error("act", str(problem))
        else:
            messages.success(request, f"Done. We have recorded this and emailed {helped}.")
            return redirect("admin:community_user_change", object_id)
    content = {
        **admin.site.each_context(request),
        "title": f"Help {helped} with their account",
        "form": form,
        "helped": helped,
        "done": AccountHelp.objects.filter(person=helped).select_related("by")[:20],
    }
    return TemplateResponse(request, "admin/community/user/help.html", content)
