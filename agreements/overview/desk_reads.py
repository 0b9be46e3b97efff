"""What the list of data shares reads of many at once: one query each, or none if no data share needs it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from copy import copy
from datetime import UTC, date, datetime
from typing import NamedTuple

from django.db import connection

from agreements.answers import gaps_about_themselves
from agreements.models import (
    TO_TELL,
    Agreement,
    DataShare,
    Decision,
    Disposal,
    Duty,
    DutyKind,
    ExpertCheck,
    Member,
    RequiredSignature,
    SharePermission,
)
from agreements.states import Role, State
from community.models import User

# Raw SQL for speed: every list of data shares asks. Only keys are given to it.
_WAITING = """
    SELECT edition.share_id, party.id, count(*) FILTER (
        WHERE wording.party_id IS DISTINCT FROM party.id
        AND (cardinality(clause.binds) = 0 OR party.id = ANY(clause.binds))
        AND NOT EXISTS (
            SELECT FROM agreements_proposalrejection rejection
            WHERE rejection.proposal_id = proposal.id AND rejection.party_id = party.id))
    FROM agreements_clause clause
    JOIN agreements_wording wording ON wording.clause_id = clause.id
    JOIN agreements_proposal proposal ON proposal.wording_id = wording.id AND proposal.state = 'open'
    JOIN agreements_edition edition ON edition.id = clause.edition_id
    JOIN agreements_party party ON party.share_id = edition.share_id
        AND (party.is_lead OR party.gives OR party.receives OR party.in_rules)
    WHERE clause.edition_id = ANY(%s)
    GROUP BY edition.share_id, party.id
"""
# Of each party an open incident, until it has decided on telling the ICO: when it became aware, or was told of it.
_CLOCKS = """
    SELECT mine.share, incident.number, coalesce((
        SELECT aware.aware_at FROM agreements_incidentawareness aware
        WHERE aware.incident_id = incident.id AND aware.party_id = mine.party ORDER BY aware.id DESC LIMIT 1
    ), incident.at)
    FROM unnest(%s::bigint[], %s::bigint[]) AS mine (share, party)
    JOIN agreements_agreement signed ON signed.share_id = mine.share
    JOIN agreements_incident incident ON incident.agreement_id = signed.id AND incident.closed_at IS NULL
    WHERE NOT EXISTS (
        SELECT FROM agreements_incidentdecision decided
        WHERE decided.incident_id = incident.id AND decided.party_id = mine.party AND decided.addressee = 'ico'
    )
    ORDER BY incident.id
"""

_CHECK = ("edition__share", "party", "skill", "due")
_OWED = ("party", "due_on", "kind", "about")


def for_other_parties(user: User, shares: Sequence[DataShare]) -> list[list[DataShare]]:
    """Return those that this user reads for several parties, as read for the second of them, for the third, …."""
    several = [share for share in shares if len(share.reader_parties) > 1]
    if not several:
        return []
    held: dict[int, list[str]] = defaultdict(list)
    rows = SharePermission.objects.filter(user=user, content_object__in=several)
    for party, name in rows.values_list("party", "permission__codename"):
        held[party].append(name)
    most = max(len(share.reader_parties) for share in several)
    return [
        [_read_for(share, place, held) for share in several if len(share.reader_parties) > place]
        for place in range(1, most)
    ]


def _read_for(share: DataShare, place: int, held: Mapping[int, Sequence[str]]) -> DataShare:
    other, parties = copy(share), share.reader_parties
    other.reader_parties = [parties[place], *parties[:place], *parties[place + 1 :]]
    other.reader_holds = held[parties[place]]
    return other


def decided(shares: Sequence[DataShare], parties: Mapping[int, Mapping[int, str]]) -> dict[int, set[int]]:
    """Return, for each data share that several suppliers decide on, those that have decided on the newest round."""
    states = (State.SUBMITTED, State.ASSESSING)
    assessed = [share for share in shares if share.edition.state in states and len(parties[share.pk]) > 2]
    if not assessed:
        return {}
    made = Decision.objects.newest().filter(round__edition__in=[share.edition_id for share in assessed])
    found: dict[int, set[int]] = defaultdict(set)
    for share, party in made.values_list("round__edition__share", "party"):
        found[share].add(party)
    return found


def proposals(shares: Sequence[DataShare]) -> dict[int, dict[int, int]]:
    """Return, for each data share with open proposals, how many wait for each party: of others, not rejected by it."""
    found: dict[int, dict[int, int]] = {}
    if not shares:
        return found
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [[share.edition_id for share in shares]])
        for share, party, count in cursor.fetchall():
            found.setdefault(share, {})[party] = count
    return found


class Clock(NamedTuple):
    """An incident on which a party has not decided whether to tell the ICO, and when its 72 hours are over."""

    number: int
    until: datetime


def clocks(shares: Sequence[DataShare]) -> dict[int, list[Clock]]:
    """Return, for each of these data shares, the open incidents on which the reader's party has not decided."""
    if not shares:
        return {}
    found: dict[int, list[Clock]] = {}
    parties = [share.reader_party_id or 0 for share in shares]
    with connection.cursor() as cursor:
        cursor.execute(_CLOCKS, [[share.pk for share in shares], parties])
        for share, number, since in cursor.fetchall():
            found.setdefault(share, []).append(Clock(number, since.astimezone(UTC) + TO_TELL))
    return found


def disposals(keys: list[int]) -> dict[int, dict[int, bool]]:
    """Return, for each data share, the parties that owe a disposal, and whether their certificate waits for givers."""
    if not keys:
        return {}
    found: dict[int, dict[int, bool]] = {}
    owed = Disposal.objects.with_state().filter(agreement__share__in=keys, proved_at=None)
    for row in owed.select_related("agreement"):
        found.setdefault(row.agreement.share_id, {})[row.party_id] = row.waits_for_givers
    return found


class OwedOn(NamedTuple):
    """What a party (None: all) owes by a day."""

    party: int | None
    day: date
    words: str
    is_review: bool


def duties(keys: list[int], until: date) -> dict[int, list[OwedOn]]:
    """Return, for each data share, what is owed by this day or was due before, by day."""
    if not keys:
        return {}
    found: dict[int, list[OwedOn]] = {}
    owed = Duty.objects.alive().still_open().filter(agreement__share__in=keys, due_on__lte=until)
    rows = owed.exclude(pk__in=Duty.objects.paused()).order_by("due_on", "pk").values_list("agreement__share", *_OWED)
    for share, party, day, kind, about in rows:
        one = OwedOn(party, day, DutyKind(kind).in_words(about), kind == DutyKind.REVIEW)
        found.setdefault(share, []).append(one)
    return found


def to_sign(user: User, keys: list[int]) -> set[int]:
    """Return the parties for which this user may sign now what waits for it, not those that join later."""
    if not keys:
        return set()
    mine = RequiredSignature.objects.due().awaited().to_be_signed_by(user).filter(agreement__share__in=keys)
    return set(mine.values_list("party_id", flat=True))


def to_check(user: User, keys: list[int]) -> dict[tuple[int, int], tuple[str, date]]:
    """Return what this user is asked to check first, by data share and party: the skill and the day."""
    if not keys:
        return {}
    asked = ExpertCheck.objects.awaited_from(user).filter(edition__share__in=keys).order_by("-due", "-pk")
    return {(share, party): (skill, due) for share, party, skill, due in asked.values_list(*_CHECK)}


def own_gaps(shares: Sequence[DataShare]) -> dict[int, int]:
    """Return how many questions about itself the reader's party has not answered, by data share. At most two queries.

    For parties that receive besides who asks.
    """
    found = gaps_about_themselves([(share, share.reader_party_id or 0) for share in shares])
    return {share: count for (share, _), count in found.items()}


def vacant(keys: list[int]) -> set[int]:
    if not keys:
        return set()
    return set(RequiredSignature.objects.vacant().filter(agreement__share__in=keys).values_list("party", flat=True))


def with_signatory(keys: list[int]) -> set[int]:
    if not keys:
        return set()
    signatories = Member.objects.live().filter(share__in=keys, role=Role.SIGNATORY)
    return set(signatories.values_list("party", flat=True))


class ComingDates(NamedTuple):
    """When an agreement in force is to be reviewed, and its last day."""

    review: date | None
    last: date | None


def dates(keys: list[int]) -> dict[int, ComingDates]:
    """Return the dates of each agreement in force."""
    if not keys:
        return {}
    rows = Agreement.objects.in_force().filter(share__in=keys).values_list("share_id", "review_on", "ends_on")
    return {share: ComingDates(review, last) for share, review, last in rows}
