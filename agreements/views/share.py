"""The pages that every data share has: the list, the overview, its people, its history."""

import json

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from agreements.actions import people as people_actions
from agreements.forms.members import ROLES_IN_WORDS, InviteForm
from agreements.models import EventDetails
from agreements.states import Action, Role, Skill
from agreements.verification import evidence_of
from agreements.views.access import framed, posted, share_for, share_or_404, signed_in
from agreements.views.next import next_act
from agreements.waiting import desk_of
from datashare.lib.problems import NotNow


@require_safe
def shares(request: HttpRequest) -> HttpResponse:
    """Your data shares: what waits for me first."""
    return render(request, "agreements/share/shares.html", {"desk": desk_of(signed_in(request))})


@require_safe
def overview(request: HttpRequest, reference: str) -> HttpResponse:
    """What happens next, what holds things up, the last five events, the dates."""
    share = share_or_404(request, reference)
    context = framed(request, share, "overview")
    events = EventDetails.objects.filter(event__share=share).select_related("event").order_by("-event__sequence")[:5]
    context |= {"next": next_act(context["page"], signed_in(request)), "events": events, "assets": share.assets.all()}
    return render(request, "agreements/share/overview.html", context)


@require_safe
def people(request: HttpRequest, reference: str) -> HttpResponse:
    """By party: who is in, as what, and what that lets them do."""
    share = share_or_404(request, reference)
    members = share.members.live().select_related("user", "party")
    content = {"members": members, "roles": ROLES_IN_WORDS, "skills": Skill, "role_of": Role, "skill_of": Skill}
    return render(request, "agreements/share/people.html", framed(request, share, "people", **content))


def invite(request: HttpRequest, reference: str) -> HttpResponse:
    """Add somebody by e-mail, with a role."""
    share = share_for(request, reference, Action.INVITE)
    form = InviteForm(posted(request))
    if form.is_valid():
        given = form.cleaned_data
        try:
            member = people_actions.invite(
                share=share,
                email=given["email"],
                role=Role(given["role"]),
                skill=Skill(given["skill"]) if given["skill"] else None,
                office=given["office"],
                by=signed_in(request),
            )
        except NotNow as problem:
            form.add_error("email", str(problem))
        else:
            messages.success(request, f"{member} is invited as {Role(member.role).label.lower()}.")
            return redirect("agreements:people", reference)
    return render(request, "agreements/share/invite.html", framed(request, share, "people", form=form))


def remove(request: HttpRequest, reference: str, member: int) -> HttpResponse:
    """Say what somebody loses, then end their membership."""
    share = share_for(request, reference, Action.REMOVE)
    leaving = get_object_or_404(share.members.live().select_related("user", "party"), pk=member)
    if leaving.party_id != share.reader_party_id:
        raise PermissionDenied("Only a lead of the same organisation can remove somebody.")
    if request.method == "POST":
        people_actions.remove(member=leaving, by=signed_in(request))
        messages.success(request, f"{leaving} is removed.")
        return redirect("agreements:people", reference)
    content = {"leaving": leaving, "role": ROLES_IN_WORDS[Role(leaving.role)]}
    return render(request, "agreements/share/remove.html", framed(request, share, "people", **content))


@require_safe
def history(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything that happened, newest first, in plain sentences from the chain of events."""
    share = share_or_404(request, reference)
    rows = EventDetails.objects.filter(event__share=share).select_related("event").order_by("-event__sequence")
    chosen = request.GET.get("kind", "")
    if chosen in set(Action):
        rows = rows.filter(event__action=chosen)
    kinds = [(action, action.label) for action in share.actions_seen()]
    listed = Paginator(rows, 50).get_page(request.GET.get("page"))
    context = framed(request, share, "history", rows=listed, kinds=kinds, chosen=chosen)
    context["withheld"] = context["page"].withheld
    return render(request, "agreements/share/history.html", context)


@require_safe
def evidence(request: HttpRequest, reference: str) -> HttpResponse:
    """The chain of events, to keep and to check with any verifier (docs/evidence.md)."""
    share = share_or_404(request, reference)
    withheld = framed(request, share, "history")["page"].withheld
    response = HttpResponse(json.dumps(evidence_of(share, withheld), indent=1), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{share.reference}-history.json"'
    return response
