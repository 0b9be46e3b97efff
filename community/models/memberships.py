"""Who works for which organisation, from when until when, and the evidence for it."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from community.models.acting import acts_for
from community.models.grounds import Ground


class MembershipQuerySet(models.QuerySet["Membership"]):
    def live(self) -> "MembershipQuerySet":
        """Filter to memberships that hold now, of active users."""
        now = timezone.now()
        return self.filter(Q(until=None) | Q(until__gt=now), since__lte=now, user__is_active=True)

    def open(self) -> "MembershipQuerySet":
        """Filter to memberships that have not ended, even if not begun or of an inactive user."""
        return self.filter(Q(until=None) | Q(until__gt=timezone.now()))

    def acting_for(self, organisation: Any) -> "MembershipQuerySet":
        """Filter to memberships of this organisation or, if it has closed, of its successors."""
        return self.filter(acts_for("organisation", organisation))

    def confirmed(self) -> "MembershipQuerySet":
        """Filter to memberships that rest on more than the user's own word."""
        return self.filter(~Q(self_declared=True) | Q(confirmed_at__isnull=False))

    def administering(self) -> "MembershipQuerySet":
        """Filter to those of organisation admins, proved to work there."""
        return self.live().confirmed().filter(is_admin=True)

    def waiting(self) -> "MembershipQuerySet":
        """Filter to live memberships that an admin, or support, has still to confirm or refuse."""
        return self.live().filter(self_declared=True, confirmed_at=None)


class Membership(models.Model):
    """A user's work for an organisation, from when until when."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey("community.Organisation", on_delete=models.PROTECT, related_name="memberships")
    handles_requests = models.BooleanField(
        default=False, help_text="Gets requests for data that this organisation holds, and answers them."
    )
    is_admin = models.BooleanField("organisation admin", default=False)
    self_declared = models.BooleanField(
        "stated by the person",
        default=False,
        help_text="The person told us this. Their email address does not show it, so it must be confirmed.",
    )
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    # The reason for the change, for receivers of the signal (community/organisations/signals.py).
    because: Ground | None = None

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user", "organisation"], condition=Q(until=None), name="one_open_membership_a_person_and_body"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.organisation}"

    @property
    def is_confirmed(self) -> bool:
        return not self.self_declared or self.confirmed_at is not None

    def clean(self) -> None:
        """Refuse a new membership of an organisation that has closed."""
        if self._state.adding and self.organisation_id and self.organisation.is_closed:
            raise ValidationError({"organisation": f"{self.organisation} has closed. Choose one that replaced it."})
