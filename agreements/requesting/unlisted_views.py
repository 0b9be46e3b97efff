"""Pages to ask for data that no catalogue lists: which body holds it, and what it is."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from agreements.access import posted
from agreements.models import DataShare
from agreements.requesting.forms import MOST_SHOWN, HolderSearch, UnlistedForm
from catalogue.models import DataAsset, Kind
from catalogue.records import unlisted
from community.accounts.current_user import signed_in
from community.models import Membership, Organisation
from community.organisations.search import can_be_reached
from community.organisations.succession import closing_of


def own_body(request: HttpRequest) -> Organisation | None:
    """Return the open public body that this user asks for; None if they work for none."""
    mine = Membership.objects.live().filter(user=signed_in(request)).select_related("organisation")
    member = mine.order_by("organisation__is_closed", "pk").first()
    return member.organisation if member else None


def ask_unlisted(request: HttpRequest) -> HttpResponse:
    """Search for the body, choose it, and describe the data; the triage follows as for any record."""
    body = own_body(request)
    search = HolderSearch(request.GET if "q" in request.GET else None)
    found = search.found()
    form = UnlistedForm(posted(request) if found else None, found=found[:MOST_SHOWN], titled=_wanted(request))
    content: dict[str, Any] = {"search": search, "found": found, "body": body, "wanted": _wanted(request)}
    if body and body.is_closed:
        return render(request, "agreements/requesting/holder_closed.html", {"holder": None, "own": closing_of(body)})
    if body is None or not form.is_valid():
        content |= {"form": form, "most": MOST_SHOWN, "failed": bool(search.errors or form.errors)}
        return render(request, "agreements/requesting/unlisted.html", content)
    holder = form.holder()
    if holder == body or not can_be_reached(holder):
        return render(request, "agreements/requesting/holder_unreachable.html", content | {"holder": holder})
    reference = unlisted.new_reference()
    request.session[_place(reference)] = form.in_words() | {"holder": holder.pk}
    return redirect("agreements:ask", reference)


def _wanted(request: HttpRequest) -> str:
    """Return the words of a search without results, as a first suggestion."""
    return request.GET.get("wanted", "")[:200].replace("\x00", "")


def _place(reference: str) -> str:
    return f"unlisted:{reference}"


def named_by(request: HttpRequest, reference: str) -> DataAsset | None:
    """Return the unsaved data that this user has described under this reference."""
    said = request.session.get(_place(reference))
    holder = Organisation.objects.filter(pk=said["holder"]).first() if said else None
    return unlisted.named(reference, said["title"], said["description"], holder) if said and holder else None


def opened_before(request: HttpRequest, reference: str) -> DataShare | None:
    """Return the data share that this user has already opened for this data, for a double press."""
    mine = DataShare.objects.visible_to(signed_in(request)).filter(opened_by=signed_in(request))
    return mine.filter(assets__reference=reference, assets__kind=Kind.UNLISTED).first()


def forget(request: HttpRequest, reference: str) -> None:
    """Remove the described data from the session; it is stored with a data share now."""
    request.session.pop(_place(reference), None)
