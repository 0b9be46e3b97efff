"""Which checks of experts stand, and how a document prints them: only what an expert confirmed has been checked."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any, Final

from agreements.drafting.circumstances import Circumstances
from agreements.drafting.facts import CheckFacts, PartyFacts
from agreements.drafting.library.beneath import keys_beneath
from agreements.drafting.library.digests import digest_of
from agreements.drafting.library.pieces import CHECKED_SUBJECTS, SKILL_OF_CHECK, named_to_check
from agreements.drafting.quoting import NOTHING, Prose, escape, grid
from agreements.drafting.together import OfSeveral
from agreements.drafting.values import Answered, Gap, as_text
from community.skills import Skill
from datashare.lib.phrases import listed


class CheckStanding(StrEnum):
    """Where a check stands. All but the first two follow from what the expert said and the answers as they are."""

    AWAITED = "awaited"
    LAPSED = "lapsed"
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    REFUSED = "refused"


def answers_beneath(s: Circumstances, party: PartyFacts, skill: str) -> Mapping[str, Any]:
    """Return the answers that an expert of this party checks: its own and those it relies on, by question."""
    own, gives = s.of(party).answered, any(each.key == party.key for each in s.facts.suppliers)
    keys = (key for key in keys_beneath(skill) if gives or not key.startswith("s_"))
    return {key: own[key] for key in keys if key in own}


def digest_beneath(s: Circumstances, party: PartyFacts, skill: str) -> str:
    """Return the digest of those answers: a check holds while it stays the same."""
    return digest_of(answers_beneath(s, party, skill))


def standing_of(s: Circumstances, party: PartyFacts, check: CheckFacts) -> CheckStanding:
    """Return where a check of this party stands with the answers as they are."""
    if not check.result:
        return CheckStanding.AWAITED
    if check.about != digest_beneath(s, party, check.skill):
        return CheckStanding.LAPSED
    return CheckStanding(check.result)


def checks_of(s: Circumstances, party: PartyFacts, skill: str | None = None) -> list[tuple[CheckFacts, CheckStanding]]:
    """Return the checks that experts of a party were asked for, in one field or in all, and where each stands."""
    own = (check for check in s.facts.checks if check.party == party.key and skill in (None, check.skill))
    return [(check, standing_of(s, party, check)) for check in own]


def confirmed(s: Circumstances, party: PartyFacts, skill: str) -> list[CheckFacts]:
    """Return the checks in one field of a party that stand."""
    return [check for check, standing in checks_of(s, party, skill) if standing == CheckStanding.CONFIRMED]


def who_checked(s: Circumstances, check: str) -> str:
    """Return who checked what a question names a person for, for which party and when; empty if no check stands."""
    skill = SKILL_OF_CHECK[check]
    found = ((party, done) for party in s.checking for done in confirmed(s, party, skill))
    return listed(f"{_who(done)}, for {party.name}, on {as_text(done.on)}" for party, done in found)


def is_checked(s: Circumstances, check: str) -> bool:
    """Return whether a check stands for each party whose answers it is asked of: one that receives, or alone."""
    receiving = {party.key for party in s.facts.acquirers}
    asked = [party for party in s.checking if party.key in receiving] or list(s.checking)
    return all(confirmed(s, party, SKILL_OF_CHECK[check]) for party in asked)


def checks(s: Circumstances, *named: Answered) -> Prose:
    """Return who has checked which side of the share and when, and who still has to."""
    asking, givers = s.facts.acquirers[:1], [one for one in s.facts.suppliers if one.key > 0]
    rows = [_row(s, party, answer) for party in asking for answer in named]
    given = ((party, answer) for party in givers for answer in named)
    rows += [_done(answer.key, found, party) for party, answer in given if (found := _all(s, party, answer.key))]
    return grid(("Checked", "By", "On"), rows)


def checks_of_each(s: OfSeveral) -> Prose:
    """Return who has checked what for each party that receives, and for one that gives if an expert of it did."""
    named = ("legal_check", *(("dp_check",) if s.personal else ()), "sec_check")
    rows = [(one, _row(one, one.me, one.answer(key))) for one in s.each if one.receives for key in named]
    giving = [one for one in s.each if not one.receives]
    rows += [(one, _done(key, found)) for one in giving for key in named if (found := _all(one, one.me, key))]
    return grid(("Party", "Checked", "By", "On"), [(one.me.name, *map(one.cell, cells)) for one, cells in rows])


def _all(s: Circumstances, party: PartyFacts, check: str) -> list[CheckFacts]:
    return confirmed(s, party, SKILL_OF_CHECK[check])


def _row(s: Circumstances, party: PartyFacts, named: Answered) -> tuple[Any, ...]:
    """Return one row: the subject, who checked it and when; who has to, or a gap if no one is named."""
    if found := _all(s, party, named.key):
        return _done(named.key, found)
    subject, who = Prose(CHECKED_SUBJECTS[named.key]), named_to_check(named)
    return (subject, Prose(f"Still to be checked by {escape(who)}") if who else Gap(named.key), NOTHING)


def _done(check: str, found: Iterable[CheckFacts], party: PartyFacts | None = None) -> tuple[Any, ...]:
    done = list(found)
    subject = f"{CHECKED_SUBJECTS[check]}, for {escape(party.name)}" if party else CHECKED_SUBJECTS[check]
    last = max(each.on for each in done if each.on)
    return (Prose(subject), Prose(escape(listed(map(_who, done)))), as_text(last))


def _who(check: CheckFacts) -> str:
    """Return an expert by name and field, marked if they work elsewhere."""
    outside = ", from outside it" if check.outside else ""
    return f"{check.who} ({Skill(check.skill).label.lower()} adviser{outside})"


# Functions available to templates.
OF_CHECKS: Final[Mapping[str, Callable[..., Any]]] = {"checks": checks, "checks_of_each": checks_of_each}
