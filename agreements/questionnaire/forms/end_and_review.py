"""Forms about the start and end of the use, disposal of the data, and review of the agreement."""

from typing import ClassVar

from django import forms

from agreements.questionnaire.forms.base import StepForm
from agreements.questionnaire.forms.fields import (
    beside,
    date,
    date_to_come,
    line,
    long_text,
    one_of,
    reveal,
    whole_page,
)
from agreements.questionnaire.forms.period import SpanForm
from agreements.questionnaire.options import KEEP_FOR, REVIEW_EVERY

LEGAL_BREACH_HOURS = 72


class NeededByForm(StepForm):
    needed_by = date_to_come(required=False)
    looks: ClassVar = {"needed_by": whole_page("the latest useful date")}


class ProjectDatesForm(SpanForm):
    project_dates__start = date("From", required=False)
    project_dates__end = date("To", required=False)
    span: ClassVar = "project_dates"
    looks: ClassVar = {
        "project_dates__start": beside("the first day"),
        "project_dates__end": beside("the last day"),
    }


class RetentionForm(StepForm):
    retention__chosen = one_of(KEEP_FOR, "How long?")
    retention__detail = line("Which period", longest=120)
    retention__why = long_text("Why that long?", longest=1000)
    looks: ClassVar = {
        "retention__chosen": beside("how long you will keep it", reveals=reveal(("other", "retention__detail"))),
        "retention__detail": beside("the period"),
        "retention__why": beside("why that long"),
    }


class DisposalForm(StepForm):
    disposal = long_text()
    looks: ClassVar = {"disposal": whole_page("how it will be destroyed")}


class ReviewForm(StepForm):
    review_every__chosen = one_of(REVIEW_EVERY)
    review_every__on = date_to_come("Latest date for the first review")
    looks: ClassVar = {
        "review_every__chosen": whole_page(
            "when to review", REVIEW_EVERY, reveals=reveal(("on_change", "review_every__on"))
        ),
        "review_every__on": beside("the latest date for the first review"),
    }


class BreachContactForm(StepForm):
    """One row of the list of people to notify of a breach."""

    party = line("Which organisation?")
    contact = line("Who is told, and how?", hint="A team’s mailbox and telephone number last longer than a name.")
    hours = forms.IntegerField(label="Within how many hours?", min_value=1, max_value=LEGAL_BREACH_HOURS)
    looks: ClassVar = {
        "party": beside("the organisation"),
        "contact": beside("who is told, and how"),
        "hours": beside("the number of hours", width="3", suffix="hours"),
    }
    columns: ClassVar = {"party": "Organisation", "contact": "Contact", "hours": "Within (hours)"}
