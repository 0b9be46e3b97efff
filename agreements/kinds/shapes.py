"""The facts that an event can hold, their types, and whether a value has the shape of one."""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


class FactType(StrEnum):
    """What a fact holds."""

    TEXT = "text"
    TEXTS = "texts"
    NUMBER = "number"
    NUMBERS = "numbers"
    DAY = "day"
    # Keys of the question set, and codes: their words are looked up when the event is read.
    QUESTION = "question"
    SECTION = "section"
    REASON = "reason"
    GROUND = "ground"
    STOP = "stop"
    DUTY = "duty"
    OUTCOME = "outcome"
    # Each a list of lists: the row's number or code, then the names at the time.
    CLAUSES = "clauses"
    PARTIES = "parties"
    FLOWS = "flows"
    ROLES = "roles"


# Every fact that an event can hold. A name means the same in each kind.
FACTS: Final[Mapping[str, FactType]] = {
    "added": FactType.NUMBER,
    "agreement": FactType.NUMBER,
    "answers_of": FactType.TEXT,
    "attempts": FactType.NUMBER,
    "clauses": FactType.CLAUSES,
    "day": FactType.DAY,
    "deliveries": FactType.NUMBERS,
    "delivery": FactType.NUMBER,
    "digest": FactType.TEXT,
    "duty": FactType.DUTY,
    "edition": FactType.NUMBER,
    "entries": FactType.NUMBERS,
    "flows": FactType.FLOWS,
    "former": FactType.TEXT,
    "ground": FactType.GROUND,
    "incident": FactType.NUMBER,
    "kept_for": FactType.PARTIES,
    "later": FactType.NUMBER,
    "office": FactType.TEXT,
    "outcome": FactType.OUTCOME,
    "parties": FactType.PARTIES,
    "person": FactType.TEXT,
    "proposed": FactType.NUMBER,
    "question": FactType.QUESTION,
    "reason": FactType.REASON,
    "records": FactType.TEXTS,
    "risk": FactType.TEXT,
    "roles": FactType.ROLES,
    "round": FactType.NUMBER,
    "rules": FactType.TEXT,
    "section": FactType.SECTION,
    "signed_for": FactType.TEXT,
    "stop": FactType.STOP,
    "varies": FactType.NUMBER,
}


def has_shape(fact: FactType, value: object) -> bool:
    """Return whether a value has the type of its fact."""
    match fact:
        case FactType.DAY:
            return isinstance(value, str) and bool(_DAY.fullmatch(value))
        case FactType.NUMBER:
            return type(value) is int
        case FactType.NUMBERS:
            return _is_list(value, lambda item: type(item) is int)
        case FactType.TEXTS:
            return _is_list(value, lambda item: isinstance(item, str))
        case FactType.CLAUSES:
            return _is_list(value, lambda item: _is_row(item, int, str, str, str, str))
        case FactType.PARTIES:
            return _is_list(value, lambda item: _is_row(item, int, str))
        case FactType.FLOWS:
            return _is_list(value, lambda item: _is_row(item, int, str, int, str))
        case FactType.ROLES:
            return _is_list(value, lambda item: _is_row(item, str, str))
    return isinstance(value, str)


def _is_row(item: object, *types: type) -> bool:
    return isinstance(item, list) and [type(part) for part in item] == list(types)


def _is_list(value: object, holds: Callable[[object], bool]) -> bool:
    return isinstance(value, list) and all(map(holds, value))
