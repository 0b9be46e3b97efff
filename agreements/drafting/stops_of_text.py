"""What stops a text from being signed: risks that no one assessed, words that settle nothing, lost clauses."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from agreements.drafting.circumstances import Circumstances
from agreements.drafting.facts import PartyFacts
from agreements.drafting.library.approved import acceptance_by, advice_to, controllers, digest_of_risks, high_remains
from agreements.drafting.library.assessed import assessed, undecided
from agreements.drafting.library.needed import why_needed
from agreements.drafting.stops import Stop
from agreements.models import Clause
from agreements.models.stops import StopKind
from datashare.lib.phrases import plural

# Under Part 3 a controller involves its officer and entrusts the officer with advising on the assessment.
ADVICE = "Article 35(2) UK GDPR"
ADVICE_PART_3 = "sections 70(1) and 71(1)(b) of the Data Protection Act 2018"
HIGH_RISK, HIGH_RISK_PART_3 = "Article 36(1) UK GDPR", "section 65 of the Data Protection Act 2018"
# Words that stand where an answer should: a clause that says only this settles nothing.
ANSWERS_NOTHING: Final = re.compile(
    r"(?<!\w)(?:(?:yet )?to be (?:settled|confirmed|agreed|decided|determined|advised|arranged|announced|specified"
    r"|finalised|completed later)|to follow later|t\.?b\.?[acd]\.?|n/?a|not applicable"
    r"|not yet (?:known|settled|confirmed|agreed|decided)|insert here|x{3,}|\?{2,}"
    r"|will be (?:settled|confirmed|decided|agreed) (?:later|at|after|before))(?!\w)",
    re.IGNORECASE,
)


def risk_stops(s: Circumstances) -> list[Stop]:
    """Return a stop for risks that no person has assessed, and one for measures that no one has approved. No query.

    Source: UK GDPR Article 35(1) and (7): the controller assesses the risks and the measures, before the processing.
    """
    if waiting := undecided(s):
        says = f"No one has assessed {plural(waiting, 'risk')} to people. The service only proposed how to score them."
        do = "Someone who takes part must assess each risk, or strike it with a reason."
        return [Stop(StopKind.RISKS_PROPOSED, says, do)]
    return [*_unapproved(s), *_high(s), *(stop for party in controllers(s) for stop in _of_controller(s, party))]


def _unapproved(s: Circumstances) -> Iterator[Stop]:
    if count := sum(not risk.is_approved for risk in assessed(s)):
        yield Stop(
            StopKind.MEASURES_OPEN,
            f"{plural(count, 'measure')} against risks to people {'has' if count == 1 else 'have'} not been approved.",
            "Someone with the authority must approve each measure. Say so on the page of the risk.",
            about=digest_of_risks(s),
        )


def _high(s: Circumstances) -> Iterator[Stop]:
    """Yield a stop for a high risk on which not every controller consulted the Commission (UK GDPR, Article 36(1))."""
    found = (acceptance_by(s, party.key) for party in controllers(s))
    if high_remains(s) and not all(given and given.consulted for given in found):
        yield Stop(
            StopKind.HIGH_RISK,
            "A high risk to people remains after the measures. The law requires each controller to consult the "
            f"Information Commissioner before the processing begins ({s.by_end(HIGH_RISK, HIGH_RISK_PART_3)}).",
            "Take more measures, or consult the Commission and say so when you accept the risk.",
        )


def _of_controller(s: Circumstances, party: PartyFacts) -> Iterator[Stop]:
    if not s.personal or not assessed(s):
        return
    if advice_to(s, party.key) is None:
        yield Stop(
            StopKind.NO_ADVICE,
            f"No data protection officer has advised {party.name} on the risks as they stand "
            f"({s.of(party).by_end(ADVICE, ADVICE_PART_3)}).",
            f"{party.name} must invite its data protection officer as an adviser with that skill.",
            party=party.key,
            about=digest_of_risks(s),
        )
    if acceptance_by(s, party.key) is None:
        yield Stop(
            StopKind.NOT_ACCEPTED,
            f"{party.name} has not accepted the risk that remains.",
            f"A lead or signatory of {party.name} who has the authority must accept it.",
            party=party.key,
            about=digest_of_risks(s),
        )


def empty_words(clauses: Iterable[Clause]) -> list[Stop]:
    """Return a stop for each clause whose words were changed and now say only that the answer will follow.

    `clauses` have their first words (`with_starter`). No query.
    """
    return [
        Stop(
            StopKind.NO_ANSWER,
            f"Clause {clause.number}, {clause.heading}, says “{found}”. It does not settle anything.",
            "Propose words that say what has been agreed.",
            clause=clause,
        )
        for clause in clauses
        if clause.current
        and not clause.is_from_the_record
        and (found := _nothing_in(clause.current.text, clause.starter))
    ]


def struck_clauses(clauses: Iterable[Clause]) -> list[Stop]:
    """Return a stop for each struck clause that the text cannot do without. No query."""
    return [
        Stop(
            StopKind.STRUCK,
            f"Clause “{clause.heading}” was struck. {why}",
            "Propose to put it back, or propose a clause that does the same.",
            clause=clause,
        )
        for clause in clauses
        if clause.is_struck and (why := why_needed(clause.key))
    ]


def _nothing_in(words: str, first: str) -> str:
    """Return the words that answer nothing, if they were not there when the clause was drafted."""
    return next((found[0] for found in ANSWERS_NOTHING.finditer(words) if found[0] not in first), "")
