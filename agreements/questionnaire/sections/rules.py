"""The questions of common rules (an umbrella): what they are for, their review, and who is told of incidents."""

from agreements.questionnaire.forms import end_and_review, purpose
from agreements.questionnaire.shape import Question, Section, Step

TITLE = Question(
    key="title",
    ask="What should the common rules be called?",
    need="submit",
    goes_to=("U1", "R"),
    source="Tiered sharing protocols",
    why="Each data share that stands under the rules will name them. The public register will show the name too.",
    hint="Say which organisations or which area they are for.",
    example="Rules for sharing data about community safety in Barchester",
)
AIMS = Question(
    key="aims",
    ask="What are the common rules for?",
    need="submit",
    goes_to=("U3", "R"),
    source="Tiered sharing protocols",
    why="The other organisations need this to decide whether to agree the rules with you.",
    hint="Describe the work that you do together, not the data of one data share.",
    example="The council, the police, the fire service and the hospital trust help the same people in an emergency. We "
    "want to agree once how we protect the data that we share, so that each new data share takes less time.",
)
REVIEW_EVERY = Question(
    key="review_every",
    ask="When should the common rules be reviewed?",
    need="submit",
    goes_to=("U8", "R"),
    source="Tiered sharing protocols",
    why="A review checks whether the rules are still correct and still needed.",
)
BREACH = Question(
    key="breach",
    ask="Who must be told about an incident, and how quickly?",
    need="draft",
    goes_to=("U5",),
    source="DSA; MOU",
    why="Some breaches must be reported to the Information Commissioner within 72 hours of becoming aware "
    "of them. The organisations must tell each other sooner.",
    hint="Add a contact for each organisation. The others can propose changes while you agree the clauses.",
)

SECTION = Section(
    "rules",
    "What the rules are for",
    (
        Step("title", "Name", purpose.TitleForm, (TITLE,)),
        Step("aims", "Purpose of the rules", purpose.AimsForm, (AIMS,)),
    ),
)
TOGETHER = Section(
    "together",
    "Working together",
    (
        Step("review", "Review", end_and_review.ReviewForm, (REVIEW_EVERY,)),
        Step("breaches", "Incidents", end_and_review.BreachContactForm, (BREACH,), kind="table", row="contact"),
    ),
)
