"""The GOV.UK component of each field, and its options."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone
from markupsafe import Markup, escape

from datashare.lib.govuk.fields import PARTS, DateParts, wrong_parts
from datashare.lib.govuk.look import Look, legend_or_label, look_of, text_or_html

Options = dict[str, Any]

# Attributes of a widget for the page, without "maxlength", which would silently cut pasted text.
PASSED_ON = ("accept", "readonly", "list", "dir", "lang")


@dataclass(frozen=True, slots=True)
class Component:
    """A macro, as (folder, name), and the function that makes its options."""

    macro: tuple[str, str]
    options: Callable[[BoundField], Options]


def component_of(field: BoundField) -> Component:
    """Return the first component whose widget class matches, the most specific first."""
    widget = field.field.widget
    if isinstance(widget, forms.Textarea) and look_of(field.form, field.name).count:
        return CHARACTER_COUNT
    return next((component for kind, component in COMPONENTS if isinstance(widget, kind)), INPUT)


def common(field: BoundField) -> Options:
    """Return the options of every component: name, id, label, hint, error."""
    look = look_of(field.form, field.name)
    options: Options = {
        "name": field.html_name,
        "id": field.auto_id,
        "label": legend_or_label(label_of(field, look), look, "label"),
        "attributes": passed_on(field),
    }
    if field.help_text:
        options["hint"] = {text_or_html(field.help_text): field.help_text}
    if field.errors:
        options["errorMessage"] = {"text": str(field.errors[0])}
    return options


def label_of(field: BoundField, look: Look) -> Any:
    """Return the label, marked if an answer is optional."""
    needed = field.field.required or not look.optional
    if needed or isinstance(field.field.widget, forms.CheckboxInput) or "(optional)" in str(field.label):
        return field.label
    return field.label + Markup(" (optional)") if hasattr(field.label, "__html__") else f"{field.label} (optional)"


def passed_on(field: BoundField) -> dict[str, str]:
    """Return the widget's own attributes that belong on the input."""
    attrs = field.field.widget.attrs
    return {name: str(value) for name, value in attrs.items() if name in PASSED_ON or name.startswith("data-")}


def words(field: BoundField) -> str:
    """Return the value as the widget would write it."""
    value = field.field.widget.format_value(field.value())
    return "" if value is None else str(value)


def text_options(field: BoundField) -> Options:
    look = look_of(field.form, field.name)
    attrs = field.field.widget.attrs
    options = common(field) | {
        "type": input_type(field),
        "value": words(field),
        "classes": f"{width_class(look.width)} {attrs.get('class', '')}".strip(),
        "autocomplete": look.autocomplete or attrs.get("autocomplete"),
        "inputmode": look.inputmode or attrs.get("inputmode") or inputmode_of(field),
        "disabled": field.field.disabled,
        "autocapitalize": attrs.get("autocapitalize"),
    }
    if spellcheck_of(field, look) is not None:
        options["spellcheck"] = spellcheck_of(field, look)
    options |= {side: {"text": text} for side, text in (("prefix", look.prefix), ("suffix", look.suffix)) if text}
    return options


def input_type(field: BoundField) -> str:
    """Return the input type; numbers are text with a numeric keyboard, as a spinner changes them by accident."""
    kind = str(getattr(field.field.widget, "input_type", "text") or "text")
    return "text" if kind == "number" else kind


def inputmode_of(field: BoundField) -> str | None:
    if isinstance(field.field.widget, forms.NumberInput):
        return "decimal" if isinstance(field.field, (forms.DecimalField, forms.FloatField)) else "numeric"
    return None


def spellcheck_of(field: BoundField, look: Look) -> bool | None:
    if look.spellcheck is not None:
        return look.spellcheck
    return False if isinstance(field.field.widget, (forms.EmailInput, forms.URLInput, forms.PasswordInput)) else None


def width_class(width: str) -> str:
    if not width:
        return ""
    return f"govuk-input--width-{width}" if width.isdecimal() else f"govuk-!-width-{width}"


def password_options(field: BoundField) -> Options:
    return text_options(field) | {"value": ""}


def textarea_options(field: BoundField) -> Options:
    look = look_of(field.form, field.name)
    options = common(field) | {"value": kept_lines(words(field)), "rows": look.rows, "disabled": field.field.disabled}
    options |= {"autocomplete": look.autocomplete, "classes": str(field.field.widget.attrs.get("class", ""))}
    if look.spellcheck is not None:
        options["spellcheck"] = look.spellcheck
    return options


def kept_lines(text: str) -> Markup:
    """Return escaped text with line ends as references, as the macros indent what they nest."""
    lines = Markup(str(escape(text)).replace("\n", "&#10;"))  # noqa: S704 (escaped on this line)
    # HTML drops the first line end after <textarea>.
    return Markup("&#10;") + lines if text.startswith("\n") else lines


def counted_options(field: BoundField) -> Options:
    longest = int(getattr(field.field, "max_length", 0) or 0)
    fallback = f"You can enter up to {longest:,} characters"
    return textarea_options(field) | {"maxlength": longest, "textareaDescriptionText": fallback}


def select_options(field: BoundField) -> Options:
    chosen = chosen_values(field)
    choices = flat(field.field.widget.choices)
    items = [{"value": value, "text": text, "selected": value in chosen} for value, text in choices]
    return common(field) | {"items": items, "disabled": field.field.disabled}


def flat(choices: Iterable[Any]) -> list[tuple[str, Any]]:
    """Return choices without their groups, values as the page writes them."""
    pairs: list[tuple[str, Any]] = []
    for value, text in choices:
        pairs += flat(text) if isinstance(text, (list, tuple)) else [("" if value is None else str(value), text)]
    return pairs


def chosen_values(field: BoundField) -> set[str]:
    value = field.value()
    values = value if isinstance(value, (list, tuple, set)) else [value]
    return {"" if one is None else str(one) for one in values}


def choice_options(field: BoundField) -> Options:
    """Return the options of radios or check boxes: a fieldset, and an item for each choice."""
    look = look_of(field.form, field.name)
    options = common(field)
    legend = legend_or_label(label_of(field, look), look, "fieldset__legend")
    kind = "checkboxes" if isinstance(field.field.widget, forms.CheckboxSelectMultiple) else "radios"
    classes = [f"govuk-{kind}--{name}" for name in ("inline", "small") if getattr(look, name)]
    return options | {
        "idPrefix": field.auto_id,
        "fieldset": {"legend": legend},
        "items": choice_items(field, look),
        "classes": " ".join(classes),
    }


def choice_items(field: BoundField, look: Look) -> list[Options]:
    items: list[Options] = []
    chosen = chosen_values(field)
    for value, text in flat(field.field.widget.choices):
        if value == "":
            continue
        items += [{"divider": "or"}] if items and value == look.divider_before else []
        items.append(
            {"value": value, text_or_html(text): text, "checked": value in chosen} | extras(field, look, value)
        )
    return items


def extras(field: BoundField, look: Look, value: str) -> Options:
    """Return further options of a choice: a hint, fields under it, the behaviour to untick the others."""
    options: Options = {"disabled": field.field.disabled}
    if hint := look.hints.get(value):
        options["hint"] = {text_or_html(hint): hint}
    if names := [name for name in look.reveals.get(value, ()) if name in field.form.fields]:
        options["conditional"] = {"html": Markup("\n").join(field.form[name].as_field_group() for name in names)}
    if value == look.exclusive:
        options["behaviour"] = "exclusive"
    return options


def tick_options(field: BoundField) -> Options:
    """Return the options of one check box, whose label is the statement that is confirmed."""
    options = common(field)
    label = options.pop("label")
    item: Options = {"value": "on", "checked": bool(field.value()), "disabled": field.field.disabled}
    item |= {key: label[key] for key in ("text", "html") if key in label}
    if "hint" in options:
        item["hint"] = options.pop("hint")
    return options | {"idPrefix": field.auto_id, "items": [item]}


def date_options(field: BoundField) -> Options:
    look = look_of(field.form, field.name)
    typed = DateParts().format_value(field.value())
    wrong = wrong_parts(field) if field.errors else []
    items = [
        {
            "name": part,
            "id": f"{field.auto_id}-{part}",
            "value": typed.get(part, ""),
            "classes": f"govuk-input--width-{4 if part == 'year' else 2}" + " govuk-input--error" * (part in wrong),
        }
        for part in PARTS
    ]
    legend = legend_or_label(label_of(field, look), look, "fieldset__legend")
    options = common(field)
    asked = field.help_text
    shown = asked if "For example" in asked else f"{asked} {example_of(field.field)}".strip()
    return (
        options
        | {"hint": {text_or_html(asked): shown}}
        | {"namePrefix": field.html_name, "items": items, "fieldset": {"legend": legend}}
    )


def example_of(field: forms.Field) -> str:
    """Return the hint that every date has, after its own: an example that the field accepts."""
    year = timezone.localdate().year
    return f"For example, 27 3 {year - 1 if getattr(field, 'latest', None) else year + 1}"


def file_options(field: BoundField) -> Options:
    return common(field) | {"javascript": False, "disabled": field.field.disabled}


INPUT = Component(("input", "govukInput"), text_options)
CHARACTER_COUNT = Component(("character-count", "govukCharacterCount"), counted_options)
CHECKBOXES = Component(("checkboxes", "govukCheckboxes"), choice_options)

# The order matters: CheckboxSelectMultiple is a subclass of RadioSelect, and RadioSelect not of Select.
COMPONENTS: tuple[tuple[type[forms.Widget], Component], ...] = (
    (DateParts, Component(("date-input", "govukDateInput"), date_options)),
    (forms.CheckboxSelectMultiple, CHECKBOXES),
    (forms.RadioSelect, Component(("radios", "govukRadios"), choice_options)),
    (forms.CheckboxInput, Component(("checkboxes", "govukCheckboxes"), tick_options)),
    (forms.Select, Component(("select", "govukSelect"), select_options)),
    (forms.Textarea, Component(("textarea", "govukTextarea"), textarea_options)),
    (forms.PasswordInput, Component(("password-input", "govukPasswordInput"), password_options)),
    (forms.FileInput, Component(("file-upload", "govukFileUpload"), file_options)),
)
