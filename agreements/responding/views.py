"""Pages of the supplier's response: the round section by section, its own questions, the decision."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from agreements import policy
from agreements.access import Page, page_for, page_or_404, revision_posted
from agreements.answers import journey_as_sent, kept_of, own_journey_of, revision_of
from agreements.drafting.dates import wanted_too_early
from agreements.models import DataShare, Decision, Outcome, Party, Round, SectionResponse, Verdict
from agreements.passport.offers import StandardOffer, hints_of, offer_for
from agreements.questionnaire.conditions import assessed
from agreements.questionnaire.forms.base import StepContext, StepForm
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.position import position_of
from agreements.questionnaire.shape import Step
from agreements.questionnaire.supplier import BESIDE, items_of
from agreements.responding import actions
from agreements.responding.forms import (
    ALL_NOW,
    SEVERAL_NOW,
    WHAT_HAPPENS_NOW,
    WITHOUT_YOURS,
    DecisionForm,
    VerdictForm,
)
from agreements.responding.reading import Reading, SectionReading, reading_of
from agreements.responding.withholding import left_out_by, receivers_to_choose
from agreements.states import Action, Side, State
from datashare.lib.exceptions import Conflict, Incomplete
from datashare.lib.phrases import listed


@require_safe
def response(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the supplier what to read and answer; the acquirer, who is reading since when, then the verdicts."""
    page = page_or_404(request, reference)
    supplier = _supplier_read(request, page)
    reading, decisions = reading_of(page.share, supplier), _decisions(page.share, supplier)
    content: dict[str, Any] = {
        "reading": reading,
        "decisions": decisions,
        "urgency": page.urgency,
        "supplier": supplier,
        "standing": _standing(page),
    }
    if reading is not None and supplier:
        content["decision"] = next((made for made in decisions if made.round_id == reading.sent.pk), None)
        content["assessed"] = assessed(reading.sent.answers)
        content["own"] = own = own_journey_of(page.share, reading.sent, supplier)
        mine = page.share.edition.party_answers.filter(party=supplier)
        content["hints"] = hints_of(page, mine, own) if page.is_supplier() else {}
        content["left_out"] = left_out_by(content["decision"], page.every_party) if content["decision"] else []
    return page.render(request, "agreements/responding/response.html", content, tab="response")


def _supplier_read(request: HttpRequest, page: Page) -> Party | None:
    """Return the supplier whose response is shown: a supplier's own; to others the one chosen, or else the first."""
    chosen = request.GET.get("of", "")
    if not page.asks or not chosen:
        return page.supplier
    return next((party for party in _every_supplier(page) if str(party.pk) == chosen), page.supplier)


def _standing(page: Page) -> list[tuple[Party, Decision | None]]:
    """Return each of several suppliers with its decision on the newest round; empty if there is only one.

    One whose flow has closed stays in it.
    """
    suppliers = _every_supplier(page)
    if len(suppliers) < 2:
        return []
    made = Decision.objects.newest().filter(round__edition=page.share.edition)
    decisions = {decision.party_id: decision for decision in made}
    return [(party, decisions.get(party.pk)) for party in suppliers]


def _every_supplier(page: Page) -> list[Party]:
    return [party for party in page.every_party if party.side == Side.SUPPLIER]


def _decisions(share: DataShare, supplier: Party | None) -> list[Decision]:
    """Return every decision of a supplier, newest first, with its verdict on each section as `said`."""
    made = (
        Decision.objects.filter(round__edition=share.edition, party=supplier)
        .select_related("round__submitted_by", "by")
        .order_by("-round__number")
    )
    said = Prefetch("round__responses", SectionResponse.objects.filter(party=supplier).select_related("by"))
    return list(made.prefetch_related(said))


def respond_section(request: HttpRequest, reference: str, section: str) -> HttpResponse:
    """Show one section with its answers, remarks and changes; store the verdict and the notes."""
    page = page_for(request, reference, Action.RESPOND)
    actions.open_round(page.share, page.acting)
    reading = reading_of(page.share, page.supplier)
    here = reading.section(section) if reading else None
    if reading is None or here is None:
        raise Http404("This section is not part of the request as it was sent.")
    form = VerdictForm(request.POST or None, initial=here.suggested)
    if form.is_valid():
        try:
            _respond(request, page, here, form)
        except Conflict:
            return _section_conflict(request, page, section, form)
        return _after_section(request, page.share, reading, section)
    return _section_page(request, page, reading, here, form)


def _respond(request: HttpRequest, page: Page, here: SectionReading, form: VerdictForm) -> None:
    given = form.cleaned_data
    actions.respond(
        share=page.share,
        section=here.section,
        verdict=Verdict(given["verdict"]),
        note=given["note"],
        private_note=given["private_note"],
        revision=revision_posted(request),
        by=page.reader,
    )


def _after_section(request: HttpRequest, share: DataShare, reading: Reading, section: str) -> HttpResponse:
    following = reading.after(section)
    if "later" in request.POST or following is None:
        return redirect("agreements:response", share.reference)
    return redirect("agreements:respond_section", share.reference, following.section.key)


def _section_page(
    request: HttpRequest, page: Page, reading: Reading, here: SectionReading, form: VerdictForm, **more: Any
) -> HttpResponse:
    status = 409 if more else 200
    revision = here.response.revision if here.response else 0
    content = {"reading": reading, "part": here, "form": form, "revision": revision, **more}
    return page.render(request, "agreements/responding/section.html", content, tab="response", status=status)


def _section_conflict(request: HttpRequest, page: Page, section: str, form: VerdictForm) -> HttpResponse:
    """Return a 409 page: a colleague's verdict beside what this user typed, which stays in the form."""
    reading = reading_of(page.share, page.supplier)
    here = reading.section(section) if reading else None
    if reading is None or here is None:
        raise Http404
    return _section_page(request, page, reading, here, form, theirs=here.response)


def _own_step_or_404(page: Page, slug: str) -> tuple[Round, Journey, Step]:
    sent = actions.open_round(page.share, page.acting)
    journey = own_journey_of(page.share, sent, page.acting)
    if not journey.can_visit(slug):
        raise Http404("This question is not part of your response at the moment.")
    return sent, journey, journey.question_set.steps[slug]


def own_step(request: HttpRequest, reference: str, slug: str) -> HttpResponse:
    """Show and store one of the supplier's own questions."""
    page = page_for(request, reference, Action.RESPOND)
    sent, journey, here = _own_step_or_404(page, slug)
    offer = offer_for(request, page, here, journey.answers)
    start = offer.fill(journey.answers) if offer else journey.answers
    form = here.open(start, context=_context_of(page, sent), data=request.POST or None)
    if form.is_valid():
        try:
            actions.answer_own_half(
                share=page.share,
                step=here,
                values=form.to_answers(),
                revision=revision_posted(request),
                by=page.reader,
            )
        except Conflict:
            journey = own_journey_of(page.share, sent, page.acting)
            theirs = [(question.ask, journey.words(question.key)) for question in here.questions]
            return _own_page(request, page, sent, journey, here, form, theirs=theirs)
        return _after_own_step(request, page, sent, here)
    return _own_page(request, page, sent, journey, here, form, offer=offer)


def _context_of(page: Page, sent: Round) -> StepContext:
    return StepContext(
        acquirer=next((str(party) for party in page.acquirers), "The acquirer"),
        supplier=str(page.acting),
        items=items_of(sent.answers),
    )


def _after_own_step(request: HttpRequest, page: Page, sent: Round, here: Step) -> HttpResponse:
    share, own = page.share, own_journey_of(page.share, sent, page.acting)
    following = own.next_unanswered(after=here.slug)
    too_early = wanted_too_early({**sent.answers, **own.answers}) if "s_effort" in here.keys else ""
    if too_early:
        messages.info(request, f"Saved. Check this date: {too_early}")
    if "later" in request.POST or following is None:
        return redirect("agreements:response", share.reference)
    return redirect("agreements:own_step", share.reference, following.slug)


def _own_page(
    request: HttpRequest,
    page: Page,
    sent: Round,
    journey: Journey,
    here: Step,
    form: StepForm,
    *,
    offer: StandardOffer | None = None,
    **more: Any,
) -> HttpResponse:
    kept: list[Any] = list(kept_of(page.share, here, page.party).select_related("author", "standard"))
    content = _asked_beside(journey_as_sent(sent), journey, here) | {
        "step": here,
        "section": journey.question_set.section_of[here.slug],
        "position": position_of(journey, here),
        "form": form,
        "offer": offer,
        "previous": journey.previous(here.slug),
        "revision": revision_of(kept),
        "answered_by": max(kept, key=lambda answer: answer.at, default=None),
        **more,
    }
    status = 409 if more else 200
    return page.render(request, "agreements/responding/supplier_step.html", content, tab="response", status=status)


def _asked_beside(asked: Journey, journey: Journey, here: Step) -> dict[str, Any]:
    """Return the answers of the request that belong beside a question of the supplier's."""
    beside = [(asked.question_set.places[key].question.ask, asked.words(key)) for key in BESIDE.get(here.keys[0], ())]
    return {
        "beside": [(ask, words) for ask, words in beside if words],
        "too_early": wanted_too_early({**asked.answered(), **journey.answers}) if "s_effort" in here.keys else "",
        "assessed": assessed(asked.answered()),
    }


def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """Return, agree or refuse; each says what happens next. Idempotent."""
    page = page_or_404(request, reference)
    if actions.decision_by(page.share, page.reader):
        return redirect("agreements:decided", reference)
    if page.is_supplier() and actions.has_decided(page.share, page.acting):
        return redirect("agreements:response", reference)
    policy.require(page.reader, Action.ACCEPT, page.share)
    receivers = receivers_to_choose(page.share, page.acting) if len(page.acquirers) > 1 else []
    form = DecisionForm(request.POST or None, several=len(page.suppliers) > 1, receivers=receivers)
    if form.is_valid():
        try:
            actions.decide(share=page.share, by=page.reader, **form.decision())
        except Incomplete as problem:
            form.add_error(_where(form), str(problem))
        else:
            return redirect("agreements:decided", reference)
    reading = reading_of(page.share, page.supplier)
    own = own_journey_of(page.share, reading.sent, page.acting) if reading else None
    would_stop = actions.stops_before(page.share, page.acting, reading.sent, own) if reading and own else []
    content = {"form": form, "reading": reading, "own": own, "would_stop": would_stop}
    return page.render(request, "agreements/responding/decide.html", content, tab="response")


def _where(form: DecisionForm) -> str:
    """Return the field that what the action refuses belongs to."""
    if form.cleaned_data["outcome"] != Outcome.ACCEPT:
        return "comments"
    return "receivers" if form.withheld() else "outcome"


@require_safe
def decided(request: HttpRequest, reference: str) -> HttpResponse:
    """Show who is told, and what happens next."""
    page = page_or_404(request, reference)
    decision = next(iter(_decisions(page.share, page.supplier)), None)
    if decision is None or not page.is_supplier():
        return redirect("agreements:response", reference)
    acquirer = listed(party.organisation.name for party in page.acquirers)
    now = _what_happens_now(page, decision).format(acquirer=acquirer)
    several = page.state == State.ASSESSING or decision.round.decisions.count() > 1
    content = {"decision": decision, "acquirer": acquirer, "now": now, "several": several}
    return page.render(request, "agreements/responding/decided.html", content, tab="response")


def _what_happens_now(page: Page, decision: Decision) -> str:
    """Return what follows a decision; of several suppliers, what all their decisions came to."""
    if page.state == State.ASSESSING:
        return SEVERAL_NOW
    if decision.round.decisions.count() == 1:
        return WHAT_HAPPENS_NOW[Outcome(decision.outcome)]
    if page.state == State.RETURNED:
        return WHAT_HAPPENS_NOW[Outcome.RETURN]
    if page.state == State.REFUSED:
        return WHAT_HAPPENS_NOW[Outcome.REFUSE]
    return ALL_NOW if page.acting.gives else WITHOUT_YOURS
