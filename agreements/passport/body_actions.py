"""What an organisation admin does: prepare the organisation's own questions and guidance, and publish a version."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from agreements.models import BodyQuestions
from agreements.models.body_questions import MOST_QUESTIONS
from agreements.passport.actions import must_administer
from community.models import Organisation, User
from datashare.lib.exceptions import Conflict, Incomplete

CHANGED = "Someone else changed these questions after you opened the page."


@transaction.atomic
def save_question(*, organisation: Organisation, key: str, asked: Mapping[str, str], revision: int, by: User) -> None:
    """Add a question to the version that is prepared (no `key`), or change one. Idempotent for a change.

    Raise Incomplete for one more than the most there can be, Conflict if a colleague has changed the version since.
    """
    made = _prepared(organisation, by)
    if key and any(one == {"key": key, **asked} for one in made.questions):
        return
    _must_be_seen(made, revision)
    if key:
        made.questions = [{"key": key, **asked} if one["key"] == key else one for one in made.questions]
    elif len(made.questions) >= MOST_QUESTIONS:
        raise Incomplete(f"You already ask {MOST_QUESTIONS} questions. Remove one before you add another")
    else:
        made.last_number += 1
        made.questions = [*made.questions, {"key": f"body_{organisation.pk}_{made.last_number}", **asked}]
    _store(made, by)


@transaction.atomic
def remove_question(*, organisation: Organisation, key: str, revision: int, by: User) -> None:
    """Remove a question from the version that is prepared. Idempotent."""
    made = _prepared(organisation, by)
    left = [one for one in made.questions if one["key"] != key]
    if len(left) == len(made.questions):
        return
    _must_be_seen(made, revision)
    made.questions = left
    _store(made, by)


@transaction.atomic
def save_guidance(*, organisation: Organisation, section: str, text: str, revision: int, by: User) -> None:
    """Give guidance for a section in the version that is prepared; none if the text is empty. Idempotent."""
    made = _prepared(organisation, by)
    if made.guidance.get(section, "") == text:
        return
    _must_be_seen(made, revision)
    others = {key: words for key, words in made.guidance.items() if key != section}
    made.guidance = {**others, section: text} if text else others
    _store(made, by)


@transaction.atomic
def publish(*, organisation: Organisation, revision: int, by: User) -> None:
    """Publish the version that is prepared: requests opened from now on ask it. Idempotent."""
    body = _locked(organisation, by)
    made = BodyQuestions.objects.filter(organisation=body, published_at=None).first()
    if made is None:
        return
    if made.revision != revision:
        raise Conflict(CHANGED)
    made.name, made.by, made.published_at = body.name, by, timezone.now()
    made.save(update_fields=["name", "by", "published_at"])


def _locked(organisation: Organisation, by: User) -> Organisation:
    body = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    must_administer(by, body, "questions")
    return body


def _prepared(organisation: Organisation, by: User) -> BodyQuestions:
    """Return the version that is prepared: a new one, not stored yet, begins as the newest that was published."""
    body = _locked(organisation, by)
    newest = BodyQuestions.objects.filter(organisation=body).first()
    if newest and newest.published_at is None:
        return newest
    made = BodyQuestions(organisation=body, version=1, name=body.name, by=by, revision=0)
    if newest:
        made.version, made.last_number = newest.version + 1, newest.last_number
        made.questions, made.guidance = newest.questions, newest.guidance
    return made


def _must_be_seen(made: BodyQuestions, revision: int) -> None:
    if made.revision != revision:
        raise Conflict(CHANGED)


def _store(made: BodyQuestions, by: User) -> None:
    made.by, made.at, made.revision = by, timezone.now(), made.revision + 1
    made.save()
