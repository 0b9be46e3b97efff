"""The GOV.UK form kit: plain Django forms, shown as GOV.UK components.

    class AimsForm(govuk.Form):
        aims = forms.CharField(label="What do you want to achieve?", help_text="Two or three sentences.",
                               max_length=4000, widget=forms.Textarea)
        kind = forms.ChoiceField(label="Kind of data", choices=KINDS, widget=forms.RadioSelect)
        other = forms.CharField(label="Say which")
        starts = govuk.DateField(label="When should it start?")

        looks = {
            "aims": Look(size="l", heading=True, rows=8, count=True, called="what you want to achieve"),
            "kind": Look(called="the kind of data", hints={"personal": "About living people."},
                         reveals={"other": ("other",)}, divider_before="none"),
        }

`{{ form }}` shows every field, `{{ form.aims.as_field_group() }}` one; `error_summary(form)` goes above the heading.
Labels and hints are Django's `label` and `help_text`; everything else about looks is in `Look`. A field that is not
required says "(optional)". A field named in `reveals` is shown under its choice, is only asked for when that choice
is made, and loses its answer when it is not.
"""

from datashare.lib.govuk.errors import error_list, error_summary, has_errors
from datashare.lib.govuk.fields import DateField, DateParts, EmailField, YesNoField
from datashare.lib.govuk.forms import Form
from datashare.lib.govuk.look import Look
from datashare.lib.govuk.renderer import Renderer, engine, macro

__all__ = [
    "DateField",
    "DateParts",
    "EmailField",
    "Form",
    "Look",
    "Renderer",
    "YesNoField",
    "engine",
    "error_list",
    "error_summary",
    "has_errors",
    "macro",
]
