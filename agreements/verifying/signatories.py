"""Compare who must sign, who was replaced and who signed with the history and the words."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from agreements.evidence.chain import EventRow, timestamp
from agreements.evidence.signatures import replaced_json, required_json, signature_json, signed_by
from agreements.kinds import EventKind
from agreements.models import Act, Agreement, FlowEnd, Party, SignatoryReplacement, Signature
from agreements.models.flows import BOTH_SIDES, IN_RULES, bound_in, side_in_words
from agreements.states import Side
from agreements.verifying.accounts import Says, differences, digest_of, name_of, paired, words_of
from agreements.verifying.replay import Told, content_of, record_of


def required_faults(agreement: Agreement, told: Told) -> Iterator[str]:
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
            yield from differences(
                f"the signatory at place {place}", rows[place], expected[place], "the history records"
            )
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
        if agreement.share.is_umbrella:
            # Its parties are stored once for all editions, and a later edition may have more.
            return
        parties = set(bound_in(agreement.share_as_agreed).values_list("pk", flat=True))
    if parties != {row.party_id for row in agreement.required.all()}:
        yield "the parties of the data share are not those who must sign"


def replacement_faults(agreement: Agreement, told: Told) -> Iterator[str]:
    """Yield the differences between the replaced signatories and the events that name them, in order."""
    rows = SignatoryReplacement.objects.filter(required__agreement=agreement).select_related("required", "member")
    for row, event in zip_longest(rows.order_by("pk"), told.replaced):
        if row is None:
            yield f"event {event.facts.sequence} records a replaced signatory that is missing"
        elif event is None:
            yield f"the history does not record replacement {row.pk}"
        else:
            yield from differences(
                f"replacement {row.pk}", _replacement(row), _told_replacement(row, event), "the history records"
            )


def _replacement(row: SignatoryReplacement) -> Says:
    return {**replaced_json(row), "by": row.by_id, "at": row.at, "delegated": row.delegated}


def _told_replacement(row: SignatoryReplacement, event: EventRow) -> Says:
    """Return the replacement as the event tells it; of erased details, only its time."""
    content = content_of(event)
    told = {"at": event.facts.at, "delegated": event.facts.kind == EventKind.SIGNATURE_DELEGATED}
    if content is None:
        return {**_replacement(row), **told}
    record = (record_of(event) or {}).get("replaced", {})
    return {**_replacement(row), **record, **told, "by": content.get("actor_id")}


def later_faults(agreement: Agreement, told: Told) -> Iterator[str]:
    """Yield the differences between the parties that may join later and the events that say so."""
    rows = {row.party_id: row for row in agreement.later_parties.all()}
    for party in sorted(rows.keys() | told.later.keys()):
        row, event = rows.get(party), told.later.get(party)
        if row is None:
            yield f"party {party} is not among those that may join later, as the history records"
        elif event is None:
            yield f"the history does not record that party {party} may join later"
        elif (row.at, row.by_id) != (event.facts.at, (content_of(event) or {}).get("actor_id")):
            yield f"party {party} may join later: by another person or at another time than the history records"


def side_faults(agreement: Agreement) -> Iterator[str]:
    """Yield each party whose side differs from the signed words, which say who gives and who receives."""
    named = words_of(agreement).get("parties", [])
    sides = {(party.get("side"), party.get("organisation")) for party in named if isinstance(party, dict)}
    signatories, core = words_of(agreement).get("signatories", []), words_of(agreement).get("core", [])
    for row in agreement.required.all():
        if 0 < row.place <= len(signatories):
            name = signatories[row.place - 1].get("party")
            if sides and not any((side, name) in sides for side in _sides_of(agreement, row.party)):
                yield f"the party at place {row.place} is on another side than the words say"
            if row.core != (not core or name in core):
                yield f"the party at place {row.place} is needed for force, or is not, unlike the words say"
            if signatories[row.place - 1].get("office") != row.office:
                yield f"the signatory at place {row.place} is in another position than the words say"


def signature_faults(agreement: Agreement, told: Told) -> Iterator[str]:
    rows = list(agreement.signatures.all())
    for row in rows:
        if row.digest != digest_of(agreement):
            yield f"{name_of(row)} is on another digest"
    says = [signature_json(signed_by(row)) for row in rows]
    records = [record_of(event) or {"at": timestamp(event.facts.at)} for event in told.signed]
    for mine, theirs in paired(says, records):
        if mine is None and theirs is not None:
            yield f"event {told.signed[theirs].facts.sequence} records a signature that is missing"
        elif theirs is None and mine is not None:
            yield f"the history does not record {name_of(rows[mine])}"
        elif mine is not None and theirs is not None:
            yield from _told_of(rows[mine], says[mine], told.signed[theirs])
    yield from _party_faults(agreement, rows)
    yield from _signer_faults(agreement, told)
    yield from _count_faults(agreement, told, rows)


def _told_of(row: Signature, says: Says, event: EventRow) -> Iterator[str]:
    teller = f"event {event.facts.sequence} records"
    content = content_of(event)
    if content is None:
        yield from differences(name_of(row), {"at": says["at"]}, {"at": timestamp(event.facts.at)}, teller)
        return
    yield from differences(name_of(row), says, record_of(event) or {}, teller)
    yield from differences(name_of(row), {"user": row.user_id}, {"user": content.get("actor_id")}, teller)


def _party_faults(agreement: Agreement, rows: Sequence[Signature]) -> Iterator[str]:
    """Yield a fault unless the required party, the party in the words and the signed party are the same."""
    named = words_of(agreement).get("signatories", [])
    required = {each.pk: each for each in agreement.required.all()}
    for row in rows:
        due = required.get(row.required_id)
        place = due.place if due and due.party_id == row.party_id else 0
        if not 0 < place <= len(named) or not _names(named[place - 1], row.organisation, row.office):
            yield f"{name_of(row)}: its party is not the one that the words name at its place"


def _names(signatory: Says, party: object, office: object) -> bool:
    """Return whether a line of the words names this signatory."""
    return (signatory.get("party"), signatory.get("office")) == (party, office)


def _signer_faults(agreement: Agreement, told: Told) -> Iterator[str]:
    """Yield each signature by an account that the history had not named for its party by then."""
    named = words_of(agreement).get("signatories", [])
    for event in told.signed:
        content, record = content_of(event), record_of(event) or {}
        party, office, accounts = record.get("party"), record.get("office"), _accounts_named(told, event).items()
        lines = {place for place, line in enumerate(named, 1) if _names(line, party, office)}
        due = {user for place, user in accounts if place in lines}
        # None: an older event that names no account.
        if content and due and None not in due and content.get("actor_id") not in due:
            yield f"event {event.facts.sequence} records a signature by an account that was not to sign"


def _accounts_named(told: Told, signed: EventRow) -> dict[int, int | None]:
    """Return the account that was to sign at each place when this signature was given, as the history names it."""
    replaced = [event for event in told.replaced if event.facts.sequence < signed.facts.sequence]
    records = [*(told.required or []), *((record_of(event) or {}).get("replaced", {}) for event in replaced)]
    return {record.get("place", 0): record.get("user") for record in records}


def _count_faults(agreement: Agreement, told: Told, rows: Sequence[Signature]) -> Iterator[str]:
    signed, later = {row.required_id for row in rows}, {row.party_id for row in agreement.later_parties.all()}
    required = list(agreement.required.all())
    complete = bool(required) and all(row.pk in signed for row in required if row.party_id not in later)
    if agreement.in_force_at and not complete:
        yield "in force, but not signed by everyone who had to sign"
    without = {row.party_id for row in required if row.pk not in signed}
    if agreement.in_force_at and complete and without != set(told.without):
        yield "in force without other parties than the history says"
    if complete and not agreement.in_force_at and not agreement.taken_back_at:
        yield "signed by everyone, but not in force"
    if len(told.signed) != len(rows):
        yield f"has {len(rows)} signatures, but the history records {len(told.signed)} on these words"


def _sides_of(agreement: Agreement, party: Party) -> Iterator[str]:
    """Yield how the words may name the part of a party: by what it does now, and at first in an earlier edition."""
    yield side_in_words(party)
    if agreement.edition_id != agreement.share.edition_id:
        yield party.side
        if agreement.share.is_umbrella:
            yield IN_RULES
        ends = FlowEnd.objects.filter(flow__edition=agreement.edition_id, flow__closed_at=None, party=party)
        acts = set(ends.values_list("act", flat=True))
        if acts:
            yield BOTH_SIDES if len(acts) > 1 else Side.SUPPLIER if Act.GIVES in acts else Side.ACQUIRER
