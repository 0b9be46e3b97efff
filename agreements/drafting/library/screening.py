"""The signs of high risk that an impact assessment begins with.

Source: UK GDPR Article 35(3); the Information Commissioner's list of processing likely to result in high risk (Article
35(4)); the European guidelines on which it rests (WP248), for evaluation or scoring and systematic monitoring.
"""

from collections.abc import Callable
from dataclasses import dataclass

from agreements.drafting.circumstances import Circumstances
from agreements.drafting.quoting import Prose
from agreements.drafting.values import Gap

# From so many people on, special category and criminal offence data count as data on a large scale.
LARGE_FOR_SENSITIVE = ("under_100000", "under_1000000", "million_or_more")
LARGE = ("under_1000000", "million_or_more")


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of high risk: what to look for, and how which answers show it."""

    says: str
    present: Callable[[Circumstances], bool]
    reads: tuple[str, ...]

    def found(self, circumstances: Circumstances) -> str | Gap | Prose:
        """Return yes, no, or the gaps of the missing answers that could show it: of several parties, those of each."""
        return "Yes" if self.present(circumstances) else circumstances.lacking(self.reads) or "No"


def picked(says: str, option: str) -> Sign:
    """Return a sign that a party names itself."""
    return Sign(says, lambda s: s.says("risk_signs", option), ("risk_signs",))


def on_large_scale(s: Circumstances) -> bool:
    return (s.special or s.criminal) and s.says("volume", *LARGE_FOR_SENSITIVE)


SIGNS: tuple[Sign, ...] = (
    Sign("Special category or criminal offence data on a large scale", on_large_scale, ("data_types", "volume")),
    Sign("Data about children or people in vulnerable situations", lambda s: s.about_vulnerable, ("data_types",)),
    picked("Marketing, profiling or decisions aimed at children or people in vulnerable situations", "targeting"),
    Sign("A large number of people", lambda s: s.says("volume", *LARGE), ("volume",)),
    picked("Evaluation or scoring of people", "scoring"),
    picked("Profiling on a large scale", "large_profiling"),
    Sign("Decisions about people taken automatically", lambda s: s.says("automated", "decides"), ("automated",)),
    picked("Decisions on whether someone gets a service, a product or an opportunity", "denial"),
    Sign("Data from different sources matched or combined", lambda s: s.says("linkage", "yes"), ("linkage",)),
    picked("Processing of which people are not told", "invisible"),
    picked("Systematic monitoring, also of public places", "monitoring"),
    picked("Tracking of where people are or what they do", "tracking"),
    picked("Biometric data used to identify people", "biometric"),
    picked("Genetic data, other than for health care", "genetic"),
    Sign(
        "Innovative technology, such as training a model",
        lambda s: s.says("risk_signs", "technology") or s.says("automated", "trains"),
        ("risk_signs", "automated"),
    ),
    picked("A risk of physical harm if data is lost", "physical_harm"),
)


def signs_found(circumstances: Circumstances) -> tuple[tuple[Sign, str | Gap | Prose], ...]:
    """Return every sign with what the answers say about it."""
    return tuple((sign, sign.found(circumstances)) for sign in SIGNS)
