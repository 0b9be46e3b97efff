"""Finds telephone numbers by structure: as dialled in the United Kingdom, or with a plus (Ofcom; E.164)."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from agreements.register.folding import Folded

# Digits in groups that begin with a plus or a nought and are not part of a longer token; more than a number can have.
_RUN: Final = re.compile(r"(?<![\w#£$€])(?<!\d[.:-])\(?(?:\+ ?\d|0)\d*\)?(?:[\s.-]{0,2}\(?\d+\)?){0,16}")
_GROUP: Final = re.compile(r"\d+")
_LABELLED: Final = re.compile(
    r"\b(?:tel|telephone|phone|mobile|mob|fax)(?: (?:no|number))?\.?:? ?(\d{2,4}(?:[ -]\d{2,4}){1,3}|\d{6,8})(?![\w%])"
)
_EXTENSION: Final = re.compile(r",? ?(?:ext|extension|x)\.? ?\d{1,6}\b")
# A number with a unit, or a continuation of thousands: not a telephone number.
_SOMETHING_ELSE: Final = re.compile(
    r"\b\d{1,3},$|\b(?:uprn|usrn|nhs|ods|urn|isbn|ean|ref|reference|version|v|id|case|codes?|sic|soc|icd|"
    r"snomed(?: ct)?|company|charity)(?: (?:no|number))?\.?:? ?$"
)
# 00 and the code of a country: 00353.
LONGEST_CODE: Final = 5
# The letters of a grid reference, as in TQ 300 804; one letter in the Irish grid.
_GRID: Final = re.compile(r"\b(?:[HJNOST][A-HJ-Z]|[CDGHJ]) ?$")
# An extension alone, without the number before it.
_OWN_EXTENSION: Final = re.compile(r"\bextn?\b\.?:? ?(\d{3,6})(?![\w%])")
_AFTER: Final = re.compile(r"[\w%]|\.\d|,\d{3}(?!\d)")
# 01 and 02 are places, 03 public services, 05 and 07 people, 08 and 09 at a rate of their own.
_SECOND: Final = frozenset("1235789")


def telephones_in(written: str, letters: Folded) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each telephone number in the folded letters of a text."""
    folded, at = letters.text, 0
    while run := _RUN.search(folded, at):
        at = run.end()
        before = max(0, run.start() - 30)
        place = letters.places[run.start()]
        if _SOMETHING_ELSE.search(folded[before : run.start()]) or _GRID.search(written[max(0, place - 4) : place]):
            continue
        if end := _end_of(folded, run):
            more = _EXTENSION.match(folded, end)
            opened = run[0].startswith("(") and ")" not in folded[run.start() : end]
            at = more.end() if more else end
            yield run.start() + opened, at
        else:
            # Another number may begin with the next group.
            at = _GROUP.search(folded, run.start()).end()  # type: ignore[union-attr]
    for pattern in (_LABELLED, _OWN_EXTENSION):
        for labelled in pattern.finditer(folded):
            yield labelled.start(1), labelled.end(1)


def _end_of(folded: str, run: re.Match[str]) -> int:
    """Return the end of the longest number at the beginning of this run; 0 if there is none."""
    groups = list(_GROUP.finditer(folded, run.start(), run.end()))
    for count in range(len(groups), 0, -1):
        end = groups[count - 1].end()
        taken = groups[:count]
        between = [folded[one.end() : next_.start()] for one, next_ in pairwise(taken)]
        digits = [group[0] for group in taken]
        is_one = _abroad(digits) if "+" in run[0] else _dialled(digits, between)
        if is_one and not _AFTER.match(folded, end):
            return end
    return 0


def _dialled(groups: list[str], between: list[str]) -> bool:
    """Return whether it is dialled here: 020 7946 0000, (0191) 498 0000, 07700 900123, 01632 96000; no decimal."""
    digits = "".join(groups)
    if digits.startswith("0044"):
        return _is_national(digits[4:].removeprefix("0"))
    if digits.startswith("00"):
        return (
            len(groups) > 1
            and len(groups[0]) <= LONGEST_CODE
            and len(digits) > 10
            and "." not in between
            and _abroad([groups[0][2:], *groups[1:]])
        )
    if digits[1:2] not in _SECOND or between == ["."] or any(len(group) < 2 for group in groups[1:]):
        return False
    if len(groups) == 1:
        return len(digits) == 11
    first = len(groups[0])
    return 3 <= first <= 6 and (len(digits) == 11 or (len(digits) == 10 and first in {4, 5, 6}))


def _abroad(groups: list[str]) -> bool:
    """Return whether it is a number with a country code. Thousands with spaces, as in +10 000 000, are none."""
    digits = "".join(groups)
    if digits.startswith("44"):
        return _is_national(digits[2:].removeprefix("0"))
    thousands = len(digits) <= 9 and all(len(group) == 3 for group in groups[1:])
    return digits[:1] != "0" and 8 <= len(digits) <= 15 and (len(groups) > 1 or len(digits) >= 10) and not thousands


def _is_national(digits: str) -> bool:
    return len(digits) in {9, 10} and digits[:1] in _SECOND
