"""Details removed by the owner of the database do not pass for an erasure, and undoing an erasure is found."""

from collections.abc import Callable, Iterator

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django.plugin import DjangoDbBlocker

from agreements.kinds import EventKind
from agreements.members.erasure import erase_person
from agreements.models import Event, EventDetails
from community.models import AccountHelp, Erasure, Help
from tests.agreements.sealed import in_force_and_sealed
from tests.agreements.signing.tampering import at_rest, checked, faults, undone
from tests.plugins.database import become, owner_role
from tests.support.once import Built, built_once

pytestmark = pytest.mark.django_db
KEPT: dict[int, tuple[str, bytes]] = {}


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Built]:
    """Yield a sealed share whose supplier's lead is erased, as the role that owns the tables."""
    application = str(connection.settings_dict["USER"])
    with django_db_blocker.unblock():
        become(owner_role())
    try:
        with built_once(django_db_blocker, in_force_and_sealed) as made:
            KEPT.update({row.pk: (row.text, bytes(row.salt)) for row in EventDetails.objects.all()})
            erase_person(person=made.cast.supplier, reason="Asked for.", command="erase_person")
            yield made
    finally:
        KEPT.clear()
        with django_db_blocker.unblock():
            become(application)


def erased() -> EventDetails:
    return EventDetails.objects.filter(text="").select_related("event").earliest("event__sequence")


def blank(kind: EventKind) -> None:
    """Empty the newest event of this kind that still has its details."""
    there = EventDetails.objects.exclude(text="").filter(event__kind=kind).latest("event__sequence")
    EventDetails.objects.filter(pk=there.pk).update(text="", salt=b"")


def put_back() -> None:
    row = erased()
    text, salt = KEPT[row.pk]
    EventDetails.objects.filter(pk=row.pk).update(text=text, salt=salt)


def test_an_erasure_is_noted_and_no_fault(built: Built) -> None:
    printed, found = checked()
    assert found == ""
    count = EventDetails.objects.filter(text="").count()
    assert f"Checked {count} erased details" in printed
    assert f"{built.share.reference}: the details were erased of event {erased().event.sequence}" in printed


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda: blank(EventKind.REQUEST_OPENED), "no erasure of them is recorded"),
        (lambda: blank(EventKind.AGREEMENT_SIGNED), "no erasure of them is recorded"),
        (lambda: blank(EventKind.DETAILS_ERASED), "no erasure of them is recorded"),
        (put_back, "were erased, but they exist"),
        (lambda: Erasure.objects.all()._raw_delete(using="default"), "names an erasure that is not recorded"),
        (lambda: Erasure.objects.update(person=1), "the person of that erasure did not do it"),
        (
            lambda: EventDetails.objects.filter(pk=erased().pk)._raw_delete(using="default"),
            "no erasure of them is recorded",
        ),
        (
            lambda: EventDetails.objects.filter(pk=erased().pk).update(salt=b"s" * 32),
            "the details are not what was recorded",
        ),
    ],
)
def test_what_is_no_erasure_is_a_fault(act: Callable[[], object], said: str, built: Built) -> None:
    with undone():
        at_rest()
        act()
        found = faults()
    assert any(said in line for line in found), found


@pytest.mark.parametrize(("column", "value"), [("person_id", "person_id + 1"), ("at", "at + interval '1 microsecond'")])
def test_erasure_of_someone_who_did_nothing_themselves_is_bound_too(column: str, value: str, built: Built) -> None:
    """Only others' entries about their roles were erased."""
    erasure = erase_person(person=built.cast.onlooker, reason="Asked for.", command="erase_person").record
    assert faults() == []
    with undone():
        at_rest()
        with connection.cursor() as cursor:
            changed = f"UPDATE community_erasure SET {column} = {value} WHERE id = %s"  # noqa: S608 (our own column)
            cursor.execute(changed, [erasure.pk])
        found = faults()
    assert [line for line in found if "records the erasure of another person, or at another time" in line] == found
    assert len(found) == 1


def test_the_triggers_hold_the_owner_to_the_erased(built: Built) -> None:
    other = EventDetails.objects.filter(actor=built.cast.acquirer).exclude(text="").earliest("event__sequence")
    signed = EventDetails.objects.get(event__kind=EventKind.AGREEMENT_SIGNED, actor=built.cast.supplier_signatory)
    for row in (other, signed):
        with pytest.raises(DatabaseError, match="may be added and read"), transaction.atomic():
            EventDetails.objects.filter(pk=row.pk).update(text="", salt=b"")
    assert Event.objects.filter(kind=EventKind.DETAILS_ERASED).count() == 1


@pytest.mark.parametrize("columns", [{"reason": "other"}, {"reason": "", "act": Help.RESET_LINK}])
def test_the_triggers_let_only_a_reason_go(columns: dict[str, str], built: Built) -> None:
    theirs, others = (
        AccountHelp.objects.create(person=person, by=built.cast.stranger, act=Help.END_SESSIONS, reason="rang")
        for person in (built.cast.supplier, built.cast.acquirer)
    )
    for row, change in ((theirs, columns), (others, {"reason": ""})):
        with pytest.raises(DatabaseError, match="may be added and read"), transaction.atomic():
            AccountHelp.objects.filter(pk=row.pk).update(**change)
    assert AccountHelp.objects.filter(pk=theirs.pk).update(reason="") == 1
