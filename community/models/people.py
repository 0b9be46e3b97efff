"""People, the organisations they work for, and what they are told."""

import fnmatch
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

import community.keys  # noqa: F401 (its tables belong to this app)
from community.delivery import Delivery, DeliveryQuerySet
from datashare.lib.addresses import (
    AddressField,
    DomainField,
    canonical,
    canonical_or_none,
    domain_part,
    is_international,
    only_addresses,
    only_domains,
)
from datashare.lib.database import AppendOnly, append_only_but
from datashare.lib.names import validate_name


class UserManager(BaseUserManager["User"]):
    """Makes people who sign in with their e-mail address."""

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
    """How much mail somebody gets. What needs their act, and what keeps their account safe, always comes at once."""

    EVERYTHING = "everything", "Everything at once"
    DAILY = "daily", "What waits for me at once, and the rest in one summary a day"
    MINE = "mine", "Only what waits for me"


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Never deleted: somebody who leaves is made inactive, and can be anonymised."""

    email = AddressField("e-mail address", unique=True)
    full_name = models.CharField("full name", max_length=150, validators=[validate_name])
    job_title = models.CharField(max_length=150, blank=True)
    mail_choice = models.CharField(
        "which mail they get", max_length=10, choices=MailChoice.choices, default=MailChoice.DAILY
    )
    is_staff = models.BooleanField("may use the admin", default=False)
    is_active = models.BooleanField("may sign in", default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    # Why it is being changed, for those who follow a change (community/signals.py).
    because: str = ""

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
        """How many; one hand-written query, because every page asks."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM community_notification WHERE user_id = %s AND read_at IS NULL", [self.pk]
            )
            return int(cursor.fetchone()[0])


class Organisation(models.Model):
    """A public body, as GOV.UK or a catalogue knows it."""

    name = models.CharField(max_length=300)
    slug = models.SlugField(max_length=300, unique=True)
    abbreviation = models.CharField(max_length=60, blank=True)
    kind = models.CharField(
        max_length=100, blank=True, help_text="As GOV.UK says it: Ministerial department, and so on."
    )
    is_closed = models.BooleanField(default=False)
    closed_on = models.DateField("closed on", null=True, blank=True)
    parents = models.ManyToManyField("self", symmetrical=False, related_name="children", blank=True)
    superseded_by = models.ManyToManyField(
        "self", symmetrical=False, related_name="supersedes", blank=True, verbose_name="followed by"
    )
    address = models.URLField("web address", max_length=500, blank=True)
    source = models.CharField(max_length=60, blank=True, help_text="Where this entry came from.")
    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class EmailDomain(models.Model):
    """An e-mail domain, or a pattern with a leading "*.", that shows somebody works in the public sector."""

    pattern = DomainField(max_length=253, unique=True, help_text="For example hmrc.gov.uk, or *.gov.scot.")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="domains"
    )
    shared_by = models.ManyToManyField(
        Organisation,
        blank=True,
        related_name="shared_domains",
        help_text="Where several bodies use it and it is no single body's: people there choose one of these.",
    )
    listed_for = models.CharField(
        max_length=100, blank=True, editable=False, help_text="The body's id in GOV.UK's list."
    )
    stated = models.JSONField(null=True, editable=False, help_text="Whose the lists said it is at the last import.")
    history = HistoricalRecords(excluded_fields=["listed_for", "stated"])

    class Meta:
        ordering: ClassVar[list[str]] = ["pattern"]
        constraints: ClassVar[list[models.BaseConstraint]] = [only_domains("pattern", "domain_in_the_one_form")]

    def __str__(self) -> str:
        return self.pattern

    def covers(self, email: str) -> bool:
        """Whether the address belongs to this domain; a pattern covers what is below it."""
        if canonical_or_none(email) is None:
            return False
        domain = domain_part(email)
        below = fnmatch.fnmatchcase(domain, self.pattern) and not is_international(domain)
        return domain == self.pattern or below


def domain_of(email: str) -> EmailDomain | None:
    """Return the most exact public-sector domain an address belongs to, or None."""
    if canonical_or_none(email) is None:
        return None
    domain = domain_part(email)
    parts = domain.split(".")
    above = [] if is_international(domain) else range(1, len(parts))
    candidates = [domain] + ["*." + ".".join(parts[start:]) for start in above]
    found = {
        row.pattern: row for row in EmailDomain.objects.filter(pattern__in=candidates).select_related("organisation")
    }
    return next((found[pattern] for pattern in candidates if pattern in found), None)


class NotificationQuerySet(DeliveryQuerySet["Notification"]):
    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at=None)

    def for_the_summary(self) -> "NotificationQuerySet":
        """What waits for its reader's next daily summary; what they have read in the service need not come again."""
        return self.filter(mailed_at=None, mail=Mail.DAILY, read_at=None)


class Mail(models.TextChoices):
    """How one notification comes by e-mail, settled when it is promised."""

    AT_ONCE = "at_once", "At once"
    DAILY = "daily", "In the daily summary"
    NONE = "none", "Not at all"


class Notification(Delivery):
    """Something a person is told: in the service, and by e-mail. The row is the debt; the queue only hurries it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="notifications"
    )
    email = AddressField(help_text="Where the mail goes; a role mailbox when nobody there has an account yet.")
    subject = models.CharField(max_length=250)
    body = models.TextField()
    address = models.CharField(max_length=300, blank=True, help_text="The page it is about.")
    topic = models.CharField(max_length=40, blank=True, help_text="The reference of the data share it is about.")
    topic_name = models.CharField(max_length=200, blank=True)
    mail = models.CharField(max_length=10, choices=Mail.choices, default=Mail.AT_ONCE)
    why = models.CharField(
        max_length=300, blank=True, help_text="Why they get it, where it is not for a data share they take part in."
    )
    created = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    key = models.CharField(max_length=120, unique=True, help_text="Makes telling twice impossible.")

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "message", "mail"
        ordering: ClassVar[list[str]] = ["-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user"], condition=Q(read_at=None), name="unread_notifications"),
            models.Index(fields=["id"], condition=Q(mailed_at=None, mail="at_once"), name="owed_mail_at_once"),
            models.Index(fields=["user"], condition=Q(mailed_at=None, mail="daily"), name="owed_summaries"),
            models.Index(fields=["refused_at"], condition=Q(refused_at__isnull=False), name="refused_mail"),
        ]

    def __str__(self) -> str:
        return self.subject


class Help(models.TextChoices):
    """What support staff may do to somebody's account. Never: give it a password, a second factor or an address."""

    RESET_LINK = "reset_link", "Send the person a link to set a new password"
    END_SESSIONS = "end_sessions", "Sign the person out everywhere"
    REMOVE_FACTORS = "remove_factors", "Remove the second step, which the person has lost"


class AccountHelp(AppendOnly, models.Model):
    """That support did something to an account: what, why and who. Never changed; the reason goes with the person."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="helped")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=20, choices=Help.choices)
    reason = models.CharField(max_length=500)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "help with an account"
        verbose_name_plural = "help with accounts"
        ordering: ClassVar[list[str]] = ["-pk"]
        triggers = append_only_but(
            "NEW.reason = '' AND (NEW.id, NEW.person_id, NEW.by_id, NEW.act, NEW.at) "
            "IS NOT DISTINCT FROM (OLD.id, OLD.person_id, OLD.by_id, OLD.act, OLD.at) AND EXISTS "
            "(SELECT FROM public.community_erasure erasure WHERE erasure.person_id = OLD.person_id)"
        )

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.person}"


from community.bodies import Listing, OrganisationMove  # noqa: E402, F401 (they name the models above)
from community.erasures import Erasure as Erasure  # noqa: E402, PLC0414 (exported)
from community.memberships import Membership as Membership  # noqa: E402, PLC0414 (exported)
from community.memberships import MembershipQuerySet as MembershipQuerySet  # noqa: E402, PLC0414 (exported)
