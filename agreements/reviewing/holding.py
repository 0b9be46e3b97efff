"""Hold a review: a lead records it, the others agree or return it, and the review that was due is done by it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from agreements.duties.actions import close, note_review
from agreements.kinds import ChangeKey, EventKind, FactValue
from agreements.members.actions import party_of
from agreements.models import (
    Agreement,
    BenefitAchieved,
    DataShare,
    Duty,
    DutyKind,
    DutyOutcome,
    Party,
    Review,
    ReviewAnswer,
    ReviewOutcome,
)
from agreements.questionnaire.words import day, rows_of, text
from agreements.register.entry import sources_of
from agreements.standing.today import remaining
from agreements.states import Action
from agreements.workflow import EventChange, begin_in_force, finish
from community.models import User
from datashare.lib.clock import long_date
from datashare.lib.exceptions import Incomplete, NotNow

# A review counts as the one that is due if it is held so long before its day, or later.
EARLY: Final = timedelta(days=90)
OWN: Final = "Your organisation recorded this review. The others answer it."
WAITS: Final = "A review waits for the other organisations. They agree with it or return it first."


class Measure(NamedTuple):
    """A measure of success as the signed agreement states it."""

    measure: str
    baseline: str
    target: str
    due_on: date | None


@transaction.atomic
def hold(*, share: DataShare, given: Mapping[str, Any], achieved: Sequence[tuple[str, str]], by: User) -> Review:
    """Record a review for all parties to agree with. `given` has the fields of Review that people fill.

    `achieved` has, for each measure of the agreement in order, what it came to and the evidence. Raise NotNow while
    another waits, Incomplete for a day to come or before the agreement.
    """
    share, agreement = begin_in_force(share, Action.HOLD_REVIEW, by)
    party = _of_bound(share, agreement, by)
    for waiting in agreement.reviews.waiting():
        if awaited(waiting):
            raise NotNow(WAITS)
        # Who had still to answer has left.
        _finish_review(share, agreement, waiting, by)
    begun = timezone.localdate(agreement.in_force_at)
    if not begun <= given["held_on"] <= timezone.localdate():
        raise Incomplete(f"The day must be from {long_date(begun)}, when the agreement came into force, to today.")
    made = Review.objects.create(agreement=agreement, party=party, by=by, **given)
    measures = zip(measures_of(agreement), achieved, strict=True)
    BenefitAchieved.objects.bulk_create(
        BenefitAchieved(review=made, achieved=came_to, evidence=evidence, **measure._asdict())
        for measure, (came_to, evidence) in measures
        if came_to
    )
    facts = _facts(agreement, party) | {"outcome": made.outcome}
    said = [EventChange.given(ChangeKey.REVIEW, in_words(made))]
    finish(share, EventKind.REVIEW_HELD, by=by, facts=facts, changes=said, subject=_subject(made))
    if not awaited(made):
        _finish_review(share, agreement, made, by)
    return made


@transaction.atomic
def answer(*, share: DataShare, review: int, agrees: bool, reason: str, by: User) -> ReviewAnswer:
    """Agree with a review for one's own organisation, or return it. Once all have agreed, it is done.

    Raise PermissionDenied for who recorded it, NotNow for one that is done or returned and a second answer, Incomplete
    for a return without a reason.
    """
    share, agreement = begin_in_force(share, Action.ANSWER_REVIEW, by)
    found = agreement.reviews.waiting().select_related("party__organisation").filter(pk=review).first()
    party = _of_bound(share, agreement, by)
    if found is not None and party.pk == found.party_id:
        raise PermissionDenied(OWN)
    if found is None or found.answers.filter(party=party).exists():
        raise NotNow("This review does not wait for your organisation.")
    if not agrees and not reason.strip():
        raise Incomplete("Say what is wrong or missing.")
    made = ReviewAnswer.objects.create(review=found, party=party, agrees=agrees, reason=reason, by=by)
    kind = EventKind.REVIEW_AGREED if agrees else EventKind.REVIEW_RETURNED
    said = [EventChange.given(ChangeKey.REASON, reason)] if reason else []
    finish(share, kind, by=by, facts=_facts(agreement, party), changes=said, subject=_subject(found))
    if agrees and not awaited(found):
        _finish_review(share, agreement, found, by)
    return made


def awaited(review: Review) -> list[Party]:
    """Return the parties that have not agreed with a review yet. Two queries."""
    agreed = {review.party_id, *review.answers.values_list("party", flat=True)}
    return [party for party in remaining(review.agreement) if party.pk not in agreed]


def measures_of(agreement: Agreement) -> list[Measure]:
    """Return the measures of success in the signed words, so far as those still state them."""
    sources = sources_of(agreement)
    clauses = [clause.text for clause in sources.clauses if clause.base == "purpose.measures"]
    sent = sources.sent.get("benefit_measures")
    rows = rows_of(sources.now.get("benefit_measures", sent) if sources.superseding("benefit_measures") else sent)
    found = [
        Measure(text(row.get("measure")), text(row.get("baseline")), text(row.get("target")), day(row.get("by")))
        for row in rows
    ]
    return [measure for measure in found if any(measure.target in clause for clause in clauses)]


def in_words(review: Review) -> str:
    """Return a review as text, a line for each of its statements."""
    lines = [
        ("Held on", long_date(review.held_on)),
        ("Still needed", review.needed),
        ("Used as agreed", review.used),
        ("What has changed", review.changed),
        *((f"Measure: {row.measure}", f"{row.achieved} (target {row.target})") for row in review.benefits.all()),
        ("Outcome", ReviewOutcome(review.outcome).label),
        ("Reason", review.reason),
    ]
    return "\n".join(f"{label}: {words}" for label, words in lines)


def _finish_review(share: DataShare, agreement: Agreement, review: Review, by: User) -> None:
    """Close the review that was due, if it was near, and let everything say when the next one is."""
    due = Duty.objects.alive().still_open().filter(agreement=agreement, kind=DutyKind.REVIEW)
    duty = due.filter(due_on__lte=review.held_on + EARLY).order_by("due_on").first()
    review.done_at, review.duty = timezone.now(), duty
    review.save(update_fields=["done_at", "duty"])
    if duty:
        duty.agreement = agreement
        words = f"Review of {long_date(review.held_on)}: {ReviewOutcome(review.outcome).label.lower()}"
        close(duty, DutyOutcome.DONE, words, by)
        note_review(share, agreement)


def _of_bound(share: DataShare, agreement: Agreement, by: User) -> Party:
    party = party_of(share, by)
    if party not in remaining(agreement):
        raise NotNow(f"The agreement does not bind {party} now.")
    return party


def _facts(agreement: Agreement, party: Party) -> dict[str, FactValue]:
    return {"agreement": agreement.number, "parties": [party.fact]}


def _subject(review: Review) -> str:
    return f"review:{review.pk}"
