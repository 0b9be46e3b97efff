"""A user's own pages: the account, their organisation, and notifications."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from community.accounts import profile, sessions
from community.accounts.current_user import signed_in
from community.accounts.second_step import second_steps
from community.models import EmailDomain, MailChoice, Membership, domain_of
from community.notices import inbox, outbox
from community.notices.mail_choice import choose_mail
from community.organisations import memberships as belonging
from community.organisations.choosing import MOST_SHOWN, OrganisationChoice, OrganisationSearch
from community.organisations.confirming import confirmers
from community.organisations.succession import choices_of, closings, closings_known_to, owners_of
from datashare.lib.exceptions import NotNow
from datashare.lib.govuk import characters
from datashare.lib.phrases import listed


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    memberships = Membership.objects.live().filter(user=person).select_related("organisation")
    closed = {closing.body.pk: closing for closing in closings(membership.organisation for membership in memberships)}
    may_choose = not belonging.obstacle_to_choosing(person)
    content = {"memberships": memberships, "may_choose": may_choose, "confirmers": confirmers, "closed": closed}
    content["second_step"] = listed(second_steps(person))
    return render(request, "community/people/account.html", content)


def name(request: HttpRequest) -> HttpResponse:
    """Show and change full name and job title."""
    person = signed_in(request)
    known = {"full_name": person.full_name, "job_title": person.job_title}
    form = profile.NameForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_valid():
        profile.rename(person=person, **form.cleaned_data)
        messages.success(request, "You changed your name or job title.")
        return redirect("account")
    return render(request, "community/people/name.html", {"form": form})


@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign out one of the user's browsers: this one, or another."""
    sessions.end_one(signed_in(request), pk)
    messages.success(request, "You signed out that browser.")
    return redirect("usersessions_list")


def organisation(request: HttpRequest) -> HttpResponse:
    """Let a user whose address does not show it, or no longer, say where they work: search, then choose."""
    person = signed_in(request)
    obstacle = belonging.obstacle_to_choosing(person)
    if obstacle and request.method == "POST":
        raise NotNow(obstacle)
    if obstacle:
        return render(request, "community/people/organisation_known.html", {"obstacle": obstacle})
    domain = domain_of(person.email)
    choices, closed = choices_of(domain), closings_known_to(person, domain)
    asked = choices is None and ("q" in request.GET or request.method == "POST")
    search = OrganisationSearch(request.GET if asked else None)
    bodies = search.found() if choices is None else choices
    form = OrganisationChoice(
        request.POST if request.method == "POST" and bodies else None, found=bodies[:MOST_SHOWN], by=person
    )
    if form.is_valid():
        membership = belonging.choose(organisation=form.chosen(), by=person)
        messages.success(request, _chosen(membership))
        return redirect(_way_on(request))
    current = Membership.objects.live().filter(user=person, self_declared=True).select_related("organisation").first()
    content = {"search": search, "found": bodies, "form": form, "said": current, "more": len(bodies) > MOST_SHOWN}
    content |= {"next": request.GET.get("next", ""), "choices": choices, "email": person.email, "closed": closed}
    content |= _ownership(domain)
    return render(request, "community/people/organisation.html", content)


def _ownership(domain: EmailDomain | None) -> dict[str, Any]:
    """Return for the page whether open organisations have this domain, and the one that has it to itself."""
    is_shared = not any(body.is_closed for body in owners_of(domain))
    return {"is_shared": is_shared, "owner": domain.organisation if domain and is_shared else None}


def _chosen(membership: Membership) -> str:
    body = membership.organisation
    if membership.is_confirmed:
        return f"You now work for {body} in this service."
    asked = confirmers(body)
    return f"You told us that you work for {body}. We have asked {asked} to confirm it. You can start a request now."


def _way_on(request: HttpRequest) -> str:
    """Return the page that sent the user here, if it is one of ours."""
    page = request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if ours else reverse("account")


@require_safe
def notifications(request: HttpRequest) -> HttpResponse:
    """Show unread notifications by data share, then recent ones; older ones on pages of their own."""
    person = signed_in(request)
    older = inbox.older_of(person, request.GET.get("page"))
    if "older" in request.GET:
        return render(request, "community/people/older_notifications.html", {"rows": older})
    content = {"unread": inbox.unread_of(person), "recent": inbox.recent_of(person), "older": older.paginator.count}
    return render(request, "community/people/notifications.html", content)


@require_POST
def read_notifications(request: HttpRequest) -> HttpResponse:
    """Mark all notifications, or those of one data share, as read."""
    topic = request.POST.get("topic")
    outbox.mark_read(signed_in(request), topic and characters.shown(topic))
    return redirect("notifications")


def mail_choice(request: HttpRequest) -> HttpResponse:
    """Show and change how much mail the user gets."""
    person = signed_in(request)
    form = inbox.MailForm(request.POST if request.method == "POST" else None, initial={"mail": person.mail_choice})
    if form.is_valid():
        choose_mail(person, MailChoice(form.cleaned_data["mail"]))
        messages.success(request, "You changed which emails you get.")
        return redirect("account")
    return render(request, "community/people/mail_choice.html", {"form": form})
