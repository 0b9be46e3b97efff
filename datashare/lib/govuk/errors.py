"""The error summary: every error of a page's forms, each with a link to its box."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm, BoundField
from markupsafe import Markup

from datashare.lib.govuk.fields import DateParts, wrong_parts
from datashare.lib.govuk.renderer import macro


def error_list(*forms: BaseForm) -> list[dict[str, str]]:
    """Return each error as {"text": ..., "href": "#id_…"}, in the order of the fields; the form's own first."""
    found: list[dict[str, str]] = []
    for form in forms:
        found += [{"text": str(message)} for message in form.errors.get(NON_FIELD_ERRORS, [])]
        found += [entry(form[name]) for name in form.fields if name in form.errors]
    return found


def entry(field: BoundField) -> dict[str, str]:
    """Return the first error of a field, which is also the one shown beside it."""
    return {"text": str(field.errors[0]), "href": f"#{target(field)}"}


def target(field: BoundField) -> str:
    """Return the id of the box to correct: the first radio, the date's wrong part, the input itself."""
    if isinstance(field.field.widget, DateParts):
        return f"{field.auto_id}-{wrong_parts(field)[0]}"
    return str(field.auto_id)


def has_errors(*forms: Any) -> bool:
    """Return whether a page must say "Error: " in its title."""
    return any(bool(form.errors) for form in forms if isinstance(form, BaseForm) and form.is_bound)


def error_summary(*forms: Any) -> Markup:
    """Return the GOV.UK error summary for the forms of a page; empty if there are no errors."""
    found = error_list(*(form for form in forms if isinstance(form, BaseForm) and form.is_bound))
    if not found:
        return Markup()
    return macro("error-summary", "govukErrorSummary")({"titleText": "There is a problem", "errorList": found})
