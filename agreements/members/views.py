"""Pages about the people of a data share: list, invite, invite again, remove, leave."""

from collections import defaultdict
from collections.abc import Collection

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from agreements.access import page_as_anyone, page_for, page_or_404, posted
from agreements.kinds.state_words import ROLES_IN_WORDS
from agreements.members import acting, actions, naming
from agreements.members.forms import InviteForm, LeadForm
from agreements.members.other_bodies import outside
from agreements.members.skills_shown import skills_shown
from agreements.members.suggestions import invitation, named_expert, named_signatory
from agreements.models import Member
from agreements.states import BINDING_ROLES, Action, Role
from community.accounts.current_user import signed_in
from community.accounts.lookalikes import looks_of
from community.hub.beside import guidance_on
from community.skills import Skill
from datashare.lib.exceptions import NotNow
from datashare.lib.phrases import listed


def alike(members: Collection[Member]) -> set[int]:
    """Return the members whose name looks like that of another here and who need their address shown."""
    looks = {member.pk: looks_of(str(member)) for member in members}
    people: dict[str, set[int | None]] = defaultdict(set)
    for member in members:
        for look in looks[member.pk]:
            people[look].add(member.user_id)
    return {key for key, own in looks.items() if any(len(people[look]) > 1 for look in own)}


@require_safe
def people(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the members by party, with their roles and what these allow."""
    page = page_or_404(request, reference)
    members = page.share.members.live().with_doubt().select_related("user", "party")
    content = {
        "members": members,
        "alike": alike(members),
        "outside": outside(members),
        "roles": ROLES_IN_WORDS,
        "role_of": Role,
        "binding": BINDING_ROLES,
        "skill_of": Skill,
        "skills": skills_shown(page, members),
        "guidance": guidance_on(pages=["agreements:people"]),
    }
    return page.render(request, "agreements/members/people.html", content, tab="people")


def invite(request: HttpRequest, reference: str) -> HttpResponse:
    """Add someone by email, with a role."""
    page = page_for(request, reference, Action.INVITE)
    role, skill = request.GET.get("role"), request.GET.get("skill")
    signing = [f"{member} ({member.office or 'Signatory'})" for member in actions.signatories_of(page.acting)]
    form = InviteForm(posted(request), initial=invitation(page, role, skill), signing=signing)
    if form.is_valid():
        given = form.cleaned_data
        try:
            member = actions.invite(
                share=page.share,
                email=given["email"],
                role=Role(given["role"]),
                skill=Skill(given["skill"]) if given["skill"] else None,
                office=given["office"],
                outside_because=given["outside_because"],
                by=page.reader,
            )
        except NotNow as problem:
            form.add_error("email", str(problem))
        else:
            messages.success(request, f"You invited {member} as {actions.role_in_words(member)}.")
            return redirect("agreements:people", reference)
    named = named_signatory(page) if role == Role.SIGNATORY else named_expert(page, role, skill)
    return page.render(request, "agreements/members/invite.html", {"form": form, "named": named}, tab="people")


def remove(request: HttpRequest, reference: str, member: int) -> HttpResponse:
    """Say what a member loses, then end their membership."""
    page = page_for(request, reference, Action.REMOVE)
    leaving = get_object_or_404(page.share.members.live().select_related("user", "party"), pk=member)
    if leaving.party_id != page.share.reader_party_id:
        raise PermissionDenied("Only a lead for the same organisation can remove someone.")
    if leaving.user_id == page.reader.pk:
        return redirect("agreements:leave", reference, member)
    if request.method == "POST":
        actions.remove(member=leaving, by=page.reader)
        messages.success(request, f"You removed {leaving}." if leaving.user else "You withdrew the invitation.")
        return redirect("agreements:people", reference)
    content = {"leaving": leaving, "role": ROLES_IN_WORDS[Role(leaving.role)]}
    return page.render(request, "agreements/members/remove.html", content, tab="people")


def leave(request: HttpRequest, reference: str, member: int) -> HttpResponse:
    """Say what the reader loses, or that they must invite another lead first; then end their own role."""
    page = page_or_404(request, reference)
    mine = page.share.members.live().filter(user=page.reader, party=page.party).select_related("user", "party")
    leaving = get_object_or_404(mine, pk=member)
    others = [actions.role_in_words(other) for other in mine if other != leaving]
    role = actions.role_in_words(leaving)
    if request.method == "POST" and not actions.is_only_lead(page.share, leaving):
        actions.leave(member=leaving, by=page.reader)
        still = f" You are still {listed(others)} there." if others else ""
        messages.success(request, f"You left {reference} as {role}.{still}")
        stays = "agreements:overview" if page.ended else "agreements:people"
        return redirect(stays, reference) if others else redirect("agreements:shares")
    content = {
        "leaving": leaving,
        "role": role,
        "others": others,
        "is_only_lead": actions.is_only_lead(page.share, leaving),
    }
    return page.render(request, "agreements/members/leave.html", content, tab="people")


@require_POST
def act_for(request: HttpRequest, reference: str) -> HttpResponse:
    """Let a reader who takes part for several parties act for another of them."""
    page = page_as_anyone(request, reference)
    given = request.POST.get("party", "")
    party = next((party for party in page.every_party if str(party.pk) == given), None)
    if party is None:
        raise Http404("This data share has no such organisation.")
    acting.act_for(share=page.share, party=party, by=page.reader)
    messages.success(request, f"You now act for {party} in this data share.")
    return redirect("agreements:overview", reference)


@require_POST
def invite_again(request: HttpRequest, reference: str, invited: int) -> HttpResponse:
    """Send an unaccepted invitation again."""
    page = page_for(request, reference, Action.INVITE)
    member = get_object_or_404(page.share.members.live(), pk=invited)
    actions.invite_again(member=member, by=page.reader)
    messages.success(request, f"You sent the invitation to {member} again.")
    return redirect("agreements:people", reference)


def name_lead(request: HttpRequest, reference: str, party: int) -> HttpResponse:
    """Name a lead for a party that has none; for those responsible for the organisation, even if no members."""
    person = signed_in(request)
    leaderless = get_object_or_404(naming.without_lead().select_related("organisation", "share"), pk=party)
    if leaderless.share.reference != reference or not naming.may_name(person, leaderless):
        raise Http404("This data share does not exist, or you cannot name its lead.")
    form = LeadForm(posted(request))
    if form.is_valid():
        try:
            member = naming.name_lead(party=leaderless, email=form.cleaned_data["email"], by=person)
        except NotNow as problem:
            form.add_error("email", str(problem))
        else:
            messages.success(request, f"{member} is now the lead for {leaderless} in {reference}. We told them.")
            return redirect("agreements:shares")
    return render(request, "agreements/members/name_lead.html", {"form": form, "party": leaderless})
