"""What decides whose turn it is on each of a user's data shares, fetched for all of them at once."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import FilteredRelation, Q
from django.utils import timezone

from agreements import policy
from agreements.emergency import KIND, NEEDED_BY
from agreements.members import leads
from agreements.models import DataShare, EventDetails, Party, sent
from agreements.models.share import named_side
from agreements.negotiating.agreeable import Ready, ready
from agreements.overview import desk_reads
from agreements.questionnaire.words import chosen, day
from agreements.standing.paused import to_lift
from agreements.states import ADVISING, STANDING, Action, Side, State, binds, open_now
from community.models import User
from datashare.lib.phrases import listed

EVERYTHING = frozenset(Action)
NEAR = timedelta(days=60)


class Awaited(NamedTuple):
    """By when a party answers, and the user who cannot answer for it, if there is one."""

    on: date
    not_by: int | None


@dataclass(frozen=True)
class DeskFacts:
    """The facts for the rows, fetched for all data shares at once."""

    held: dict[int, frozenset[Action]]
    bodies: dict[int, dict[str, str]]
    due: dict[int, date]
    # For each data share in negotiation, how many clauses each party has not agreed in their current words.
    clauses: dict[int, dict[int, int]]
    # For each of them, how many clauses can be agreed now, and which answers are owed.
    ready: dict[int, Ready]
    parties: dict[int, dict[int, str]]
    # The acquirers, and the suppliers; others only receive.
    asking: set[int]
    giving: set[int]
    # For each of them with open proposals, how many wait for each party to decide.
    proposals: dict[int, dict[int, int]]
    emergencies: set[int]
    to_sign: set[int]
    # Where nothing is left to agree, the parties that have named who signs for them.
    with_signatory: set[int]
    dates: dict[int, desk_reads.ComingDates]
    # What is owed by a day that is near or over under what was signed.
    duties: dict[int, list[desk_reads.OwedOn]]
    # Where the agreement has ended, the parties that owe a disposal, and whether their certificate waits for givers.
    disposals: dict[int, dict[int, bool]]
    # For each data share, the incidents on which the reader's party has not decided whether to tell the ICO.
    clocks: dict[int, list[desk_reads.Clock]]
    # For each data share in which something is suspended, the parties that must agree to resume it.
    to_lift: dict[int, set[int]]
    # For each data share that several suppliers decide on, those that have decided.
    decided: dict[int, set[int]]
    # For each data share in which it is the turn of one side: by when each party of it answers, and who cannot.
    awaited: dict[int, dict[int, Awaited]]
    # Where nothing is left to agree, who declined to sign.
    declined: dict[int, str]
    # The parties with a confirmed lead.
    led: set[int]
    # The parties whose signatory has left while words are out for signature.
    vacant: set[int]
    # For each data share and party, what the user is asked to check first as an expert, and by when.
    to_check: dict[tuple[int, int], tuple[str, date]]
    # For each data share, how many questions about itself the reader's party has not answered, if it only receives.
    own_gaps: dict[int, int]
    # Whether the user acts for the parties for which these are read; one of several must be chosen first.
    acting: bool

    def side_of(self, party: int) -> Side | None:
        if party in self.asking:
            return Side.ACQUIRER
        return Side.SUPPLIER if party in self.giving else None

    def may(self, action: Action, share: DataShare) -> bool:
        state = State(share.edition.state)
        is_led = action == Action.SIGN or share.reader_party_id in self.led
        return action in self.held[share.pk] and open_now(action, state) and (is_led or not binds(action, state))

    def coordinates(self, share: DataShare) -> bool:
        """Return whether the reader's party may take a step for all, as on the pages of the data share."""
        return len(self.parties[share.pk]) < 3 or share.reader_party_id in self.asking

    def owed_by_reader(self, share: DataShare) -> list[desk_reads.OwedOn]:
        """Return what the reader's party owes by a day that is near or over, if the reader may mark it as done."""
        owed, own = self.duties.get(share.pk, []), (None, share.reader_party_id)
        may = owed and Action.KEEP_DUTY in self.held[share.pk] and share.reader_party_id in self.led
        return [row for row in owed if row.party in own] if may else []

    def clocks_of_reader(self, share: DataShare) -> list[desk_reads.Clock]:
        """Return the incidents on which the reader must decide for their party whether to tell the ICO."""
        found = self.clocks.get(share.pk, [])
        may = found and Action.DECIDE_INCIDENT in self.held[share.pk] and share.reader_party_id in self.led
        return found if may else []

    def undecided(self, share: DataShare) -> dict[str, str]:
        """Return, as the supplier's side, those of several suppliers that have not decided; empty for one."""
        decided = self.decided.get(share.pk, set())
        waiting = [name for key, name in self.parties[share.pk].items() if key in self.giving - self.asking - decided]
        return {Side.SUPPLIER: listed(waiting)} if decided and waiting else {}

    def check_of(self, share: DataShare) -> tuple[str, date] | None:
        """Return what the reader is asked to check for their organisation, and by when; None for nothing."""
        return self.to_check.get((share.pk, share.reader_party_id or 0)) if self.may(Action.CHECK, share) else None

    def answer_by(self, share: DataShare) -> date | None:
        """Return by when the reader's organisation answers or, if it is not its turn, the first of the others."""
        found = self.awaited.get(share.pk, {})
        own = found.get(share.reader_party_id or 0)
        return own.on if own else min((awaited.on for awaited in found.values()), default=None)

    def may_reconsider(self, share: DataShare) -> bool:
        """Return whether the reader may answer whether a refusal of their organisation stands: not their own."""
        own = self.awaited.get(share.pk, {}).get(share.reader_party_id or 0)
        return self.may(Action.RECONSIDER, share) and own is not None and own.not_by != share.reader_id

    def body_of(self, share: DataShare) -> str:
        """Return for which organisation a row is, to a user who takes part for several."""
        several = len(share.reader_parties) > 1
        return self.parties[share.pk].get(share.reader_party_id or 0, "") if several else ""

    def holds_up(self, share: DataShare) -> str:
        """Return the reader's own organisation if no one can act for it."""
        own = share.reader_party_id or 0
        return "" if own in self.led else self.parties[share.pk].get(own, "")


def _is_in_force(share: DataShare) -> bool:
    """Return whether an agreement is in force, whether or not another edition is in preparation."""
    return share.edition.state in STANDING or share.edition.varies_id is not None


def _was_signed(share: DataShare) -> bool:
    return _is_in_force(share) or share.edition.state == State.ENDED


def _may_be_suspended(share: DataShare, bodies: int) -> bool:
    """Return whether the sharing of so many bodies is suspended, or, of more than two, the part of one may be."""
    return share.edition.state == State.SUSPENDED or (_is_in_force(share) and bodies > 2)


def facts_for(user: User, shares: Sequence[DataShare], *, acting: bool = True) -> DeskFacts:
    """Return what decides whose turn it is. The number of queries is constant."""
    read = _parties([share.pk for share in shares])
    others = {share.pk for share in shares if share.reader_party_id not in read.asking}
    sent.keep_unsent_from_others([share for share in shares if share.pk in others])
    answers = sent.for_list(shares, others, [NEEDED_BY, KIND])
    emergencies = {key for key, given in answers.items() if "emergency" in chosen(given.get(KIND))}
    standing = ready(shares, emergencies)
    led, as_guest = leads.standing(user, shares)
    negotiated = [share for share in shares if share.edition.state == State.NEGOTIATING]
    settled = [share.pk for share in negotiated if not standing[share.pk].left]
    return DeskFacts(
        held={share.pk: _held(user, share, as_guest) for share in shares},
        bodies=read.bodies,
        parties=read.names,
        due={key: due for key, given in answers.items() if (due := day(given.get(NEEDED_BY)))},
        clauses={share: found.left for share, found in standing.items()},
        ready=standing,
        asking=read.asking,
        giving=read.giving,
        proposals=desk_reads.proposals(negotiated),
        emergencies=emergencies,
        to_sign=desk_reads.to_sign(user, [share.pk for share in shares if share.edition.state == State.SIGNING]),
        with_signatory=desk_reads.with_signatory(settled),
        declined=EventDetails.objects.last_declined(settled),
        led=led,
        vacant=desk_reads.vacant([share.pk for share in shares if share.edition.state == State.SIGNING]),
        to_check=desk_reads.to_check(user, [share.pk for share in shares if Action.CHECK in policy.held(user, share)]),
        decided=desk_reads.decided(shares, read.names),
        awaited=read.awaited,
        own_gaps=desk_reads.own_gaps(_to_answer_own(shares, read)),
        acting=acting,
        dates=desk_reads.dates([share.pk for share in shares if _is_in_force(share)]),
        duties=desk_reads.duties([share.pk for share in shares if _was_signed(share)], timezone.localdate() + NEAR),
        clocks=desk_reads.clocks([share for share in shares if _was_signed(share)]),
        disposals=desk_reads.disposals([share.pk for share in shares if share.edition.state == State.ENDED]),
        to_lift=to_lift([share.pk for share in shares if _may_be_suspended(share, len(read.names[share.pk]))]),
    )


def _held(user: User, share: DataShare, as_guest: Collection[int]) -> frozenset[Action]:
    """Return what the user may do in some state; someone from outside the party's organisation only advises."""
    return policy.held(user, share) & (ADVISING if share.reader_party_id in as_guest else EVERYTHING)


class _PartiesRead(NamedTuple):
    """For each data share, the names of the bodies on each side and of each party; who asks, gives, must answer."""

    bodies: dict[int, dict[str, str]]
    names: dict[int, dict[int, str]]
    asking: set[int]
    giving: set[int]
    receiving_too: set[int]
    awaited: dict[int, dict[int, Awaited]]


def _to_answer_own(shares: Sequence[DataShare], read: _PartiesRead) -> list[DataShare]:
    """Return the data shares whose reader acts for a body that receives besides who asks, while it may answer."""
    asked = [share for share in shares if open_now(Action.ANSWER_OWN, State(share.edition.state))]
    return [share for share in asked if share.reader_party_id in read.receiving_too]


def _parties(keys: list[int]) -> _PartiesRead:
    sides: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    found = _PartiesRead(defaultdict(dict), defaultdict(dict), set(), set(), set(), defaultdict(dict))
    # Plain rows: objects of all parties and organisations of a page would take longer than their query.
    does = ("is_lead", "in_rules", "gives", "receives")
    turn: dict[str, Any] = {"turn": FilteredRelation("answer_dates", condition=Q(answer_dates__met_at=None))}
    bound = Party.objects.filter(share__in=keys).bound().in_order().annotate(**turn)
    rows = bound.values_list("share", "pk", "organisation__name", "turn__on", "turn__not_by", *does)
    for share, key, name, on, not_by, *what in rows:
        is_lead, _, gives, receives = what
        side = named_side(*what)
        if is_lead or side == Side.SUPPLIER:
            sides[share][side].append(name)
        found.names[share][key] = name
        found.asking.update({key} if is_lead else ())
        found.giving.update({key} if gives else ())
        found.receiving_too.update({key} if receives and not is_lead else ())
        if on:
            found.awaited[share][key] = Awaited(on, not_by)
    for key, named in sides.items():
        found.bodies[key] = {side: listed(names) for side, names in named.items()}
    return found
