"""An answer as a clause reads it: given or missing, and its words in the middle of a sentence."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from agreements.drafting.library.phrases import OPTIONS, phrase
from agreements.questionnaire.words import CHOSEN, day, is_empty, part, texts
from agreements.wording.gaps import mark
from datashare.lib.phrases import listed

DATE = re.compile(r"\d{4}-\d\d-\d\d")
PERSON = ("name", "role", "position", "organisation")
CONTACT = (*PERSON, "email")
# Parts of a group that explain the option beside them.
DETAILS = ("detail", "why", "how", "more", "note", "reason", "text")

# Options that only stand for the words beside them; of other questions, "other".
SAID_BY_EXPLANATION = {"geography": ("local", "outside_uk")}
# Names of places that take an article in a sentence.
PLACE = re.compile(r"^(?:City|County|Borough|London Borough|Royal Borough|Metropolitan Borough|Isle) of\b")


@dataclass(frozen=True, slots=True)
class Gap:
    """A missing answer: false, and printed as a mark that names the question."""

    key: str

    def __bool__(self) -> bool:
        return False

    def __iter__(self) -> Iterator["GivenRow"]:
        return iter(())

    def says(self, *options: str) -> bool:
        return False

    @property
    def token(self) -> str:
        return mark(self.key)

    def part(self, name: str) -> "Gap":
        return self

    @property
    def detail(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that was given. Iterate over it for the rows of a table."""

    key: str
    value: Any

    def __iter__(self) -> Iterator["GivenRow"]:
        rows = self.value if isinstance(self.value, list) else [self.value]
        return (
            GivenRow(self.key, row if isinstance(row, Mapping) else {"text": row}) for row in rows if not is_empty(row)
        )

    @property
    def is_choice(self) -> bool:
        """Whether it was chosen from a list."""
        return self.key in OPTIONS

    @property
    def options(self) -> list[str]:
        """The keys of the options chosen, in stored order."""
        chosen = part(self.value, CHOSEN) if isinstance(self.value, dict) else self.value
        return [key for key in texts(chosen) if key]

    def says(self, *options: str) -> bool:
        """Return whether one of these options was chosen."""
        return not set(options).isdisjoint(self.options)

    def part(self, name: str) -> "Given | Gap":
        """Return one part of an answer that is a group."""
        value = part(self.value, name)
        return Gap(self.key) if is_empty(value) else Given(f"{self.key}.{name}", value)

    @property
    def detail(self) -> str:
        """The text written beside the choice; empty if there is none."""
        return next((as_text(text) for name in DETAILS if not is_empty(text := part(self.value, name))), "")

    def explained(self) -> Iterator[tuple[str, str]]:
        """Yield each chosen option in words, with its explanation."""
        for option in self.options:
            own = part(self.value, option) or (
                part(self.value, "detail") if option in {"other", "as_described"} else ""
            )
            yield phrase(self.key, option), as_text(own)

    @property
    def words(self) -> str:
        """The answer in words for a sentence."""
        if not self.is_choice:
            return as_text(self.value)
        return listed([self._explained(words, more) for words, more in self.explained()])

    def _explained(self, words: str, more: str) -> str:
        """Return an option with its explanation; for "something else" and for local areas, only the explanation."""
        if more and words in {phrase(self.key, option) for option in SAID_BY_EXPLANATION.get(self.key, ("other",))}:
            return PLACE.sub(r"the \g<0>", more) if self.key == "geography" else more
        return f"{words}: {more}" if more else words


@dataclass(frozen=True, slots=True)
class GivenRow:
    """One row of a table in an answer."""

    key: str
    cells: Mapping[str, Any]

    def cell(self, name: str) -> Given | Gap:
        """Return one cell, or a gap naming the whole question if it is empty."""
        value = self.cells.get(name)
        return Gap(self.key) if is_empty(value) else Given(f"{self.key}.{name}", value)


Answered = Given | Gap


def long_date(moment: date) -> str:
    return f"{moment.day} {moment:%B} {moment.year}"


def as_text(value: Any) -> str:
    """Return any stored value in plain words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, str):
        moment = day(value) if DATE.fullmatch(value) else None
        return long_date(moment) if moment else value
    if isinstance(value, Mapping):
        return person(value, CONTACT) or from_parts(value.values())
    if isinstance(value, (list, tuple)):
        return from_parts(value)
    return "" if value is None else str(value)


def from_parts(values: Any) -> str:
    """Return several parts of one answer, separated by semicolons."""
    return "; ".join(text for text in (as_text(value) for value in values) if text.strip())


def person(value: Mapping[str, Any], parts: tuple[str, ...]) -> str:
    """Return these parts of a person; empty if no name is stored."""
    if is_empty(value.get("name")):
        return ""
    return ", ".join(as_text(value[name]) for name in parts if not is_empty(value.get(name)))


def span(value: Any) -> str:
    """Return a period in words."""
    start, end = (as_text(part(value, name)) for name in ("start", "end"))
    if start and end:
        return f"{start} to {end}"
    return f"from {start}" if start else f"until {end}"
