"""Two accounts of one thing, and where they differ; what the frozen words of an agreement say."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from agreements.models import Agreement, Signature

Says = Mapping[str, Any]
# Accounts of one signature are matched by all their fields; failing that by time, then by party.
ALIKE: Final = (dict, lambda says: says.get("at"), lambda says: says.get("party"))


def words_of(agreement: Agreement) -> dict[str, Any]:
    """Return the frozen words; empty if they are gone or cannot be read."""
    try:
        words = json.loads(agreement.words.words) if hasattr(agreement, "words") else {}
    except ValueError:
        return {}
    return words if isinstance(words, dict) else {}


def digest_of(agreement: Agreement) -> str:
    return agreement.words.digest if hasattr(agreement, "words") else ""


def name_of(row: Signature) -> str:
    """Return a signature by its number, as names do not belong in a log."""
    return f"signature {row.pk}"


def differences(what: str, actual: Says, expected: Says, teller: str) -> Iterator[str]:
    """Yield a fault for each field in which two accounts differ, without the values, which may hold names."""
    for name in sorted(actual.keys() | expected.keys()):
        if actual.get(name) != expected.get(name):
            yield f"{what}: its {name} is not what {teller}"


def paired(mine: Sequence[Says], theirs: Sequence[Says]) -> list[tuple[int | None, int | None]]:
    """Return the indexes of the accounts that belong together; an unmatched one stands beside None."""
    left, right = list(range(len(mine))), list(range(len(theirs)))
    pairs: list[tuple[int | None, int | None]] = []
    for key in ALIKE:
        for place in list(left):
            like = next((other for other in right if key(theirs[other]) == key(mine[place]) is not None), None)
            if like is not None:
                pairs.append((place, like))
                left.remove(place)
                right.remove(like)
    return pairs + [(place, None) for place in left] + [(None, place) for place in right]
