"""Distinguishes details that were lawfully erased from details that were removed (docs/evidence.md)."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from agreements.evidence.chain import EventRow
from agreements.kinds import ABOUT_ROLES, PROOF, EventKind
from agreements.models import DataShare, EventDetails
from agreements.verifying.replay import record_of
from community.models import Erasure

_SUBJECT: Final = re.compile(r"erasure:([1-9]\d*)")


def told_erased(rows: Iterable[EventRow]) -> dict[int, int]:
    """Return the events whose details were erased, by number, each with the number of the event that records it."""
    erasures: dict[int, int] = {}
    for row in rows:
        if row.facts.kind == EventKind.DETAILS_ERASED:
            numbers = (record_of(row) or {}).get("erased", [])
            before = [number for number in numbers if isinstance(number, int) and number < row.facts.sequence]
            erasures |= dict.fromkeys(before, row.facts.sequence)
    return erasures


def erasure_faults(share: DataShare, rows: Sequence[EventRow]) -> Iterator[str]:
    """Yield details gone without a recorded erasure, and erasures whose details are still there."""
    erasures = told_erased(rows)
    recorded = _recorded(rows)
    yield from _record_faults(rows, recorded)
    emptied = dict(EventDetails.objects.filter(event__share=share, text="").values_list("event__sequence", "actor"))
    for row in rows:
        number, kind = row.facts.sequence, row.facts.kind
        if row.details is not None:
            if number in erasures:
                yield f"event {erasures[number]} says that the details of event {number} were erased, but they exist"
        elif number not in erasures or number not in emptied:
            yield f"the details of event {number} are missing, and no erasure of them is recorded"
        elif kind in PROOF:
            yield f"the details of event {number} are missing, and details of this kind are never erased"
        elif (erasure := recorded.get(erasures[number])) is None:
            yield f"event {erasures[number]} names an erasure that is not recorded"
        elif emptied[number] != erasure.person_id and kind not in ABOUT_ROLES:
            yield f"the details of event {number} are missing, and the person of that erasure did not do it"


def _record_faults(rows: Sequence[EventRow], recorded: Mapping[int, Erasure]) -> Iterator[str]:
    """Yield each erasure on record that is another person's, or of another time, than its event says."""
    for row in rows:
        erasure = recorded.get(row.facts.sequence)
        if erasure is None:
            continue
        told = record_of(row) or {}
        if (told.get("person"), row.facts.at) != (erasure.person_id, erasure.at):
            yield f"event {row.facts.sequence} records the erasure of another person, or at another time"


def _recorded(rows: Sequence[EventRow]) -> Mapping[int, Erasure]:
    """Return by erasure event the erasure that it names; leaves out erasures that are not on record."""
    subjects = {row.facts.sequence: _SUBJECT.fullmatch(row.facts.subject) for row in rows}
    keys = {number: int(match[1]) for number, match in subjects.items() if match}
    erasures = Erasure.objects.in_bulk(keys.values())
    return {number: erasures[key] for number, key in keys.items() if key in erasures}
