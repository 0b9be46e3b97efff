"""The history of a data share as a file, and the events that it and the verification read."""

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from agreements.evidence.chain import EventRow, timestamp
from agreements.models import DataShare, Event
from agreements.notifications.entries import Withholds
from agreements.workflow import facts_of


def events_of(share: DataShare) -> QuerySet[Event]:
    """Return the events of a data share with their details, in order."""
    return Event.objects.filter(share=share).select_related("details", "share").order_by("sequence")


def chain_of(share: DataShare) -> Iterator[EventRow]:
    """Return the events of a data share as stored, in order."""
    return map(row_of, events_of(share))


def row_of(event: Event) -> EventRow:
    """Return an event as stored; erased details are None."""
    details = getattr(event, "details", None)
    if details and not details.text and not details.salt:
        details = None
    return EventRow(
        facts=facts_of(event),
        previous=bytes(event.previous),
        digest=bytes(event.digest),
        details=details.text if details else None,
        salt=bytes(details.salt) if details else None,
    )


def evidence_of(share: DataShare, withholds: Withholds = lambda kind, party, state, at: False) -> dict[str, Any]:
    """Return the chain as a document that any verifier can check (docs/evidence.md, the history file).

    Details that are withheld are left out as if they were erased; the chain holds without them.
    """
    return {
        "format": "das-history-2",
        "reference": share.reference,
        "editions": [
            {"edition": number, "state": state} for number, state in share.editions.values_list("number", "state")
        ],
        "events": [
            _as_json(row, shown=not withholds(row.facts.kind, _party(row), row.facts.from_state, row.facts.at))
            for row in chain_of(share)
        ],
    }


def _party(row: EventRow) -> int | None:
    """Return the party for which someone acted; None for the service, and for erased details."""
    return json.loads(row.details).get("party") if row.details else None


def _as_json(row: EventRow, *, shown: bool) -> dict[str, Any]:
    facts = row.facts
    return {
        "edition": facts.edition,
        "sequence": facts.sequence,
        "at": timestamp(facts.at),
        "kind": facts.kind,
        "from_state": facts.from_state,
        "to_state": facts.to_state,
        "cause": facts.cause,
        "subject": facts.subject,
        "commitment": facts.commitment.hex(),
        "previous": row.previous.hex(),
        "digest": row.digest.hex(),
        "salt": row.salt.hex() if row.salt and shown else None,
        "details": row.details if shown else None,
    }
