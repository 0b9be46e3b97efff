"""Pages about the supply: each flow's log, a supply or a test that was sent, what arrived, what is set up."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreements.access import page_or_404, posted
from agreements.models import Act, DataDelivery, Flow, SetUpItem
from agreements.standing.pages import Under, agreement_of, page_under
from agreements.states import Action
from agreements.supplying import actions
from agreements.supplying.forms import CorrectableForm, ReceiptForm, SetUpForm, SupplyForm
from agreements.supplying.shown import flows_supplied
from datashare.lib.exceptions import NotNow


@require_safe
def supply(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the log of each flow: expected against received."""
    page = page_or_404(request, reference)
    found = agreement_of(page)
    if found is None:
        raise NotNow("Nothing was signed in this data share.")
    content = {"flows": flows_supplied(found.page, found.agreement), "agreement": found.agreement}
    return page.render(request, "agreements/supplying/supply.html", content, tab="overview")


def set_up(request: HttpRequest, reference: str, flow: int, item: str) -> HttpResponse:
    """Record that something is seen to before the first supply."""
    under = page_under(request, reference, Action.SET_UP)
    if item not in SetUpItem.values:
        raise Http404("There is no such step.")
    found, step = flow_or_404(under, flow), SetUpItem(item)
    if not actions.sees_to(step, found, under.page.acting):
        raise PermissionDenied(f"{under.page.acting} does not see to this.")
    form = SetUpForm(posted(request))
    if form.is_valid():
        note = form.cleaned_data["note"]
        actions.set_up(share=under.page.share, flow=flow, item=step, note=note, by=under.page.reader)
        messages.success(request, f"You recorded this: {step.label}.")
        return redirect("agreements:supply", reference)
    content = {"form": form, "step": step}
    return under.page.render(request, "agreements/supplying/set_up.html", content, tab="overview")


def send_data(request: HttpRequest, reference: str, flow: int) -> HttpResponse:
    """Record a supply for one's own organisation."""
    under, found = _giving(request, reference, flow)
    if not actions.is_tested(under.agreement, found):
        raise NotNow(actions.NO_TEST)
    earlier = DataDelivery.objects.filter(flow=found, is_test=False).order_by("-pk")
    form = CorrectableForm(posted(request), since=_since(under), earlier=earlier)
    return _sent(request, under, found, form, is_test=False)


def send_test(request: HttpRequest, reference: str, flow: int) -> HttpResponse:
    """Record a test without real personal data."""
    under, found = _giving(request, reference, flow)
    form = SupplyForm(posted(request), since=_since(under))
    return _sent(request, under, found, form, is_test=True)


def _giving(request: HttpRequest, reference: str, flow: int) -> tuple[Under, Flow]:
    under = page_under(request, reference, Action.SEND_DATA)
    found = flow_or_404(under, flow)
    if not actions.is_at(found, under.page.acting, Act.GIVES):
        raise PermissionDenied(f"{under.page.acting} does not give this data.")
    return under, found


def _since(under: Under) -> Any:
    return timezone.localdate(under.agreement.in_force_at)


def _sent(request: HttpRequest, under: Under, flow: Flow, form: SupplyForm, *, is_test: bool) -> HttpResponse:
    if form.is_valid():
        given, share = form.cleaned_data, under.page.share
        made = actions.send(share=share, flow=flow.pk, given=given, is_test=is_test, by=under.page.reader)
        messages.success(request, f"You recorded delivery {made.number}. We told who receives it.")
        return redirect("agreements:supply", share.reference)
    content = {"form": form, "is_test": is_test}
    return under.page.render(request, "agreements/supplying/send.html", content, tab="overview")


def receive_data(request: HttpRequest, reference: str, delivery: int) -> HttpResponse:
    """Say what arrived at one's own organisation."""
    under = page_under(request, reference, Action.RECEIVE_DATA)
    rows = DataDelivery.objects.filter(agreement__share=under.page.share, pk=delivery)
    found = rows.select_related("flow", "by", "corrects").first()
    if found is None:
        raise Http404("There is no such delivery in this data share.")
    if not actions.receives(found, under.page.acting):
        raise PermissionDenied(f"{under.page.acting} does not receive this.")
    if found.receipts.filter(party=under.page.acting).exists():
        raise NotNow(f"{under.page.acting} has checked this delivery already.")
    form = ReceiptForm(posted(request), sent_on=found.sent_on)
    if form.is_valid():
        actions.receive(share=under.page.share, delivery=delivery, given=form.given, by=under.page.reader)
        messages.success(request, f"You recorded what arrived of delivery {found.number}. We told who sent it.")
        return redirect("agreements:supply", reference)
    content = {"form": form, "delivery": found}
    return under.page.render(request, "agreements/supplying/receive.html", content, tab="overview")


def flow_or_404(under: Under, flow: int) -> Flow:
    """Return a flow of the data share. Raise 404 for another one, NotNow for one that is closed."""
    if not Flow.objects.filter(edition__share=under.page.share, pk=flow).exists():
        raise Http404("No data moves this way in this data share.")
    return actions.open_flow(under.agreement, flow)
