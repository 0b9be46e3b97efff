"""Pages of the threads about questions of a request."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from agreements import policy
from agreements.access import Page, page_for, page_or_404, posted
from agreements.models import Party, QuestionThread
from agreements.questionnaire.question_sets import question_set
from agreements.responding import discussing
from agreements.responding.forms_of_threads import AskForm, PostForm
from agreements.states import Action


@require_safe
def questions(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what the reader's organisation and the other side have written to each other, by question."""
    page = page_or_404(request, reference)
    content = {"threads": discussing.threads_for(page.share, page.party)}
    return page.render(request, "agreements/responding/questions.html", content, tab="response")


def ask_question(request: HttpRequest, reference: str, section: str) -> HttpResponse:
    """Ask about one of the answers of a section, for a supplier that has not decided."""
    page = page_for(request, reference, Action.DISCUSS)
    if not page.acting.decides:
        raise PermissionDenied("Only a supplier asks about the answers.")
    asked = discussing.asked_in_section(page.share, section)
    if not asked:
        raise Http404("This section is not part of the request as it was sent.")
    form = AskForm(posted(request), asked=asked)
    if form.is_valid():
        discussing.write(share=page.share, supplier=page.acting, by=page.reader, **form.cleaned_data)
        return redirect("agreements:question_thread", reference, page.acting.pk, form.cleaned_data["key"])
    content = {"form": form, "section": section}
    return page.render(request, "agreements/responding/ask_question.html", content, tab="response")


def question_thread(request: HttpRequest, reference: str, supplier: int, key: str) -> HttpResponse:
    """Show one thread, and add to it."""
    page = page_or_404(request, reference)
    giver = _supplier_or_404(page, supplier)
    place = question_set(page.share.edition.question_set).places.get(key)
    if place is None:
        raise Http404("This question is not part of the request.")
    if request.method == "POST":
        policy.require(page.reader, Action.DISCUSS, page.share)
    form = PostForm(posted(request))
    if form.is_valid():
        discussing.write(share=page.share, supplier=giver, key=key, text=form.cleaned_data["text"], by=page.reader)
        return redirect("agreements:question_thread", reference, supplier, key)
    shown = (item for item in discussing.threads_for(page.share, page.party) if item.thread.party == giver)
    content: dict[str, Any] = {
        "form": form,
        "place": place,
        "supplier": giver,
        "may_write": page.may(Action.DISCUSS) and discussing.may_write(page.party, giver),
        "thread": next((item.thread for item in shown if item.thread.key == key), None),
    }
    return page.render(request, "agreements/responding/question_thread.html", content, tab="response")


@require_POST
def resolve_question(request: HttpRequest, reference: str, supplier: int, key: str) -> HttpResponse:
    """Mark a thread as resolved."""
    page = page_or_404(request, reference)
    giver = _supplier_or_404(page, supplier)
    get_object_or_404(QuestionThread, edition=page.share.edition, party=giver, key=key)
    discussing.resolve(share=page.share, supplier=giver, key=key, by=page.reader)
    return redirect("agreements:questions", reference)


def _supplier_or_404(page: Page, supplier: int) -> Party:
    """Return the supplier whose thread it is. Raise Http404 unless the reader's organisation is one of the two."""
    giver = next((party for party in page.every_party if party.pk == supplier and party.decides), None)
    if giver is None or not discussing.may_read(page.share, page.party, giver):
        raise Http404("Your organisation does not take part in this.")
    return giver
