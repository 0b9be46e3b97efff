"""What experts’ checks change in what stops an agreement: one that stands lifts a stop, another makes one."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from agreements.drafting.circumstances import Circumstances
from agreements.drafting.facts import CheckFacts, PartyFacts
from agreements.drafting.library.checked import CheckStanding, checks_of, confirmed
from agreements.drafting.library.pieces import SKILL_OF_CHECK
from agreements.drafting.stops import Stop
from agreements.models.stops import StopKind
from community.skills import Skill
from datashare.lib.clock import long_date

REQUIRED: Final = (StopKind.LEGAL_CHECK, StopKind.PROTECTION_CHECK)
_SAYS: Final[Mapping[CheckStanding, str]] = {
    CheckStanding.AWAITED: "{who} was asked to check the answers for {party} by {due}, and has not answered.",
    CheckStanding.LAPSED: "{who} checked answers for {party} on {on}, and an answer has changed since.",
    CheckStanding.CORRECTED: "{who} asked on {on} for corrections to the answers that they checked for {party}.",
    CheckStanding.REFUSED: "{who} did not confirm the answers that they checked for {party} on {on}.",
}


def as_checked(stops: Sequence[Stop], s: Circumstances) -> list[Stop]:
    """Return these stops without those that a standing check lifts, and with one for each check that does not stand.

    Only legal and data protection checks stop an agreement; in an emergency a check may follow. No query.
    """
    kept = [stop for stop in stops if stop.kind not in REQUIRED or not _is_confirmed(s, stop)]
    known = {(stop.kind, stop.party) for stop in kept}
    return [*kept, *(stop for stop in _unconfirmed(s) if (stop.kind, stop.party) not in known)]


def _is_confirmed(s: Circumstances, stop: Stop) -> bool:
    party = next((party for party in s.facts.each if party.key == stop.party), None)
    return party is not None and bool(confirmed(s, party, SKILL_OF_CHECK[stop.kind]))


def _unconfirmed(s: Circumstances) -> Iterator[Stop]:
    """Yield a stop for each field in which a party asked an expert, and none has confirmed the answers as they are."""
    for party in () if s.emergency else s.facts.each:
        for kind in REQUIRED if s.personal else REQUIRED[:1]:
            found = checks_of(s, party, SKILL_OF_CHECK[kind])
            if found and not confirmed(s, party, SKILL_OF_CHECK[kind]):
                yield _stop(kind, party, *found[-1])


def _stop(kind: StopKind, party: PartyFacts, check: CheckFacts, standing: CheckStanding) -> Stop:
    on = long_date(check.on) if check.on else ""
    who = f"{check.who} ({Skill(check.skill).label.lower()} adviser)"
    says = _SAYS[standing].format(who=who, party=party.name, due=long_date(check.due), on=on)
    do = f"{party.name} must correct what they named, if anything, and ask for the check again on the People page."
    if standing == CheckStanding.AWAITED:
        do = f"{check.who} must check them, or {party.name} must ask another adviser on the People page."
    return Stop(kind, says, do, party=party.key, about=f"{check.check}{standing[:2]}")
