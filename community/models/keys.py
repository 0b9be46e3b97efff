"""Single-use credentials: a link sent to a mailbox, a code of an authenticator app."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from datashare.lib.addresses import AddressField, only_addresses


class SignUpLink(models.Model):
    """A link sent to a mailbox, with which its owner makes an account. Deleted when used or expired."""

    email = AddressField(db_index=True)
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token, which only the mail holds.")
    leads_to = models.CharField(
        max_length=300, blank=True, help_text="The page that led here, for example the data share of an invitation."
    )
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            only_addresses("email", "sign_up_address_in_the_one_form")
        ]

    def __str__(self) -> str:
        return f"link to {self.email}"


class SpentCode(models.Model):
    """A used code of an authenticator app, kept while it could still be valid."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    step = models.BigIntegerField(help_text="The half minute it belongs to.")
    code = models.CharField(max_length=12)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "step", "code"], name="a_code_is_used_once")
        ]

    def __str__(self) -> str:
        return f"code of {self.user}"
