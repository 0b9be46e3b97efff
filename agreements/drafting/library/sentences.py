"""Parts of sentences whose form depends on what was answered: powers, periods, charges, people."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from agreements.drafting.body_names import names
from agreements.drafting.circumstances import Circumstances
from agreements.drafting.library.phrases import lowered
from agreements.drafting.quoting import NOTHING, Prose, capital, escape, grid, in_cell, inline
from agreements.drafting.values import Answered, Gap, Given, as_text

# A period of the party's own words that says itself when it begins or ends.
HAS_ITS_OWN_START: Final = re.compile(r"\b(?:after|before|beginning|ends?|following|from|since|until)\b", re.IGNORECASE)
# The words in which a party cites the powers of the Crown at common law.
OF_COMMON_LAW: Final = re.compile(r"^(?:the )?((?:common[ -]law|prerogative)\b.*)", re.IGNORECASE | re.DOTALL)
POWERS: Final = {
    "express": "this express power: {}",
    "implied": "a power implied by this function: {}",
    "common_law": "common law or prerogative powers, for this function: {}",
    "digital_economy_act": "the Digital Economy Act 2017: {}",
}


def relied_on(power: Answered) -> Prose:
    """Return the power that a party relies on, for after "relies on"."""
    if isinstance(power, Gap):
        return inline(power)
    kind, section = next(iter(power.options), ""), power.part("section")
    cited = OF_COMMON_LAW.match(as_text(section.value)) if kind == "common_law" and isinstance(section, Given) else None
    if cited:
        return Prose(f"the {escape(lowered(cited[1]))}")
    return Prose(POWERS.get(kind, "this power: {}").format(inline(section)))


def kept_for(retention: Answered, supply: str = "each supply") -> Prose:
    """Return how long data is kept and from when, for after "keep the data".

    UK GDPR Article 5(1)(e): a period that no one can tell the start of limits nothing.
    """
    if isinstance(retention, Gap):
        return inline(retention)
    period = inline(retention)
    if retention.says("end_of_project"):
        return period
    if not HAS_ITS_OWN_START.search(retention.words):
        return Prose(f"for no longer than {period} from the date on which {supply} is received")
    return period if period.casefold().startswith("until") else Prose(f"for no longer than {period}")


PAYS: Final = {
    "acquirer": "{acquirer} will pay {supplier} {cost} for supplying the data.",
    "supplier": "{supplier} bears the cost of supplying the data ({cost}).",
    "shared": "{acquirer} and {supplier} share the cost of supplying the data: {cost}.",
}


def charge(effort: Answered, acquirer: str = "the acquirer", supplier: str = "the supplier") -> Prose:
    """Return the sentence about what supplying the data costs and who pays; empty if there is no charge."""
    cost = effort.part("cost")
    if isinstance(cost, Gap):
        return Prose("")
    payer = effort.part("payer")
    who = next(iter(payer.options), "") if isinstance(payer, Given) else ""
    words = PAYS.get(who, "The charge for supplying the data is: {cost}.")
    return capital(Prose(words.format(acquirer=acquirer, supplier=supplier, cost=inline(cost))))


def signatories(s: Circumstances, signs: Answered) -> Prose:
    """Return who signs for each side: the supplier as it has stated, the acquirer as the signed file lists it."""
    if isinstance(signs, Gap):
        return inline(signs)
    acquirer = (capital(names(s.facts.acquirers)), Prose("As named under “Who signs”"), NOTHING)
    rows = [(capital(names(s.facts.suppliers)), _name_or_post(row), row.cell("order") or NOTHING) for row in signs]
    return grid(("Party", "Name or post", "Order"), [acquirer, *rows])


def _name_or_post(row: Any) -> Prose:
    named = [inline(cell) for part in ("name", "position", "text") if (cell := row.cell(part))]
    return Prose(", ".join(dict.fromkeys(named)))


# The schedule that lists the bodies of each chapter of Part 5 of the Digital Economy Act 2017 that has one.
DEA_SCHEDULES: Final = {
    "chapter_1": "Schedules 4 to 6 and the objective in the regulations",
    "chapter_3": "Schedule 7",
    "chapter_4": "Schedule 8",
}


def dea_schedule(s: Circumstances) -> str:
    """Return where the Act lists the bodies of the chapter that the parties rely on."""
    return next((words for chapter, words in DEA_SCHEDULES.items() if s.chapter(chapter)), "")


def dea_rows(s: Circumstances, dea: Answered) -> Prose:
    """Return the rows of a table of what a chapter of the Act asks for; a gap for each that was not stated.

    Chapter 1 has objectives; 1, 3 and 4 list bodies; 3 and 4 begin as pilots; 5 asks for accreditation (section 71).
    """
    rows: list[tuple[str, Any]] = []
    if s.chapter("chapter_1"):
        other = dea.part("other")
        rows.append(("Objective", other if dea.part("objective").says("other") and other else dea.part("objective")))
    if s.chapter(*DEA_SCHEDULES):
        rows.append(("Where each body is listed", dea.part("bodies")))
    if s.chapter("chapter_3", "chapter_4"):
        rows.append(("Stage", dea.part("stage")))
    if s.chapter("chapter_5"):
        rows.append(("Accreditation", dea.part("accreditation")))
    return Prose("\n".join(f"| {heading} | {in_cell(value)} |" for heading, value in rows))


SENTENCES: Mapping[str, Callable[..., Any]] = {
    "charge": charge,
    "dea_rows": dea_rows,
    "dea_schedule": dea_schedule,
    "kept_for": kept_for,
    "relied_on": relied_on,
    "signatories": signatories,
}
