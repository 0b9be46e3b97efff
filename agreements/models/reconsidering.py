"""The reconsideration of a refusal: asked for once, and answered by each supplier that refused."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from datashare.lib.append_only import APPEND_ONLY, AppendOnly

from .edition import Edition
from .requesting import Round
from .share import Party


class Reconsideration(AppendOnly, models.Model):
    """What the acquirer said against the refusal of a round. An edition has one at most."""

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="reconsideration")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    reasons = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return self.reasons[:60]


class ReconsiderationAnswer(AppendOnly, models.Model):
    """What a supplier answered: whether its refusal stands, by someone who did not refuse."""

    reconsideration = models.ForeignKey(Reconsideration, on_delete=models.PROTECT, related_name="answers")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    upholds = models.BooleanField("the refusal stands")
    text = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["reconsideration", "party"], name="a_refusal_is_reconsidered_once")
        ]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return self.done

    @property
    def done(self) -> str:
        """The answer once it is given."""
        return "Refusal upheld" if self.upholds else "Refusal lifted"
