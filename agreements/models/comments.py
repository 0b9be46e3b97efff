"""Comments on clauses, and who may read them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from .negotiating import Clause
from .share import Party


class CommentQuerySet(models.QuerySet["Comment"]):
    def readable_by(self, party: Party | None) -> "CommentQuerySet":
        """Return the comments for everyone, and the private ones of this party."""
        return self.filter(Q(private=False) | Q(party=party))


class Comment(models.Model):
    """A comment on a clause, for every party or for one's own only."""

    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="comments")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    private = models.BooleanField(default=False, help_text="Only the author's organisation sees it.")
    at = models.DateTimeField(default=timezone.now)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.text[:60]
