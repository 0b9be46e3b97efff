"""Pages about incidents: the list, a new one, one of them with what each organisation did, and its file."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from agreements.access import Page, page_or_404, posted
from agreements.models import Addressee, Agreement, Incident
from agreements.reviewing import incident_closing
from agreements.reviewing import incidents as actions
from agreements.reviewing.incident_file import as_word_file
from agreements.reviewing.incident_forms import (
    AwareForm,
    ContainForm,
    IncidentForm,
    JointRecordForm,
    MoreForm,
    RecordAnswerForm,
    ToldForm,
)
from agreements.reviewing.incidents_shown import incident_shown, incidents_of, may_record, state_of, suspend_link
from agreements.reviewing.notice import clause_of
from agreements.standing.pages import agreement_of, page_under
from agreements.states import Action
from datashare.lib.exceptions import NotNow
from datashare.lib.govuk import Form

WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# The clauses of the library about telling each other of incidents.
_REPORTING: Final = frozenset({"incidents.reporting"})


class _Step(NamedTuple):
    """What the page of one step says: its heading, what it asks to know first, and its button."""

    heading: str
    intro: str
    button: str
    done: str


_AWARE: Final = _Step(
    "Say when your organisation became aware",
    "If your organisation is a controller of this data, it has 72 hours from then to tell the Information "
    "Commissioner’s Office (ICO), weekends included, unless a risk to people is unlikely (Article 33 UK GDPR; for law "
    "enforcement, section 67 of the Data Protection Act 2018).",
    "Save",
    "You said when your organisation became aware.",
)
_MORE: Final = _Step(
    "Add what is known now",
    "Information may be given in phases, as it becomes known (Article 33(4) UK GDPR). What was recorded before stays.",
    "Add it",
    "You added what is known now. We told the leads and the advisers on data protection.",
)
_CONTAIN: Final = _Step(
    "Record that the incident is contained",
    "From then, the organisations have 20 working days to record together what happened, why, and what each changes.",
    "Record it",
    "You recorded that the incident is contained.",
)
_EXPLAIN: Final = _Step(
    "Record cause and changes",
    "Write this together with the other organisations. We ask a lead for each of them to agree with it or return it. "
    "Once all agree, the incident is closed.",
    "Record it",
    "You recorded cause and changes.",
)
_ANSWER: Final = _Step(
    "Agree with the record or return it", "", "Send your answer", "You answered for your organisation."
)
_DECIDE: Final = {
    Addressee.ICO: _Step(
        "Record whether you told the ICO",
        "A controller tells the ICO within 72 hours, unless a risk to people is unlikely (Article 33 UK GDPR; for law "
        "enforcement, section 67 of the Data Protection Act 2018). This service tells the ICO nothing.",
        "Record it",
        "You recorded whether your organisation told the ICO.",
    ),
    Addressee.PEOPLE: _Step(
        "Record whether you told the people affected",
        "A controller tells them without undue delay if a high risk to them is likely (Article 34 UK GDPR; for law "
        "enforcement, section 68 of the Data Protection Act 2018). This service tells them nothing.",
        "Record it",
        "You recorded whether your organisation told the people affected.",
    ),
}


@require_safe
def incidents(request: HttpRequest, reference: str) -> HttpResponse:
    """Show every incident with what was shared, and whether the reader can record one."""
    page = page_or_404(request, reference)
    found = agreement_of(page)
    if found is None:
        raise NotNow("Nothing was signed in this data share.")
    rows = [(row, state_of(row)) for row in incidents_of(page.share.pk)]
    content = {"incidents": rows, "may_record": may_record(found.page)}
    return page.render(request, "agreements/reviewing/incidents.html", content, tab="overview")


def record_incident(request: HttpRequest, reference: str) -> HttpResponse:
    """Record an incident for one's own organisation."""
    page, agreement = page_under(request, reference, Action.REPORT_INCIDENT)
    if not actions.is_data_held(page.share):
        raise NotNow(actions.NONE_HELD)
    form = IncidentForm(posted(request))
    if form.is_valid() and form.moment:
        made = actions.record(share=page.share, given=form.given, aware_at=form.moment, by=page.reader)
        messages.success(request, "You recorded the incident. We told the other leads and advisers on data protection.")
        return redirect("agreements:incident", reference, made.number)
    content = {"form": form, "agreement": agreement, "clause": clause_of(agreement, _REPORTING)}
    content["suspend"] = suspend_link(page, agreement)
    return page.render(request, "agreements/reviewing/record_incident.html", content, tab="overview")


@require_safe
def incident(request: HttpRequest, reference: str, incident: int) -> HttpResponse:
    """Show one incident: what is known, the 72 hours of each organisation, and how it was closed."""
    page = page_or_404(request, reference)
    found, row = agreement_of(page), _incident_of(page, incident)
    if found is None:
        raise NotNow("Nothing was signed in this data share.")
    content = {
        "shown": incident_shown(found.page, row),
        "state": state_of(row),
        "addressees": Addressee.choices,
        "suspend": suspend_link(found.page, found.agreement),
    }
    return page.render(request, "agreements/reviewing/incident.html", content, tab="overview")


def note_aware(request: HttpRequest, reference: str, incident: int) -> HttpResponse:
    """Say when one's own organisation became aware, or correct it."""
    page, _, row = _open_incident(request, reference, incident, Action.REPORT_INCIDENT)
    form = AwareForm(posted(request), before=row.awareness.filter(party=page.acting).last())
    if form.is_valid() and form.moment:
        how = form.cleaned_data["how"] or ""
        actions.note_aware(share=page.share, incident=incident, aware_at=form.moment, how=how, by=page.reader)
        return _done(request, reference, incident, _AWARE)
    return _ask(request, page, row, form, _AWARE)


def add_more(request: HttpRequest, reference: str, incident: int) -> HttpResponse:
    """Add what became known later."""
    return _in_words(request, reference, incident, MoreForm, actions.add, _MORE)


def contain(request: HttpRequest, reference: str, incident: int) -> HttpResponse:
    """Record that an incident is contained."""
    return _in_words(request, reference, incident, ContainForm, actions.contain, _CONTAIN)


def decide(request: HttpRequest, reference: str, incident: int, addressee: str) -> HttpResponse:
    """Record that the ICO or the people affected were told, or why not."""
    if addressee not in Addressee.values:
        raise Http404
    page, _, row = _open_incident(request, reference, incident, Action.DECIDE_INCIDENT)
    whom, aware = Addressee(addressee), row.awareness.filter(party=page.acting).last()
    if aware is None:
        raise NotNow(actions.UNAWARE)
    if row.decisions.filter(party=page.acting, addressee=whom, told_at__isnull=False).exists():
        raise NotNow(actions.TOLD)
    form = ToldForm(posted(request), addressee=whom, aware=aware)
    if form.is_valid():
        actions.decide(share=page.share, incident=incident, addressee=whom, given=form.given, by=page.reader)
        return _done(request, reference, incident, _DECIDE[whom])
    return _ask(request, page, row, form, _DECIDE[whom])


def explain(request: HttpRequest, reference: str, incident: int) -> HttpResponse:
    """Record cause and changes for all to agree with."""
    page, _, row = _open_incident(request, reference, incident, Action.CLOSE_INCIDENT)
    if why := incident_closing.why_not_explained(row):
        raise NotNow(why)
    form = JointRecordForm(posted(request))
    if form.is_valid():
        incident_closing.explain(share=page.share, incident=incident, given=form.cleaned_data, by=page.reader)
        return _done(request, reference, incident, _EXPLAIN)
    return _ask(request, page, row, form, _EXPLAIN)


def answer(request: HttpRequest, reference: str, incident: int) -> HttpResponse:
    """Agree with the joint record for one's own organisation, or return it."""
    page, _, row = _open_incident(request, reference, incident, Action.CLOSE_INCIDENT)
    waiting = row.joint_records.waiting().select_related("party__organisation", "by").last()
    if waiting is not None and waiting.party_id == page.acting.pk:
        raise PermissionDenied(incident_closing.OWN)
    if waiting is None or page.acting not in incident_closing.awaited(waiting, row):
        raise NotNow(incident_closing.NO_RECORD)
    form = RecordAnswerForm(posted(request))
    if form.is_valid():
        agrees, reason = form.cleaned_data["decision"] == "agree", form.cleaned_data["reason"] or ""
        incident_closing.answer(share=page.share, incident=incident, agrees=agrees, reason=reason, by=page.reader)
        return _done(request, reference, incident, _ANSWER)
    return _ask(request, page, row, form, _ANSWER, {"joint_record": waiting})


@require_safe
def file(request: HttpRequest, reference: str, incident: int) -> HttpResponse:
    """Return everything that was recorded of an incident as a Word file, for a data protection officer."""
    page = page_or_404(request, reference)
    row = _incident_of(page, incident)
    response = HttpResponse(as_word_file(page.share, row), content_type=WORD)
    name = f"{page.share.reference}-incident-{row.number}.docx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _in_words(
    request: HttpRequest, reference: str, incident: int, kind: type[Form], act: Callable[..., object], step: _Step
) -> HttpResponse:
    """Answer a page that asks for words only."""
    page, _, row = _open_incident(request, reference, incident, Action.REPORT_INCIDENT)
    if kind is ContainForm and row.contained_at:
        raise NotNow(actions.CONTAINED)
    form = kind(posted(request))
    if form.is_valid():
        act(share=page.share, incident=incident, words=form.cleaned_data["words"], by=page.reader)
        return _done(request, reference, incident, step)
    return _ask(request, page, row, form, step)


def _incident_of(page: Page, number: int) -> Incident:
    rows = Incident.objects.in_share(page.share.pk).select_related("agreement", "party__organisation", "by")
    found = rows.filter(number=number).first()
    if found is None:
        raise Http404("There is no such incident in this data share.")
    return found


def _open_incident(
    request: HttpRequest, reference: str, number: int, action: Action
) -> tuple[Page, Agreement, Incident]:
    """Return the page of what was signed and an open incident, for who may take this action on it."""
    page, agreement = page_under(request, reference, action)
    row = _incident_of(page, number)
    actions.must_be_open(row, page.acting)
    return page, agreement, row


def _ask(
    request: HttpRequest, page: Page, row: Incident, form: Form, step: _Step, more: Mapping[str, Any] | None = None
) -> HttpResponse:
    content = {"form": form, "incident": row, "step": step, **(more or {})}
    return page.render(request, "agreements/reviewing/incident_step.html", content, tab="overview")


def _done(request: HttpRequest, reference: str, incident: int, step: _Step) -> HttpResponse:
    messages.success(request, step.done)
    return redirect("agreements:incident", reference, incident)
