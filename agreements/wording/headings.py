"""The heading of a section with its number: an annex and a schedule have theirs in their words."""

import re
from typing import Final

_NAMED: Final = re.compile(r"(Annex [A-Z]|Schedule \d+): ")


def names_itself(heading: str) -> bool:
    """Return whether a heading says which annex or schedule it is of, so that no number goes before it."""
    return _NAMED.match(heading) is not None


def section_of(clause_number: str, heading: str) -> str:
    """Return the title of the section that a clause of this number stands in."""
    return section_title(clause_number.partition(".")[0], heading)


def section_title(number: str, heading: str, mark: str = "") -> str:
    """Return a section's heading as it is read: 3 Purpose and benefits; Schedule 1: parties.

    `mark` comes after the number. A heading without a number stands as it is.
    """
    return heading if names_itself(heading) or not number else f"{number}{mark} {heading}"
