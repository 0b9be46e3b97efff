"""The types of the facts that an event holds, and whether a value has the shape of one."""

from collections.abc import Callable
from enum import StrEnum


class FactType(StrEnum):
    """What a fact holds."""

    TEXT = "text"
    TEXTS = "texts"
    NUMBER = "number"
    NUMBERS = "numbers"
    # Keys of the question set, and codes: their words are looked up when the event is read.
    QUESTION = "question"
    SECTION = "section"
    REASON = "reason"
    STOP = "stop"
    # Each a list of lists: the row's number or code, then the names at the time.
    CLAUSES = "clauses"
    PARTIES = "parties"
    FLOWS = "flows"
    ROLES = "roles"


def has_shape(fact: FactType, value: object) -> bool:
    """Return whether a value has the type of its fact."""
    match fact:
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
