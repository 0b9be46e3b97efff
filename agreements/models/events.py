"""The history of a data share: the chain of events, and their details, which may be erased."""

import json
from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F

from agreements.states import Action
from datashare.lib.append_only import APPEND_ONLY, AppendOnly, append_only_but

from .share import DataShare


class Event(AppendOnly, models.Model):
    """One thing that happened.

    The digest covers it and the previous event, so that tampering shows (docs/evidence.md).
    """

    share = models.ForeignKey(DataShare, on_delete=models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField(help_text="1, 2, 3 … without a gap, in each data share.")
    at = models.DateTimeField()
    action = models.CharField(max_length=30)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20)
    cause = models.CharField(max_length=200, blank=True, help_text="What made the service act, for its own events.")
    subject = models.CharField(max_length=200, blank=True, help_text="What it is about, for example clause:12.")
    commitment = models.BinaryField(
        max_length=32, help_text="SHA-256 that stands for the details, which may be erased."
    )
    previous = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)

    class Meta:
        ordering: ClassVar[list[str]] = ["share", "sequence"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["share", "sequence"], name="events_have_no_twins")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(F("share"), F("sequence").desc(), name="newest_event_first"),
            BrinIndex(fields=["at"], name="events_by_time"),
        ]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.sequence} {self.in_words}"

    @property
    def in_words(self) -> str:
        """What happened, as the history names it."""
        return Action(self.action).event if self.action in set(Action) else self.action


class EventDetailsQuerySet(models.QuerySet["EventDetails"]):
    def of(self, share: DataShare, *actions: Action) -> "EventDetailsQuerySet":
        """Return the events of a data share, of these kinds only if any are given, the newest first."""
        rows = self.filter(event__share=share).select_related("event").order_by("-event__sequence")
        return rows.filter(event__action__in=actions) if actions else rows

    def last_declined(self, shares: Sequence[int]) -> dict[int, str]:
        """Return who declined to sign, by data share, if nothing about signing happened since.

        At most one query.
        """
        heard = self.filter(event__share__in=shares, event__action__in=[Action.FREEZE, Action.DECLINE, Action.REOPEN])
        rows = heard.select_related("event").order_by("event__sequence") if shares else ()
        last = {details.event.share_id: details for details in rows}
        return {key: details.said_by if details.event.action == Action.DECLINE else "" for key, details in last.items()}


class EventDetails(AppendOnly, models.Model):
    """The actor and the words of an event, stored apart so that erasing a person leaves the chain intact.

    Erased details have an empty text and salt.
    """

    event = models.OneToOneField(Event, primary_key=True, on_delete=models.PROTECT, related_name="details")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    salt = models.BinaryField(max_length=32)
    text = models.TextField(help_text="JSON: actor, organisation, sentence, changes, record (docs/evidence.md).")

    objects = EventDetailsQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "event details"
        # The database allows only the details of a person whose erasure is recorded to be erased (migration 0013).
        triggers = append_only_but(
            "NEW.text = '' AND NEW.salt = ''::bytea AND (NEW.event_id, NEW.actor_id) IS NOT DISTINCT FROM "
            "(OLD.event_id, OLD.actor_id) AND EXISTS (SELECT FROM public.community_erasure erasure "
            "WHERE public.details_may_go(erasure.person_id, OLD.event_id, OLD.actor_id, OLD.text))"
        )

    def __str__(self) -> str:
        return self.text[:80]

    @cached_property
    def content(self) -> dict[str, Any]:
        """The content of the text (actor, organisation, says, changes); if erased, what the event itself tells."""
        if self.is_erased:
            says = f"did this: {self.in_words} (details were erased)"
            return {"actor": "Someone", "organisation": "", "says": says, "changes": [], "record": {}}
        return dict(json.loads(self.text))

    @property
    def is_erased(self) -> bool:
        return not self.text

    @property
    def says(self) -> str:
        return str(self.content["says"])

    @property
    def said_by(self) -> str:
        """The person, and for whom they acted."""
        actor, organisation = self.content["actor"], self.content["organisation"]
        doubt = f", which has not confirmed it: {self.content['unconfirmed']}" if "unconfirmed" in self.content else ""
        if "outside" in self.content:
            doubt = f", from outside it: {self.content['outside']}"
        return f"{actor} ({organisation}{doubt})" if organisation else str(actor)

    @property
    def in_words(self) -> str:
        """The kind of the event in words, for events whose sentence was erased."""
        words = self.event.in_words
        return words[:1].lower() + words[1:]
