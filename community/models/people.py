"""Users, who sign in with their email address."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import connection, models
from django.utils import timezone
from simple_history.models import HistoricalRecords

from community.models.grounds import Ground
from datashare.lib.addresses import (
    AddressField,
    canonical,
    canonical_or_none,
    only_addresses,
)
from datashare.lib.names import validate_name


class UserManager(BaseUserManager["User"]):
    """Creates users who sign in with their email address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=canonical(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=canonical_or_none(username or ""))


class MailChoice(models.TextChoices):
    """How much mail a user gets. What needs their action, and account security, is always mailed at once."""

    EVERYTHING = "everything", "An email for everything"
    DAILY = "daily", "An email when I need to do something, and a daily summary of everything else"
    MINE = "mine", "Only an email when I need to do something"


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Never deleted: a user who leaves is made inactive, and can be anonymised."""

    email = AddressField("email address", unique=True)
    full_name = models.CharField("full name", max_length=150, validators=[validate_name])
    job_title = models.CharField(max_length=150, blank=True)
    mail_choice = models.CharField(
        "which mail they get", max_length=10, choices=MailChoice.choices, default=MailChoice.DAILY
    )
    is_staff = models.BooleanField("may use the admin", default=False)
    is_active = models.BooleanField("may sign in", default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    # The reason for the change, for receivers of the signal (community/organisations/signals.py).
    because: Ground | None = None

    objects: ClassVar[UserManager] = UserManager()
    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [only_addresses("email", "user_address_in_the_one_form")]

    def __str__(self) -> str:
        return self.full_name or self.email

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    def unread_notifications(self) -> int:
        """Return how many. One hand-written query, because every page asks."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM community_notification WHERE user_id = %s AND read_at IS NULL", [self.pk]
            )
            return int(cursor.fetchone()[0])
