"""Base of all questionnaire forms: Django fields on one side, answers that JSON can hold on the other.

A field named as a question holds its answer. Fields named `question__part` together hold one answer that is a group:
`retention__chosen` and `retention__why` are stored as {"retention": {"chosen": …, "why": …}}.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self

from django import forms

from agreements.questionnaire.words import CHOSEN, Json, Words, day, part, rows_of, said, text, texts
from datashare.lib import govuk, placeholders, printing
from datashare.lib.pasted import plain

SEPARATOR = "__"


@dataclass(frozen=True)
class Person:
    """A person who can be picked, as the pages show them."""

    id: str
    name: str
    role: str = ""
    email: str = ""
    # Whether they write the request, so that another person must have checked it.
    writes_request: bool = False


@dataclass(frozen=True)
class StepContext:
    """What a form needs to know about its share. The view fills it in; the forms do not read the database."""

    people: tuple[Person, ...] = ()
    # Why the person with an email address cannot act for the acquirer here; empty if they can.
    refuses: Callable[[str], str] = lambda email: ""
    acquirer: str = "Your organisation"
    supplier: str = "The supplier"
    # The data items of the request, for the supplier to decide on: (id, item, why it is needed).
    items: tuple[tuple[str, str, str], ...] = ()
    # The names of the organisations of the data share.
    parties: tuple[str, ...] = ()
    # Agreements in force between the two bodies, as (reference, title).
    agreements: tuple[tuple[str, str], ...] = ()


EMPTY_CONTEXT = StepContext()


class StepForm(govuk.Form):
    """A page of the questionnaire. Answers come in through `from_answers` and go out through `to_answers`."""

    # Context the form needs; views fetch only these.
    asks_for_people: ClassVar[bool] = False
    names_the_sides: ClassVar[bool] = False
    lists_the_parties: ClassVar[bool] = False
    # Whether an answer may only say that there is none, such as "n/a".
    takes_placeholders: ClassVar[bool] = False
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
        for name, flaw in [(name, self._flaw_in(name, words)) for name, words in typed if isinstance(words, str)]:
            if flaw:
                self.add_error(name, flaw)

    def _flaw_in(self, name: str, words: str) -> str:
        """Return why these words could not be printed, or say nothing; empty if all is well."""
        if flaw := printing.flaw_in(words):
            return flaw
        is_required = self.fields[name].required
        return "" if self.takes_placeholders else placeholders.flaw_of(words, required=is_required)

    def _readable_value(self, key: str, value: Any) -> Any:
        """Return a value pasted from a word processor as plain text."""
        return super()._readable_value(key, plain(value) if isinstance(value, str) else value)

    def adapt(self) -> None:
        """Fit the fields to the context: a person picker offers the people of this share."""

    @classmethod
    def from_answers(
        cls, answers: Mapping[str, Json], *, data: Any = None, context: StepContext = EMPTY_CONTEXT
    ) -> Self:
        """Return the form filled with stored answers, bound to `data` if something was posted."""
        return cls(data, initial=initial_of(cls.base_fields, answers), context=context)

    def to_answers(self) -> dict[str, Json]:
        """Return the valid form's answers by question. A question left blank gets an empty value."""
        return fold((name, stored(self.cleaned_data.get(name))) for name in self.fields)

    @classmethod
    def problems(cls, answers: Mapping[str, Json]) -> dict[str, list[str]]:
        """Return the errors in stored answers, by field; empty if the form would accept them today."""
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
        """Return a stored answer to one of this form's questions in words."""
        field = cls.base_fields.get(key)
        return Words(said(field, value)) if field else Words(tuple(cls._lines(key, value)))

    @classmethod
    def _lines(cls, key: str, value: Json) -> Iterable[str]:
        """Yield the lines of a group: the chosen options with their explanations, then the other parts."""
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
        """Return the names of the fields that explain each option."""
        look = cls.looks.get(key + SEPARATOR + CHOSEN)
        return look.reveals if look else {}

    @classmethod
    def _options_in_words(cls, key: str, value: Json, field: forms.Field) -> Iterable[str]:
        for option in filter(None, texts(part(value, CHOSEN))):
            names = cls._reveals(key).get(option, ())
            details = [line for name in names for line in said(cls.base_fields[name], part(value, part_of(name)))]
            yield ": ".join([*said(field, option), *([", ".join(details)] if details else [])])

    @classmethod
    def usual_rows(cls, context: StepContext) -> list[dict[str, Json]]:
        """Return what each row begins with that a table of this form usually has, to be completed."""
        return []

    @classmethod
    def words_of_rows(cls, value: Json) -> Words:
        """Return the rows of a table in words, under this form's column headings."""
        rows = tuple(cls.cells(row) for row in rows_of(value))
        return Words(columns=tuple(cls.columns.values()), rows=rows) if rows else Words()

    @classmethod
    def cells(cls, row: Mapping[str, Json]) -> tuple[str, ...]:
        """Return one row of the table, a cell for each column."""
        return tuple("\n".join(cls.words(key, row.get(key)).lines) for key in cls.columns)


def owner_of(name: str) -> str:
    """Return the key of the question that a field belongs to."""
    return name.partition(SEPARATOR)[0]


def part_of(name: str) -> str:
    """Return the part of the question that a field holds; empty if the field holds the whole."""
    return name.partition(SEPARATOR)[2]


def labelled(field: forms.Field, lines: tuple[str, ...]) -> Iterable[str]:
    """Yield lines under the label of their field."""
    if lines:
        label, said_there = str(field.label or ""), ", ".join(lines)
        yield f"{label} {said_there}" if label.endswith("?") else ": ".join(filter(None, [label, said_there]))


def stored(value: Any) -> Json:
    """Return a cleaned value as JSON stores it: dates as 2026-11-21, None as an empty text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | set):
        return [text(item) for item in value]
    return "" if value is None else text(value)


def fold(pairs: Iterable[tuple[str, Json]]) -> dict[str, Json]:
    """Return flat fields as answers: `retention__why` becomes the part `why` of the answer `retention`."""
    answers: dict[str, Json] = {}
    for name, value in pairs:
        key, piece = owner_of(name), part_of(name)
        if not piece:
            answers[key] = value
        elif isinstance(group := answers.setdefault(key, {}), dict):
            group[piece] = value
    return answers


def initial_of(fields: Mapping[str, forms.Field], answers: Mapping[str, Json]) -> dict[str, Any]:
    """Return the initial value of each field; None for a stored value whose shape the field cannot show."""
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
    """Return the data a browser would post if the form were saved unchanged."""
    data: dict[str, Any] = {}
    for name, field in form.fields.items():
        value = form.get_initial_for_field(field, name)
        if isinstance(field.widget, govuk.DateParts):
            data |= {f"{name}-{piece}": typed for piece, typed in field.widget.format_value(value).items()}
        else:
            data[name] = value
    return data
