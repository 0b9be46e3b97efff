"""The data, item by item, each with the reason it is needed."""

from agreements.questionnaire.conditions import personal, remark, when
from agreements.questionnaire.forms import data as forms
from agreements.questionnaire.shape import Question, Section, Step

DATA_TYPES = Question(
    key="data_types",
    ask="What kinds of data are in it?",
    need="submit",
    in_emergency=True,
    goes_to=("M4", "M6", "D1", "D2"),
    source="DM; DSA; DDS",
    why="Some kinds need more protection and another basis in law. Your answer opens or closes those questions.",
    hint="Select all that apply.",
    flag=remark(
        {
            "special": "It includes special category data.",
            "criminal": "It includes criminal offence data.",
            "children": "It includes data about children.",
            "vulnerable": "It includes data about people in vulnerable situations.",
        }
    ),
)
ITEMS = Question(
    key="items",
    ask="Which data items do you need?",
    need="submit",
    in_emergency=True,
    goes_to=("M4", "D2", "D4", "R"),
    source="DDS; HDR",
    why="The supplier accepts or declines each item by its reason. An item without one cannot be shared.",
    hint="List every item by itself. Leave out what would only be nice to have.",
    example="Date of birth. Needed to tell people of the same name apart. Used only to match records. Kept 30 days.",
    often_missing="Requests often ask for “the data set”. A list of items, each with its reason, "
    "is what most shortens the supplier’s work.",
)
SUBJECTS = Question(
    key="subjects",
    ask="Who are the people in the data?",
    need="submit",
    goes_to=("M4", "D2", "R"),
    source="DM; DPIA",
    why="What is fair depends on who they are and what they can expect.",
    example="People aged 66 or over who live in Kent and pay council tax, about 200,000.",
)
VOLUME = Question(
    key="volume",
    ask="About how many people or records is it?",
    need="draft",
    goes_to=("D2",),
    source="DPIA",
    why="Size is one of the marks of high risk, and tells the supplier how much work it is.",
    flag=remark({"million_or_more": "It covers a million people or records, or more."}),
)
PERIOD = Question(
    key="scope_dates",
    ask="Which period must the data cover?",
    need="draft",
    goes_to=("M4",),
    source="HDR",
    why="A shorter period is less data, and less to protect.",
    often_missing="The period is often left open. The supplier then has to guess how far back to go.",
)
GEOGRAPHY = Question(
    key="geography",
    ask="Which area must it cover?",
    need="draft",
    goes_to=("M4", "D2", "R"),
    source="DEA; DPIA",
    why="Other laws and other bodies may come in for Scotland, Wales and Northern Ireland.",
    flag=remark(
        {
            "scotland": "It covers Scotland: check devolved law.",
            "wales": "It covers Wales: check devolved law.",
            "northern_ireland": "It covers Northern Ireland: check devolved law.",
            "outside_uk": "It covers people or places outside the UK.",
        }
    ),
)
FREQUENCY = Question(
    key="frequency",
    ask="How often will data move?",
    need="submit",
    goes_to=("M8", "R"),
    source="DDS; ICO Annex B",
    why="It decides how the data is best delivered and how much work each delivery may be.",
    often_missing="How often is seldom said, and the supplier cannot plan its work without it.",
)
LINKAGE = Question(
    key="linkage",
    ask="Will it be joined to any other data?",
    need="submit",
    goes_to=("D2", "D5"),
    source="HDR",
    why="Joined data can say more about a person than either part did, and can join the wrong people.",
    flag=remark({"yes": "It will be joined to other data."}),
)
LINKAGE_LIST = Question(
    key="linkage_list",
    ask="What will it be joined to?",
    need="submit",
    goes_to=("D2", "D5"),
    source="HDR",
    why="The supplier has to judge what the joined data shows, not only its own.",
    example="Our list of council tax payers. Matched on name, date of birth and postcode. "
    "Two people could be taken for one, so a person checks every weak match.",
)
AUTOMATED = Question(
    key="automated",
    ask="Will it feed a decision about a person, a model, or automation?",
    need="draft",
    goes_to=("D2", "D5"),
    source="DPIA; EXT",
    why="People have rights against decisions that only a machine takes (UK GDPR Articles 22A to 22D).",
    flag=remark(
        {
            "decides": "It will decide about people without a person in between.",
            "trains": "It will train a model.",
        }
    ),
)
QUALITY = Question(
    key="quality_need",
    ask="How accurate and how fresh must it be?",
    need="draft",
    goes_to=("M9",),
    source="DSA",
    why="Data that is good enough for its first use may not be good enough for yours.",
    example="Addresses no older than 3 months. An error in one address in a hundred does no harm.",
)

SECTION = Section(
    "data",
    "The data",
    (
        Step("kinds-of-data", "Kinds of data", forms.DataTypesForm, (DATA_TYPES,)),
        Step("data-items", "Data items", forms.ItemForm, (ITEMS,), kind="table", row="data item"),
        Step("people-in-the-data", "People in the data", forms.SubjectsForm, (SUBJECTS,), personal),
        Step("frequency", "How often", forms.FrequencyForm, (FREQUENCY,)),
        Step("linkage", "Joining to other data", forms.LinkageForm, (LINKAGE,)),
        Step(
            "linked-data",
            "What it is joined to",
            forms.LinkedDataForm,
            (LINKAGE_LIST,),
            when("linkage", "yes"),
            kind="table",
            row="data set",
        ),
        Step("volume", "Volume", forms.VolumeForm, (VOLUME,)),
        Step("period", "Period", forms.PeriodForm, (PERIOD,)),
        Step("area", "Area", forms.GeographyForm, (GEOGRAPHY,)),
        Step("automation", "Decisions and models", forms.AutomatedForm, (AUTOMATED,)),
        Step("quality", "Quality", forms.QualityForm, (QUALITY,)),
    ),
)
