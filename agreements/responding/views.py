"""Pages of the supplier's response: the round section by section, its own questions, the decision."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from agreements.access import Page, page_for, page_or_404, revision_posted
from agreements.answers import journey_as_sent, kept_of, own_journey_of, revision_of
from agreements.drafting.dates import wanted_too_early
from agreements.members.people_to_name import people_to_name
from agreements.models import DataShare, Decision, Party, Round, SectionResponse, Verdict
from agreements.passport.offers import StandardOffer, hints_of, offer_for, said_in
from agreements.questionnaire.conditions import assessed
from agreements.questionnaire.forms.base import StepContext, StepForm
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.position import position_of
from agreements.questionnaire.shape import Step
from agreements.questionnaire.supplier import BESIDE, HOLD, items_of
from agreements.responding import actions, discussing, passing_on, reconsidering
from agreements.responding.forms import VerdictForm
from agreements.responding.reading import Reading, SectionReading, reading_of
from agreements.responding.withholding import left_out_by
from agreements.states import Action, Side
from community.hub.beside import guidance_on
from datashare.lib.exceptions import Conflict


@require_safe
def response(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the supplier what to read and answer; the acquirer, who is reading since when, then the verdicts."""
    page = page_or_404(request, reference)
    standing = _standing(page)
    supplier = _supplier_read(request, page, [party for party, _ in standing])
    reading = reading_of(page.share, supplier)
    every = decisions_of(page.share, supplier)
    decisions = [made for made in every if page.party == supplier or page.asked(made.at)]
    content: dict[str, Any] = {
        "reading": reading,
        "decisions": decisions,
        "urgency": page.urgency,
        "supplier": supplier,
        "standing": standing,
        "decision": None,
        "is_for_another": len(decisions) < len(every) and not page.is_supplier(),
    }
    content |= {**_reconsideration(page), **_discussed(page)}
    if reading is not None and supplier:
        decision = next((made for made in decisions if made.round_id == reading.sent.pk), None)
        content |= {**_of_round(page, reading.sent, supplier), "decision": decision}
        content["left_out"] = left_out_by(decision, page.every_party) if decision else []
    return page.render(request, "agreements/responding/response.html", content, tab="response")


def _of_round(page: Page, sent: Round, supplier: Party) -> dict[str, Any]:
    """Return what the page says of a round and of the supplier's own answers to it."""
    own, mine = own_journey_of(page.share, sent, supplier), page.share.edition.party_answers.filter(party=supplier)
    return {
        "assessed": assessed(sent.answers),
        "own": own,
        "hints": hints_of(page, said_in(mine), own) if page.is_supplier() else {},
        "held_elsewhere": passing_on.is_held_elsewhere(own),
        "passed_on": passing_on.passed_on_to(supplier, sent) if page.is_supplier() else None,
    }


def _discussed(page: Page) -> dict[str, int]:
    """Return how many threads the page leads to: none for someone whose part has ended."""
    return {"discussed": 0, "unresolved": 0} if page.ended else discussing.counted_for(page.share, page.party)


def _reconsideration(page: Page) -> dict[str, Any]:
    """Return what the page says of a refusal that was or can be reconsidered."""
    asked = reconsidering.asked_in(page.share)
    if asked and page.ended and asked.round.number > page.ended.round:
        asked = None
    refusal = reconsidering.refusal_of(page.share, page.acting) if page.may(Action.RECONSIDER) else None
    answered = asked is not None and any(given.party_id == page.share.reader_party_id for given in asked.answers.all())
    return {
        "reconsidered": asked,
        "may_ask_again": asked is None and page.may(Action.ASK_AGAIN),
        "may_reconsider": refusal is not None and not answered and not reconsidering.why_not_by(refusal, page.reader),
    }


def _supplier_read(request: HttpRequest, page: Page, suppliers: Collection[Party]) -> Party | None:
    """Return the supplier whose response is shown: the reader's own; to who asks the one chosen, or else the first."""
    chosen = request.GET.get("of", "")
    own = page.party if page.party in suppliers else page.supplier
    if page.asks or (page.leading.has_led(page.party) and own != page.party):
        first = next((party for party in page.every_party if party.decides), None)
        return next((party for party in suppliers if str(party.pk) == chosen), own or first)
    return own


def _standing(page: Page) -> list[tuple[Party, Decision | None]]:
    """Return each of several suppliers with its decision on the newest round; empty if there is only one.

    One whose flow has closed stays in it, also if it still receives. No query between two.
    """
    if page.ended or len(page.every_party) < 3:
        return []
    made = Decision.objects.newest().filter(round__edition=page.share.edition)
    made = made.select_related("passed_to__organisation")
    decisions = {decision.party_id: decision for decision in made}
    suppliers = [party for party in page.every_party if party.side == Side.SUPPLIER or party.pk in decisions]
    return [(party, decisions.get(party.pk)) for party in suppliers] if len(suppliers) > 1 else []


def decisions_of(share: DataShare, supplier: Party | None) -> list[Decision]:
    """Return every decision of a supplier, newest first, with its verdict on each section as `said`."""
    made = (
        Decision.objects.filter(round__edition=share.edition, party=supplier)
        .select_related("round__submitted_by", "by", "passed_to__organisation")
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
    asked = [(row.key, row.ask) for row in here.rows]
    form = VerdictForm(request.POST or None, initial=here.suggested, asked=asked)
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
        questions=given["questions"],
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
    form = here.open(start, context=_context_of(page, sent, here.form), data=request.POST or None)
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


def _context_of(page: Page, sent: Round, form: type[StepForm]) -> StepContext:
    return StepContext(
        acquirer=next((str(party) for party in page.acquirers), "The acquirer"),
        supplier=str(page.acting),
        items=items_of(sent.answers),
        people=people_to_name(page.share, page.acting) if form.asks_for_people else (),
    )


def _after_own_step(request: HttpRequest, page: Page, sent: Round, here: Step) -> HttpResponse:
    share, own = page.share, own_journey_of(page.share, sent, page.acting)
    if HOLD.key in here.keys and passing_on.is_held_elsewhere(own) and "later" not in request.POST:
        if page.may(Action.PASS_ON):
            return redirect("agreements:pass_on", share.reference)
        messages.info(request, "Saved. A lead for your organisation can now pass the request on.")
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
    """Return the answers of the request, and the guidance, that belong beside a question of the supplier's."""
    beside = [(asked.question_set.places[key].question.ask, asked.words(key)) for key in BESIDE.get(here.keys[0], ())]
    return {
        "beside": [(ask, words) for ask, words in beside if words],
        "too_early": wanted_too_early({**asked.answered(), **journey.answers}) if "s_effort" in here.keys else "",
        "assessed": assessed(asked.answered()),
        "guidance": guidance_on(text=here.asked, questions=here.keys),
    }
