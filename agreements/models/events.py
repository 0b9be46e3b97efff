"""The history of a data share: the chain of events, and their details, which may be erased."""

import json
from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F

from agreements.kinds import KINDS, ChangeKey, EventKind, Facts
from agreements.states import Action
from datashare.lib.append_only import APPEND_ONLY, AppendOnly, append_only_but

from .share import DataShare


class Event(AppendOnly, models.Model):
    """One thing that happened.

    The digest covers it and the previous event, so that tampering shows (docs/evidence.md).
    """

    share = models.ForeignKey(DataShare, on_delete=models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField(help_text="1, 2, 3 … without a gap, in each data share.")
    edition = models.PositiveSmallIntegerField(default=1, help_text="The edition that it belongs to: 1, 2, 3 …")
    at = models.DateTimeField()
    kind = models.CharField(max_length=30)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20)
    cause = models.CharField(
        max_length=200, blank=True, help_text="What made the service act, for its own events: a code."
    )
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

    @classmethod
    def counted_in(cls, share: DataShare, until: int | None = None) -> dict[EventKind, int]:
        """Return how many events of each kind a data share has, up to this number, in the order of kinds. One query."""
        events = cls.objects.filter(share=share, **({} if until is None else {"sequence__lte": until}))
        counts = events.order_by().values_list("kind").annotate(models.Count("pk"))
        seen: dict[str, int] = dict(counts)
        return {kind: seen[kind] for kind in EventKind if kind in seen}

    @property
    def in_words(self) -> str:
        """What happened, as the history names it."""
        return EventKind(self.kind).label if self.kind in set(EventKind) else self.kind

    @property
    def action(self) -> Action:
        """The action that it tells of."""
        return KINDS[EventKind(self.kind)].action


class EventDetailsQuerySet(models.QuerySet["EventDetails"]):
    def of(self, share: DataShare, *kinds: EventKind) -> "EventDetailsQuerySet":
        """Return the events of a data share, of these kinds only if any are given, the newest first."""
        rows = self.filter(event__share=share).select_related("event").order_by("-event__sequence")
        return rows.filter(event__kind__in=kinds) if kinds else rows

    def last_declined(self, shares: Sequence[int]) -> dict[int, str]:
        """Return who declined to sign, by data share, if nothing about signing happened since.

        At most one query.
        """
        about = [EventKind.TEXT_FROZEN, EventKind.SIGNATURE_DECLINED, EventKind.TEXT_REOPENED]
        heard = self.filter(event__share__in=shares, event__kind__in=about)
        rows = heard.select_related("event").order_by("event__sequence") if shares else ()
        last = {details.event.share_id: details for details in rows}
        declined = EventKind.SIGNATURE_DECLINED
        return {key: details.said_by if details.event.kind == declined else "" for key, details in last.items()}


class EventDetails(AppendOnly, models.Model):
    """The actor and the facts of an event, stored apart so that erasing a person leaves the chain intact.

    Erased details have an empty text and salt.
    """

    event = models.OneToOneField(Event, primary_key=True, on_delete=models.PROTECT, related_name="details")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    salt = models.BinaryField(max_length=32)
    text = models.TextField(help_text="JSON: actor, organisation, facts, changes, record (docs/evidence.md).")

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
        """The content of the text (actor, organisation, facts, changes); empty facts if it was erased."""
        if self.is_erased:
            return {"actor": "Someone", "party": None, "organisation": "", "facts": {}, "changes": [], "record": {}}
        return dict(json.loads(self.text))

    @property
    def is_erased(self) -> bool:
        return not self.text

    @property
    def facts(self) -> Facts:
        """The facts that the kind of the event names; none if they were erased."""
        facts: Facts = self.content["facts"]
        return facts

    def given(self, key: ChangeKey) -> str:
        """Return the text given with the event under this key; empty if there is none."""
        changes = self.content["changes"]
        return next((str(change["after"]) for change in changes if change["key"] == key), "")

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
