"""The risks of an impact assessment: those that the answers raise and those that people added, as decided so far."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from agreements.drafting.circumstances import Circumstances
from agreements.drafting.facts import RiskFacts
from agreements.drafting.library.digests import digest_of_answers
from agreements.drafting.library.phrases import sentence_case
from agreements.drafting.library.risk_register import risks_for
from agreements.drafting.library.risk_scale import MATRIX, Risk
from agreements.drafting.quoting import Prose, bullets, escape, grid
from agreements.drafting.values import as_text
from agreements.models import Effect

# How the key of a risk begins that people added.
OWN: Final = "own-"
PROPOSED: Final = "Proposed: "
EFFECTS: Final[Mapping[str, str]] = dict(Effect.choices)


@dataclass(frozen=True, slots=True)
class AssessedRisk:
    """A risk with what the service proposes (None if people added it) and what people decided (None if no one has).

    `earlier` is a decision that was made on other answers, so that it holds no longer; `about` the digest of those now.
    """

    key: str
    proposed: Risk | None
    decided: RiskFacts | None
    about: str = ""
    earlier: RiskFacts | None = None

    @property
    def revision(self) -> int:
        """The number of the newest decision on it; 0 for none."""
        newest = self.decided or self.earlier
        return newest.revision if newest else 0

    @property
    def source(self) -> str:
        """What could go wrong, in the words that people decided on, if they have."""
        return self.decided.source if self.decided else self.proposed.source if self.proposed else ""

    @property
    def harm(self) -> str:
        """The harm to people, in the same way."""
        return self.decided.harm if self.decided else self.proposed.harm if self.proposed else ""

    @property
    def because(self) -> str:
        """Why it arises: what the library says, or who added it."""
        if self.proposed:
            return self.proposed.because
        return f"added by {self.decided.party}" if self.decided else ""

    @property
    def is_struck(self) -> bool:
        return bool(self.decided and self.decided.struck)

    @property
    def is_open(self) -> bool:
        """Whether no person has decided on it."""
        return self.decided is None

    @property
    def overall(self) -> str:
        """The risk before measures, by the matrix: low, medium or high; empty for one that was struck."""
        scored: Any = self.decided or self.proposed
        return MATRIX[scored.severity][scored.likelihood] if scored.severity else ""

    @property
    def is_approved(self) -> bool:
        """Whether its measure was approved, or there is none to approve."""
        return self.decided is None or self.is_struck or self.decided.is_approved or not self.decided.measure


def assessed(s: Circumstances) -> tuple[AssessedRisk, ...]:
    """Return every risk, struck ones too: the library's in its order, then those added; none in the short form."""
    if s.short:
        return ()
    decided = {found.key: found for found in s.facts.risks}
    raised = [_raised(risk, decided.get(risk.key), s) for risk in risks_for(s)]
    added = [AssessedRisk(key, None, found) for key, found in decided.items() if key.startswith(OWN) and s.personal]
    return (*raised, *added)


def _raised(risk: Risk, found: RiskFacts | None, s: Circumstances) -> AssessedRisk:
    """Return a risk of the library with the decision on it, if that was made on the answers as they are."""
    about = digest_of_answers(s, risk.reads)
    if found is None or found.about == about:
        return AssessedRisk(risk.key, risk, found, about)
    return AssessedRisk(risk.key, risk, None, about, found)


def standing(s: Circumstances) -> list[AssessedRisk]:
    """Return the risks that were not struck."""
    return [risk for risk in assessed(s) if not risk.is_struck]


def undecided(s: Circumstances) -> int:
    """Return how many risks are still as the service proposes them."""
    return sum(risk.is_open for risk in assessed(s))


def risk_register(s: Circumstances) -> Prose:
    """Return the table of risks: what could go wrong, for whom, and how bad it would be."""
    return grid(
        ("No.", "What could go wrong", "Harm to people", "Why it arises", "Likelihood", "Severity", "Overall"),
        _numbered(s, _scores),
    )


def measures(s: Circumstances) -> Prose:
    """Return the table of measures for each risk, and the remaining risk."""
    return grid(("No.", "Measure", "Effect on the risk", "Remaining risk"), _numbered(s, _measure))


def struck_risks(s: Circumstances) -> Prose:
    """Return the risks that people struck, each with the reason; empty if there is none."""
    struck = [risk for risk in assessed(s) if risk.is_struck and risk.decided]
    return bullets(
        Prose(f"{escape(risk.source)} {escape(_sentence(risk.decided.struck))}") for risk in struck if risk.decided
    )


def _scores(risk: AssessedRisk) -> Iterator[Any]:
    scored: Any = risk.decided or risk.proposed
    yield from (
        (_library(risk.source), _library(risk.harm)) if risk.proposed else (escape(risk.source), escape(risk.harm))
    )
    yield _library(risk.because) if risk.proposed else escape(sentence_case(risk.because))
    yield from (_score(risk, words) for words in (scored.likelihood, scored.severity, risk.overall))


def _measure(risk: AssessedRisk) -> Iterator[Any]:
    if risk.decided is None:
        proposed: Any = risk.proposed
        yield Prose(PROPOSED + proposed.measure)
        yield _score(risk, proposed.effect)
        yield "Not judged"
        return
    yield Prose(f"{escape(_sentence(risk.decided.measure))} {escape(_who_and_when(risk.decided))}")
    yield EFFECTS[risk.decided.effect]
    yield _remaining(risk.decided)


def _who_and_when(decided: RiskFacts) -> str:
    """Return who carries a measure out, until when, and whether it was approved."""
    by = f", by {as_text(decided.due)}" if decided.due else ""
    approver = f" by: {decided.approved_by}" if decided.approved_by else ""
    approved = f"Approved{approver}" if decided.is_approved else "Not approved yet"
    return f"Owner: {decided.owner}{by}. {approved}."


def _remaining(decided: RiskFacts) -> str:
    """Return the risk that remains as people judged it, with the scores behind it."""
    scores = ", ".join(filter(None, (decided.likelihood_after, decided.severity_after)))
    return sentence_case(f"{decided.remaining} ({scores})" if scores else decided.remaining)


def _score(risk: AssessedRisk, words: str) -> Prose:
    """Return a score; one that no person decided, marked as proposed."""
    return Prose(f"{PROPOSED}{words}" if risk.is_open else sentence_case(words))


def _library(words: str) -> Prose:
    return Prose(sentence_case(words))


def _sentence(words: str) -> str:
    return words if words.rstrip().endswith((".", "!", "?")) else f"{words.rstrip()}."


def _numbered(s: Circumstances, columns: Callable[[AssessedRisk], Iterator[Any]]) -> Iterator[tuple[Any, ...]]:
    """Yield one row for each risk, under the same number in every table."""
    for number, risk in enumerate(standing(s), start=1):
        yield (Prose(str(number)), *columns(risk))


# Functions available to templates.
OF_RISKS: Final[Mapping[str, Callable[..., Any]]] = {
    "measures": measures,
    "risk_register": risk_register,
    "risks_for": standing,
    "struck_risks": struck_risks,
    "undecided": undecided,
}
