"""Dates, end and review."""

from agreements.questionnaire.conditions import remark
from agreements.questionnaire.forms import end_and_review as forms
from agreements.questionnaire.shape import Question, Section, Step

RETENTION = Question(
    key="retention",
    ask="How long will you keep the data, and why that long?",
    need="submit",
    in_emergency=True,
    goes_to=("M10", "D2", "R"),
    source="DDS; DSA; DPIA",
    why="Data about people may be kept no longer than its purpose needs.",
    example="6 months: letters go out in October, and answers come until March.",
    often_missing="A length of time with its reason is often missing. “As long as necessary” is not one.",
    flag=remark({"5_years": "It will be kept for 5 years.", "end_of_project": "It will be kept until the use ends."}),
)
DISPOSAL = Question(
    key="disposal",
    ask="How will it be destroyed, and how will you prove it?",
    need="submit",
    goes_to=("M10",),
    source="DM; HDR",
    why="The supplier can ask for the proof on the day that the use ends.",
    hint="Think of copies, backups and what other organisations hold.",
    example="Deleted from the database by its owner; backups are overwritten within 30 days; we send a certificate.",
)
REVIEW_EVERY = Question(
    key="review_every",
    ask="When should the agreement be reviewed?",
    need="submit",
    in_emergency=True,
    goes_to=("M12", "R"),
    source="DSA; MOU",
    why="Both sides are reminded before the date. An agreement that no one reviews stops being true.",
)
BREACH = Question(
    key="breach",
    ask="Who must be told of a breach, and how fast?",
    need="draft",
    goes_to=("M11",),
    source="DSA; MOU",
    why="The Information Commissioner must hear within 72 hours of a breach that puts people at risk, "
    "so the two organisations have to tell each other sooner.",
    hint="Add a row for each organisation.",
)
NEEDED_BY = Question(
    key="needed_by",
    ask="By when do you need the data?",
    need="draft",
    goes_to=("M1",),
    source="DM",
    why="Give the last day on which it would still be of use. The supplier plans by it.",
)
PROJECT_DATES = Question(
    key="project_dates",
    ask="When does your use of the data begin and end?",
    need="draft",
    goes_to=("M1", "M10", "R"),
    source="HDR",
    why="The agreement ends with the use, unless both sides extend it.",
)

SECTION = Section(
    "end_and_review",
    "Dates, end and review",
    (
        Step("retention", "How long you keep it", forms.RetentionForm, (RETENTION,)),
        Step("disposal", "Disposal", forms.DisposalForm, (DISPOSAL,)),
        Step("review", "Review", forms.ReviewForm, (REVIEW_EVERY,)),
        Step("needed-by", "Needed by", forms.NeededByForm, (NEEDED_BY,)),
        Step("dates-of-use", "Dates of use", forms.ProjectDatesForm, (PROJECT_DATES,)),
        Step("breaches", "Breaches", forms.BreachContactForm, (BREACH,), kind="table", row="contact"),
    ),
)
