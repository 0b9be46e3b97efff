"""How a reader sees the words of a clause: gaps named by their questions and linked, changes marked."""

from collections.abc import Callable

from django.urls import reverse
from markupsafe import Markup

from agreements.access import Page
from agreements.answers import journey_of
from agreements.drafting.numbering import reference_printer
from agreements.emergency import DAYS
from agreements.questionnaire.shape import QuestionPlace
from agreements.questionnaire.supplier import every_place, supplier_set
from agreements.states import Action
from agreements.wording import gaps, tracked


def asker(page: Page) -> Callable[[str], gaps.GapPrompt]:
    """Return a function that gives the question of a key, with its address if the reader can answer it now."""
    version, reference = page.share.edition.question_set, page.share.reference
    places, suppliers = every_place(version), supplier_set(version).places
    may_fill, later = page.may(Action.PROPOSE), page.deferrable
    journey = journey_of(page.share) if page.may(Action.ANSWER) else None

    def address_of(gap: str, place: QuestionPlace, *, own: bool) -> str:
        slug = place.step.slug
        if gaps.awaited_party(gap) not in (None, page.party and page.party.pk):
            return ""
        if may_fill:
            theirs = place.step.kind != "check" and _is_asked(page, gap, own=own)
            return reverse("agreements:missing_answer", args=[reference, gap]) if theirs else ""
        if own and page.asks:
            return reverse("agreements:own_question", args=[reference, slug]) if page.may(Action.ANSWER_OWN) else ""
        if own:
            return reverse("agreements:own_step", args=[reference, slug]) if page.may(Action.RESPOND) else ""
        if gaps.awaited_party(gap) is not None:
            return reverse("agreements:own_question", args=[reference, slug]) if page.may(Action.ANSWER_OWN) else ""
        return reverse("agreements:step", args=[reference, slug]) if journey and journey.can_visit(slug) else ""

    def question(gap: str) -> gaps.GapPrompt:
        key = gaps.question_of(gap)
        if key not in places:
            return gaps.GapPrompt("Missing wording")
        place, own = places[key], key in suppliers
        is_ours = page.is_supplier() if own else gaps.awaited_party(gap) in (None, page.party and page.party.pk)
        asked = place.question.ask if is_ours else f"{_for(page, gap)}: {place.question.ask}"
        follows = f"To be completed within {DAYS} days" if key in later else ""
        return gaps.GapPrompt(asked, address_of(gap, place, own=own), follows)

    return question


def _is_asked(page: Page, gap: str, *, own: bool) -> bool:
    """Return whether a gap that is no other party's is the reader's to fill: a supplier's own question, or not."""
    if own:
        return page.party is not None and page.party.gives
    return page.asks or gaps.awaited_party(gap) is not None


def _for(page: Page, gap: str) -> str:
    """Return for whom a question is: the supplier, by name if there are several."""
    names = {party.pk: str(party) for party in page.parties}
    return f"For {names.get(gaps.awaited_party(gap) or 0, 'the supplier')}"


def gap_shower(page: Page) -> Callable[[str], Markup]:
    """Return a function that renders a clause with its gaps marked, and linked if the reader can answer them."""
    question, printed = asker(page), reference_printer(page.share)
    return lambda text: gaps.render(printed(text), question)


def change_shower(page: Page, until: float | None = None) -> Callable[[str, str], Markup]:
    """Return a function that shows two texts as tracked changes, with gaps marked in the same way.

    `until`: when comparing stops refining, for a page that has many.
    """
    question, printed = asker(page), reference_printer(page.share)
    return lambda before, after: gaps.render_gaps(tracked.as_html(printed(before), printed(after), until), question)
