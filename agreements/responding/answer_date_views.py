"""The page on which a lead says by when their organisation will answer."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from agreements.access import page_for, posted
from agreements.models.turns import DEFAULT_DAYS, awaited_from
from agreements.responding.answer_dates import NOT_YOUR_TURN, name_date
from agreements.responding.forms import AnswerDateForm
from agreements.states import Action
from datashare.lib.clock import long_date


def answer_by(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask by when the organisation will answer, and store it."""
    page = page_for(request, reference, Action.NAME_DATE)
    awaited = awaited_from(page.share, page.acting)
    if awaited is None:
        raise PermissionDenied(NOT_YOUR_TURN)
    form = AnswerDateForm(posted(request), initial={"on": awaited.on})
    if form.is_valid():
        named = name_date(share=page.share, on=form.cleaned_data["on"], by=page.reader)
        messages.success(request, f"Saved. You said that you will answer by {long_date(named.on)}.")
        return redirect("agreements:overview", reference)
    content = {"form": form, "awaited": awaited, "days": DEFAULT_DAYS}
    return page.render(request, "agreements/responding/answer_by.html", content, tab="overview")
