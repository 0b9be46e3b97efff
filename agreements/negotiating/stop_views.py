"""Pages on what stops the agreement, and on going on despite it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from agreements.access import Page, page_for, page_or_404, posted
from agreements.kinds.state_words import why_not_now
from agreements.models.stops import StopKind
from agreements.negotiating import stopping
from agreements.negotiating.forms import OverrideForm
from agreements.negotiating.stopping import StandingStop, standing_stops
from agreements.states import Action, State
from community.hub.beside import guidance_on
from datashare.lib.exceptions import NotNow


@require_safe
def stops(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what stops the agreement, who must do what, and who goes on despite it."""
    page = page_or_404(request, reference)
    if page.state != State.NEGOTIATING:
        raise NotNow(why_not_now(Action.OVERRIDE, page.state, of_umbrella=page.share.is_umbrella))
    standing = standing_stops(page.share, page.parties)
    kinds = [each.stop.kind for each in standing]
    content = {"standing": standing, "guidance": guidance_on(stops=kinds, most=len(StopKind))}
    return page.render(request, "agreements/negotiating/stops.html", content, tab="agreement")


@require_http_methods(["GET", "HEAD", "POST"])
def go_on(request: HttpRequest, reference: str, key: str) -> HttpResponse:
    """Ask a lead why their organisation goes on despite a stop, and record it."""
    page = page_for(request, reference, Action.OVERRIDE)
    standing = _standing(page, key)
    if standing is None and request.method == "POST":
        raise NotNow("This does not stop the agreement any more.")
    form = OverrideForm(posted(request))
    if form.is_valid():
        stopping.go_on(share=page.share, key=key, reason=form.cleaned_data["reason"], by=page.reader)
        messages.success(request, f"{page.acting} goes on despite this. We told the others.")
        return redirect("agreements:stops", reference)
    content = {"standing": standing, "form": form}
    return page.render(request, "agreements/negotiating/go_on.html", content, tab="agreement")


def _standing(page: Page, key: str) -> StandingStop | None:
    """Return the stop of this key; None for one that does not stop the agreement (any more)."""
    found = next((each for each in standing_stops(page.share, page.parties) if each.stop.key == key), None)
    if found and found.stop.is_absolute:
        raise PermissionDenied(f"No one can go on despite this, because {found.stop.why_absolute}.")
    return found
