"""The owner of the database removes, moves, copies or invents rows, or rewrites whole chains: all is detected."""

from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone
from pytest_django import Settings
from pytest_django.plugin import DjangoDbBlocker

from agreements.evidence import publishing
from agreements.evidence.chain import GENESIS, commit, event_digest
from agreements.kinds import Cause, EventKind
from agreements.models import (
    Agreement,
    DataShare,
    Edition,
    Event,
    EventDetails,
    FrozenWords,
    RegisterEntry,
    RegisterJob,
    RequiredSignature,
    SealedFile,
    SealJob,
    Signature,
)
from agreements.register.publish import rebuild
from agreements.workflow import facts_of
from tests.agreements import stages
from tests.agreements.sealed import in_force_and_sealed
from tests.agreements.signing.tampering import PLACE, at_rest, faults, undone
from tests.plugins.database import become, owner_role
from tests.support.once import Built, built_once

pytestmark = pytest.mark.django_db
PARTS = (FrozenWords, RequiredSignature, Signature, SealedFile, SealJob, RegisterJob, RegisterEntry)
TOLD = (
    EventKind.TEXT_FROZEN,
    EventKind.AGREEMENT_SIGNED,
    EventKind.BROUGHT_INTO_FORCE,
    EventKind.ENTRY_LISTED,
    EventKind.AGREEMENT_SEALED,
)


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Built]:
    """Yield a share in force and sealed, as the role that owns the tables."""
    application = str(connection.settings_dict["USER"])
    with django_db_blocker.unblock():
        become(owner_role())
    try:
        with built_once(django_db_blocker, in_force_and_sealed) as made:
            yield made
    finally:
        with django_db_blocker.unblock():
            become(application)


def remove(*models: Any) -> None:
    """Delete all rows of these tables, without the rows that refer to them."""
    at_rest()
    for model in models:
        assert model.objects.all()._raw_delete(using="default") > 0


def found_after(act: Callable[[], object]) -> list[str]:
    """Return the findings after an action; each has its place."""
    with undone():
        at_rest()
        act()
        found = faults()
    assert all(PLACE.match(line) for line in found), found
    return found


# Rows of an agreement whose removal alone leaves nothing to compare: the history still tells of each.
@pytest.mark.parametrize(
    "tables",
    [
        *[(table,) for table in (*PARTS[:4], RegisterEntry, Agreement, Event, DataShare)],
        *combinations((*PARTS[:4], RegisterEntry), 2),
        (SealedFile, SealJob),
        (Signature, RequiredSignature, SealedFile, SealJob, RegisterJob, RegisterEntry),
        (Agreement, *PARTS),
        (Agreement, *PARTS, EventDetails),
        (Agreement, *PARTS, EventDetails, Event),
        (Agreement, *PARTS, EventDetails, Event, DataShare),
    ],
    ids=lambda tables: "+".join(table.__name__ for table in tables),
)
def test_rows_that_were_removed_show(tables: tuple[Any, ...], built: Built) -> None:
    assert found_after(lambda: remove(*tables))


def test_seal_job_marked_done_without_a_sealed_file_shows(built: Built) -> None:
    """No worker would ever seal the agreement."""
    agreement = stages.in_force(built.cast, built.asset).agreements.get()
    assert faults() == []
    found = found_after(lambda: SealJob.objects.filter(pk=agreement.pk).update(done_at=timezone.now()))
    assert found == [f"FAULT {agreement}: in force, but neither sealed nor owed a seal"]


def test_details_that_are_gone_unrecorded_are_a_fault(built: Built) -> None:
    """A lawful erasure is recorded, and leaves empty rows."""
    found = found_after(lambda: remove(EventDetails))
    numbers = built.share.events.values_list("sequence", flat=True)
    gone = "the details of event {} are missing, and no erasure of them is recorded"
    assert found == [f"FAULT {built.share.reference}: {gone.format(number)}" for number in numbers]


def test_an_agreement_removed_with_all_that_is_its_own_is_named(built: Built) -> None:
    """Agreement, signatures, sealed row and entry; not the chain."""
    event = built.share.events.get(kind=EventKind.TEXT_FROZEN)
    found = found_after(lambda: remove(Agreement, *PARTS))
    assert f"FAULT {built.share.reference}: event {event.sequence} records agreement 1, which is missing" in found


@pytest.mark.parametrize("place", [0, 1])
def test_one_signature_of_two_shows(place: int, built: Built) -> None:
    row, event = (
        Signature.objects.order_by("pk")[place],
        built.share.events.filter(kind=EventKind.AGREEMENT_SIGNED)[place],
    )
    found = found_after(lambda: Signature.objects.filter(pk=row.pk)._raw_delete(using="default"))
    gone = f"event {event.sequence} records a signature that is missing"
    assert any(gone in line for line in found)
    assert any("in the sealed file is missing from the record" in line for line in found)


def rehashed(share: DataShare) -> None:
    """Rewrite every event's number, link and hash, as the owner of the database can after reading the docs."""
    at_rest()
    previous = GENESIS
    for number, event in enumerate(Event.objects.filter(share=share).select_related("share").order_by("sequence"), 1):
        event.sequence = number
        digest = event_digest(facts_of(event), previous)
        Event.objects.filter(pk=event.pk).update(sequence=number, previous=previous, digest=digest)
        previous = digest


def set_chain_head(share: DataShare) -> None:
    """Set the column to the rewritten chain's head, at the event before the sealing."""
    head = Event.objects.filter(share=share).exclude(kind=EventKind.AGREEMENT_SEALED).latest("sequence")
    SealedFile.objects.update(chain_head=bytes(head.digest).hex())


def reworded(share: DataShare, number: int = 3) -> None:
    """Change what an event tells, with a new salt and commitment."""
    event = Event.objects.select_related("details").get(share=share, sequence=number)
    text, salt = event.details.text.replace("Amina", "Anna"), b"s" * 32
    EventDetails.objects.filter(pk=event.pk).update(text=text, salt=salt)
    Event.objects.filter(pk=event.pk).update(commitment=commit(text, salt))
    rehashed(share)


def test_a_chain_that_was_written_again_shows_by_the_sealed_file(built: Built) -> None:
    def act() -> None:
        reworded(built.share)
        set_chain_head(built.share)

    found = found_after(act)
    assert any("the sealed file of agreement 1 says" in line and "the event was changed" in line for line in found)
    assert any("its chain_head is not the head that stands in the sealed file" in line for line in found)


def test_the_same_with_the_true_head_in_the_column(built: Built) -> None:
    found = found_after(lambda: reworded(built.share))
    assert [line for line in found if "the sealed file of agreement 1 says" in line] == found


@pytest.mark.parametrize("count", range(1, len(TOLD) + 1))
def test_events_removed_and_the_chain_closed_show(count: int, built: Built) -> None:
    """The newest events of the agreement, with rows that nothing then tells of."""
    share = built.share

    def act() -> None:
        gone = Event.objects.filter(share=share, kind__in=TOLD[-count:])
        EventDetails.objects.filter(event__in=gone)._raw_delete(using="default")
        gone._raw_delete(using="default")
        if count == len(TOLD):
            remove(Agreement, *PARTS)
        newest = Event.objects.filter(share=share).latest("sequence")
        Edition.objects.update(state=newest.to_state, state_since=timezone.now())
        rehashed(share)

    assert any("the sealed file" in line or "was sealed" in line for line in found_after(act))


def test_a_whole_story_that_never_was_shows_by_the_head_file(built: Built, settings: Settings, tmp_path: Path) -> None:
    """All rows, the file and all events removed, the chain closed."""
    settings.DATA_DIR = tmp_path
    publishing.publish_heads()
    share, file = built.share, Path(default_storage.path(SealedFile.objects.get().name))
    content = file.read_bytes()

    def act() -> None:
        file.unlink()
        gone = Event.objects.filter(share=share, kind__in=TOLD)
        EventDetails.objects.filter(event__in=gone)._raw_delete(using="default")
        gone._raw_delete(using="default")
        remove(Agreement, *PARTS)
        moved = [event for event in share.events.order_by("sequence") if event.from_state != event.to_state]
        Edition.objects.update(state=moved[-1].to_state, state_since=moved[-1].at)
        rehashed(share)

    try:
        found = found_after(act)
    finally:
        file.write_bytes(content)
    assert len(found) == 1
    assert f"FAULT {share.reference} event" in found[0]
    assert "head file" in found[0]
    assert "is gone" in found[0]


def test_the_file_that_was_left_behind_tells_too(built: Built) -> None:
    """The database's owner cannot remove the file; no head file was written."""
    share, name = built.share, SealedFile.objects.get().name

    def act() -> None:
        gone = Event.objects.filter(share=share, kind__in=TOLD)
        EventDetails.objects.filter(event__in=gone)._raw_delete(using="default")
        gone._raw_delete(using="default")
        remove(Agreement, *PARTS)
        moved = [event for event in share.events.order_by("sequence") if event.from_state != event.to_state]
        Edition.objects.update(state=moved[-1].to_state, state_since=moved[-1].at)
        rehashed(share)

    assert any(f"the sealed file {name}, which no record names," in line for line in found_after(act))


def added(share: DataShare, kind: str, subject: str, facts: str = '{"agreement":1}') -> Event:
    """Add a well-formed event at the end of the chain."""
    newest = Event.objects.filter(share=share).latest("sequence")
    salt, text = (
        b"x" * 32,
        (
            '{"actor":"The service","actor_id":null,"changes":[],"facts":'
            f'{facts},"organisation":"","party":null,"record":{{}}}}'
        ),
    )
    event = Event(
        share=share,
        sequence=newest.sequence + 1,
        at=timezone.now(),
        kind=kind,
        from_state=newest.to_state,
        to_state=newest.to_state,
        cause=Cause.IN_FORCE,
        subject=subject,
        commitment=commit(text, salt),
        previous=bytes(newest.digest),
    )
    event.digest = event_digest(facts_of(event), bytes(newest.digest))
    event.save(force_insert=True)
    EventDetails.objects.create(event=event, actor=None, salt=salt, text=text)
    return event


def test_a_well_formed_event_that_says_nothing_of_an_agreement_is_not_found(built: Built) -> None:
    """Found only by an earlier head.

    As docs/evidence.md says in section 4.
    """
    facts = '{"person":"Ben Example","roles":[["observer",""]]}'
    assert found_after(lambda: added(built.share, EventKind.MEMBER_INVITED, "member:1", facts)) == []


@pytest.mark.parametrize(
    ("kind", "facts", "says"),
    [
        ("clause_agreed", "{}", "is of no kind that there is"),
        (EventKind.TEXT_REOPENED, '{"agreement":1}', "text_reopened does not lead from in_force to in_force"),
        (EventKind.MEMBER_INVITED, '{"person":"Ben Example"}', "holds the facts person, roles"),
        (EventKind.MEMBER_INVITED, '{"person":7,"roles":[]}', "holds a fact of another type: person"),
        (EventKind.MEMBER_INVITED, "[]", "its details have another form"),
    ],
)
def test_an_event_that_its_kind_does_not_allow_shows(kind: str, facts: str, says: str, built: Built) -> None:
    found = found_after(lambda: added(built.share, kind, "member:1", facts))
    assert any(says in line for line in found), found
    assert not any("Ben Example" in line for line in found)


@pytest.mark.parametrize(
    ("kind", "subject", "says"),
    [
        (EventKind.AGREEMENT_SIGNED, "agreement:1:{digest}", "records a signature that is missing"),
        (EventKind.AGREEMENT_SIGNED, "agreement:2:{digest}", "records words that were never frozen"),
        (EventKind.AGREEMENT_SIGNED, "agreement:1:" + "0" * 64, "records words that were never frozen"),
        (EventKind.AGREEMENT_SIGNED, "", "records words that were never frozen"),
        (EventKind.TEXT_FROZEN, "agreement:2:{digest}", "records agreement 2, which is missing"),
        (EventKind.TEXT_FROZEN, "agreement:1:{digest}", "freezes words out of turn"),
        (EventKind.TEXT_FROZEN, "nonsense", "freezes words out of turn"),
        (EventKind.BROUGHT_INTO_FORCE, "agreement:1:{digest}", "brings agreement 1 into force again"),
        (EventKind.AGREEMENT_SEALED, "sealed:1:" + "0" * 64, "does not record that this file was sealed"),
        (EventKind.AGREEMENT_SEALED, "sealed:9:" + "0" * 64, "records words that were never frozen"),
        (
            EventKind.ENTRY_LISTED,
            "listed:1:" + "0" * 64,
            "its entry in the register is not the one that the history records",
        ),
    ],
)
def test_an_event_without_a_row_shows(kind: str, subject: str, says: str, built: Built) -> None:
    digest = FrozenWords.objects.get().digest
    found = found_after(lambda: added(built.share, kind, subject.format(digest=digest)))
    assert any(says in line for line in found), found


@pytest.fixture
def other(built: Built) -> DataShare:
    """Return a second data share, in force and sealed."""
    share = in_force_and_sealed(built.cast, built.asset)
    assert faults() == []
    return share


@pytest.mark.parametrize("table", ["sealed", "words", "entry"])
def test_rows_exchanged_between_two_agreements_show(table: str, built: Built, other: DataShare) -> None:
    mine, theirs = built.share.agreements.get(), other.agreements.get()

    def act() -> None:
        first = getattr(mine, table)
        rows = type(first).objects
        for was, now in ((mine.pk, -1), (theirs.pk, mine.pk), (-1, theirs.pk)):
            assert rows.filter(agreement=was).update(agreement=now) == 1

    found = found_after(act)
    for share in (built.share, other):
        assert any(line.startswith(f"FAULT {share.reference}") for line in found), found


def test_a_sealed_row_copied_to_an_agreement_that_owes_its_seal_shows(built: Built) -> None:
    share = stages.in_force(built.cast, built.asset)
    row = SealedFile.objects.get()
    copy = Path(default_storage.path("sealed/copy-1.pdf"))
    copy.write_bytes(Path(default_storage.path(row.name)).read_bytes())

    def act() -> None:
        SealedFile.objects.create(
            agreement=share.agreements.get(),
            name="sealed/copy-1.pdf",
            sha256=row.sha256[::-1],
            size=row.size,
            chain_head=row.chain_head,
        )

    found = found_after(act)
    place = f"FAULT {share.reference}, agreement 1:"
    assert f"{place} the history does not record that this file was sealed" in found
    assert f"{place} the sealed file is that of {built.share.reference}, agreement 1" in found


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"acquirers": ["Ministry of Nothing"]}, "acquirers"),
        ({"purpose": "Another purpose"}, "purpose"),
        ({"signed_as": []}, "signed_as"),
        ({"says": {}}, "says"),
        ({"review_on": None}, "review_on"),
        ({"in_force_since": "2020-01-01"}, "in_force_since"),
    ],
)
def test_an_edited_entry_of_the_register_is_named_with_its_column(
    change: dict[str, Any], column: str, built: Built
) -> None:
    found = found_after(lambda: RegisterEntry.objects.update(**change))
    told = f"FAULT {built.share.reference}: its entry in the register is not the one that the history records: its "
    assert any(line.startswith(told) and column in line for line in found), found


def test_an_entry_edited_with_a_review_date_to_match_shows(built: Built) -> None:
    def act() -> None:
        RegisterEntry.objects.update(review_on="2040-01-01")
        Agreement.objects.update(review_on="2040-01-01")

    assert any("its review_on is not what the history records" in line for line in found_after(act))


def test_an_entry_made_again_is_told_and_is_no_fault(built: Built) -> None:
    with undone():
        before = built.share.events.count()
        assert rebuild() == 1
        assert built.share.events.count() == before
        at_rest()
        RegisterEntry.objects.update(title="Someone meddled")
        assert faults()
        rebuild()
        assert faults() == []
        assert built.share.events.count() == before
