"""Shared parts of question pages: the form with its context, saving it, and the redirect after it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from agreements.access import Page, revision_posted
from agreements.answers import revision_of
from agreements.members.other_bodies import why_not_for
from agreements.members.people_to_name import people_to_name
from agreements.models import Answer, DataShare, Party
from agreements.questionnaire.conditions import assessed
from agreements.questionnaire.forms.base import StepContext, StepForm
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.position import position_of
from agreements.questionnaire.shape import Step
from agreements.questionnaire.usual_rows import usual_rows_left
from agreements.questionnaire.words import Json
from agreements.requesting import actions
from agreements.requesting.held_up import ordered_journey_of, with_first
from agreements.requesting.replies import written_for
from agreements.requesting.returned import returned_of
from agreements.states import State
from community.accounts.proved_mailboxes import holder_of
from community.hub.beside import guidance_on
from datashare.lib.addresses import canonical_or_none
from datashare.lib.jinja import url
from datashare.lib.phrases import listed


def step_or_404(share: DataShare, slug: str) -> tuple[Journey, Step]:
    journey = ordered_journey_of(share)
    if not journey.can_visit(slug):
        raise Http404("This question is not part of your request at the moment.")
    return journey, journey.question_set.steps[slug]


def context_of(share: DataShare, form: type[StepForm], answering: Party | None = None) -> StepContext:
    """Return only the context this form needs: the people of who answers, the names of the sides.

    `answering` is another party than the one that asks, if one answers about itself.
    """
    acquirer, supplier = _sides(share) if form.names_the_sides else ("", "")
    own = answering if answering and not answering.is_lead else None
    sides = StepContext(acquirer=str(own) if own else acquirer, supplier=supplier, parties=_parties(share, form))
    if not form.asks_for_people:
        return sides
    return replace(sides, people=people_to_name(share, own), refuses=partial(_refuses, share, own))


def usual_left(share: DataShare, form: type[StepForm], rows: Sequence[Mapping[str, Json]]) -> list[tuple[int, str]]:
    """Return the number and name of each row that a table usually has and does not have yet."""
    return usual_rows_left(form, rows, StepContext(parties=_parties(share, form)))


def _parties(share: DataShare, form: type[StepForm]) -> tuple[str, ...]:
    """Return the names of the organisations, those that hold the data too; none for a form that does not list them."""
    if not form.lists_the_parties:
        return ()
    parties = [str(party) for party in share.parties.select_related("organisation")]
    holders = share.assets.exclude(publisher_name="").values_list("publisher_name", flat=True)
    return tuple(dict.fromkeys([*parties, *holders]))


def _refuses(share: DataShare, own: Party | None, email: str) -> str:
    """Return why the person with this address cannot act for who answers; empty if they can."""
    party = own or share.parties.filter(is_lead=True).first()
    address = canonical_or_none(email)
    return why_not_for(share, party, holder_of(address), address) if party and address else ""


def _sides(share: DataShare) -> tuple[str, str]:
    parties = list(share.parties.select_related("organisation"))
    acquirer = next((str(party) for party in parties if party.is_lead), "Your organisation")
    holders = dict.fromkeys(share.assets.values_list("publisher_name", flat=True))
    return acquirer, listed(party for party in parties if party.gives) or listed(holders) or "The supplier"


def save_answer(
    request: HttpRequest, page: Page, here: Step, values: Mapping[str, Any], revision: int | None = None
) -> Journey:
    """Store the answers to a step; return the journey with them."""
    seen = revision_posted(request) if revision is None else revision
    return actions.answer(share=page.share, step=here, values=values, revision=seen, by=page.reader)


def onward(request: HttpRequest, share: DataShare, journey: Journey, here: Step) -> HttpResponse:
    """Redirect after a saved step.

    To the page that says so if the request has to stop; to the task list for "save and come back later"; back to the
    check page if the user came from there; else to the next unanswered question.
    """
    if any(stop.place.step.slug == here.slug for stop in journey.stops()):
        return redirect("agreements:stopped", share.reference)
    _say_if_full_by(request, journey, here)
    if request.GET.get("from") == "check":
        return redirect("agreements:check", share.reference)
    if share.edition.state == State.RETURNED and "later" not in request.POST and not journey.missing():
        return redirect(_to_next_comment(share, journey, here))
    following = None if "later" in request.POST else with_first(share, journey)[0].next_unanswered(after=here.slug)
    if following is None:
        return redirect("agreements:request", share.reference)
    return redirect("agreements:step", share.reference, following.slug)


def _say_if_full_by(request: HttpRequest, journey: Journey, here: Step) -> None:
    """Tell the user if it is the answer to this step that rules the short form out."""
    why = journey.why_full()
    others = {key: value for key, value in journey.answers.items() if key not in here.keys}
    if why and replace(journey, answers=others).is_short:
        messages.info(request, f"This request now uses the full form, because {listed(why)}. We kept every answer.")


def _to_next_comment(share: DataShare, journey: Journey, here: Step) -> str:
    """Return where to go in a complete returned request: the next commented section, the replies, the check page."""
    returned = returned_of(share, journey)
    keys = [item.section.key for item in journey.sections()]
    later = keys[keys.index(journey.question_set.section_of[here.slug].key) + 1 :]
    following = next((key for key in later if returned and key in returned.remarks), None)
    place = "request" if following else "check" if written_for(share) else "replies"
    return url(f"agreements:{place}", share.reference) + (f"#section-{following}" if following else "")


def step_page(
    request: HttpRequest, page: Page, journey: Journey, here: Step, form: StepForm, status: int = 200, **more: Any
) -> HttpResponse:
    kept = list(page.share.edition.answers.filter(key__in=here.keys).select_related("author", "standard"))
    content = {
        "step": here,
        "section": journey.question_set.section_of[here.slug],
        "position": position_of(journey, here),
        "raised": [journey.first[key] for key in here.keys if key in journey.first],
        "form": form,
        "previous": journey.previous(here.slug),
        "revision": revision_of(kept),
        "answered_by": _newest(kept),
        "returned": returned_of(page.share, journey),
        "row": "",
        "assessed": assessed(journey.answered()),
        "is_copy": False,
        "offer": None,
        "known": "",
        "guidance": guidance_on(text=here.asked, questions=here.keys),
        **more,
    }
    return page.render(request, "agreements/requesting/step.html", content, tab="request", status=status)


def _newest(kept: Sequence[Answer]) -> Answer | None:
    return max(kept, key=lambda answer: answer.at, default=None)


def conflict(request: HttpRequest, page: Page, here: Step, form: StepForm) -> HttpResponse:
    """Return a 409 page: a colleague's new answer beside what this user typed, which stays in the form."""
    journey = ordered_journey_of(page.share)
    theirs = [(place.ask, journey.words(place.key)) for place in here.questions]
    return step_page(request, page, journey, here, form, status=409, theirs=theirs)
