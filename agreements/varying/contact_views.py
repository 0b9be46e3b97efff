"""Pages about contacts that changed after the signatures."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from agreements.access import page_or_404, posted
from agreements.standing.contacts import contacts_of
from agreements.standing.pages import agreement_of, page_under
from agreements.states import Action
from agreements.varying import contacts as actions
from agreements.varying.forms import ContactNoticeForm
from datashare.lib.exceptions import NotNow


@require_safe
def contacts(request: HttpRequest, reference: str) -> HttpResponse:
    """Show every contact that changed since the signatures."""
    page = page_or_404(request, reference)
    found = agreement_of(page)
    if found is None:
        raise NotNow("Nothing was signed in this data share.")
    content = {
        "contacts": contacts_of(found.agreement),
        "agreement": found.agreement,
        "may_change": found.page.may(Action.CHANGE_CONTACT.value),
    }
    return page.render(request, "agreements/varying/contacts.html", content, tab="overview")


def change_contact(request: HttpRequest, reference: str) -> HttpResponse:
    """Tell everyone that a contact or a post of one's own organisation changed."""
    page, agreement = page_under(request, reference, Action.CHANGE_CONTACT)
    form = ContactNoticeForm(posted(request))
    if form.is_valid():
        actions.change_contact(share=page.share, by=page.reader, **form.cleaned_data)
        messages.success(request, "You changed the contact. We told everyone in this data share.")
        return redirect("agreements:contacts", reference)
    content = {"form": form, "agreement": agreement}
    return page.render(request, "agreements/varying/change_contact.html", content, tab="overview")
