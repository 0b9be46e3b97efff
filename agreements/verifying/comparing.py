"""Compare the rows of an agreement with its history and its sealed file, in both directions."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Any, Final

from agreements.evidence.chain import EventRow, timestamp
from agreements.evidence.frozen import sha256
from agreements.evidence.signatures import replaced_json, required_json, signature_json, signed_by
from agreements.evidence.verify_pdf import Evidence
from agreements.models import Agreement, SignatoryReplacement, Signature
from agreements.models.flows import bound_in
from agreements.verifying.replay import Told, content_of, record_of

Says = Mapping[str, Any]
# Accounts of one signature are matched by all their fields; failing that by time, then by party.
ALIKE: Final = (dict, lambda says: says.get("at"), lambda says: says.get("party"))


def agreement_faults(agreement: Agreement, told: Told | None) -> Iterator[str]:
    """Yield the differences between an agreement's rows and its history; `told` is None if it has no such words."""
    yield from _word_faults(agreement)
    if told is None or told.digest != _digest_of(agreement):
        yield "the history does not record that these words were frozen"
    if told is None:
        return
    yield from _side_faults(agreement)
    yield from _time_faults(agreement, told)
    yield from _offer_faults(agreement, told)
    yield from _required_faults(agreement, told)
    yield from _replacement_faults(agreement, told)
    yield from _signature_faults(agreement, told)
    yield from _sealing_faults(agreement, told)


def _digest_of(agreement: Agreement) -> str:
    return agreement.words.digest if hasattr(agreement, "words") else ""


def _word_faults(agreement: Agreement) -> Iterator[str]:
    if not hasattr(agreement, "words"):
        yield "the frozen words are missing"
        return
    row = agreement.words
    if sha256(row.words) != row.digest:
        yield "the frozen words are not those the digest was taken of"
    words = words_of(agreement)
    if words.get("html_sha256") != sha256(row.html):
        yield "the page that was signed is not the one the words name"
    if (words.get("reference"), words.get("number")) != (agreement.share.reference, agreement.number):
        yield "the frozen words are those of another agreement"


def words_of(agreement: Agreement) -> dict[str, Any]:
    """Return the frozen words; empty if they are gone or cannot be read."""
    try:
        words = json.loads(agreement.words.words) if hasattr(agreement, "words") else {}
    except ValueError:
        return {}
    return words if isinstance(words, dict) else {}


def _time_faults(agreement: Agreement, told: Told) -> Iterator[str]:
    """Yield each time in the rows that is not the time of an event."""
    for name in ("offered_at", "taken_back_at", "in_force_at", "ended_at"):
        if getattr(agreement, name) != getattr(told, name):
            yield f"its {name} is {_time(getattr(agreement, name))}, the history says {_time(getattr(told, name))}"
    if hasattr(agreement, "words") and agreement.words.frozen_at != told.offered_at:
        yield f"its words have another frozen_at than event {told.frozen.facts.sequence} records"


def _time(at: datetime | None) -> str:
    return timestamp(at) if at else "never"


def _offer_faults(agreement: Agreement, told: Told) -> Iterator[str]:
    content = content_of(told.frozen)
    place = f"event {told.frozen.facts.sequence}"
    if content and content.get("actor_id") != agreement.offered_by_id:
        yield f"its offered_by is not who acted in {place}"
    if told.in_order is not None and told.in_order != agreement.in_order:
        yield f"its in_order is not what {place} records"
    if told.in_force_at is None and agreement.review_on is not None:
        yield "it has a review_on and was never in force"
    if told.review_on is not ... and told.review_on != _day(agreement):
        yield "its review_on is not what the history records"


def _day(agreement: Agreement) -> str | None:
    return agreement.review_on.isoformat() if agreement.review_on else None


def _required_faults(agreement: Agreement, told: Told) -> Iterator[str]:
    rows = {row.place: required_json(row) for row in agreement.required.all()}
    if told.required is None:
        named = len(words_of(agreement).get("signatories", []))
        if sorted(rows) != list(range(1, named + 1)):
            yield "those who must sign are not those whom the words name"
        return
    expected = {row["place"]: row for row in told.required}
    for place in sorted(rows.keys() | expected.keys()):
        if place not in rows:
            yield f"the signatory at place {place} is missing from those who must sign"
        elif place not in expected:
            yield f"the history does not record the signatory at place {place}"
        else:
            yield from _named(f"the signatory at place {place}", rows[place], expected[place], "the history records")
    for row in agreement.required.all():
        if row.member.party_id != row.party_id:
            yield f"the signatory at place {row.place} is a member of another party"
    yield from _party_row_faults(agreement)


def _party_row_faults(agreement: Agreement) -> Iterator[str]:
    """Yield a fault unless the parties of the data share are those who must sign what is on offer or in force."""
    if agreement.taken_back_at or agreement.ended_at:
        return
    parties = {party.pk for party in agreement.share.parties.all() if party.sides}
    if agreement.edition_id != agreement.share.edition_id:
        parties = set(bound_in(agreement.share_as_agreed).values_list("pk", flat=True))
    if parties != {row.party_id for row in agreement.required.all()}:
        yield "the parties of the data share are not those who must sign"


def _replacement_faults(agreement: Agreement, told: Told) -> Iterator[str]:
    """Yield the differences between the replaced signatories and the events that name them, in order."""
    rows = SignatoryReplacement.objects.filter(required__agreement=agreement).select_related("required", "member")
    for row, event in zip_longest(rows.order_by("pk"), told.replaced):
        if row is None:
            yield f"event {event.facts.sequence} records a replaced signatory that is missing"
        elif event is None:
            yield f"the history does not record replacement {row.pk}"
        else:
            yield from _named(
                f"replacement {row.pk}", _replacement(row), _told_replacement(row, event), "the history records"
            )


def _replacement(row: SignatoryReplacement) -> Says:
    return {**replaced_json(row), "by": row.by_id, "at": row.at}


def _told_replacement(row: SignatoryReplacement, event: EventRow) -> Says:
    """Return the replacement as the event tells it; of erased details, only its time."""
    content = content_of(event)
    if content is None:
        return {**_replacement(row), "at": event.facts.at}
    record = (record_of(event) or {}).get("replaced", {})
    return {**_replacement(row), **record, "by": content.get("actor_id"), "at": event.facts.at}


def _side_faults(agreement: Agreement) -> Iterator[str]:
    """Yield each party whose side differs from the signed words, which say who gives and who receives."""
    named = words_of(agreement).get("parties", [])
    sides = {(party.get("side"), party.get("organisation")) for party in named if isinstance(party, dict)}
    signatories = words_of(agreement).get("signatories", [])
    for row in agreement.required.all():
        if 0 < row.place <= len(signatories):
            name = signatories[row.place - 1].get("party")
            if sides and (row.party.side, name) not in sides:
                yield f"the party at place {row.place} is on another side than the words say"


def _named(what: str, actual: Says, expected: Says, teller: str) -> Iterator[str]:
    """Yield a fault for each field in which two accounts differ, without the values, which may hold names."""
    for name in sorted(actual.keys() | expected.keys()):
        if actual.get(name) != expected.get(name):
            yield f"{what}: its {name} is not what {teller}"


def _signature_faults(agreement: Agreement, told: Told) -> Iterator[str]:
    rows = list(agreement.signatures.all())
    for row in rows:
        if row.digest != _digest_of(agreement):
            yield f"{_name(row)} is on another digest"
    says = [signature_json(signed_by(row)) for row in rows]
    records = [record_of(event) or {"at": timestamp(event.facts.at)} for event in told.signed]
    for mine, theirs in paired(says, records):
        if mine is None and theirs is not None:
            yield f"event {told.signed[theirs].facts.sequence} records a signature that is missing"
        elif theirs is None and mine is not None:
            yield f"the history does not record {_name(rows[mine])}"
        elif mine is not None and theirs is not None:
            yield from _told_of(rows[mine], says[mine], told.signed[theirs])
    yield from _party_faults(agreement, rows)
    yield from _signer_faults(agreement, told)
    yield from _count_faults(agreement, told, rows)


def _name(row: Signature) -> str:
    """Return a signature by its number, as names do not belong in a log."""
    return f"signature {row.pk}"


def _told_of(row: Signature, says: Says, event: EventRow) -> Iterator[str]:
    teller = f"event {event.facts.sequence} records"
    content = content_of(event)
    if content is None:
        yield from _named(_name(row), {"at": says["at"]}, {"at": timestamp(event.facts.at)}, teller)
        return
    yield from _named(_name(row), says, record_of(event) or {}, teller)
    yield from _named(_name(row), {"user": row.user_id}, {"user": content.get("actor_id")}, teller)


def _party_faults(agreement: Agreement, rows: Sequence[Signature]) -> Iterator[str]:
    """Yield a fault unless the required party, the party in the words and the signed party are the same."""
    named = words_of(agreement).get("signatories", [])
    places = {row.party_id: row.place for row in agreement.required.all()}
    for row in rows:
        place = places.get(row.party_id, 0)
        if not 0 < place <= len(named) or named[place - 1].get("party") != row.organisation:
            yield f"{_name(row)}: its party is not the one that the words name at its place"


def _signer_faults(agreement: Agreement, told: Told) -> Iterator[str]:
    """Yield each signature by an account that the history had not named for its party by then."""
    named = words_of(agreement).get("signatories", [])
    for event in told.signed:
        content, party = content_of(event), (record_of(event) or {}).get("party")
        accounts = _accounts_named(told, event).items()
        due = {user for place, user in accounts if 0 < place <= len(named) and named[place - 1].get("party") == party}
        # None: an older event that names no account.
        if content and due and None not in due and content.get("actor_id") not in due:
            yield f"event {event.facts.sequence} records a signature by an account that was not to sign"


def _accounts_named(told: Told, signed: EventRow) -> dict[int, int | None]:
    """Return the account that was to sign at each place when this signature was given, as the history names it."""
    replaced = [event for event in told.replaced if event.facts.sequence < signed.facts.sequence]
    records = [*(told.required or []), *((record_of(event) or {}).get("replaced", {}) for event in replaced)]
    return {record.get("place", 0): record.get("user") for record in records}


def _count_faults(agreement: Agreement, told: Told, rows: Sequence[Signature]) -> Iterator[str]:
    complete = {row.party_id for row in agreement.required.all()} == {row.party_id for row in rows}
    if agreement.in_force_at and not complete:
        yield "in force, but not signed by everyone who had to sign"
    if complete and not agreement.in_force_at and not agreement.taken_back_at:
        yield "signed by everyone, but not in force"
    if len(told.signed) != len(rows):
        yield f"has {len(rows)} signatures, but the history records {len(told.signed)} on these words"


def _sealing_faults(agreement: Agreement, told: Told) -> Iterator[str]:
    """Yield the differences between the row of the sealed file and the event of sealing."""
    sealed = getattr(agreement, "sealed", None)
    if sealed is None:
        yield from (f"event {event.facts.sequence} records a sealed file that is missing" for _, event in told.sealed)
        job = getattr(agreement, "seal_job", None)
        if agreement.in_force_at and not told.sealed and (job is None or job.done_at):
            yield "in force, but neither sealed nor owed a seal"
        return
    events = [event for sha, event in told.sealed if sha == sealed.sha256]
    if len(told.sealed) != 1 or not events:
        yield "the history does not record that this file was sealed"
    elif events[0].facts.at != sealed.sealed_at:
        yield f"its sealed_at is not the time of event {events[0].facts.sequence}"


def file_faults(agreement: Agreement, evidence: Evidence) -> Iterator[str]:
    """Yield the differences between the sealed file and the rows."""
    if (evidence.reference, evidence.number) != (agreement.share.reference, agreement.number):
        yield f"the sealed file is that of {evidence.reference}, agreement {evidence.number}"
    if evidence.digest != _digest_of(agreement):
        yield "the words in the sealed file are not the frozen words"
    if evidence.head.digest != agreement.sealed.chain_head:
        yield "its chain_head is not the head that stands in the sealed file"
    rows = list(agreement.signatures.order_by("at", "pk"))
    says = [signature_json(signed_by(row)) for row in rows]
    signatures = [signature_json(line) for line in evidence.signatures]
    for mine, theirs in paired(says, signatures):
        if mine is None and theirs is not None:
            yield f"signature {theirs + 1} in the sealed file is missing from the record"
        elif theirs is None and mine is not None:
            yield f"{_name(rows[mine])} is not in the sealed file"
        elif mine is not None and theirs is not None:
            yield from _named(_name(rows[mine]), says[mine], signatures[theirs], "the sealed file says")


def paired(mine: Sequence[Says], theirs: Sequence[Says]) -> list[tuple[int | None, int | None]]:
    """Return the indexes of the accounts that belong together; an unmatched one stands beside None."""
    left, right = list(range(len(mine))), list(range(len(theirs)))
    pairs: list[tuple[int | None, int | None]] = []
    for key in ALIKE:
        for place in list(left):
            like = next((other for other in right if key(theirs[other]) == key(mine[place]) is not None), None)
            if like is not None:
                pairs.append((place, like))
                left.remove(place)
                right.remove(like)
    return pairs + [(place, None) for place in left] + [(None, place) for place in right]
