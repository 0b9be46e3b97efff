"""Standard answers of the acquirer's organisation, given by an admin of it."""

from typing import Any, Final

from agreements.models import StandardAnswer
from agreements.passport.actions import confirm
from community.models import Organisation, User

OFFICER: Final[dict[str, str]] = {
    "chosen": "other",
    "name": "Ottoline Quaid",
    "role": "Data protection officer",
    "email": "dpo@council.gov.uk",
}
DISPOSAL: Final = "The damson team deletes the data and sends a certificate."
SYSTEMS: Final[list[dict[str, str]]] = [
    {"id": "s1", "system": "Medlar store", "host": "The council", "country": "United Kingdom", "assurance": ""},
    {"id": "s2", "system": "Quince lake", "host": "Cloud firm", "country": "United Kingdom", "assurance": "ISO 27001"},
]


def make_admin(user: User) -> User:
    membership = user.memberships.get()
    membership.is_admin = True
    membership.save()
    return user


def given(body: Organisation, by: User, key: str, value: Any) -> StandardAnswer:
    """Return the newest version after an admin has confirmed this value."""
    newest = StandardAnswer.objects.filter(organisation=body, key=key).first()
    confirm(organisation=body, key=key, value=value, revision=newest.version if newest else 0, by=by)
    return StandardAnswer.objects.filter(organisation=body, key=key)[0]
