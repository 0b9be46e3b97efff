"""What you want to do."""

from agreements.questionnaire.conditions import remark
from agreements.questionnaire.forms import purpose as forms
from agreements.questionnaire.shape import Question, Section, Step, always

TITLE = Question(
    key="title",
    ask="What should this data share be called?",
    need="submit",
    in_emergency=True,
    in_short=always,
    goes_to=("M1", "R"),
    source="EXT",
    why="Everyone in the data share will see this name. The public register will show it too.",
    hint="Say what the data is and what it is for. Do not use the names of projects or systems.",
    example="School attendance records to plan bus routes in Kent",
)
AIMS = Question(
    key="aims",
    ask="What are you trying to achieve?",
    need="submit",
    in_emergency=True,
    in_short=always,
    goes_to=("M3", "D1", "D2", "R"),
    source="DM; ICO Annex A; DPIA",
    why="The supplier needs this to decide whether your request is necessary, fair and lawful.",
    hint="Describe the result that you want for people or services, not the data that you want. A few plain "
    "sentences are enough.",
    example="Many older people who could get help with heating do not claim it. We want to write to them before "
    "winter, so that 5,000 more households get help by March.",
)
HOW_HELPS = Question(
    key="how_helps",
    ask="How will the data help you meet your aim?",
    need="submit",
    goes_to=("M3", "D4"),
    source="DM; ICO Annex A",
    why="The supplier uses your answer to decide whether you need its data.",
    example="The claim records show who already gets help. We will remove those people from our list and write to "
    "the others.",
)
POLICY_AREA = Question(
    key="policy_area",
    ask="Which area of work is the data for?",
    need="submit",
    in_short=always,
    goes_to=("M5", "R"),
    source="DEA",
    why="Some legal powers to share data apply to one area of work only.",
    flag=remark(
        {"law_enforcement": "The data is for law enforcement, so Part 3 of the Data Protection Act 2018 may apply."}
    ),
)

SECTION = Section(
    "purpose",
    "What you want to do",
    (
        Step("title", "Title", forms.TitleForm, (TITLE,)),
        Step("aims", "Aims", forms.AimsForm, (AIMS,)),
        Step("how-the-data-helps", "How the data will help", forms.HowHelpsForm, (HOW_HELPS,)),
        Step("policy-area", "Area of work", forms.PolicyAreaForm, (POLICY_AREA,)),
    ),
)
