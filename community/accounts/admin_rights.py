"""Rights to the admin, granted only by the operator of the service; recorded and notified."""

from enum import StrEnum

from django.contrib.auth.models import Group
from django.db import transaction
from simple_history.utils import update_change_reason

from community.accounts.sessions import end_all
from community.models import Notification, User
from community.notices.outbox import promise
from datashare.lib.exceptions import NotNow

ORGANISATION_ADMINS = "Organisation admins"


class Rights(StrEnum):
    SUPPORT = "support"
    ORGANISATION_ADMIN = "organisation-admin"
    NONE = "none"


SAYS = {
    Rights.SUPPORT: "You can now use the admin pages as a member of support staff.",
    Rights.ORGANISATION_ADMIN: "You can now use the admin pages for your organisation.",
    Rights.NONE: "You can no longer use the admin pages.",
}


@transaction.atomic
def give_rights(*, person: User, rights: Rights, reason: str) -> None:
    """Grant or revoke a user's rights to the admin. The account's history keeps what and why; their sessions end."""
    group = Group.objects.filter(name=ORGANISATION_ADMINS).first()
    if rights == Rights.ORGANISATION_ADMIN and group is None:
        raise NotNow("There is no group of organisation admins. Run make_organisation_admins first.")
    person.is_superuser = rights == Rights.SUPPORT
    person.is_staff = rights != Rights.NONE
    person.save(update_fields=["is_superuser", "is_staff"])
    update_change_reason(person, f"{rights}: {reason}"[:100])
    person.groups.set([group] if group and rights == Rights.ORGANISATION_ADMIN else [])
    end_all(person)
    promise([_told(person, rights, reason)])


def _told(person: User, rights: Rights, reason: str) -> Notification:
    return Notification(
        user=person,
        email=person.email,
        subject="Your admin rights have changed",
        body=f"{SAYS[rights]} The team that runs this service made this change. Reason: {reason}",
        address="/account/",
        why="You get this because your account was changed.",
        key=f"rights:{person.history.latest().pk}",
    )
