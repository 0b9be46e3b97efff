"""Forms about the start and end of the use, disposal of the data, and review of the agreement."""

from typing import ClassVar

from django import forms

from agreements.questionnaire.forms.base import StepContext, StepForm
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
from agreements.questionnaire.words import Json

LEGAL_BREACH_HOURS = 72


class NeededByForm(StepForm):
    needed_by = date_to_come(required=False)
    looks: ClassVar = {"needed_by": whole_page("the date you need the data by")}


class ProjectDatesForm(SpanForm):
    project_dates__start = date("Start date", required=False)
    project_dates__end = date("End date", required=False)
    span: ClassVar = "project_dates"
    looks: ClassVar = {
        "project_dates__start": beside("the start date"),
        "project_dates__end": beside("the end date"),
    }


class RetentionForm(StepForm):
    retention__chosen = one_of(KEEP_FOR, "Retention period")
    retention__detail = line("How long?", longest=120)
    retention__why = long_text("Why do you need to keep it for this long?", longest=1000)
    looks: ClassVar = {
        "retention__chosen": beside("a retention period", reveals=reveal(("other", "retention__detail"))),
        "retention__detail": beside("how long you will keep the data"),
        "retention__why": beside("why you need to keep the data for this long"),
    }


class DisposalForm(StepForm):
    disposal = long_text()
    looks: ClassVar = {"disposal": whole_page("how you will dispose of the data")}


class ReviewForm(StepForm):
    review_every__chosen = one_of(REVIEW_EVERY)
    review_every__on = date_to_come("Latest date for the first review")
    looks: ClassVar = {
        "review_every__chosen": whole_page(
            "when the agreement should be reviewed", REVIEW_EVERY, reveals=reveal(("on_change", "review_every__on"))
        ),
        "review_every__on": beside("the latest date for the first review"),
    }


class BreachContactForm(StepForm):
    """One row of the list of people to notify of a breach."""

    party = line("Which organisation?")
    contact = line(
        "Who must be told, and how?", hint="Give a team’s email address and phone number, in case people leave."
    )
    hours = forms.IntegerField(label="Within how many hours?", min_value=1, max_value=LEGAL_BREACH_HOURS)
    looks: ClassVar = {
        "party": beside("the organisation"),
        "contact": beside("who must be told, and how"),
        "hours": beside("the number of hours", width="3", suffix="hours"),
    }
    columns: ClassVar = {"party": "Organisation", "contact": "Contact", "hours": "Within (hours)"}
    lists_the_parties = True

    @classmethod
    def usual_rows(cls, context: StepContext) -> list[dict[str, Json]]:
        """Return each organisation of the data share."""
        return [{"party": party} for party in context.parties]
