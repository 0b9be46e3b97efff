"""Create the group of organisation admins with the rights that they need in the admin pages."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand

from community.accounts.admin_rights import ORGANISATION_ADMINS

GROUP = ORGANISATION_ADMINS
RIGHTS = (
    "view_user",
    "view_organisation",
    "view_membership",
    "add_membership",
    "change_membership",
    "view_dataasset",
    "change_dataasset",
    "view_steward",
    "add_steward",
    "change_steward",
)


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        group, _ = Group.objects.get_or_create(name=GROUP)
        rights = Permission.objects.filter(codename__in=RIGHTS, content_type__app_label__in=("community", "catalogue"))
        group.permissions.set(rights)
        self.stdout.write(f"“{GROUP}” has {rights.count()} rights. To add a person, run admin_rights.")
