"""Extend an agreement: a variation of nothing but its last day, on a path of its own."""

from datetime import date
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction

from agreements.answers import journey_of, revision_of
from agreements.kinds import ChangeKey, EventKind, Facts
from agreements.models import Agreement, Answer, DataShare, Edition
from agreements.questionnaire.words import day, part
from agreements.register.entry import sources_of
from agreements.requesting.actions import answer
from agreements.varying.actions import vary
from agreements.workflow import EventChange, finish, lock
from community.models import User
from datashare.lib.clock import long_date
from datashare.lib.exceptions import Incomplete, NotNow

_TERM: Final = "project_dates"
NOT_SHORT: Final = (
    "The last day of this agreement does not come from the dates in its answers alone, so there is no short way. Vary "
    "the agreement, and change its dates there."
)


@transaction.atomic
def extend(*, share: DataShare, last_day: date, reason: str, by: User) -> Edition:
    """Begin a variation in which nothing but the last day differs. It is then sent, agreed and signed like any other.

    Raise PermissionDenied for who does not lead for the organisation that asks, NotNow where the last day does not come
    from the answers or another version is prepared, Incomplete for a day that is no later or without a reason.
    """
    agreement = lock(share).agreements.in_force().select_related("edition", "words").first()
    must_ask(share, by)
    if agreement is None or not has_term(agreement):
        raise NotNow(NOT_SHORT)
    if agreement.ends_on is None or last_day <= agreement.ends_on:
        raise Incomplete(f"The new last day must be after {long_date(agreement.ends_on)}.")
    if not reason.strip():
        raise Incomplete("Say why the agreement is extended.")
    edition = vary(share=share, by=by)
    share = lock(share)
    step = journey_of(share).question_set.places[_TERM].step
    kept = Answer.objects.get(edition=edition, key=_TERM)
    changed = {_TERM: {**kept.value, "end": last_day.isoformat()}}
    revision = revision_of(Answer.objects.filter(edition=edition, key__in=step.keys))
    answer(share=share, step=step, values=changed, revision=revision, by=by)
    facts: Facts = {"agreement": agreement.number, "day": last_day.isoformat()}
    said = [EventChange.given(ChangeKey.REASON, reason)]
    finish(share, EventKind.EXTENSION_BEGUN, by=by, facts=facts, changes=said, subject=f"edition:{edition.number}")
    return edition


def must_ask(share: DataShare, by: User) -> None:
    """Raise PermissionDenied for who does not act for the organisation that asks: only it answers the dates."""
    asking = share.members.live().filter(user=by, party__is_lead=True)
    if not asking.exists():
        raise PermissionDenied("Only the organisation that asks for the data can extend the agreement this way.")


def has_term(agreement: Agreement) -> bool:
    """Return whether the agreement ends on the day that the answers of the organisation that asks gave."""
    sources = sources_of(agreement)
    if agreement.ends_on is None or sources.is_of_each(_TERM) or agreement.is_under_notice:
        return False
    kept = Answer.objects.filter(edition=agreement.edition_id, key=_TERM).first()
    return kept is not None and day(part(kept.value, "end")) == agreement.ends_on
