"""The scale of risks: likelihood, severity, and the effect of a measure.

Source: the seven steps of the ICO's impact assessment template (likelihood, severity, effect of a measure); the risks
and their scores are the library’s own and are for the parties to correct.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from agreements.drafting.circumstances import Circumstances

Likelihood = Literal["remote", "possible", "probable"]
Severity = Literal["minimal", "significant", "severe"]
Effect = Literal["eliminated", "reduced", "accepted"]
Overall = Literal["low", "medium", "high"]

LIKELIHOODS: tuple[Likelihood, ...] = ("remote", "possible", "probable")
# The ICO's matrix: severity by likelihood.
ROWS: dict[Severity, tuple[Overall, Overall, Overall]] = {
    "minimal": ("low", "low", "low"),
    "significant": ("low", "medium", "high"),
    "severe": ("low", "high", "high"),
}
MATRIX: dict[Severity, dict[Likelihood, Overall]] = {
    severity: dict(zip(LIKELIHOODS, overall, strict=True)) for severity, overall in ROWS.items()
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """A risk to people: why it applies, whom it would hurt and how, and a measure."""

    key: str
    because: str
    source: str
    harm: str
    likelihood: Likelihood
    severity: Severity
    measure: str
    effect: Effect = "reduced"
    reads: tuple[str, ...]
    when: Callable[[Circumstances], bool]

    @property
    def overall(self) -> Overall:
        return MATRIX[self.severity][self.likelihood]
