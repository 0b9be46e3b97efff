"""Verification of the event chain finds tampering and its place."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from agreements.evidence.chain import (
    GENESIS,
    ChainHead,
    EventFacts,
    EventRow,
    Fault,
    canonical,
    commit,
    event_digest,
    timestamp,
    verify_chain,
)

REFERENCE = "DS-7K4M-2Q9P"


def facts(sequence: int, **changes: Any) -> EventFacts:
    salt = bytes([sequence]) * 32
    return replace(
        EventFacts(
            reference=REFERENCE,
            edition=1,
            sequence=sequence,
            at=datetime(2026, 11, 21, 14, sequence, tzinfo=UTC),
            kind="request_answered",
            from_state="draft",
            to_state="draft",
            cause="",
            subject=f"answer:{sequence}",
            commitment=commit(f"Ada answered question {sequence}", salt),
        ),
        **changes,
    )


def chain(length: int = 6) -> list[EventRow]:
    rows: list[EventRow] = []
    for sequence in range(1, length + 1):
        previous = rows[-1].digest if rows else GENESIS
        event = facts(sequence)
        details, salt = f"Ada answered question {sequence}", bytes([sequence]) * 32
        rows.append(EventRow(event, previous, event_digest(event, previous), details, salt))
    return rows


def found(rows: list[EventRow], *heads: ChainHead) -> set[tuple[Fault, int]]:
    return {(finding.fault, finding.sequence) for finding in verify_chain(rows, reference=REFERENCE, heads=heads)}


def test_it_finds_nothing_in_an_untouched_chain() -> None:
    rows = chain()
    assert found(rows, ChainHead(REFERENCE, 6, rows[-1].digest.hex())) == set()
    assert found([]) == set()


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "agreement_signed"},
        {"edition": 2},
        {"at": datetime(2026, 11, 22, tzinfo=UTC)},
        {"from_state": "agreed"},
        {"to_state": "agreed"},
        {"cause": "sweep"},
        {"subject": "answer:99"},
        {"commitment": bytes(32)},
    ],
)
def test_it_finds_a_changed_event(change: dict[str, Any]) -> None:
    rows = chain()
    rows[2] = replace(rows[2], facts=facts(3, **change))
    assert (Fault.CHANGED, 3) in found(rows)
    assert {place for _, place in found(rows)} == {3}


def test_it_finds_a_changed_event_whose_digest_was_mended() -> None:
    rows = chain()
    changed = facts(3, kind="agreement_signed")
    rows[2] = replace(rows[2], facts=changed, digest=event_digest(changed, rows[2].previous))
    assert found(rows) == {(Fault.CHANGED, 4)}


def test_it_finds_a_removed_event() -> None:
    rows = chain()
    del rows[2]
    assert found(rows) == {(Fault.MISSING, 3)}


def test_it_finds_a_removed_event_although_the_rest_was_numbered_again() -> None:
    rows = chain()
    del rows[2]
    rows[2:] = [replace(row, facts=replace(row.facts, sequence=row.facts.sequence - 1)) for row in rows[2:]]
    assert (Fault.CHANGED, 3) in found(rows)


def test_it_finds_a_removed_first_event() -> None:
    assert (Fault.MISSING, 1) in found(chain()[1:])


def test_it_finds_an_added_event() -> None:
    rows = chain()
    rows.insert(3, replace(rows[2], facts=facts(3, kind="agreement_signed")))
    assert (Fault.ADDED, 3) in found(rows)


def test_it_finds_an_event_of_another_chain() -> None:
    rows = chain()
    stranger = facts(7, reference="DS-2222-2222")
    rows.append(EventRow(stranger, rows[-1].digest, event_digest(stranger, rows[-1].digest)))
    assert found(rows) == {(Fault.ADDED, 7)}


def test_it_finds_reordered_events() -> None:
    rows = chain()
    rows[2], rows[3] = rows[3], rows[2]
    assert (Fault.REORDERED, 3) in found(rows)


def test_it_finds_events_that_swapped_their_numbers() -> None:
    rows = chain()
    third, fourth = rows[2].facts, rows[3].facts
    rows[2] = replace(rows[2], facts=replace(fourth, sequence=3))
    rows[3] = replace(rows[3], facts=replace(third, sequence=4))
    assert {(Fault.CHANGED, 3), (Fault.CHANGED, 4)} <= found(rows)


def test_it_finds_details_that_were_rewritten() -> None:
    rows = chain()
    rows[4] = replace(rows[4], details="Someone else answered")
    assert found(rows) == {(Fault.DETAILS, 5)}


def test_it_finds_half_erased_details() -> None:
    rows = chain()
    rows[4] = replace(rows[4], salt=None)
    assert found(rows) == {(Fault.DETAILS, 5)}


def test_it_holds_when_personal_details_are_erased() -> None:
    assert found([replace(row, details=None, salt=None) for row in chain()]) == set()


def test_it_finds_a_cut_end_by_a_head_kept_elsewhere() -> None:
    rows = chain()
    head = ChainHead(REFERENCE, 6, rows[-1].digest.hex())
    assert found(rows[:4]) == set()
    assert found(rows[:4], head) == {(Fault.HEAD, 6)}


def test_it_finds_a_chain_that_was_written_again_by_a_head_kept_elsewhere() -> None:
    head = ChainHead(REFERENCE, 6, "00" * 32)
    assert found(chain(), head) == {(Fault.HEAD, 6)}


def test_it_ignores_the_heads_of_other_chains() -> None:
    assert found(chain(), ChainHead("DS-2222-2222", 1, "00" * 32)) == set()


def test_it_says_what_it_found_in_a_sentence() -> None:
    (finding,) = verify_chain(chain()[:2] + chain()[3:], reference=REFERENCE)
    assert str(finding) == f"{REFERENCE} event 3: the event is missing"


def test_it_gives_different_lists_of_fields_different_bytes() -> None:
    assert canonical(b"ab", b"c") != canonical(b"a", b"bc") != canonical(b"abc")


def test_it_writes_every_time_in_utc_with_microseconds() -> None:
    summer = timezone(timedelta(hours=1))
    assert timestamp(datetime(2026, 6, 1, 15, 0, tzinfo=summer)) == "2026-06-01T14:00:00.000000Z"


@pytest.mark.parametrize(
    "change",
    [{"sequence": 0}, {"edition": 0}, {"at": datetime(2026, 1, 1)}, {"commitment": b"short"}],  # noqa: DTZ001
)
def test_it_refuses_facts_that_no_event_has(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        replace(facts(1), **change)
