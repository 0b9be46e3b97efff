"""Reviews as a member reads them, what the logs say for the next one, and where an outcome leads."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q
from django.utils import timezone

from agreements.access import Page
from agreements.models import (
    Agreement,
    BenefitAchieved,
    DataDelivery,
    Duty,
    DutyOutcome,
    ReceiptResult,
    Review,
    ReviewAnswer,
    ReviewOutcome,
)
from agreements.standing.today import remaining
from agreements.states import Action
from datashare.lib.jinja import url

_LEADS_TO: Final = {
    ReviewOutcome.VARY: (Action.VARY, "Vary the agreement", "vary"),
    ReviewOutcome.SUSPEND: (Action.SUSPEND, "Suspend the sharing", "suspend"),
    ReviewOutcome.END: (Action.GIVE_NOTICE, "Give notice to end the agreement", "give_notice"),
}


@dataclass(frozen=True)
class ReviewShown:
    """One review; `waits` until all whom the agreement still binds have agreed, or one returned it."""

    review: Review
    benefits: Sequence[BenefitAchieved]
    answers: Sequence[ReviewAnswer]
    awaited: str
    may_answer: bool

    @property
    def waits(self) -> bool:
        return bool(self.awaited)

    @property
    def state(self) -> str:
        if self.review.done_at:
            return "Agreed"
        if self.review.returned:
            return "Returned"
        return "Waiting for others" if self.awaited else "Agreed by all who are still in the agreement"


def reviews_shown(page: Page, agreement: Agreement) -> list[ReviewShown]:
    """Return the reviews of an agreement, the newest first. Four queries."""
    rows = agreement.reviews.with_returned().select_related("party__organisation", "by").order_by("-pk")
    bound = remaining(agreement)
    shown = []
    for review in rows.prefetch_related("benefits", "answers__party__organisation", "answers__by"):
        answers = list(review.answers.all())
        agreed = {review.party_id, *(answer.party_id for answer in answers)}
        left = [party for party in bound if party.pk not in agreed]
        waits = review.done_at is None and not review.returned
        may = waits and page.party in left and page.may(Action.ANSWER_REVIEW.value)
        names = ", ".join(map(str, left)) if waits else ""
        shown.append(ReviewShown(review, list(review.benefits.all()), answers, names, may))
    return shown


def next_links(page: Page) -> dict[str, tuple[str, str]]:
    """Return, for each outcome, what the reader can do about it now, and where."""
    return {
        outcome.value: (words, url(f"agreements:{name}", page.share.reference))
        for outcome, (action, words, name) in _LEADS_TO.items()
        if page.may(action.value)
    }


def log_of(agreement: Agreement) -> list[tuple[str, int]]:
    """Return what the logs count for a review: supplies, duties, suspensions, incidents. Four queries."""
    results = {f"n_{result}": Count("receipts", filter=Q(receipts__result=result)) for result in ReceiptResult.values}
    supplies = DataDelivery.objects.filter(agreement=agreement, is_test=False)
    counted = supplies.aggregate(sent=Count("pk", distinct=True), **results)
    overdue = Q(outcome="", due_on__lt=timezone.localdate())
    done, waived = Q(outcome=DutyOutcome.DONE), Q(outcome=DutyOutcome.WAIVED)
    counts = {"done": Count("pk", filter=done), "waived": Count("pk", filter=waived)}
    duties = Duty.objects.filter(agreement=agreement).aggregate(overdue=Count("pk", filter=overdue), **counts)
    return [
        ("Deliveries sent", counted["sent"]),
        ("Accepted", counted["n_accepted"]),
        ("Short", counted["n_short"]),
        ("Rejected", counted["n_rejected"]),
        ("Duties done", duties["done"]),
        ("Duties waived", duties["waived"]),
        ("Duties overdue", duties["overdue"]),
        ("Times suspended", agreement.suspensions.count()),
        ("Incidents", agreement.incidents.count()),
    ]
