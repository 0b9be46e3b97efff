"""Where each of more than two organisations stands in a negotiation: how much it has agreed, when it last took part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import BigIntegerField, Max, QuerySet

from agreements.models import DataShare, EventDetails, Party, Visit
from agreements.negotiating.progress import ClauseRow
from datashare.lib.sql import our_sql

# The party for which someone acted, as the details of the event say.
_PARTY: Final = "(NULLIF(agreements_eventdetails.text, '')::json ->> 'party')::bigint"


@dataclass(frozen=True)
class PartyProgress:
    """How many of the clauses an organisation has agreed, and when its people last did something here."""

    party: Party
    agreed: int
    clauses: int
    last_seen: datetime | None


def progress_of_each(share: DataShare, parties: Sequence[Party], rows: Sequence[ClauseRow]) -> list[PartyProgress]:
    """Return the progress of each organisation; nothing for two, as the clauses say it. One query, or none."""
    if len(parties) < 3:
        return []
    seen = last_seen_in(share)
    return [_progress_of(party, rows, seen.get(party.pk)) for party in parties]


def _progress_of(party: Party, rows: Sequence[ClauseRow], seen: datetime | None) -> PartyProgress:
    """Return how many of the clauses that bind a party it has agreed."""
    own = [row for row in rows if row.clause.is_for(party)]
    return PartyProgress(party, sum(party.pk in row.clause.agreeing for row in own), len(own), seen)


def last_seen_in(share: DataShare) -> dict[int, datetime]:
    """Return when someone of each party last did something for it in this data share: as each event says for whom.

    An event of someone who is in it for two parties is the act of one. Details that were erased tell of none.
    """
    return dict(_acts_in(share))


def last_sign_of(share: DataShare) -> dict[int, datetime]:
    """Return when someone of each party last did something for it, or marked the clauses as read. One query."""
    marked = Visit.objects.filter(edition=share.edition).order_by().values_list("party").annotate(Max("at"))
    found: dict[int, datetime] = {}
    for party, at in _acts_in(share).union(marked, all=True):
        found[party] = max(at, found.get(party, at))
    return found


def _acts_in(share: DataShare) -> QuerySet[EventDetails, tuple[int, datetime]]:
    """Return each party with the time of the last act for it."""
    acts = EventDetails.objects.filter(event__share=share, actor__isnull=False).order_by()
    told = acts.annotate(party=our_sql(_PARTY, [], BigIntegerField())).exclude(party=None)
    return told.values_list("party").annotate(Max("event__at"))
