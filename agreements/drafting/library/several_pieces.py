"""Tables and entries in the schedules of an agreement between three or more parties."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from agreements.drafting.facts import PartyFacts
from agreements.drafting.library.pieces import SKILL_OF_CHECK, joint_activity, missing, named_to_check, person_in
from agreements.drafting.library.stated import compatible_use
from agreements.drafting.quoting import NOTHING, Prose, bullets, capital, escape, grid, inline, listed
from agreements.drafting.together import OfOne, OfSeveral
from agreements.drafting.values import Answered, Gap, Given, GivenRow, as_text
from agreements.questionnaire import options

# What follows the name of an activity that joint controllers state in more than one way.
STATED_BY: Final = ", as stated by "
# Whether a party that receives may contact the people whom the data concerns; how, if it says so itself.
_CONTACT: Final = {
    "no": Prose("No"),
    "agreed": Prose("Only if the giver agrees, each time"),
}
# The words for every party in a row about incidents.
_FOR_ALL: Final = frozenset({"each party", "every party", "all parties", "all the parties"})


def roll(s: OfSeveral) -> Prose:
    """Return the parties as a list, each with what it does."""
    return bullets(Prose(f"{inline(one.me.name)}: {one.part[:1].lower()}{one.part[1:]}") for one in s.each)


def row_lines(rows: Answered, *columns: str) -> Prose:
    """Return the rows of an answer in one cell: the first column of each, the others in brackets."""
    return inline(rows) if isinstance(rows, Gap) else Prose("; ".join(_row_line(row, columns) for row in rows))


def _row_line(row: GivenRow, columns: tuple[str, ...]) -> str:
    first, *more = (inline(cell) for name in columns if (cell := row.cell(name)))
    return f"{first} ({', '.join(more)})" if more else first


def unsure(role: Answered) -> Prose:
    """Return a gap for a role that its party is not sure of, or nothing."""
    return Prose(f" {missing(role.key.partition('.')[0])}") if role.says("not_sure") else Prose("")


def advisers(team: Answered, reviewed: Answered, *checked: Answered) -> Prose:
    """Return a row for each skill that has a person, for a table of posts; nothing where no one is named."""
    people = {SKILL_OF_CHECK[found.key]: named_to_check(found) for found in checked if isinstance(found, Given)}
    people |= {as_text(row.cells.get("skill")): person_in(row.cells.get("person")) for row in team}
    rows = [(f"Adviser: {skill.label}", who) for skill in options.SKILLS if (who := people.get(skill.key))]
    rows += [(f"Reviewer: {label}", who) for label, who in _reviewers(reviewed)]
    return Prose("\n".join(f"| {label} | {escape(who)} |" for label, who in rows))


def _reviewers(value: Answered) -> Iterator[tuple[str, str]]:
    for skill in options.SKILLS:
        found = value.part(skill.key)
        if isinstance(found, Given):
            yield skill.label, as_text(found.value)


def signing(s: OfSeveral) -> Prose:
    """Return who signs for each party that gives, as it has stated; a gap for one that has not."""
    rows = []
    for one in (each for each in s.each if each.gives):
        value = one.answer("s_signatory")
        rows.append((one.me.name, one.cell(_signs(value))))
    return grid(("Giver", "Who signs"), rows)


def _signs(value: Answered) -> Prose | Gap:
    if isinstance(value, Gap):
        return value
    found = (", ".join(inline(row.cell(name)) for name in ("name", "position") if row.cell(name)) for row in value)
    return Prose("; ".join(found))


def contact_of_each(s: OfSeveral) -> Prose:
    """Return for each party that receives whether it may contact the people whom the data concerns.

    Nothing if all say the same, or none says anything. One that has not answered keeps to a limit that who asks set for
    itself; a permission is for no one but who gave it, so the entry of the other is a gap.
    """
    receiving = list(_receiving(s))
    if not any(one.answer("contact_people") for one in receiving):
        return Prose("")
    limit = _limit(s.answer("contact_people"))
    rows = [(one.me.name, capital(_contact(one, limit))) for one in receiving]
    differ = len({words for _, words in rows}) > 1
    return grid(("Receiver", "May it contact them?"), rows) if differ else Prose("")


def _limit(value: Answered) -> Prose:
    return next((words for option, words in _CONTACT.items() if value.says(option)), Prose(""))


def _contact(one: OfOne, limit: Prose) -> Prose:
    value = one.answer("contact_people")
    if not value:
        return limit or one.cell(Gap("contact_people"))
    return _limit(value) or inline(value.part("yes"))


def told_of_incidents(told: Answered, bodies: Iterable[PartyFacts], otherwise: str) -> Prose:
    """Return whom to tell at each party: as it was typed, and the person who leads for one that is not named there."""
    if isinstance(told, Gap):
        return inline(told)
    rows: list[tuple[Any, ...]] = [(row.cell("party"), row.cell("contact"), row.cell("hours")) for row in told]
    named = [as_text(row.cells.get("party")).strip().casefold() for row in told]
    if _FOR_ALL.isdisjoint(named):
        hours = [int(words) for row in told if (words := as_text(row.cells.get("hours"))).isdecimal()]
        soonest = str(min(hours)) if hours else Gap(told.key)
        unnamed = (body.name for body in bodies if body.name.casefold() not in named)
        rows += [(name, otherwise, soonest) for name in unnamed]
    return grid(("Party", "Whom to tell", "Within (hours)"), rows)


def compatible_of_each(s: OfSeveral) -> Prose:
    """Return what each party that receives says about compatible use, with its reason."""
    rows = []
    for one in _receiving(s):
        value = one.answer("compatible")
        why = inline(value.detail) if value.detail else NOTHING
        rows.append((one.me.name, capital(one.cell(compatible_use(value, one.under_part_3))), why))
    return grid(("Receiver", "Its use", "Why"), rows)


def _receiving(s: OfSeveral) -> Iterator[OfOne]:
    return (one for one in s.each if one.receives)


def joint_of_each(s: OfSeveral) -> Prose:
    """Return the activities of joint controllers, each once; the gap of the first of them if none has said any.

    One that they state in more than one way stands as each states it.
    """
    joint = [(one, key) for one in s.each for key in one.joint_keys]
    stated: dict[str, dict[Prose, list[str]]] = {}
    rows: dict[Prose, GivenRow] = {}
    for one, key in joint:
        for row in one.answer(key):
            words = joint_activity(row)
            rows.setdefault(words, row)
            ways = stated.setdefault(as_text(row.cells.get("activity")).strip().casefold(), {})
            ways.setdefault(words, []).append(one.me.name)
    if not stated and joint:
        one, key = joint[0]
        return one.cell(one.answer(key))
    return Prose("\n\n".join(table for ways in stated.values() for table in _ways(ways, rows)))


def _ways(ways: Mapping[Prose, list[str]], rows: Mapping[Prose, GivenRow]) -> Iterator[Prose]:
    """Yield an activity as it is stated; with who states what, if not all state the same."""
    for words, names in ways.items():
        by = f"{STATED_BY}{listed(dict.fromkeys(names))}" if len(ways) > 1 else ""
        yield joint_activity(rows[words], by) if by else words


OF_SEVERAL: Mapping[str, Callable[..., Any]] = {
    "advisers": advisers,
    "compatible_of_each": compatible_of_each,
    "contact_of_each": contact_of_each,
    "joint_of_each": joint_of_each,
    "roll": roll,
    "row_lines": row_lines,
    "signing": signing,
    "told_of_incidents": told_of_incidents,
    "unsure": unsure,
}
