"""Write signed head files, hourly and after each signature, to show later if a chain was cut or rewritten."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Mod
from django.utils import timezone

from agreements.evidence import head_files
from agreements.evidence.chain import ChainHead
from agreements.evidence.head_files import SIGNATURE, store
from agreements.evidence.heads import HeadFile, Heads, say_heads, sign_heads
from agreements.evidence.seal_keys import load_key
from agreements.kinds import EventKind
from agreements.models import DataShare, Event
from datashare.lib.files import keep

EVERY: Final = timedelta(hours=1)
# A transaction open when the previous file was written may have been committed since.
OVERLAP: Final = timedelta(minutes=2)
ANCHORED: Final = (EventKind.AGREEMENT_SIGNED, EventKind.AGREEMENT_SEALED)
# The first file of each day also names some chains in which nothing happens: all of them within 31 days.
ROUND: Final = 28
ONE_AT_A_TIME: Final = 7_305_118


@transaction.atomic
def publish_heads() -> str:
    """Write a head file if one is due, and return the name of the newest. A file is never overwritten."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
    previous, heads = _newest()
    if previous and heads and not _is_owed(heads):
        return previous[0]
    at = max(timezone.now(), heads.at + timedelta(microseconds=1)) if heads else timezone.now()
    file, name = sign_heads(_heads(heads, at), at=at, key=load_key(), previous=previous), name_of(at)
    # Write the signature first, so that a file that exists is complete.
    keep(name + SIGNATURE, file.signature, store())
    keep(name, file.content, store())
    return name


def name_of(at: datetime) -> str:
    """Return 2026-11-21T14-03-00.000000Z.json for a time: sorts by time and is valid on every file system."""
    return f"{at:%Y-%m-%dT%H-%M-%S.%f}Z.json"


def _newest() -> tuple[tuple[str, HeadFile] | None, Heads | None]:
    """Return the newest file that can be read, and its content.

    The content is None if it says nothing or if a newer file cannot be read, so that every chain is named again.
    """
    unread = False
    for name in reversed(head_files.names()):
        try:
            file = head_files.read(name)
        except OSError:
            unread = True
            continue
        return (name, file), None if unread else _said(file)
    return None, None


def _said(file: HeadFile) -> Heads | None:
    try:
        return say_heads(file)
    except ValueError:
        return None


def _is_owed(newest: Heads) -> bool:
    """Return whether an hour has passed, or something was signed or sealed that no file covers."""
    if timezone.now() >= newest.at + EVERY:
        return True
    since = newest.at - OVERLAP
    done = Event.objects.filter(kind__in=ANCHORED, at__gt=since).values_list("share__reference", "sequence")
    covered: dict[str, int] = {}
    for heads in _said_since(since):
        for head in heads.heads:
            covered[head.reference] = max(head.sequence, covered.get(head.reference, 0))
    return any(sequence > covered.get(reference, 0) for reference, sequence in done)


def _said_since(since: datetime) -> Iterator[Heads]:
    for name in reversed(head_files.names()):
        try:
            heads = say_heads(head_files.read(name))
        except (OSError, ValueError):
            continue
        yield heads
        if heads.at < since:
            return


def _heads(previous: Heads | None, at: datetime) -> list[ChainHead]:
    """Return the newest event of every chain that grew since the file before; of all chains if there is none."""
    newest = Event.objects.order_by("share_id", "-sequence").distinct("share_id")
    if previous:
        grown = Event.objects.filter(at__gt=previous.at - OVERLAP).values("share")
        newest = newest.filter(Q(share__in=grown) | Q(share__in=_whose_turn(previous, at)))
    rows = newest.values_list("share__reference", "sequence", "digest")
    return [ChainHead(reference, sequence, bytes(digest).hex()) for reference, sequence, digest in rows]


def _whose_turn(previous: Heads, at: datetime) -> QuerySet[DataShare]:
    """Return the shares to name in the first file of a day, though nothing happened in them.

    Those whose number leaves the day of the month, less one, when divided by 28.
    """
    if previous.at.date() == at.date():
        return DataShare.objects.none()
    return DataShare.objects.annotate(turn=Mod(F("pk"), ROUND)).filter(turn=at.day - 1)
