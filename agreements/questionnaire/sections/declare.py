"""The declarations on the check page, made when submitting."""

from agreements.questionnaire.forms import declare as forms
from agreements.questionnaire.shape import Question, Section, Step

CONSIDERED = Question(
    key="considered",
    ask="What has your organisation considered?",
    need="submit",
    in_emergency=True,
    goes_to=("M15",),
    source="DM",
    why="You send this request on behalf of your organisation.",
    hint="You must confirm all 5 before you send the request.",
)
RISKS_READ = Question(
    key="risks_read",
    ask="Have you read the draft documents?",
    need="submit",
    in_emergency=True,
    goes_to=("D7",),
    source="DDS; EXT",
    why="The service drafted them from your answers. The supplier will read them too.",
)

SECTION = Section(
    "declare",
    "Check and send",
    (
        Step(
            "check",
            "Check your answers and send your request",
            forms.DeclareForm,
            (CONSIDERED, RISKS_READ),
            kind="check",
        ),
    ),
    opens_after="Answer the required questions first.",
)
