"""What every form of the questionnaire is: Django fields on one side, answers that JSON can hold on the other.

A field named as a question holds its answer. Fields named `question__part` together hold one answer that is a group:
`retention__chosen` and `retention__why` are stored as {"retention": {"chosen": …, "why": …}}.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self

from django import forms

from agreements.questionnaire.words import CHOSEN, Json, Words, day, part, rows_of, said, text, texts
from datashare.lib import govuk, printing
from datashare.lib.pasted import plain

SEPARATOR = "__"


@dataclass(frozen=True)
class Person:
    """Someone who can be picked, as the pages show them."""

    id: str
    name: str
    role: str = ""
    email: str = ""


@dataclass(frozen=True)
class StepContext:
    """What a form must know of the share it serves. The view fills it in; the forms read no database."""

    people: tuple[Person, ...] = ()
    acquirer: str = "Your organisation"
    supplier: str = "The supplier"
    # The data items of the request, for the supplier to decide on: (id, item, why it is needed).
    items: tuple[tuple[str, str, str], ...] = ()
    # Agreements in force between the two bodies, as (reference, title).
    agreements: tuple[tuple[str, str], ...] = ()


EMPTY_CONTEXT = StepContext()


class StepForm(govuk.Form):
    """A page of the questionnaire. Answers come in through `from_answers` and go out through `to_answers`."""

    # What of the context the form uses: no one fetches what it does not.
    asks_for_people: ClassVar[bool] = False
    names_the_sides: ClassVar[bool] = False
    # The column headings of a table whose row this form is: {question or part: heading}.
    columns: ClassVar[Mapping[str, str]] = {}

    def __init__(
        self, data: Any = None, *, initial: Mapping[str, Any] | None = None, context: StepContext = EMPTY_CONTEXT
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.context = context
        self.adapt()

    def full_clean(self) -> None:
        super().full_clean()
        typed = getattr(self, "cleaned_data", {}).items() if self.is_bound else ()
        for name, flaw in [(name, printing.flaw_in(words)) for name, words in typed if isinstance(words, str)]:
            if flaw:
                self.add_error(name, flaw)

    def _readable_value(self, key: str, value: Any) -> Any:
        """What was pasted from a word processor, as it looked there."""
        return super()._readable_value(key, plain(value) if isinstance(value, str) else value)

    def adapt(self) -> None:
        """Fit the fields to the context: a person picker offers the people of this share."""

    @classmethod
    def from_answers(
        cls, answers: Mapping[str, Json], *, data: Any = None, context: StepContext = EMPTY_CONTEXT
    ) -> Self:
        """The form as answered so far, bound to `data` when something was posted."""
        return cls(data, initial=initial_of(cls.base_fields, answers), context=context)

    def to_answers(self) -> dict[str, Json]:
        """The valid form's answers by question. A question left blank is there with an empty value."""
        return fold((name, stored(self.cleaned_data.get(name))) for name in self.fields)

    @classmethod
    def problems(cls, answers: Mapping[str, Json]) -> dict[str, list[str]]:
        """What is wrong with stored answers, by field; nothing when they would be accepted again today."""
        bound = cls.from_answers(answers, data=posted(cls.from_answers(answers)))
        return {name: [str(message) for message in messages] for name, messages in bound.errors.items()}

    def ask(self, key: str, words: str, hint: str = "") -> None:
        """Give the question's words to the first of its fields, unless that field has its own."""
        for name, field in self.fields.items():
            if owner_of(name) == key:
                field.label = field.label or words
                field.help_text = field.help_text or hint
                return

    @property
    def has_heading(self) -> bool:
        """Whether one of the fields is the heading of the page, so that the page needs no other."""
        return any(look.heading for name, look in self.looks.items() if name in self.fields)

    @classmethod
    def words(cls, key: str, value: Json) -> Words:
        """What a stored answer to one of this form's questions says to a reader."""
        field = cls.base_fields.get(key)
        return Words(said(field, value)) if field else Words(tuple(cls._lines(key, value)))

    @classmethod
    def _lines(cls, key: str, value: Json) -> Iterable[str]:
        """A group in lines: what was chosen, each option with what explains it, then the other parts."""
        explaining = {name for names in cls._reveals(key).values() for name in names}
        for name, field in cls.base_fields.items():
            if owner_of(name) != key or name in explaining:
                continue
            if part_of(name) == CHOSEN:
                yield from cls._options_in_words(key, value, field)
            else:
                yield from labelled(field, said(field, part(value, part_of(name))))

    @classmethod
    def _reveals(cls, key: str) -> Mapping[str, tuple[str, ...]]:
        """The fields that explain an option, by option."""
        look = cls.looks.get(key + SEPARATOR + CHOSEN)
        return look.reveals if look else {}

    @classmethod
    def _options_in_words(cls, key: str, value: Json, field: forms.Field) -> Iterable[str]:
        for option in filter(None, texts(part(value, CHOSEN))):
            names = cls._reveals(key).get(option, ())
            details = [line for name in names for line in said(cls.base_fields[name], part(value, part_of(name)))]
            yield ": ".join([*said(field, option), *([", ".join(details)] if details else [])])

    @classmethod
    def words_of_rows(cls, value: Json) -> Words:
        """A table of rows, under this form's column headings."""
        rows = tuple(cls.cells(row) for row in rows_of(value))
        return Words(columns=tuple(cls.columns.values()), rows=rows) if rows else Words()

    @classmethod
    def cells(cls, row: Mapping[str, Json]) -> tuple[str, ...]:
        """One row of the table, a cell for each column."""
        return tuple("\n".join(cls.words(key, row.get(key)).lines) for key in cls.columns)


def owner_of(name: str) -> str:
    """The question that a field belongs to."""
    return name.partition(SEPARATOR)[0]


def part_of(name: str) -> str:
    """The part of the question that a field holds; nothing when it holds the whole."""
    return name.partition(SEPARATOR)[2]


def labelled(field: forms.Field, lines: tuple[str, ...]) -> Iterable[str]:
    """Lines under the label of their field."""
    if lines:
        label = str(field.label or "").removesuffix("?")
        yield ": ".join(filter(None, [label, ", ".join(lines)]))


def stored(value: Any) -> Json:
    """A cleaned value as JSON keeps it: dates as 2026-11-21, nothing as an empty text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | set):
        return [text(item) for item in value]
    return "" if value is None else text(value)


def fold(pairs: Iterable[tuple[str, Json]]) -> dict[str, Json]:
    """Flat fields as answers: `retention__why` becomes the part `why` of the answer `retention`."""
    answers: dict[str, Json] = {}
    for name, value in pairs:
        key, piece = owner_of(name), part_of(name)
        if not piece:
            answers[key] = value
        elif isinstance(group := answers.setdefault(key, {}), dict):
            group[piece] = value
    return answers


def initial_of(fields: Mapping[str, forms.Field], answers: Mapping[str, Json]) -> dict[str, Any]:
    """What each field shows of the stored answers; a value of a shape the field cannot show becomes none."""
    return {name: shown(field, _stored_in(answers, name)) for name, field in fields.items()}


def _stored_in(answers: Mapping[str, Json], name: str) -> Json:
    value = answers.get(owner_of(name))
    return part(value, part_of(name)) if part_of(name) else value


def shown(field: forms.Field, value: Json) -> Any:
    if isinstance(field, forms.MultipleChoiceField):
        return [key for key in texts(value) if key]
    if isinstance(field, govuk.DateField):
        return day(value)
    return text(value)


def posted(form: StepForm) -> dict[str, Any]:
    """The data a browser would post if someone saved the form as it stands."""
    data: dict[str, Any] = {}
    for name, field in form.fields.items():
        value = form.get_initial_for_field(field, name)
        if isinstance(field.widget, govuk.DateParts):
            data |= {f"{name}-{piece}": typed for piece, typed in field.widget.format_value(value).items()}
        else:
            data[name] = value
    return data
