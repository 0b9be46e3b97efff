"""A person's own pages: the account, and what they have been told."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from community import notices
from community.models import Membership, Notification
from community.people import signed_in

SHOWN = 100


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    memberships = Membership.objects.live().filter(user=person).select_related("organisation")
    return render(request, "community/people/account.html", {"memberships": memberships})


@require_safe
def notifications(request: HttpRequest) -> HttpResponse:
    told = list(Notification.objects.filter(user=signed_in(request))[:SHOWN])
    return render(request, "community/people/notifications.html", {"notifications": told})


@require_POST
def read_notifications(request: HttpRequest) -> HttpResponse:
    notices.mark_read(signed_in(request))
    return redirect("notifications")
