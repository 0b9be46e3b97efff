"""Pages about the checks of experts: all of one's organisation, one to ask for, one to answer."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreements import policy
from agreements.access import Page, page_for, page_or_404, posted
from agreements.drafting.drafts import circumstances_for
from agreements.drafting.library.checked import digest_beneath
from agreements.members import checking
from agreements.members.check_forms import AnswerCheckForm, AskExpertForm
from agreements.members.checks import sections_beneath, shown_checks
from agreements.models import ExpertCheck, ExpertResult, Member
from agreements.states import Action, Role
from community.organisations.nations import nation_of
from community.skills import Skill
from datashare.lib.clock import long_date, working_day_after
from datashare.lib.exceptions import Conflict, NotNow

# How many working days an expert has unless the lead names another day.
USUAL_DAYS = 10
DONE = {
    ExpertResult.CONFIRMED: "You confirmed the answers. Drafts now say that you checked them.",
    ExpertResult.CORRECTED: "We told your colleagues what must be corrected.",
    ExpertResult.REFUSED: "We told your colleagues that you cannot confirm the answers, and why.",
}


@require_safe
def expert_checks(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what the experts of the reader's organisation were asked to check, and where each check stands."""
    page = page_or_404(request, reference)
    s = circumstances_for(page.share, page.acting)
    mine = ExpertCheck.objects.awaited_from(page.reader).filter(party=page.acting, edition__share=page.share)
    content = {
        "checks": shown_checks(s, checking.facts_of_party(s, page.acting)),
        "mine": set(mine.values_list("pk", flat=True)) if page.may(Action.CHECK) else set(),
        "skill_of": Skill,
    }
    return page.render(request, "agreements/members/expert_checks.html", content, tab="people")


def ask_expert(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask an adviser of one's own organisation to check the answers in their field."""
    page = page_for(request, reference, Action.ASK_EXPERT)
    advisers = list(_advisers(page))
    day = working_day_after(timezone.localdate(), USUAL_DAYS, nation_of(page.acting.organisation))
    initial = {"due": day, "member": request.GET.get("member", "")}
    form = AskExpertForm(posted(request), advisers=advisers, initial=initial)
    if form.is_valid():
        try:
            check = checking.ask_expert(share=page.share, by=page.reader, **form.given())
        except NotNow as problem:
            form.add_error("member", str(problem))
        else:
            messages.success(request, f"You asked {check.member} to check the answers by {long_date(check.due)}.")
            return redirect("agreements:expert_checks", reference)
    content = {"form": form, "advisers": advisers}
    return page.render(request, "agreements/members/ask_expert.html", content, tab="people")


def expert_check(request: HttpRequest, reference: str, check: int) -> HttpResponse:
    """Show the answers beneath a check to the organisation of the expert; ask the expert what they say of them.

    The address of an earlier check of the same expert leads to their newest.
    """
    page = page_or_404(request, reference)
    asked = get_object_or_404(ExpertCheck.objects.of(page.share), party=page.acting, member__checks=check)
    if request.method == "POST":
        _must_be_for(page, asked)
    s = circumstances_for(page.share, page.acting)
    own = checking.facts_of_party(s, page.acting)
    form = AnswerCheckForm(posted(request), initial={"about": digest_beneath(s, own, asked.skill)})
    status = _answered(asked, form, page) if form.is_valid() else 200
    if status == 302:
        messages.success(request, DONE[ExpertResult(form.cleaned_data["result"])])
        return redirect("agreements:expert_checks", reference)
    content = {
        "check": asked,
        "shown": next(found for found in shown_checks(s, own) if found.facts.check == asked.pk),
        "form": form if _is_for(page, asked) else None,
        "skill": Skill(asked.skill),
        "beneath": sections_beneath(s, own, asked.skill, page.share.edition.question_set),
    }
    return page.render(request, "agreements/members/expert_check.html", content, tab="people", status=status)


def _must_be_for(page: Page, check: ExpertCheck) -> None:
    """Raise PermissionDenied or NotNow unless the reader is the expert who was asked, and can answer now."""
    policy.require(page.reader, Action.CHECK, page.share)
    if not _is_for(page, check):
        raise PermissionDenied("Only the adviser who was asked can answer this check.")


def _is_for(page: Page, check: ExpertCheck) -> bool:
    """Return whether the reader is the expert who was asked, and can answer now."""
    return page.may(Action.CHECK) and check.member.user_id == page.reader.pk


def _answered(check: ExpertCheck, form: AnswerCheckForm, page: Page) -> int:
    """Record the answer. Return 302 once done, 409 if an answer beneath has changed meanwhile."""
    try:
        checking.answer_check(check=check, by=page.reader, **form.given())
    except Conflict as problem:
        form.add_error(None, f"{problem} Read the answers again, then send this again.")
        form.put_on("about", str(form.initial["about"]))
        return 409
    return 302


def _advisers(page: Page) -> Any:
    """Return the advisers of the reader's organisation whom they can ask."""
    live = Member.objects.live().signed_up().filter(share=page.share, party=page.acting, role=Role.ADVISER)
    return live.exclude(user=page.reader).exclude(skill="").select_related("user").order_by("pk")
