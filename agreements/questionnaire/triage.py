"""Before a request: whether an agreement is needed, of which kind, and what to do if none is."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from agreements.questionnaire.conditions import short_form
from agreements.questionnaire.forms.triage import NONE_COVERS_IT
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.options import KINDS_OF_SHARE
from agreements.questionnaire.sections.triage import COVERED, REST, SECTION, STEPS
from agreements.questionnaire.shape import Answers, QuestionSet, Section, Step
from agreements.questionnaire.words import chosen


class Instead(StrEnum):
    """What to do if no new agreement is needed; the page links each to its place."""

    USE_OPEN_DATA = "use_open_data"
    ASK_FOR_FIGURES = "ask_for_figures"
    MAKE_A_CONTRACT = "make_a_contract"
    USE_THE_AGREEMENT = "use_the_agreement"


class KindOfAgreement(StrEnum):
    """The kind of document a share needs."""

    MOU = "Memorandum of understanding"
    AGREEMENT = "Data sharing agreement"
    SHORT_FORM = "Agreement in short form"
    EMERGENCY = "Emergency data sharing agreement"


@dataclass(frozen=True)
class Result:
    """The result of the triage. Either `kind` says which agreement is needed, or `instead` says what to do."""

    title: str
    words: str
    kind: KindOfAgreement | None = None
    instead: Instead | None = None
    # The agreement that already covers the need, if that is the result.
    reference: str = ""

    @property
    def needs_agreement(self) -> bool:
        return self.kind is not None


NEEDED = {
    KindOfAgreement.MOU: "You need a memorandum of understanding (MoU)",
    KindOfAgreement.AGREEMENT: "You need a data sharing agreement",
    KindOfAgreement.SHORT_FORM: "You need an agreement in short form",
    KindOfAgreement.EMERGENCY: "You need an emergency data sharing agreement",
}

INSTEAD = {
    "tri_public": (Instead.USE_OPEN_DATA, "You do not need an agreement to use open data"),
    "tri_aggregate": (Instead.ASK_FOR_FIGURES, "You do not need an agreement to use anonymous statistics"),
    "tri_processor": (Instead.MAKE_A_CONTRACT, "You need a processing contract, not a data sharing agreement"),
}

WHY = {
    KindOfAgreement.EMERGENCY: "You answer fewer questions now, and the rest within 14 days of the agreement "
    "taking effect. The agreement will have a date for its review.",
    KindOfAgreement.SHORT_FORM: "The supplier will deliver the data once. You answer about half the questions, and the "
    "agreement is about 3 pages. If a later answer does not fit the short form, we will tell you and ask the other "
    "questions.",
    KindOfAgreement.MOU: "Both organisations are government bodies, regulators or law enforcement bodies. An MoU "
    "records what they intend to do. It does not give either of them a legal power to share data.",
    KindOfAgreement.AGREEMENT: "At least one organisation is not a government body, a regulator or a law enforcement "
    "body, so a memorandum of understanding (MoU) is not enough.",
}


@dataclass(frozen=True)
class Triage:
    """The triage of one person and one data set.

    `agreements` are those in force between the two bodies, as (reference, title). `both_government` says whether both
    bodies are part of central government.
    """

    answers: Answers
    agreements: tuple[tuple[str, str], ...] = ()
    both_government: bool = False

    @cached_property
    def journey(self) -> Journey:
        """The path; it asks about existing agreements only if there are any."""
        steps = STEPS + ((COVERED,) if self.agreements else ()) + self._rest()
        return Journey(QuestionSet("triage", (Section(SECTION.key, SECTION.title, steps),)), self.answers)

    def _rest(self) -> tuple[Step, ...]:
        return () if self._covering() else REST

    def _covering(self) -> str:
        """Return the reference of the existing agreement chosen as covering this need; empty if there is none."""
        known = {reference for reference, _ in self.agreements}
        return next(iter(chosen(self.answers.get("tri_existing")) & known - {NONE_COVERS_IT}), "")

    def result(self) -> Result | None:
        """Return the result, or None while a question is open."""
        if stop := next(iter(self.journey.stops()), None):
            instead, title = INSTEAD[stop.place.question.key]
            return Result(title, stop.why, instead=instead)
        if self.journey.missing() or self.journey.missing("draft"):
            return None
        return self._existing() or self._needed()

    def _existing(self) -> Result | None:
        if not (reference := self._covering()):
            return None
        return Result(
            "You may not need a new agreement",
            f"You said that an agreement in force already covers the data: {dict(self.agreements)[reference]} "
            f"({reference}). Ask the people who lead it to add you or to change it.",
            instead=Instead.USE_THE_AGREEMENT,
            reference=reference,
        )

    def _needed(self) -> Result:
        kind = kind_of_agreement(self.answers, both_government=self.both_government)
        return Result(NEEDED[kind], WHY[kind], kind=kind)

    def first_answers(self) -> Answers:
        """Return the first answers of a new share: only those on the path."""
        return self.journey.answered()


def kind_of_agreement(answers: Answers, *, both_government: bool) -> KindOfAgreement:
    """Return the kind of document the share needs, from how often data moves and who the bodies are."""
    kind = chosen(answers.get("tri_kind")) & set(KINDS_OF_SHARE.keys)
    if "emergency" in kind:
        return KindOfAgreement.EMERGENCY
    if short_form(answers):
        return KindOfAgreement.SHORT_FORM
    return KindOfAgreement.MOU if both_government else KindOfAgreement.AGREEMENT
