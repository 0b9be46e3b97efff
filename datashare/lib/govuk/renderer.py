"""Django's form renderer: each field through its GOV.UK macro, all else as Django does it."""

from collections.abc import Callable
from functools import cache
from typing import Any, cast

from django.forms import BoundField
from django.forms.renderers import DjangoTemplates
from django.template import TemplateDoesNotExist, engines
from django.template.backends.jinja2 import Jinja2
from markupsafe import Markup

from datashare.lib.govuk import components
from datashare.lib.govuk.look import revealed_names


def engine() -> Jinja2:
    """Return the service's only Jinja environment."""
    return cast("Jinja2", engines["jinja2"])


@cache
def macro(component: str, name: str) -> Callable[[dict[str, Any]], Markup]:
    """Return a GOV.UK macro as a function of its options: `macro("button", "govukButton")({"text": "Save"})`."""
    template = engine().env.get_template(f"govuk_frontend_jinja/components/{component}/macro.html")
    function: Callable[[dict[str, Any]], Markup] = getattr(template.module, name)
    return function


class Renderer(DjangoTemplates):
    """The form renderer (`FORM_RENDERER`). The admin's widgets keep Django's own templates."""

    form_template_name = "_form.html"
    field_template_name = "_field.html"

    def get_template(self, template_name: str) -> Any:
        """Return our template, else that of Django and its apps."""
        try:
            return engine().get_template(template_name)
        except TemplateDoesNotExist:
            return super().get_template(template_name)

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name == self.field_template_name:
            return render_field(context["field"])
        if template_name == self.form_template_name:
            return render_form(context["form"])
        return super().render(template_name, context, request)


def render_form(form: Any) -> Markup:
    """Return all fields in order: hidden ones first, and those under a choice with their choice."""
    under = revealed_names(form)
    hidden = [Markup(field.as_widget()) for field in form.hidden_fields()]  # noqa: S704 (Django escaped it)
    shown = [render_field(field) for field in form.visible_fields() if field.name not in under]
    return Markup("\n").join(hidden + shown)


def render_field(field: BoundField) -> Markup:
    """Return one field as its GOV.UK component, or as Django shows it if there is none."""
    if field.is_hidden:
        return Markup(field.as_widget())  # noqa: S704 (Django escaped it)
    component = components.component_of(field)
    return macro(*component.macro)(component.options(field)).strip()
