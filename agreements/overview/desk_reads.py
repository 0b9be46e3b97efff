"""What the list of data shares reads of many at once: one query each, or none if no data share needs it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from copy import copy
from datetime import date

from django.db.models import Count

from agreements.models import Agreement, DataShare, Decision, Member, Proposal, RequiredSignature, SharePermission
from agreements.states import Role, State
from community.models import User


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
    assessed = [share for share in shares if share.edition.state == State.ASSESSING and len(parties[share.pk]) > 2]
    if not assessed:
        return {}
    made = Decision.objects.newest().filter(round__edition__in=[share.edition_id for share in assessed])
    found: dict[int, set[int]] = defaultdict(set)
    for share, party in made.values_list("round__edition__share", "party"):
        found[share].add(party)
    return found


def proposals(keys: list[int], parties: Mapping[int, Mapping[int, str]]) -> dict[int, dict[int, int]]:
    """Return, for each data share with open proposals, how many wait for each party: of others, not rejected by it."""
    found: dict[int, dict[int, int]] = {}
    if not keys:
        return found
    still_open = Proposal.objects.open().filter(wording__clause__edition__share__in=keys).with_rejecting().order_by()
    place = ("wording__clause__edition__share", "wording__party", "rejecting", "wording__clause__binds")
    for share, proposer, rejecting, binds, count in still_open.values_list(*place).annotate(Count("pk")):
        waiting = found.setdefault(share, dict.fromkeys(parties[share], 0))
        bound = set(binds) & waiting.keys() if binds else waiting.keys()
        for party in bound - {proposer, *rejecting}:
            waiting[party] += count
    return found


def to_sign(user: User, keys: list[int]) -> set[int]:
    """Return the parties for which this user may sign now what waits for it, not those that join later."""
    if not keys:
        return set()
    mine = RequiredSignature.objects.due().awaited().to_be_signed_by(user).filter(agreement__share__in=keys)
    return set(mine.values_list("party_id", flat=True))


def vacant(keys: list[int]) -> set[int]:
    if not keys:
        return set()
    return set(RequiredSignature.objects.vacant().filter(agreement__share__in=keys).values_list("party", flat=True))


def with_signatory(keys: list[int]) -> set[int]:
    if not keys:
        return set()
    signatories = Member.objects.live().filter(share__in=keys, role=Role.SIGNATORY)
    return set(signatories.values_list("party", flat=True))


def reviews(keys: list[int]) -> dict[int, date]:
    """Return when each agreement in force is to be reviewed."""
    if not keys:
        return {}
    rows = Agreement.objects.in_force().filter(share__in=keys).values_list("share_id", "review_on")
    return {share: day for share, day in rows if day}
