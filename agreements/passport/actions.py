"""What an organisation admin does: confirm a standard answer."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from agreements.models import StandardAnswer
from agreements.questionnaire.words import Json, is_empty
from community.models import Membership, Organisation, User
from datashare.lib.exceptions import Conflict, NotNow


@transaction.atomic
def confirm(*, organisation: Organisation, key: str, value: Json, revision: int, by: User) -> None:
    """Store a new version of a standard answer. Idempotent. No data share changes.

    `revision` is the version that the user saw, 0 if there was none: raise Conflict if a colleague has confirmed
    another since. Raise PermissionDenied unless the user is an admin of the organisation, NotNow if it has closed.
    """
    body = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    must_administer(by, body)
    newest = StandardAnswer.objects.filter(organisation=body, key=key).first()
    before, given = newest.value if newest else "", "" if is_empty(value) else value
    if before == given:
        return
    version = newest.version if newest else 0
    if version != revision:
        raise Conflict("Someone else changed this standard answer after you opened the page.")
    StandardAnswer.objects.create(organisation=body, key=key, version=version + 1, value=given, by=by)


def must_administer(user: User, body: Organisation, what: str = "standard answers") -> None:
    """Raise PermissionDenied unless the user is an admin of this organisation, NotNow if it has closed."""
    if not Membership.objects.administering().filter(user=user, organisation=body).exists():
        raise PermissionDenied(f"Only an admin of your organisation can change its {what}.")
    if body.is_closed:
        raise NotNow(f"{body} has closed, so its {what} can no longer change.")
