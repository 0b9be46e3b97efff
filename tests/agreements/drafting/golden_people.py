"""Short ways to write golden answers, and what people decided, checked and accepted about them."""

from dataclasses import replace
from datetime import date
from typing import Any, Final

from agreements.answers import StoredAnswers
from agreements.drafting.circumstances import Circumstances
from agreements.drafting.facts import AcceptanceFacts, AdviceFacts, CheckFacts, Facts, PartyFacts, RiskFacts
from agreements.drafting.library.approved import digest_of_all, digest_of_risks
from agreements.drafting.library.assessed import assessed
from agreements.drafting.library.checked import digest_beneath
from agreements.drafting.several import circumstances
from agreements.questionnaire.question_sets import CURRENT

CHECKED: Final = date(2026, 11, 16)
ASSESSED: Final = date(2026, 11, 23)
ADVISERS: Final = {"legal": "legal_check", "data_protection": "dp_check", "security": "sec_check"}


def chosen(option: str | list[str], **words: str) -> dict[str, Any]:
    """Return a choice with the words beside it."""
    return {"chosen": option, **words}


def named(name: str, role: str) -> dict[str, str]:
    """Return a person with an address that follows from the name."""
    return {
        "chosen": "other",
        "name": name,
        "role": role,
        "email": f"{name.lower().replace(' ', '.')}@example.gov.uk",
    }


def checker(name: str, role: str) -> dict[str, str]:
    return {**named(name, role), "on": CHECKED.isoformat()}


def item(row: int, what: str, identifies: str, why: str, how_used: str, keep_until: str) -> dict[str, str]:
    """Return an item that is asked for."""
    return {
        "id": str(row),
        "item": what,
        "identifies": identifies,
        "why": why,
        "how_used": how_used,
        "keep_until": keep_until,
    }


def accepted(items: list[dict[str, str]], **cut: tuple[str, str]) -> list[dict[str, str]]:
    """Return the decision on each item: accepted, unless `cut` says otherwise by its row, as _2=(decision, reason)."""
    found = [(row, cut.get(f"_{row['id']}", ("accept", ""))) for row in items]
    return [
        {"id": row["id"], "item": row["item"], "decision": decision, "reason": reason}
        for row, (decision, reason) in found
    ]


def decided(given: StoredAnswers, facts: Facts, due: date, owners: dict[str, str], office: str) -> Facts:
    """Return the facts with every check confirmed, every risk assessed, advised on and accepted.

    `owners` names the post that carries out the measure of a risk; the rest are carried out by `office`.
    """
    now = circumstances(given, facts, CURRENT.version)
    facts = replace(facts, checks=tuple(check for party in facts.each for check in _checks(now, party)))
    found = circumstances(given, facts, CURRENT.version)
    facts = replace(facts, risks=tuple(_risks(found, due, owners, office)))
    found = circumstances(given, facts, CURRENT.version)
    facts = replace(facts, advice=tuple(_advice(found, party) for party in facts.each))
    found = circumstances(given, facts, CURRENT.version)
    return replace(facts, acceptances=tuple(_acceptance(found, party) for party in facts.each))


def _checks(now: Circumstances, party: PartyFacts) -> list[CheckFacts]:
    """Return the checks of a party: by those whom it named, or by its own reviewers if it gives."""
    own = now.of(party)
    return [
        CheckFacts(
            check=place,
            party=party.key,
            skill=skill,
            who=_adviser(own, party, key),
            due=CHECKED,
            result="confirmed",
            about=digest_beneath(now, party, skill),
            on=CHECKED,
        )
        for place, (skill, key) in enumerate(ADVISERS.items())
        if _adviser(own, party, key)
    ]


def _adviser(own: Circumstances, party: PartyFacts, key: str) -> str:
    if party not in own.facts.acquirers:
        return ""
    return str(own.answered.get(key, {}).get("name", ""))


def _risks(now: Circumstances, due: date, owners: dict[str, str], office: str) -> list[RiskFacts]:
    """Return a decision on each risk that the library raises: its own measure, owned, approved and judged."""
    return [
        RiskFacts(
            key=risk.key,
            source=risk.source,
            harm=risk.harm,
            likelihood=risk.proposed.likelihood,
            severity=risk.proposed.severity,
            measure=risk.proposed.measure,
            effect=risk.proposed.effect,
            owner=owners.get(risk.key, office),
            due=due,
            is_approved=True,
            approved_by="Senior Information Risk Owner",
            likelihood_after="remote",
            severity_after=risk.proposed.severity,
            remaining="medium" if risk.proposed.severity == "severe" else "low",
            struck="",
            party=now.facts.each[0].name,
            revision=1,
            about=risk.about,
        )
        for risk in assessed(now)
        if risk.proposed
    ]


def _advice(now: Circumstances, party: PartyFacts) -> AdviceFacts:
    return AdviceFacts(
        party=party.key,
        advice="go_ahead",
        words="The measures in section 6 must be in place before the first supply.",
        office="Data Protection Officer",
        about=digest_of_risks(now),
        on=ASSESSED,
    )


def _acceptance(now: Circumstances, party: PartyFacts) -> AcceptanceFacts:
    return AcceptanceFacts(
        party=party.key,
        office="Senior Information Risk Owner",
        reply="followed",
        reasons="",
        consulted="",
        about=digest_of_all(now, party.key),
        on=ASSESSED,
    )
