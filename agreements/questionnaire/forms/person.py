"""The person picker (a member of the share, or a name, role and email), and who will check something."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, TypeVar

from django import forms

from agreements.questionnaire.forms import fields
from agreements.questionnaire.forms.base import Person, StepForm
from agreements.questionnaire.forms.fields import offer
from agreements.questionnaire.words import CHOSEN, Json, Words, chosen, part, person_line, text
from datashare.lib.govuk import Look

OTHER = "other"
NOT_YET = "not_yet"
NO_ONE = "No one yet"

Kind = TypeVar("Kind", bound="PersonForm")


class PersonForm(StepForm):
    """Picks one person for the question `person`.

    The name is stored beside the choice, so that the answer still names the person after they have left the share.
    """

    person: ClassVar[str]
    asks_for_people = True
    # Whether the person acts for the acquirer; one who advises may work for any organisation.
    acts_for_acquirer: ClassVar[bool] = True

    def adapt(self) -> None:
        self._known = tuple(self._people())
        offered = [(person.id, _label_of(person)) for person in self._known] + self._others()
        offer(self.fields[self._name(CHOSEN)], offered)
        if self.initial.get(self._name(CHOSEN)) != OTHER:
            self.initial.update(dict.fromkeys(map(self._name, ("name", "role", "email")), ""))

    def _others(self) -> list[tuple[str, str]]:
        return [(OTHER, "Someone else" if self._known else "Enter a person")]

    def _people(self) -> Iterable[Person]:
        """Yield the people of the share, and the stored person if they have left it.

        Those who write the request are not suggested to check it. They can still be typed in.
        """
        people = [person for person in self.context.people if self.acts_for_acquirer or not person.writes_request]
        yield from people
        if (before := self._picked_before()) and before.id not in {person.id for person in people}:
            yield before

    def _picked_before(self) -> Person | None:
        picked = self.initial.get(self._name(CHOSEN))
        if not picked or picked in {OTHER, NOT_YET}:
            return None
        return Person(picked, *(self.initial.get(self._name(piece), "") for piece in ("name", "role", "email")))

    def clean(self) -> dict[str, Any]:
        """Refuse a person typed in who works for the organisation that holds the data, as an invitation would."""
        cleaned = super().clean() or self.cleaned_data
        email = cleaned.get(self._name("email")) if cleaned.get(self._name(CHOSEN)) == OTHER else ""
        if email and self.acts_for_acquirer and (why := self.context.refuses(str(email))):
            self.add_error(self._name("email"), why)
        return cleaned

    def _name(self, piece: str) -> str:
        return f"{self.person}__{piece}"

    def to_answers(self) -> dict[str, Json]:
        answers = super().to_answers()
        group = answers[self.person]
        picked = next((person for person in self._known if person.id == text(part(group, CHOSEN))), None)
        if picked and isinstance(group, dict):
            group |= {"name": picked.name, "role": picked.role, "email": picked.email}
        return answers

    @classmethod
    def words(cls, key: str, value: Json) -> Words:
        if key != cls.person:
            return super().words(key, value)
        return Words(tuple(filter(None, [person_line(value)])))


class CheckForm(PersonForm):
    """Who will check something; "no one yet" is an answer too. Whether they have is for them to say, not for a form."""

    acts_for_acquirer = False

    def _others(self) -> list[tuple[str, str]]:
        return [*super()._others(), (NOT_YET, NO_ONE)]

    @classmethod
    def words(cls, key: str, value: Json) -> Words:
        if key == cls.person and NOT_YET in chosen(value):
            return Words((NO_ONE,))
        return super().words(key, value)


def _label_of(person: Person) -> str:
    return f"{person.name} ({person.role})" if person.role else person.name


def person_fields(key: str, *, required: bool, label: str = "") -> dict[str, forms.Field]:
    """Return the fields of a person picker. The form fills in the radios, since it knows the share."""
    return {
        f"{key}__{CHOSEN}": forms.ChoiceField(label=label or None, required=required, widget=forms.RadioSelect),
        f"{key}__name": fields.line("Full name"),
        f"{key}__role": fields.line("Job title or role", required=False),
        f"{key}__email": fields.email(),
    }


def person_looks(key: str, called: str, *, heading: bool) -> dict[str, Look]:
    revealed = tuple(f"{key}__{piece}" for piece in ("name", "role", "email"))
    return {
        f"{key}__{CHOSEN}": Look(
            size="l" if heading else "s",
            heading=heading,
            called=called,
            reveals={OTHER: revealed},
            divider_before=OTHER,
            optional=False,
        ),
        f"{key}__name": Look(called="their full name", autocomplete="off"),
        f"{key}__role": Look(called="their job title or role"),
        f"{key}__email": Look(called="their email address"),
    }


def person_form(key: str, called: str, *, required: bool = True, acts: bool = True) -> type[PersonForm]:
    """Return the form of a page that asks for one person."""
    looks = person_looks(key, called, heading=True)
    return _made(PersonForm, key, {**person_fields(key, required=required), "looks": looks, "acts_for_acquirer": acts})


def check_form(key: str, called: str) -> type[CheckForm]:
    """Return the form of a page that asks who will check something."""
    looks = person_looks(key, called, heading=True)
    return _made(CheckForm, key, {**person_fields(key, required=False), "looks": looks})


def _made(kind: type[Kind], key: str, body: Mapping[str, Any]) -> type[Kind]:
    name = "".join(word.capitalize() for word in key.split("_")) + kind.__name__
    return type(name, (kind,), {**body, "person": key, "__module__": __name__, "__doc__": f"The page of {key}."})
