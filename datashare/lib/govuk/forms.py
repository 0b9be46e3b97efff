"""The base of every form: messages in plain English, refused characters, and fields under a choice."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.validators import MaxLengthValidator, validate_email
from django.http import QueryDict

from datashare.lib import addresses
from datashare.lib.govuk import characters
from datashare.lib.govuk.look import Look, look_of
from datashare.lib.govuk.messages import say_in_plain_english

# Default maximum lengths for fields without one.
LONGEST_LINE = 500
LONGEST_TEXT = 20_000


class Form(forms.Form):
    """A Django form as this service uses it; see the package's docstring."""

    use_required_attribute = False
    looks: ClassVar[Mapping[str, Look]] = {}

    def __init__(self, data: Mapping[str, Any] | None = None, files: Any = None, **options: Any) -> None:
        self.unreadable: dict[str, str] = {}
        super().__init__(data=self._readable(data), files=files, **options)
        for name, field in self.fields.items():
            limit_length(field)
            take_addresses(field)
            say_in_plain_english(field, name, look_of(self, name).called)

    def full_clean(self) -> None:
        closed = self._closed_fields()
        for name in closed:
            self.fields[name].required = False
        super().full_clean()
        if not self.is_bound:
            return
        for name in closed:
            self._forget(name)
        self._refuse_unreadable()

    def _readable(self, data: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
        """Return posted data with uniform line ends and without refused characters, and record where those were."""
        if data is None:
            return None
        lists = dict(data.lists()) if isinstance(data, QueryDict) else {key: [value] for key, value in data.items()}
        clean = QueryDict(mutable=True)
        for key, values in lists.items():
            flat = values[0] if len(values) == 1 and isinstance(values[0], (list, tuple)) else values
            clean.setlist(key, [self._readable_value(key, value) for value in flat])
        return clean

    def _readable_value(self, key: str, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        readable = characters.shown(value)
        if readable != value:
            self.unreadable[key] = characters.what_is_wrong(value)
        return readable.replace("\r\n", "\n") if characters.says_something(readable) else ""

    def _refuse_unreadable(self) -> None:
        for key, message in self.unreadable.items():
            name = next((name for name in self.fields if key in self._posted_names(name)), None)
            if name:
                # Replace the field's other errors, which these characters may cause.
                self.errors.pop(name, None)
                self.add_error(name, message)

    def _posted_names(self, name: str) -> set[str]:
        prefixed = self.add_prefix(name)
        return {prefixed, *(f"{prefixed}-{part}" for part in ("day", "month", "year"))}

    def _closed_fields(self) -> set[str]:
        """Return the fields under a choice that was not made."""
        closed: set[str] = set()
        for parent, look in self.looks.items():
            if parent in self.fields and self.is_bound and look.reveals:
                made = self[parent].value() or []
                made = made if isinstance(made, (list, tuple)) else [made]
                closed |= {name for value, names in look.reveals.items() if value not in made for name in names}
        return closed & self.fields.keys()

    def _forget(self, name: str) -> None:
        self.errors.pop(name, None)
        self.cleaned_data[name] = self.fields[name].to_python(None)

    @property
    def page_errors(self) -> list[str]:
        """The errors that belong to the form as a whole."""
        return [str(message) for message in self.errors.get(NON_FIELD_ERRORS, [])]


def take_addresses(field: forms.Field) -> None:
    """Validate a library's address field by our canonical form, before the library changes the input."""
    field.validators = [addresses.validate if check is validate_email else check for check in field.validators]


def limit_length(field: forms.Field) -> None:
    """Give a text field without a maximum length the default one of its kind."""
    if not isinstance(field, forms.CharField):
        return
    if field.max_length is None:
        field.max_length = LONGEST_TEXT if isinstance(field.widget, forms.Textarea) else LONGEST_LINE
        field.validators = [*field.validators, MaxLengthValidator(field.max_length)]
