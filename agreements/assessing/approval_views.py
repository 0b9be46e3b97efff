"""Pages to give a data protection officer's advice, and to accept the risk that remains."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from agreements.access import Page, page_for, posted
from agreements.assessing import approval
from agreements.assessing.forms import AcceptRiskForm, AdviceForm
from agreements.drafting.circumstances import Circumstances
from agreements.drafting.drafts import circumstances_for
from agreements.drafting.library.approved import ADVICE, advice_to, digest_of_all, digest_of_risks, high_remains
from agreements.drafting.library.assessed import assessed, undecided
from agreements.models import Member
from agreements.states import Action
from datashare.lib.exceptions import Conflict, NotNow


def advise(request: HttpRequest, reference: str) -> HttpResponse:
    """Give advice on the risks as the page shows them."""
    page = page_for(request, reference, Action.ADVISE)
    if not approval.is_officer(page.share, page.reader):
        raise PermissionDenied("Only an adviser on data protection can give this advice.")
    s = circumstances_for(page.share, page.party)
    form = AdviceForm(posted(request), initial={"about": digest_of_risks(s), "office": _office(page)})
    status = _sent(page, s, form, approval.advise)
    if status == 302:
        messages.success(request, f"You advised {page.acting}.")
        return redirect("agreements:risks", reference)
    content = _content(page, s, form)
    return page.render(request, "agreements/assessing/advise.html", content, tab="assessment", status=status)


def accept_risk(request: HttpRequest, reference: str) -> HttpResponse:
    """Accept the risk that remains as the page shows it, for the reader's organisation."""
    page = page_for(request, reference, Action.ACCEPT_RISK)
    s, party = circumstances_for(page.share, page.party), page.acting
    initial = {"about": digest_of_all(s, party.pk), "office": _office(page)}
    form = AcceptRiskForm(posted(request), initial=initial)
    form.ask(is_advised=advice_to(s, party.pk) is not None, is_high=high_remains(s))
    status = _sent(page, s, form, approval.accept_risk)
    if status == 302:
        messages.success(request, f"You accepted the risk that remains for {party}.")
        return redirect("agreements:risks", reference)
    content = _content(page, s, form)
    return page.render(request, "agreements/assessing/accept_risk.html", content, tab="assessment", status=status)


def _sent(page: Page, s: Circumstances, form: AdviceForm | AcceptRiskForm, act: Callable[..., Any]) -> int:
    """Do what the form says. Return 302 once done, 200 for a form to fill in, 409 if what it is about has changed."""
    if undecided(s) or not form.is_valid():
        return 200
    given = dict(form.cleaned_data)
    try:
        act(share=page.share, about=given.pop("about"), given=given, by=page.reader)
    except Conflict as problem:
        form.add_error(None, f"{problem} Read them again, then send this again.")
        form.put_on("about", str(form.initial["about"]))
        return 409
    except NotNow as problem:
        form.add_error("reply" if "reply" in form.fields else None, str(problem))
        return 200
    return 302


def _content(page: Page, s: Circumstances, form: AdviceForm | AcceptRiskForm) -> dict[str, Any]:
    advice = advice_to(s, page.acting.pk)
    return {"form": form, "risks": assessed(s), "waiting": undecided(s), "advice": advice, "advices": ADVICE}


def _office(page: Page) -> str:
    """Return the position that the reader has here, or else at their organisation."""
    mine = Member.objects.acting(page.share, page.reader).exclude(office="").values_list("office", flat=True)
    return mine.first() or page.reader.job_title
