"""Dates, disposal and review."""

from agreements.questionnaire.conditions import remark
from agreements.questionnaire.forms import end_and_review as forms
from agreements.questionnaire.shape import Question, Section, Step, always

RETENTION = Question(
    key="retention",
    ask="How long will you keep the data, and why?",
    need="submit",
    in_emergency=True,
    in_short=always,
    goes_to=("M10", "D2", "R"),
    source="DDS; DSA; DPIA",
    why="You must not keep personal data for longer than you need it.",
    example="6 months. We will send letters in October and receive replies until March.",
    hint="Give a period and the reason for it. “As long as necessary” is not a retention period.",
    flag=remark(
        {
            "5_years": "The data will be kept for 5 years.",
            "end_of_project": "The data will be kept until the acquirer stops using it.",
        }
    ),
)
DISPOSAL = Question(
    key="disposal",
    ask="How will you dispose of the data, and how will you prove it?",
    need="submit",
    in_short=always,
    goes_to=("M10",),
    source="DM; HDR",
    why="The supplier can ask for proof when you stop using the data.",
    hint="Include copies, backups and data that other organisations hold.",
    example="The data owner deletes the data from the database. Backups are overwritten within 30 days. We send the "
    "supplier a certificate.",
)
REVIEW_EVERY = Question(
    key="review_every",
    ask="When should the agreement be reviewed?",
    need="submit",
    in_emergency=True,
    goes_to=("M12", "R"),
    source="DSA; MOU",
    why="A review checks whether the agreement is still correct and still needed.",
)
BREACH = Question(
    key="breach",
    ask="Who must be told about a data breach, and how quickly?",
    need="draft",
    in_short=always,
    goes_to=("M11",),
    source="DSA; MOU",
    why="Some breaches must be reported to the Information Commissioner within 72 hours of becoming aware "
    "of them. The organisations must tell each other sooner.",
    hint="Add a contact for each organisation.",
)
NEEDED_BY = Question(
    key="needed_by",
    ask="When do you need the data by?",
    need="draft",
    in_short=always,
    goes_to=("M1",),
    source="DM",
    why="Give the last date on which the data would still be useful. The supplier will use it to plan.",
)
PROJECT_DATES = Question(
    key="project_dates",
    ask="When will you start and stop using the data?",
    need="draft",
    in_short=always,
    goes_to=("M1", "M10", "R"),
    source="HDR",
    why="The agreement ends when you stop using the data, unless both organisations extend it.",
)

SECTION = Section(
    "end_and_review",
    "Dates, disposal and review",
    (
        Step("retention", "Retention period", forms.RetentionForm, (RETENTION,)),
        Step("disposal", "Disposal", forms.DisposalForm, (DISPOSAL,)),
        Step("review", "Review", forms.ReviewForm, (REVIEW_EVERY,)),
        Step("needed-by", "Needed by", forms.NeededByForm, (NEEDED_BY,)),
        Step("dates-of-use", "Dates of use", forms.ProjectDatesForm, (PROJECT_DATES,)),
        Step("breaches", "Data breaches", forms.BreachContactForm, (BREACH,), kind="table", row="contact"),
    ),
)
