"""What you want to do."""

from agreements.questionnaire.conditions import remark
from agreements.questionnaire.forms import purpose as forms
from agreements.questionnaire.shape import Question, Section, Step

TITLE = Question(
    key="title",
    ask="What should this data share be called?",
    need="submit",
    in_emergency=True,
    goes_to=("M1", "R"),
    source="EXT",
    why="Everyone on both sides will find it under this name, and the public register will show it.",
    hint="Say what the data is and what it is for. Leave out the names of projects and systems.",
    example="School attendance records to plan bus routes in Kent",
)
AIMS = Question(
    key="aims",
    ask="What are you trying to achieve?",
    need="submit",
    in_emergency=True,
    goes_to=("M3", "D1", "D2", "R"),
    source="DM; ICO Annex A; DPIA",
    why="Everything else is judged against this: what is necessary, what is fair, and what the law allows.",
    hint="Say what should be different for people, not which data you want.",
    example="Older people who could get help with heating often do not claim it. We want to write to them before "
    "winter, so that by March 5,000 more households receive it.",
    often_missing="Councils have turned down requests because they could not see what the data would be used for. "
    "Two plain sentences settle it.",
)
HOW_HELPS = Question(
    key="how_helps",
    ask="How will the data make that possible?",
    need="submit",
    goes_to=("M3", "D4"),
    source="DM; ICO Annex A",
    why="The supplier has to see the line from its data to your aim.",
    example="The claim records show who already receives help. Without them, our list holds the people to write to.",
)
POLICY_AREA = Question(
    key="policy_area",
    ask="Which area of public business is it for?",
    need="submit",
    goes_to=("M5", "R"),
    source="DEA",
    why="Some powers to share data exist for one area only.",
    flag=remark(
        {"law_enforcement": "Law enforcement by a competent authority is under Part 3 of the Data Protection Act 2018."}
    ),
)

SECTION = Section(
    "purpose",
    "What you want to do",
    (
        Step("title", "Title", forms.TitleForm, (TITLE,)),
        Step("aims", "Aims", forms.AimsForm, (AIMS,)),
        Step("how-the-data-helps", "How the data helps", forms.HowHelpsForm, (HOW_HELPS,)),
        Step("policy-area", "Area of public business", forms.PolicyAreaForm, (POLICY_AREA,)),
    ),
)
