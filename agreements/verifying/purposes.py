"""Compare what each body that was added receives data for with the history."""

from collections.abc import Iterator, Sequence

from agreements.evidence.chain import EventRow
from agreements.kinds import ChangeKey, EventKind
from agreements.models import DataShare
from agreements.verifying.replay import content_of


def purpose_faults(share: DataShare, rows: Sequence[EventRow]) -> Iterator[str]:
    """Yield each party that receives for another purpose than the newest event says; none if details were erased."""
    told: dict[str, str] = {}
    for row in rows:
        if row.facts.kind not in (EventKind.BODY_ADDED, EventKind.BODY_REMOVED, EventKind.PURPOSE_STATED):
            continue
        content = content_of(row)
        if content is None:
            return
        changes = {change["key"]: change["after"] for change in content["changes"]}
        for party, _ in content["facts"]["parties"]:
            key = ChangeKey.PURPOSE.of(party)
            told[key] = changes.get(key, "")
    for party in share.parties.all():
        if party.purpose != told.get(ChangeKey.PURPOSE.of(party.pk), ""):
            yield f"party {party.pk} receives data for another purpose than the history records"
