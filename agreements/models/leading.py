"""Who led a data share at which time: what was written for the one that led then stays with it."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.db.models import Q

from agreements.kinds import EventKind, kinds_of
from agreements.states import Action

from .edition import Edition
from .events import Event
from .share import DataShare, Party


def sender_of(edition: Edition) -> int | None:
    """Return the key of the party that sent the newest round of an edition: another may lead by now. One query."""
    sent = Event.objects.filter(share=edition.share_id, edition=edition.number, kind__in=kinds_of(Action.SUBMIT))
    told = sent.order_by("-sequence").values_list("details__text", flat=True).first()
    return json.loads(told)["party"] if told else None


@dataclass(frozen=True)
class Leading:
    """The party that leads now, and each that did before with the end of its time, in order."""

    now: int
    before: tuple[tuple[datetime, int], ...] = ()

    @classmethod
    def of(cls, share: DataShare) -> Self:
        """Return it for one data share. One query if more than two take part, none if the parties were fetched."""
        parties = list(share.parties.all())
        now = next((party.pk for party in parties if party.is_lead), 0)
        changed = Event.objects.filter(share=share, kind=EventKind.LEAD_CHANGED).order_by("sequence")
        found = changed.values_list("at", "subject") if len(parties) > 2 else ()
        return cls(now, tuple((at, int(subject.rpartition("/from:")[2])) for at, subject in found))

    def led(self, party: Party | None, at: datetime) -> bool:
        """Return whether a party led at this time."""
        leader = next((former for until, former in self.before if at < until), self.now)
        return party is not None and party.pk == leader

    def led_now(self, at: datetime) -> bool:
        """Return whether the party that leads now did at this time."""
        return all(at >= until for until, _ in self.before)

    def has_led(self, party: Party | None) -> bool:
        """Return whether a party leads now, or did."""
        return party is not None and party.pk in {self.now, *(former for _, former in self.before)}

    def written_for(self, party: Party) -> Q:
        """Return what finds the rows with an `at` in a time in which the party led."""
        found, begun = Q(pk__in=[]), Q()
        for until, former in self.before:
            found |= begun & Q(at__lt=until) if former == party.pk else Q(pk__in=[])
            begun = Q(at__gte=until)
        return found | (begun or ~Q(pk__in=[])) if party.pk == self.now else found
