"""What an organisation admin does: prepare the organisation's template, publish a version, withdraw it."""

from django.db import transaction
from django.utils import timezone

from agreements.models import BodyTemplate
from agreements.passport.actions import must_administer
from community.models import Organisation, User
from datashare.lib.exceptions import Conflict

CHANGED = "Someone else changed this template after you opened the page."


@transaction.atomic
def save_section(*, organisation: Organisation, section: str, heading: str, text: str, revision: int, by: User) -> None:
    """Give a section a heading and standard wording in the version that is prepared; none if both are empty.

    Idempotent. Raise Conflict if a colleague has changed the version since.
    """
    made = _prepared(organisation, by)
    words = {"heading": heading, "text": text}
    others = {key: said for key, said in made.sections.items() if key != section}
    sections = {**others, section: words} if heading or text else others
    if sections == made.sections:
        return
    _must_be_seen(made, revision)
    made.sections, made.by, made.at, made.revision = sections, by, timezone.now(), made.revision + 1
    made.save()


@transaction.atomic
def publish(*, organisation: Organisation, revision: int, by: User) -> None:
    """Publish the version that is prepared: requests sent from now on are drafted from it. Idempotent."""
    body = _locked(organisation, by)
    made = BodyTemplate.objects.filter(organisation=body, published_at=None).first()
    if made is not None:
        _must_be_seen(made, revision)
        _publish(made, body, by)


@transaction.atomic
def withdraw(*, organisation: Organisation, revision: int, by: User) -> None:
    """Withdraw the template: publish a version that has nothing in it. Idempotent.

    What is prepared is given up.
    """
    made = _prepared(organisation, by)
    newest = BodyTemplate.objects.published().filter(organisation=made.organisation).first()
    if newest is None or not newest.sections:
        return
    _must_be_seen(made, revision)
    made.sections = {}
    _publish(made, made.organisation, by)


def _publish(made: BodyTemplate, body: Organisation, by: User) -> None:
    made.name, made.by, made.published_at = body.name, by, timezone.now()
    made.save()


def _locked(organisation: Organisation, by: User) -> Organisation:
    body = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    must_administer(by, body, "template")
    return body


def _prepared(organisation: Organisation, by: User) -> BodyTemplate:
    """Return the version that is prepared: a new one, not stored yet, begins as the newest that was published."""
    body = _locked(organisation, by)
    newest = BodyTemplate.objects.filter(organisation=body).first()
    if newest and newest.published_at is None:
        return newest
    version, sections = (newest.version + 1, newest.sections) if newest else (1, {})
    return BodyTemplate(organisation=body, version=version, name=body.name, sections=sections, by=by, revision=0)


def _must_be_seen(made: BodyTemplate, revision: int) -> None:
    if made.revision != revision:
        raise Conflict(CHANGED)
