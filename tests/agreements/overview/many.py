"""Large numbers of rows, made as cheaply as possible."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.evidence.chain import EventFacts, commit, event_digest
from agreements.evidence.frozen import canonical_json
from agreements.kinds import EventKind
from agreements.models import DataShare, Event, EventDetails
from agreements.requesting import actions as requesting
from agreements.states import State
from catalogue.models import DataAsset
from tests.agreements.requesting.asking import NEEDED
from tests.agreements.stages import working_for
from tests.cast import Cast
from tests.support.visiting import Visitor


def drafts(cast: Cast, asset: DataAsset, count: int) -> list[DataShare]:
    """Return this many requests of the acquirer, just opened."""
    body = working_for(cast.acquirer)
    return [
        requesting.open_request(assets=[asset], triage=NEEDED, organisation=body, by=cast.acquirer)
        for _ in range(count)
    ]


def more_events(share: DataShare, cast: Cast, count: int) -> None:
    """Add this many invitations to the history, chained as the service chains them."""
    newest = Event.objects.filter(share=share).latest("sequence")
    previous, events, details = bytes(newest.digest), [], []
    for sequence in range(newest.sequence + 1, newest.sequence + 1 + count):
        said = {"actor": str(cast.acquirer), "actor_id": cast.acquirer.pk, "organisation": "Barchester City Council"}
        told = {"person": f"Person {sequence}", "roles": [["observer", ""]]}
        text = canonical_json(said | {"party": None, "facts": told, "changes": [], "record": {}})
        salt, state = sequence.to_bytes(32, "big"), State(share.edition.state).value
        facts = EventFacts(
            reference=share.reference,
            edition=1,
            sequence=sequence,
            at=timezone.now(),
            kind=EventKind.MEMBER_INVITED.value,
            from_state=state,
            to_state=state,
            cause="",
            subject=f"member:{sequence}",
            commitment=commit(text, salt),
        )
        digest = event_digest(facts, previous)
        named = {name: value for name, value in vars(facts).items() if name != "reference"}
        events.append(Event(share=share, previous=previous, digest=digest, **named))
        details.append(EventDetails(event=events[-1], actor=cast.acquirer, salt=salt, text=text))
        previous = digest
    Event.objects.bulk_create(events)
    EventDetails.objects.bulk_create(details)


def queries(visitor: Visitor, page: str, *args: object) -> int:
    """Return how many queries the page takes, after another page was opened."""
    with CaptureQueriesContext(connection) as captured:
        seen = visitor.get(page, *args)
    assert seen.status == 200, (page, seen.status)
    return len(captured)
