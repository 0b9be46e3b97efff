"""The signs of high risk that an impact assessment begins with.

Source: UK GDPR Article 35(3) and the Information Commissioner's list of processing likely to result in high risk.
"""

from collections.abc import Callable
from dataclasses import dataclass

from agreements.drafting.circumstances import Circumstances
from agreements.drafting.values import Gap


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of high risk: what to look for, and how which answer shows it."""

    says: str
    reads: str
    present: Callable[[Circumstances], bool]

    def found(self, circumstances: Circumstances) -> str | Gap:
        """Return yes, no, or the gap of the missing answer."""
        if not circumstances.has(self.reads):
            return Gap(self.reads)
        return "Yes" if self.present(circumstances) else "No"


SIGNS: tuple[Sign, ...] = (
    Sign("Special category data", "data_types", lambda s: s.special),
    Sign("Criminal offence data", "data_types", lambda s: s.criminal),
    Sign(
        "Data about children or people in vulnerable situations",
        "data_types",
        lambda s: s.about_vulnerable,
    ),
    Sign("A large number of people", "volume", lambda s: s.says("volume", "under_1000000", "million_or_more")),
    Sign("Data from different sources matched or combined", "linkage", lambda s: s.says("linkage", "yes")),
    Sign("Decisions about people taken automatically", "automated", lambda s: s.says("automated", "decides")),
    Sign("Innovative technology, such as training a model", "automated", lambda s: s.says("automated", "trains")),
)


def signs_found(circumstances: Circumstances) -> tuple[tuple[Sign, str | Gap], ...]:
    """Return every sign with what the answers say about it."""
    return tuple((sign, sign.found(circumstances)) for sign in SIGNS)
