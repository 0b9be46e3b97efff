"""Word-by-word differences between two wordings, and which lines or rows of one became which of the other."""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, TypeVar

from diff_match_patch import diff_match_patch

Change = Literal["equal", "insert", "delete"]

# Seconds after which the comparison stops refining: the result is still exact, only coarser.
TIME_LIMIT = 0.25

Item = TypeVar("Item", bound=Hashable)

# The units of comparison: a gap mark, an escaped sign, a paragraph break, other white space, a word, or one sign.
TOKEN = re.compile(
    r"\[\[gap:[a-z0-9_]+\]\]|\\[!-/:-@\[-`{-~]|\n[ \t]*(?:\n[ \t]*)+|[^\S\n]+|\n|\w+(?:['’]\w+)*|[^\w\s]"
)
FIRST_SURROGATE, SURROGATES = 0xD800, 0x800
KINDS: dict[int, Change] = {-1: "delete", 0: "equal", 1: "insert"}


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text that is in both wordings, or in one of them."""

    change: Change
    text: str


def compare(old: str, new: str, seconds: float = TIME_LIMIT) -> tuple[Segment, ...]:
    """Return two wordings cut into segments.

    All but the inserts give `old`, all but the deletes give `new`, exactly.
    """
    return tuple(joined(aligned(TOKEN.findall(old), TOKEN.findall(new), seconds, tidy=True)))


def aligned(
    old: Iterable[Item], new: Iterable[Item], seconds: float = TIME_LIMIT, *, tidy: bool = False
) -> list[tuple[Change, Item]]:
    """Return the items of both and of only one, in order. `tidy` drops matches that are only chance."""
    codes: dict[Item, str] = {}
    engine = diff_match_patch()
    engine.Diff_Timeout = seconds
    changes = engine.diff_main(encode(old, codes), encode(new, codes), False)
    if tidy:
        engine.diff_cleanupSemantic(changes)
    items = {code: item for item, code in codes.items()}
    return [(KINDS[sign], items[code]) for sign, run in changes for code in run]


def joined(pieces: Iterable[tuple[Change, str]]) -> Iterator[Segment]:
    """Yield neighbouring pieces of one kind as one segment."""
    for change, group in groupby(pieces, key=lambda piece: piece[0]):
        yield Segment(change, "".join(text for _, text in group))


def encode(items: Iterable[Item], codes: dict[Item, str]) -> str:
    """Write each item as one character, so that the comparison counts items; new ones are added to `codes`."""
    return "".join(codes.setdefault(item, code_for(len(codes))) for item in items)


def code_for(number: int) -> str:
    """Return the character for the nth item. Skips surrogates, which are not characters by themselves."""
    number += 1
    return chr(number if number < FIRST_SURROGATE else number + SURROGATES)


def pairs(
    old: Sequence[Item], new: Sequence[Item], key: Callable[[Item], Hashable], seconds: float = TIME_LIMIT
) -> Iterator[tuple[Item | None, Item | None]]:
    """Yield each item beside the one it became; None where it was added or removed.

    Equal items are paired first; of the others, if as many were added as removed, each with each, else by key. One that
    only moved became none of those around it.
    """
    changes = aligned(old, new, seconds)
    moved = _only("delete", changes) & _only("insert", changes)
    for is_equal, run in groupby(changes, key=lambda change: change[0] == "equal"):
        if is_equal:
            yield from ((item, item) for _, item in run)
        else:
            pieces = list(run)
            gone = [item for change, item in pieces if change == "delete"]
            came = [item for change, item in pieces if change == "insert"]
            yield from _matched(gone, came, key, moved, seconds)


def _only(change: Change, changes: Iterable[tuple[Change, Item]]) -> set[Item]:
    return {item for one, item in changes if one == change}


def _matched(
    gone: Sequence[Item], came: Sequence[Item], key: Callable[[Item], Hashable], moved: set[Item], seconds: float
) -> Iterator[tuple[Item | None, Item | None]]:
    if len(gone) == len(came) and moved.isdisjoint((*gone, *came)):
        yield from zip(gone, came, strict=True)
        return
    left, right = iter(gone), iter(came)
    old_keys = [("old" if item in moved else "", key(item)) for item in gone]
    new_keys = [("new" if item in moved else "", key(item)) for item in came]
    for change, _ in aligned(old_keys, new_keys, seconds):
        yield (None if change == "insert" else next(left)), (None if change == "delete" else next(right))
