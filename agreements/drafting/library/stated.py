"""Chosen options as sentences of a document: no clause repeats the words of a form."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from agreements.drafting.circumstances import Circumstances
from agreements.drafting.quoting import Prose, capital, escape, inline, own
from agreements.drafting.values import Answered, Gap, Given, as_text

# How a supplier says what it holds: with words of its own beside the choice, and without.
HOLDS: Final[Mapping[str, tuple[str, str]]] = {
    "all": ("The supplier holds all of the data. On its quality it says this.", "The supplier holds all of the data."),
    "part": ("The supplier holds part of the data, as follows.", "The supplier holds part of the data."),
    "none": (
        "The supplier does not hold the data. It says that this body does.",
        "The supplier does not hold the data.",
    ),
}
HELD: Final[Mapping[str, str]] = {"all": "All of it", "part": "Part of it", "none": "None of it"}
# The same of the gateway that the acquirer named.
VIEWS: Final[Mapping[str, tuple[str, str]]] = {
    "agree": (
        "The supplier takes the same view of the gateway, and adds this.",
        "The supplier takes the same view of the gateway.",
    ),
    "another": ("The supplier relies on another power, as follows.", "The supplier relies on another power."),
    "bar": (
        "The supplier says that the law prevents the disclosure, as follows.",
        "The supplier says that the law prevents the disclosure.",
    ),
}
VIEWED: Final[Mapping[str, str]] = {
    "agree": "That named in the entry of each receiver",
    "another": "",
    "bar": "None, because the law prevents the disclosure",
}
ENOUGH: Final[Mapping[str, str]] = {
    "no": "Anonymous or aggregated data would not do, because the {} needs records about individual people, places or "
    "cases.",
    "not_considered": "The {} has not yet looked into whether anonymous or aggregated data would do.",
    "yes": "The {} has said that anonymous statistics would be enough.",
}

AUTHORISED: Final = "authorised by law, as section 36(3) of the Data Protection Act 2018 requires"


def holding(value: Answered) -> Prose:
    """Return what the supplier holds, with its own words on quality."""
    return _said(value, HOLDS, "On what it holds, and its quality, the supplier says this.")


def view_of_gateway(value: Answered) -> Prose:
    """Return the supplier's view of the power and the gateway, for after a sentence about it."""
    if isinstance(value, Gap):
        return Prose(f"Its own view of the power and the gateway on which it relies: {value.token}")
    return _said(value, VIEWS, "Its own view of the power and the gateway on which it relies is as follows.")


def holding_in_cell(value: Answered) -> Prose:
    return _in_cell(value, HELD)


def gateway_in_cell(value: Answered) -> Prose:
    return _in_cell(value, VIEWED)


def _said(value: Answered, sentences: Mapping[str, tuple[str, str]], otherwise: str) -> Prose:
    """Return a choice as a sentence, with the words beside it as a quotation; an answer in words alone as one."""
    if isinstance(value, Gap):
        return inline(value)
    option, words = _chosen(value)
    if option not in sentences:
        return Prose(f"{otherwise}\n\n{own(value)}")
    with_words, alone = sentences[option]
    return Prose(f"{with_words}\n\n{own(words)}" if words else alone)


def _in_cell(value: Answered, sentences: Mapping[str, str]) -> Prose:
    if isinstance(value, Gap):
        return inline(value)
    option, words = _chosen(value)
    if option not in sentences:
        return capital(inline(value))
    said = ". ".join(filter(None, (sentences[option], escape(words))))
    return capital(Prose(said))


def _chosen(value: Given) -> tuple[str, str]:
    """Return the option chosen and the words beside it."""
    option = next(iter(value.options), "")
    beside = value.part(option)
    return option, as_text(beside.value) if isinstance(beside, Given) else ""


def would_aggregate_do(value: Answered, who: str) -> Prose:
    """Return whether anonymous or aggregated data would do, as a sentence; a gap if that was not answered."""
    if isinstance(value, Gap):
        return Prose(f"Whether anonymous or aggregated data would do: {value.token}")
    return Prose(next((words.format(who) for option, words in ENOUGH.items() if value.says(option)), ""))


def compatible_use(value: Answered, under_part_3: bool) -> Prose:
    """Return whether a use is compatible, for after "is". Part 3 of the Act has no Annex of uses that are."""
    by_law = under_part_3 and value.says("new_basis")
    return Prose(AUTHORISED) if by_law else inline(value)


def but_for(s: Circumstances, *also: str) -> Prose:
    """Return to whom data may go, for after "to anyone": the other organisations, if there are some; each its own."""
    named = () if s.says("other_orgs", "no") else ("the organisations named in section 2",)
    own_data = () if s.impersonal else ("a person who asks for their own data",)
    *first, last = (*also, *named, *own_data) or ("",)
    return Prose(f" but {', '.join(first)}, and {last}" if first else f" but {last}" if last else "")


def only_processors(rows: Answered) -> bool:
    """Return whether every other organisation is a processor."""
    roles = [row.cell("role") for row in rows]
    return bool(roles) and all(role.says("processor") for role in roles)


def may_leave_of_each(s: Circumstances) -> bool:
    """Return whether data may leave the United Kingdom in the hands of a party, or one has not said."""
    return s.says("transfer", "yes", "not_sure") or s.lacking(["transfer"]) is not None


# Functions available to templates.
STATED_BY_SIDES: Final[Mapping[str, Callable[..., Any]]] = {
    "but_for": but_for,
    "compatible_use": compatible_use,
    "gateway_in_cell": gateway_in_cell,
    "holding": holding,
    "holding_in_cell": holding_in_cell,
    "may_leave_of_each": may_leave_of_each,
    "only_processors": only_processors,
    "view_of_gateway": view_of_gateway,
    "would_aggregate_do": would_aggregate_do,
}
