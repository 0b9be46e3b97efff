"""Who approved an impact assessment: each controller's data protection officer advises, each controller accepts.

Source: UK GDPR Articles 35(2) and 36(1), Data Protection Act 2018 ss65, 70(1) and 71(1)(b); ICO, sample template,
step 7.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from agreements.drafting.circumstances import Circumstances
from agreements.drafting.facts import AcceptanceFacts, AdviceFacts, PartyFacts
from agreements.drafting.library import dpia
from agreements.drafting.library.assessed import assessed, standing
from agreements.drafting.library.digests import digest_of, digest_of_answers
from agreements.drafting.quoting import Prose, escape, grid
from agreements.drafting.values import as_text
from agreements.models import Advice

ADVICE: Final[Mapping[str, str]] = dict(Advice.choices)
# The questions behind the clauses of an assessment, but for those on who takes part and who has checked it.
ON_PEOPLE: Final = frozenset(
    {"team", "dpo", "legal_check", "dp_check", "sec_check", "s_dpo", "s_experts", "risks_read"}
)
STATED: Final = frozenset(key for clause in dpia.CLAUSES for key in (*clause.reads, *clause.weighs)) - ON_PEOPLE
REPLIES: Final = {"followed": "Followed", "overruled": "Not followed, or not in full"}


def digest_of_risks(s: Circumstances) -> str:
    """Return what advice is about: the decisions on all risks, and the answers that the assessment states."""
    decided = [[risk.key, risk.decided.revision if risk.decided else 0] for risk in assessed(s)]
    return digest_of([decided, digest_of_answers(s, STATED)])


def digest_of_all(s: Circumstances, party: int) -> str:
    """Return what an acceptance is about: the decisions on all risks, and the advice to this party."""
    advice = advice_to(s, party)
    return digest_of([digest_of_risks(s), [advice.advice, advice.words] if advice else []])


def advice_to(s: Circumstances, party: int) -> AdviceFacts | None:
    """Return the advice to a party on the risks as they stand; None if there is none, or it was about others."""
    about = digest_of_risks(s)
    return next((given for given in s.facts.advice if given.party == party and given.about == about), None)


def acceptance_by(s: Circumstances, party: int) -> AcceptanceFacts | None:
    """Return a party's acceptance of what remains as it stands; None if there is none, or it was of something else."""
    about = digest_of_all(s, party)
    return next((given for given in s.facts.acceptances if given.party == party and given.about == about), None)


def controllers(s: Circumstances) -> list[PartyFacts]:
    """Return the parties that must accept the risk: not one that only acts on the instructions of another.

    All, if the answers name no controller. Holders that are no party yet are left out.
    """
    parties = [party for party in s.facts.each if party.key > 0]
    return [party for party in parties if not _only_processes(s.of(party), party)] or parties


def _only_processes(s: Circumstances, party: PartyFacts) -> bool:
    """Return whether its own answers name every side that it is on as a processor (UK GDPR Article 4(8))."""
    sides = [
        side
        for side, parties in (("acquirer", s.facts.acquirers), ("supplier", s.facts.suppliers))
        if any(each.key == party.key for each in parties)
    ]
    role = s.answer("role")
    return bool(sides) and all(role.part(side).says("processor") for side in sides)


def high_remains(s: Circumstances) -> bool:
    """Return whether people judge that a high risk remains."""
    return any(risk.decided and risk.decided.remaining == "high" for risk in standing(s))


def advice_given(s: Circumstances) -> Prose:
    """Return what each controller's data protection officer advised; a controller without advice says so."""
    rows = ((party.name, *_advised(advice_to(s, party.key))) for party in controllers(s))
    return _table(("Controller", "Advice", "Given by", "On"), rows)


def _advised(given: AdviceFacts | None) -> tuple[Prose | str, ...]:
    if given is None:
        return ("None on the risks as they stand", "–", "–")
    words = f"{ADVICE[given.advice]}. {escape(given.words)}"
    return (Prose(words), given.office, as_text(given.on))


def acceptances(s: Circumstances) -> Prose:
    """Return which controllers accept the risk that remains, in which position, and what each does about advice."""
    rows = ((party.name, *_accepted(acceptance_by(s, party.key))) for party in controllers(s))
    return _table(("Controller", "Remaining risk", "Accepted by", "Advice of its officer"), rows)


def _accepted(given: AcceptanceFacts | None) -> tuple[Prose | str, ...]:
    if given is None:
        return ("Not accepted yet", "–", "–")
    asked = f" Consulted the Information Commissioner: {escape(given.consulted)}" if given.consulted else ""
    reply = REPLIES.get(given.reply, "None was given")
    because = f": {escape(given.reasons)}" if given.reasons else ""
    accepted = Prose(f"Accepted on {as_text(given.on)}.{asked}")
    return (accepted, given.office, Prose(f"{reply}{because}"))


def _table(headings: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> Prose:
    """Return a table; before the parties are known, that no one has decided yet."""
    found = list(rows)
    return grid(headings, found) if found else Prose("No one has decided yet.")


# Functions available to templates.
OF_APPROVAL: Final[Mapping[str, Callable[..., Any]]] = {"acceptances": acceptances, "advice_given": advice_given}
