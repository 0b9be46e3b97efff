"""What people may do in a data share, a row for each permission, person and party."""

from typing import ClassVar

from django.db import models
from guardian.models import UserObjectPermissionBase

from .share import DataShare, Party


class SharePermission(UserObjectPermissionBase):
    """The direct permission rows of django-guardian, each for a party; only policy.py writes them."""

    content_object = models.ForeignKey(DataShare, on_delete=models.CASCADE, related_name="permission_rows")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user", "content_object", "party", "permission"], name="a_permission_is_held_once_a_party"
            )
        ]
