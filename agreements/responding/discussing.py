"""Who asks and a supplier write to each other about a question of the request, without sending it to and fro."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from agreements.answers import journey_as_sent
from agreements.kinds import ChangeKey, EventKind
from agreements.members.actions import party_of
from agreements.models import DataShare, Leading, Party, QuestionThread, ThreadPost
from agreements.questionnaire.question_sets import question_set
from agreements.questionnaire.shape import QuestionPlace
from agreements.responding.actions import newest_round
from agreements.states import Action
from agreements.workflow import EventChange, begin, finish
from community.models import User
from datashare.lib.exceptions import Incomplete

NOT_BETWEEN = "Only who asks and this supplier can write here."


@dataclass(frozen=True)
class ThreadShown:
    """A thread with the question that it is about."""

    thread: QuestionThread
    place: QuestionPlace


def threads_for(share: DataShare, reader: Party | None) -> Sequence[ThreadShown]:
    """Return the threads that a party may read, those that are not resolved first. Two queries."""
    posts = _posts_for(share, reader)
    threads = QuestionThread.objects.filter(edition=share.edition, pk__in=posts.values("thread"))
    read = Prefetch("posts", posts.select_related("author", "party__organisation"))
    threads = threads.select_related("party__organisation", "resolved_by").prefetch_related(read)
    places = question_set(share.edition.question_set).places
    shown = [ThreadShown(thread, places[thread.key]) for thread in threads if thread.key in places]
    return sorted(shown, key=lambda item: item.thread.resolved_at is not None)


def counted_for(share: DataShare, reader: Party | None) -> dict[str, int]:
    """Return how many threads a party may read, and how many of them are not resolved. One query."""
    threads = QuestionThread.objects.filter(pk__in=_posts_for(share, reader).values("thread"))
    resolved = list(threads.values_list("resolved_at", flat=True))
    return {"discussed": len(resolved), "unresolved": resolved.count(None)}


def _posts_for(share: DataShare, reader: Party | None) -> QuerySet[ThreadPost]:
    """Return what a party may read: all to and from it as a supplier, and what was written while it led."""
    posts = ThreadPost.objects.filter(thread__edition=share.edition)
    if reader is None:
        return posts.none()
    return posts.filter(Q(thread__party=reader) | Leading.of(share).written_for(reader))


def may_read(share: DataShare, reader: Party | None, supplier: Party) -> bool:
    """Return whether anything between who asks and this supplier can be for a party: it asks, did, or is this one."""
    return reader is not None and (reader == supplier or Leading.of(share).has_led(reader))


def may_write(writer: Party | None, supplier: Party) -> bool:
    """Return whether a party may write to this supplier, or as it."""
    return writer is not None and (writer.is_lead or writer == supplier)


def asked_places(share: DataShare) -> dict[str, QuestionPlace]:
    """Return the questions of the newest round by key. One query."""
    places = journey_as_sent(newest_round(share)).places()
    return {place.question.key: place for place in places if place.step.kind != "check"}


def asked_in_section(share: DataShare, section: str) -> list[tuple[str, str]]:
    """Return the key and the words of each question of a section in the newest round; none for no such section."""
    sections = {found.key: found for found in question_set(share.edition.question_set).sections}
    slugs = {step.slug for step in sections[section].steps} if section in sections else set()
    return [(key, place.question.ask) for key, place in asked_places(share).items() if place.step.slug in slugs]


@transaction.atomic
def write(*, share: DataShare, supplier: Party, key: str, text: str, by: User) -> ThreadPost:
    """Write about a question of the newest round, for one's own side. It opens again what was resolved.

    Idempotent: the same words again directly after are the same post. Raise PermissionDenied for any other body.
    """
    share = begin(share, Action.DISCUSS, by)
    party = _side_of(share, supplier, by)
    if key not in asked_places(share):
        raise Incomplete("This question is not part of the request")
    if not text:
        raise Incomplete("Enter your message")
    thread, _ = QuestionThread.objects.get_or_create(edition=share.edition, party=supplier, key=key)
    last = thread.posts.last()
    if last and (last.author_id, last.text) == (by.pk, text) and thread.resolved_at is None:
        return last
    thread.resolved_at, thread.resolved_by = None, None
    thread.save(update_fields=["resolved_at", "resolved_by"])
    post = ThreadPost.objects.create(thread=thread, party=party, author=by, text=text)
    changes = [EventChange.given(ChangeKey.COMMENT, text)]
    _tell(share, EventKind.QUESTION_DISCUSSED, thread, by, changes)
    return post


@transaction.atomic
def resolve(*, share: DataShare, supplier: Party, key: str, by: User) -> None:
    """Say that what was asked is resolved, for either side. Idempotent."""
    share = begin(share, Action.DISCUSS, by)
    _side_of(share, supplier, by)
    thread = QuestionThread.objects.get(edition=share.edition, party=supplier, key=key)
    if thread.resolved_at:
        return
    thread.resolved_at, thread.resolved_by = timezone.now(), by
    thread.save(update_fields=["resolved_at", "resolved_by"])
    _tell(share, EventKind.QUESTION_RESOLVED, thread, by, [])


def _side_of(share: DataShare, supplier: Party, by: User) -> Party:
    party = party_of(share, by)
    if not may_write(party, supplier) or not supplier.decides:
        raise PermissionDenied(NOT_BETWEEN)
    return party


def _tell(share: DataShare, kind: EventKind, thread: QuestionThread, by: User, changes: list[EventChange]) -> None:
    subject = f"thread:{thread.party_id}:{thread.key}"
    finish(share, kind, by=by, facts={"question": thread.key}, changes=changes, subject=subject)
