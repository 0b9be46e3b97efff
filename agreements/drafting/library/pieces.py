"""Tables and lists in clauses, made from answers and facts."""

from collections.abc import Callable, Mapping
from typing import Any

from agreements.drafting import quoting
from agreements.drafting.body_names import names
from agreements.drafting.circumstances import Circumstances
from agreements.drafting.facts import PartyFacts
from agreements.drafting.facts import cited as cited_rule
from agreements.drafting.library import phrases
from agreements.drafting.library.phrases import sentence_case
from agreements.drafting.library.screening import signs_found
from agreements.drafting.quoting import NOTHING, Prose, bullets, escape, grid, inline, listed, own, table
from agreements.drafting.values import PERSON, Answered, Gap, Given, GivenRow, as_text, person, span
from agreements.questionnaire import options
from agreements.questionnaire.law import JOINT_DUTIES

NOT_YET = "not_yet"
SKILL_OF_CHECK = {"legal_check": "legal", "dp_check": "data_protection", "sec_check": "security"}


def missing(key: str) -> Prose:
    """Return a gap for a question whose answer is there but not enough to sign."""
    return Prose(Gap(key).token)


def dates(value: Answered) -> Prose:
    """Return a period in words."""
    return inline(span(value.value) if isinstance(value, Given) else value)


def cited(value: Answered) -> Prose:
    """Return the options chosen, with the law behind each."""
    if isinstance(value, Gap):
        return inline(value)
    return listed(phrases.cited(value.key, value.options))


def parties(s: Circumstances) -> Prose:
    """Return the two parties, each with its part."""
    sides = (("Acquirer", s.facts.acquirers), ("Supplier", s.facts.suppliers))
    rows = [(party.name, part, registration(s, party) or NOTHING) for part, bodies in sides for party in bodies]
    wide = any(registration(s, party) for party in s.facts.parties)
    headings = ("Party", "Part in this share", "Data protection registration")
    return grid(headings if wide else headings[:2], rows if wide else [row[:2] for row in rows])


def article_6(value: Answered) -> Prose:
    """Return the Article 6 bases among those chosen, with the law behind each; a gap if there is none."""
    if isinstance(value, Gap) or not (chosen := [key for key in value.options if key != "part_3"]):
        return inline(Gap(value.key))
    return listed(phrases.cited(value.key, chosen))


def joint_activity(row: GivenRow, stated_by: str = "") -> Prose:
    """Return one activity of joint controllers as a table: each duty, who is responsible, who supports."""
    rows = ((duty.duty, row.cell(duty.key), duty.supports) for duty in JOINT_DUTIES)
    heading = f"**{escape(as_text(row.cells.get('activity')))}**{stated_by}"
    return Prose(f"{heading}\n\n{grid(('Duty', 'Responsible', 'Supports'), rows)}")


def joint_activities(value: Answered) -> Prose:
    """Return the activities of joint controllers, each as a table."""
    return inline(value) if isinstance(value, Gap) else Prose("\n\n".join(map(joint_activity, value)))


def members(s: Circumstances) -> Prose:
    """Return the parties of an umbrella, each with the person who leads for it."""
    rows = ((party.name, escape(party.lead) if party.lead else NOTHING) for party in s.facts.members)
    return grid(("Party", "Lead person"), rows)


def cite(s: Circumstances, key: str) -> Prose:
    """Return a clause of the common rules by its number and heading. Raise KeyError if they have no such clause."""
    if s.rules is None:
        raise KeyError(key)
    number, heading = s.rules.clauses[key]
    return Prose(f"{cited_rule(number)} (“{escape(heading)}”)")


def registration(s: Circumstances, party: PartyFacts) -> Prose:
    """Return a party's number in the Information Commissioner's register of fee payers, as it gave it; or nothing."""
    own = s.of(party)
    receives = any(each.name == party.name for each in s.facts.acquirers)
    given = own.answer("ico_number") if receives else own.answer("s_ico_number")
    return inline(given) if given else Prose("")


def who(value: Answered) -> Prose:
    """Return a person by name and office, without an address."""
    return inline(value if isinstance(value, Gap) else person_in(value.value))


def datasets(s: Circumstances) -> Prose:
    """Return the catalogue records that the share is about."""
    return bullets(
        Prose(", ".join(escape(words) for words in (found.title, found.publisher, found.reference) if words))
        for found in s.facts.datasets
    )


def experts(value: Answered) -> Prose:
    """Return the people who reviewed the share for the supplier, by skill, without skills that no one has."""
    said = ((skill.label, value.part(skill.key)) for skill in options.SKILLS)
    return grid(("Skill", "Person"), ((skill, found) for skill, found in said if found))


def team(value: Answered, *checked: Answered) -> Prose:
    """Return who has each skill, or is named to check its subject."""
    if isinstance(value, Gap):
        return inline(value)
    people = {SKILL_OF_CHECK[found.key]: named_to_check(found) for found in checked}
    named = {as_text(row.cells.get("skill")): person_in(row.cells.get("person")) for row in value}
    people |= {skill: who for skill, who in named.items() if who}
    rows = [(skill.label, who) for skill in options.SKILLS if (who := people.get(skill.key))]
    return grid(("Skill", "Person"), rows) if rows else Prose("None has been named.")


def routes_differ(asked: Answered, supported: Answered) -> bool:
    """Return whether the supplier can support none of the routes asked for."""
    if isinstance(asked, Gap) or isinstance(supported, Gap):
        return False
    wanted, given = (set(found.options) & set(options.DELIVERY_ROUTES.keys) for found in (asked, supported))
    return bool(wanted and given) and wanted.isdisjoint(given)


def routes_agree(asked: Answered, supported: Answered) -> bool:
    """Return whether the supplier supports the routes asked for, and has named no other."""
    if isinstance(asked, Gap) or isinstance(supported, Gap) or not supported.options:
        return False
    return set(asked.options) == set(supported.options) and "other" not in supported.options


def person_in(value: Any) -> str:
    return person(value, PERSON) if isinstance(value, Mapping) else as_text(value)


def benefits(value: Answered) -> Prose:
    """Return each benefit with how the data brings it about, or a gap if that is unanswered."""
    if isinstance(value, Gap):
        return inline(value)
    other = phrases.phrase(value.key, "other")
    named = ((words if words != other else "another benefit", more) for words, more in value.explained())
    rows = ((sentence_case(words), more or Gap(value.key)) for words, more in named)
    return grid(("Benefit", "How the data will bring it about"), rows)


def option_list(value: Answered) -> Prose:
    """Return every option chosen, one line each."""
    if isinstance(value, Gap):
        return inline(value)
    return bullets(f"{words}: {more}" if more else words for words, more in value.explained())


def screening(s: Circumstances) -> Prose:
    """Return the table of signs of high risk."""
    return grid(("Sign of high risk", "Present"), ((sign.says, found) for sign, found in signs_found(s)))


def high_risk(s: Circumstances) -> bool:
    return any(found == "Yes" for _, found in signs_found(s))


CHECKED_SUBJECTS = {"legal_check": "Law", "dp_check": "Data protection", "sec_check": "Security"}


def named_to_check(value: Answered) -> str:
    """Return who is named to check; empty if no one is yet."""
    if isinstance(value, Gap) or value.says(NOT_YET):
        return ""
    return person_in(value.value)


# Functions available to templates besides their answers and the circumstances.
HELPERS: Mapping[str, Callable[..., Any]] = {
    "article_6": article_6,
    "benefits": benefits,
    "bullets": bullets,
    "capital": quoting.capital,
    "cite": cite,
    "cited": cited,
    "datasets": datasets,
    "registration": registration,
    "experts": experts,
    "high_risk": high_risk,
    "inline": inline,
    "joint_activities": joint_activities,
    "listed": listed,
    "members": members,
    "missing": missing,
    "names": names,
    "option_list": option_list,
    "own": own,
    "parties": parties,
    "routes_agree": routes_agree,
    "routes_differ": routes_differ,
    "screening": screening,
    "span": dates,
    "table": table,
    "team": team,
    "who": who,
}
