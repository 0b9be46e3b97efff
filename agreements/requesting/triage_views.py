"""Pages before a request: a short triage on one record, and its result."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from agreements.access import posted
from agreements.drafting.facts import is_government
from agreements.models import DataShare, with_leads
from agreements.questionnaire.forms.base import StepContext
from agreements.questionnaire.shape import Step
from agreements.questionnaire.triage import Triage
from agreements.requesting import actions
from agreements.requesting.reuse import reusable_by
from agreements.requesting.unlisted_views import forget, named_by, opened_before, own_body
from catalogue.models import DataAsset
from catalogue.records.contact import contact_of
from community.accounts.current_user import signed_in
from community.hub.beside import guidance_on
from community.models import Organisation
from community.organisations.succession import closing_of


def _asset(request: HttpRequest, reference: str) -> DataAsset:
    """Return a record of the catalogue, or the data that this user has described in their own words."""
    asset = named_by(request, reference)
    if asset is None:
        asset = DataAsset.objects.listed().filter(reference=reference).select_related("publisher").first()
    if asset is None:
        raise Http404("There is no such record.")
    return asset


def _can_be_asked(asset: DataAsset, body: Organisation) -> bool:
    """Return whether the record takes requests from this body: another's, with no body closed."""
    holder = asset.publisher
    open_to_ask = holder is not None and holder != body and not holder.is_closed and not body.is_closed
    return asset.can_be_asked_for and open_to_ask


def _place_of_another(asset: DataAsset) -> str:
    """Return the session key that says the user means to ask again for the same record."""
    return f"another:{asset.reference}"


def _to_go_on_with(request: HttpRequest, asset: DataAsset, body: Organisation) -> list[DataShare]:
    """Return the data shares in which this user's body asks for the record and that the user may see."""
    if request.session.get(_place_of_another(asset)):
        return []
    return list(with_leads(DataShare.objects.visible_to(signed_in(request)).question_for(body, asset)))


def _triage(request: HttpRequest, asset: DataAsset, body: Organisation) -> Triage:
    answers: dict[str, Any] = request.session.get(_place(asset), {})
    publisher = asset.publisher
    both = is_government(body.kind, body.name) and bool(publisher and is_government(publisher.kind, publisher.name))
    return Triage(answers=answers, agreements=_existing(body, asset), both_government=both)


def _existing(body: Organisation, asset: DataAsset) -> tuple[tuple[str, str], ...]:
    """Return the agreements in force between the two bodies, which are in the public register."""
    between = (
        DataShare.objects.in_force().filter(parties__organisation=body).filter(parties__organisation=asset.publisher)
    )
    return tuple(between.values_list("reference", "title"))


def _place(asset: DataAsset) -> str:
    """Return the session key of the answers until a data share is opened."""
    return f"triage:{asset.reference}"


def _context(asset: DataAsset, body: Organisation, triage: Triage) -> StepContext:
    return StepContext(acquirer=body.name, supplier=asset.publisher_name, agreements=triage.agreements)


def ask(request: HttpRequest, asset: str) -> HttpResponse:
    """Redirect to the first question, or show why this user or this record cannot start here."""
    record, body = _asset(request, asset), own_body(request)
    holder, own = closing_of(record.publisher), closing_of(body)
    status = 409 if request.method == "POST" else 200
    if holder or own:
        closed = {"asset": record, "holder": holder, "own": own}
        return render(request, "agreements/requesting/holder_closed.html", closed, status=status)
    if body is None or not _can_be_asked(record, body):
        content: dict[str, Any] = {"asset": record, "body": body, "contact": contact_of(record)}
        return render(request, "agreements/requesting/triage_unavailable.html", content, status=status)
    if request.method == "POST":
        request.session[_place_of_another(record)] = "another" in request.POST
    open_already = _to_go_on_with(request, record, body)
    if request.method == "POST" and not open_already:
        request.session.pop(_place(record), None)
        return redirect("agreements:triage_step", asset, _triage(request, record, body).journey.steps()[0].slug)
    older = reusable_by(signed_in(request), body) if record.is_listed else []
    mine = DataShare.objects.visible_to(signed_in(request)).takes_record(signed_in(request), record)
    preparing = record.is_listed and mine.exists()
    content = {"asset": record, "body": body, "preparing": preparing} | {"older": older, "open_already": open_already}
    return render(request, "agreements/requesting/triage_start.html", content)


def triage_step(request: HttpRequest, asset: str, slug: str) -> HttpResponse:
    """Show and store one question of the triage."""
    record, body = _asset(request, asset), own_body(request)
    if body is None or not _can_be_asked(record, body):
        return redirect("agreements:ask", asset)
    triage = _triage(request, record, body)
    step = next((step for step in triage.journey.steps() if step.slug == slug), None)
    if step is None:
        return redirect("agreements:ask", asset)
    form = step.open(triage.answers, context=_context(record, body, triage), data=posted(request))
    if form.is_valid():
        request.session[_place(record)] = {**triage.answers, **form.to_answers()}
        return _onward(_triage(request, record, body), asset, step)
    previous = triage.journey.previous(slug)
    content = {"asset": record, "step": step, "form": form, "previous": previous, "question": step.questions[0]}
    content["guidance"] = guidance_on(text=step.asked, questions=step.keys)
    return render(request, "agreements/requesting/triage_step.html", content)


def _onward(triage: Triage, asset: str, step: Step) -> HttpResponse:
    """Redirect to the next question, answered or not, as the user may change any of them."""
    slugs = [following.slug for following in triage.journey.steps()]
    later = slugs[slugs.index(step.slug) + 1 :]
    if later and not triage.journey.stops():
        return redirect("agreements:triage_step", asset, later[0])
    following = triage.journey.next_unanswered()
    if triage.result() or following is None:
        return redirect("agreements:triage_result", asset)
    return redirect("agreements:triage_step", asset, following.slug)


def triage_result(request: HttpRequest, asset: str) -> HttpResponse:
    """Show the result of the triage; if an agreement is needed, open the data share."""
    if request.method == "POST" and (opened := opened_before(request, asset)):
        return redirect("agreements:request", opened.reference)
    record, body = _asset(request, asset), own_body(request)
    found = _triage(request, record, body).result() if body and _can_be_asked(record, body) else None
    if body is None or found is None or (found.needs_agreement and _to_go_on_with(request, record, body)):
        return redirect("agreements:ask", asset)
    if request.method == "POST" and found.needs_agreement:
        answers = dict(_triage(request, record, body).first_answers())
        share = actions.open_request(assets=[record], triage=answers, organisation=body, by=signed_in(request))
        for place in (_place(record), _place_of_another(record)):
            request.session.pop(place, None)
        forget(request, record.reference)
        return redirect("agreements:request", share.reference)
    content = {"asset": record, "found": found, "body": body, "contact": contact_of(record)}
    content["first"] = _triage(request, record, body).journey.steps()[0]
    content["guidance"] = guidance_on(pages=["agreements:triage_result"])
    if found.reference:
        mine = DataShare.objects.visible_to(signed_in(request)).filter(reference=found.reference)
        content["is_member"] = mine.exists()
    return render(request, "agreements/requesting/triage_result.html", content)
