"""Default error messages in plain English, each naming its field."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import (
    BaseValidator,
    MaxLengthValidator,
    MaxValueValidator,
    MinLengthValidator,
    MinValueValidator,
)
from django.forms.utils import pretty_name

CHOICES = (forms.ChoiceField, forms.MultipleChoiceField, forms.ModelChoiceField, forms.BooleanField)


def say_in_plain_english(field: forms.Field, name: str, called: str) -> None:
    """Replace Django's default messages, except those that the form sets itself."""
    own = own_messages(field)
    if not called and not isinstance(field, forms.BooleanField):
        called = called_after(field.label or pretty_name(name))
    for code, words in default_messages(field, called).items():
        # The email field uses its validator's message, which the field's own overrides.
        known = code in field.error_messages or (code == "invalid" and isinstance(field, forms.EmailField))
        if known and field.error_messages.get(code) == own.get(code):
            field.error_messages[code] = words
    field.validators = [in_plain_english(validator, called) for validator in field.validators]


def own_messages(field: forms.Field) -> dict[str, Any]:
    """Return the messages of the field's class."""
    messages: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        messages |= getattr(kind, "default_error_messages", {})
    return messages


def called_after(label: Any) -> str:
    """Return a label for the middle of a sentence; empty for a question, which does not fit there."""
    words = str(label or "")
    if not words or words.endswith("?"):
        return ""
    return words if words[1:2].isupper() or words[1:2] == " " else words[:1].lower() + words[1:]


def default_messages(field: forms.Field, called: str) -> dict[str, str]:
    """Return the message for each error code."""
    escaped = called.replace("%", "%%")
    name = escaped[:1].upper() + escaped[1:] if called else "This"
    offered = f"Select {called or 'an answer'}"
    return {
        "required": required_message(field, called),
        "invalid_choice": f"{offered} from the list",
        "invalid_list": f"{offered} from the list",
        "invalid": invalid_message(field, called),
        "incomplete": f"{name if called else 'The date'} must include a %(missing)s",
        "impossible": f"{name if called else 'The date'} must be a real date",
        "early": f"{name if called else 'The date'} must be the same as or after %(limit)s",
        "late": f"{name if called else 'The date'} must be the same as or before %(limit)s",
        "past": f"{name if called else 'The date'} must be today or in the future",
        "future": f"{name if called else 'The date'} must be today or in the past",
        "missing": "Select a file",
        "empty": "The selected file is empty",
    }


def required_message(field: forms.Field, called: str) -> str:
    if isinstance(field, forms.BooleanField):
        return f"Confirm {called}" if called else "Select the box to confirm"
    if isinstance(field, forms.FileField):
        return f"Select {called or 'a file'}"
    if isinstance(field, CHOICES):
        return f"Select {called}" if called else "Select an answer"
    return f"Enter {called}" if called else "Enter an answer"


def invalid_message(field: forms.Field, called: str) -> str:
    name = called[:1].upper() + called[1:] if called else "The answer"
    if isinstance(field, forms.EmailField):
        return "Enter an email address in the correct format, like name@example.gov.uk"
    if isinstance(field, forms.URLField):
        return "Enter a web address in the correct format, like https://www.example.gov.uk"
    if isinstance(field, (forms.IntegerField, forms.DecimalField)) and not isinstance(field, forms.FloatField):
        whole = not isinstance(field, forms.DecimalField)
        return f"{name} must be a {'whole number, like 12' if whole else 'number, like 12.5'}"
    return f"{name} is not in the correct format"


WORDS: dict[type[BaseValidator], str] = {
    MaxLengthValidator: "{name} must be {limit:,} characters or fewer. You entered %(entered)s",
    MinLengthValidator: "{name} must be {limit:,} characters or more. You entered %(entered)s",
    MaxValueValidator: "{name} must be {limit} or fewer",
    MinValueValidator: "{name} must be {limit} or more",
}


class _CountsInThousands(BaseValidator):
    """A limit whose message gives the number that was entered with commas."""

    def __call__(self, value: Any) -> None:
        try:
            super().__call__(value)
        except ValidationError as problem:
            entered = problem.params and problem.params["show_value"]
            raise ValidationError(self.message, code=self.code, params={"entered": f"{entered:,}"}) from problem


class _LongestInWords(_CountsInThousands, MaxLengthValidator):
    pass


class _ShortestInWords(_CountsInThousands, MinLengthValidator):
    pass


COUNTED: dict[type[BaseValidator], type[BaseValidator]] = {
    MaxLengthValidator: _LongestInWords,
    MinLengthValidator: _ShortestInWords,
}


def in_plain_english(validator: Any, called: str) -> Any:
    """Return a copy of a limit validator that names the field; other validators unchanged."""
    words = WORDS.get(type(validator))
    if not words or callable(validator.limit_value) or "message" in vars(validator):
        return validator
    name = (called[:1].upper() + called[1:]).replace("%", "%%") if called else "Your answer"
    kind = COUNTED.get(type(validator), type(validator))
    return kind(validator.limit_value, message=words.format(name=name, limit=validator.limit_value))
