"""The look of a field: options that Django's own fields do not have."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django.forms import BaseForm

Size = Literal["", "s", "m", "l", "xl"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """The appearance of one field; `looks = {"name": Look(...)}` on the form class.

    size, heading: size of the label or legend, and whether it is the page's heading.
    called: the field in the middle of a sentence, for messages: "your full name" gives "Enter your full name".
    width: characters ("2" to "30") or a fraction ("one-half", "two-thirds").
    prefix, suffix: shown beside a text input, like £ or "per year".
    rows, count: height of a text area; whether to count characters down to max_length.
    hints: value of a choice -> hint under it. reveals: value of a choice -> names of fields shown under it.
    divider_before: value of the choice that has "or" above it. exclusive: the check box that unticks the others.
    inline, small: radios in one line; small radios or check boxes.
    optional: False leaves out "(optional)". hide_label: read by screen readers only.
    """

    size: Size = ""
    heading: bool = False
    called: str = ""
    width: str = ""
    prefix: str = ""
    suffix: str = ""
    rows: int = 5
    count: bool = False
    hints: Mapping[str, str] = field(default_factory=dict)
    reveals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    divider_before: str = ""
    exclusive: str = ""
    inline: bool = False
    small: bool = False
    optional: bool = True
    hide_label: bool = False
    autocomplete: str = ""
    inputmode: str = ""
    spellcheck: bool | None = None


PLAIN = Look()


def look_of(form: BaseForm, name: str) -> Look:
    """Return the look of a field; a plain one if the form declares none."""
    looks: Mapping[str, Look] = getattr(form, "looks", {})
    return looks.get(name, PLAIN)


def revealed_names(form: BaseForm) -> set[str]:
    """Return the fields shown under a choice of another field."""
    looks: Mapping[str, Look] = getattr(form, "looks", {})
    return {name for look in looks.values() for names in look.reveals.values() for name in names if name in form.fields}


def legend_or_label(text: Any, look: Look, part: Literal["label", "fieldset__legend"]) -> dict[str, Any]:
    """Return the options of a label or a legend macro."""
    classes = [f"govuk-{part}--{look.size}"] if look.size else []
    classes += ["govuk-visually-hidden"] if look.hide_label else []
    return {text_or_html(text): text, "classes": " ".join(classes), "isPageHeading": look.heading}


def text_or_html(value: Any) -> Literal["text", "html"]:
    """Return which option of a macro takes this value: safe markup, or text to escape."""
    return "html" if hasattr(value, "__html__") else "text"
