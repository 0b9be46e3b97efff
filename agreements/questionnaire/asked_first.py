"""The order of the pages in a section: some questions first, none before one that decides whether it is asked."""

from collections.abc import Iterator, Mapping, Sequence

from agreements.questionnaire.shape import Answers, Step
from agreements.questionnaire.words import Json


class _Noted(Mapping[str, Json]):
    """Answers that note which of them are read."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.read: set[str] = set()

    def __getitem__(self, key: str) -> Json:
        self.read.add(key)
        return self.answers[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.answers)

    def __len__(self) -> int:
        return len(self.answers)


def in_order(steps: Sequence[Step], first: Mapping[str, str], answers: Answers, every: Sequence[Step]) -> list[Step]:
    """Return the steps of a section that are asked, those with a question in `first` as early as they can be.

    A page comes after those whose answers its condition reads; its place cannot change with them. One that reads a
    question that is not asked keeps its place. `every` has all the steps of the section.
    """
    early = sorted((step for step in steps if _rank(step, first) < len(first)), key=lambda step: _rank(step, first))
    needs = {step.slug: _reads(step, answers) & _keys(every) for step in early}
    early = [step for step in early if needs[step.slug] <= _keys(steps)]
    ordered: list[Step] = []
    for step in (None, *(step for step in steps if step not in early)):
        ordered += [step] if step else []
        while ready := next((one for one in early if one not in ordered and needs[one.slug] <= _keys(ordered)), None):
            ordered.append(ready)
    return ordered


def _rank(step: Step, first: Mapping[str, str]) -> int:
    keys = list(first)
    return min((keys.index(key) for key in step.keys if key in first), default=len(keys))


def _keys(steps: Sequence[Step]) -> set[str]:
    return {key for step in steps for key in step.keys}


def _reads(step: Step, answers: Answers) -> set[str]:
    """Return the questions whose answers decided whether this step is asked."""
    noted = _Noted(answers)
    step.implied(noted)
    step.when(noted)
    return noted.read - set(step.keys)
