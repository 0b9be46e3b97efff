"""Pages about reviews: the list with the log, a new one, and the answer of another organisation."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreements.access import page_or_404, posted
from agreements.reviewing import holding
from agreements.reviewing.review_forms import HeldReviewForm, ReviewAnswerForm
from agreements.reviewing.reviews_shown import log_of, next_links, reviews_shown
from agreements.standing.pages import agreement_of, page_under
from agreements.states import Action
from datashare.lib.exceptions import NotNow


@require_safe
def reviews(request: HttpRequest, reference: str) -> HttpResponse:
    """Show every review of what was signed, and whether one waits for the reader."""
    page = page_or_404(request, reference)
    found = agreement_of(page)
    if found is None:
        raise NotNow("Nothing was signed in this data share.")
    shown = reviews_shown(found.page, found.agreement)
    may_hold = found.page.may(Action.HOLD_REVIEW.value) and not any(review.waits for review in shown)
    content = {"reviews": shown, "agreement": found.agreement, "may_hold": may_hold, "links": next_links(found.page)}
    return page.render(request, "agreements/reviewing/reviews.html", content, tab="overview")


def hold_review(request: HttpRequest, reference: str) -> HttpResponse:
    """Record a review, from what the logs say."""
    page, agreement = page_under(request, reference, Action.HOLD_REVIEW)
    if any(map(holding.awaited, agreement.reviews.waiting())):
        raise NotNow(holding.WAITS)
    measures, since = holding.measures_of(agreement), timezone.localdate(agreement.in_force_at)
    form = HeldReviewForm(posted(request), since=since, measures=measures)
    if form.is_valid():
        holding.hold(share=page.share, given=form.given, achieved=form.achieved, by=page.reader)
        messages.success(request, "You recorded the review. We asked the other organisations to agree with it.")
        return redirect("agreements:reviews", reference)
    content = {"form": form, "agreement": agreement, "log": log_of(agreement)}
    return page.render(request, "agreements/reviewing/hold_review.html", content, tab="overview")


def answer_review(request: HttpRequest, reference: str, review: int) -> HttpResponse:
    """Agree with a review for one's own organisation, or return it."""
    page, agreement = page_under(request, reference, Action.ANSWER_REVIEW)
    shown = next((row for row in reviews_shown(page, agreement) if row.review.pk == review), None)
    if shown is None:
        raise Http404("There is no such review in this data share.")
    if shown.waits and shown.review.party_id == page.acting.pk:
        raise PermissionDenied(holding.OWN)
    if not shown.may_answer:
        raise NotNow("This review does not wait for your organisation.")
    form = ReviewAnswerForm(posted(request))
    if form.is_valid():
        agrees, reason = form.cleaned_data["decision"] == "agree", form.cleaned_data["reason"] or ""
        holding.answer(share=page.share, review=review, agrees=agrees, reason=reason, by=page.reader)
        messages.success(request, f"You {'agreed with' if agrees else 'returned'} the review. We told everyone.")
        return redirect("agreements:reviews", reference)
    content = {"form": form, "shown": shown}
    return page.render(request, "agreements/reviewing/answer_review.html", content, tab="overview")
