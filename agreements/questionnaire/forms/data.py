"""Which data, about whom, how much, how often, and what will be done with it."""

from typing import Any, ClassVar

from agreements.questionnaire.forms.base import StepForm
from agreements.questionnaire.forms.fields import any_of, beside, date, line, long_text, one_of, reveal, whole_page
from agreements.questionnaire.forms.period import SpanForm
from agreements.questionnaire.options import (
    AREAS,
    AUTOMATION,
    DATA_TYPES,
    FREQUENCIES,
    GROUPS_OF_PEOPLE,
    IDENTIFIES,
    VOLUMES,
    YES_NO,
)
from agreements.questionnaire.words import Json, Words


class DataTypesForm(StepForm):
    data_types = any_of(DATA_TYPES)
    looks: ClassVar = {
        "data_types": whole_page("the kinds of data", DATA_TYPES, divider_before="none", exclusive="none")
    }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        picked = cleaned.get("data_types") or []
        if "none" in picked and len(picked) > 1:
            self.add_error("data_types", "Select the kinds of data or select “None of these”, but not both")
        return cleaned


class ItemForm(StepForm):
    """One row of the list of data items."""

    item = line("What is the item?", hint="Enter one field or column. Use the supplier’s name for it if you know it.")
    identifies = one_of(IDENTIFIES, "Could it identify a person?")
    why = long_text("Why do you need it?", longest=1000)
    how_used = long_text("How will you use it?", longest=1000)
    keep_until = line("How long do you need to keep it?", longest=120, hint="For example, 30 days after matching.")
    looks: ClassVar = {
        "item": beside("the name of the item"),
        "identifies": beside("whether it could identify a person", IDENTIFIES),
        "why": beside("why you need it"),
        "how_used": beside("how you will use it"),
        "keep_until": beside("how long you need to keep it"),
    }
    columns: ClassVar = {
        "item": "Item",
        "identifies": "Identifies a person",
        "why": "Why it is needed",
        "how_used": "How it is used",
        "keep_until": "How long it is kept",
    }


class SubjectsForm(StepForm):
    subjects__chosen = any_of(GROUPS_OF_PEOPLE, "Which groups do they belong to?")
    subjects__who = long_text("Describe the people", longest=1000)
    looks: ClassVar = {
        "subjects__chosen": beside("the groups of people"),
        "subjects__who": beside("a description of the people"),
    }

    @classmethod
    def words(cls, key: str, value: Json) -> Words:
        """Return the groups and who they are, without the label that asks for it."""
        asks = f"{cls.base_fields['subjects__who'].label}: "
        return Words(tuple(line.removeprefix(asks) for line in super().words(key, value).lines))


class VolumeForm(StepForm):
    volume = one_of(VOLUMES, required=False)
    looks: ClassVar = {"volume": whole_page("how many people or records")}


class PeriodForm(SpanForm):
    scope_dates__start = date("Start date", required=False)
    scope_dates__end = date("End date", required=False)
    span: ClassVar = "scope_dates"
    looks: ClassVar = {
        "scope_dates__start": beside("the start date"),
        "scope_dates__end": beside("the end date"),
    }


class GeographyForm(StepForm):
    geography__chosen = any_of(AREAS, required=False)
    geography__local = line("Which local areas?")
    geography__outside_uk = line("Which countries?")
    looks: ClassVar = {
        "geography__chosen": whole_page(
            "the areas", reveals=reveal(("local", "geography__local"), ("outside_uk", "geography__outside_uk"))
        ),
        "geography__local": beside("the local areas"),
        "geography__outside_uk": beside("the countries"),
    }


class FrequencyForm(StepForm):
    frequency__chosen = one_of(FREQUENCIES)
    frequency__detail = line("How often?")
    looks: ClassVar = {
        "frequency__chosen": whole_page(
            "how often the supplier will provide the data", reveals=reveal(("other", "frequency__detail"))
        ),
        "frequency__detail": beside("how often the supplier will provide the data"),
    }


class LinkageForm(StepForm):
    linkage = one_of(YES_NO)
    looks: ClassVar = {"linkage": whole_page("whether you will link the data to other data", inline=True)}


class LinkedDataForm(StepForm):
    """One row of the list of data that this data will be linked to."""

    dataset = line("Which dataset will you link to?")
    matched_on = line("What will you match on?", hint="For example, name, date of birth and postcode.")
    purpose = long_text("Why do you need to link them?", longest=1000)
    risk = long_text("What could go wrong?", longest=1000, required=False)
    looks: ClassVar = {
        "dataset": beside("the dataset you will link to"),
        "matched_on": beside("what you will match on"),
        "purpose": beside("why you need to link them"),
        "risk": beside("what could go wrong"),
    }
    columns: ClassVar = {"dataset": "Linked to", "matched_on": "Matched on", "purpose": "Purpose", "risk": "Risk"}


class AutomatedForm(StepForm):
    automated__chosen = one_of(AUTOMATION, required=False)
    automated__detail = long_text("Describe the decision or model, and who oversees it", required=False)
    looks: ClassVar = {
        "automated__chosen": whole_page("how you will use the data", AUTOMATION),
        "automated__detail": beside("the decision or model"),
    }


class QualityForm(StepForm):
    quality_need = long_text(required=False)
    looks: ClassVar = {"quality_need": whole_page("how accurate and up to date the data must be")}
