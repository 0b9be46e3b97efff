"""The data, item by item, each with the reason it is needed."""

from agreements.questionnaire.conditions import delivered_once, personal, remark, when
from agreements.questionnaire.forms import data as forms
from agreements.questionnaire.shape import Question, Section, Step, always

DATA_TYPES = Question(
    key="data_types",
    ask="What kinds of data do you need?",
    need="submit",
    in_emergency=True,
    in_short=always,
    goes_to=("M4", "M6", "D1", "D2"),
    source="DM; DSA; DDS",
    why="Some kinds of data need more protection and a further condition in law. Your answer decides which questions "
    "we ask next.",
    hint="Select all that apply.",
    flag=remark(
        {
            "special": "The data includes special category data.",
            "criminal": "The data includes criminal offence data.",
            "children": "The data includes data about children.",
            "vulnerable": "The data includes data about people in vulnerable situations.",
        }
    ),
)
ITEMS = Question(
    key="items",
    ask="Which data items do you need?",
    need="submit",
    in_emergency=True,
    in_short=always,
    goes_to=("M4", "D2", "D4", "R"),
    source="DDS; HDR",
    why="The supplier will accept or refuse each item based on the reason you give for it.",
    hint="List each item separately, with the reason you need it. Include only the items that you need.",
    example="Date of birth. We need it to tell apart people with the same name. We will use it only to match "
    "records, and keep it for 30 days.",
)
SUBJECTS = Question(
    key="subjects",
    ask="Who are the people in the data?",
    need="submit",
    in_short=always,
    goes_to=("M4", "D2", "R"),
    source="DM; DPIA",
    why="The supplier needs this to decide whether your use is fair, and what these people would expect.",
    example="About 200,000 people aged 66 or over who live in Kent and pay council tax.",
)
VOLUME = Question(
    key="volume",
    ask="How many people or records will the data cover?",
    need="draft",
    in_short=personal,
    goes_to=("D2",),
    source="DPIA",
    why="A large number can mean a higher risk. It also tells the supplier how much work is involved.",
    flag=remark({"million_or_more": "The data covers 1 million people or records, or more."}),
)
PERIOD = Question(
    key="scope_dates",
    ask="What period must the data cover?",
    need="draft",
    in_short=always,
    goes_to=("M4",),
    source="HDR",
    why="A shorter period means less data to protect.",
    hint="Say how far back the data must go. Leave a date blank if there is no limit.",
)
GEOGRAPHY = Question(
    key="geography",
    ask="Which areas must the data cover?",
    need="draft",
    in_short=always,
    goes_to=("M4", "D2", "R"),
    source="DEA; DPIA",
    why="Other laws and organisations may be involved in Scotland, Wales and Northern Ireland.",
    hint="Select all that apply.",
    flag=remark(
        {
            "scotland": "The data covers Scotland. Check whether devolved law applies.",
            "wales": "The data covers Wales. Check whether devolved law applies.",
            "northern_ireland": "The data covers Northern Ireland. Check whether devolved law applies.",
            "outside_uk": "The data covers people or places outside the UK.",
        }
    ),
)
FREQUENCY = Question(
    key="frequency",
    ask="How often will the supplier provide the data?",
    need="submit",
    in_short=always,
    goes_to=("M8", "R"),
    source="DDS; ICO Annex B",
    why="The supplier needs this to plan its work and to choose a delivery route.",
)
LINKAGE = Question(
    key="linkage",
    ask="Will you link the data to any other data?",
    need="submit",
    in_short=always,
    goes_to=("D2", "D5"),
    source="HDR",
    why="Linked data can reveal more about a person. Linking can also match the wrong people.",
    flag=remark({"yes": "The data will be linked to other data."}),
)
LINKAGE_LIST = Question(
    key="linkage_list",
    ask="Which data will you link it to?",
    need="submit",
    goes_to=("D2", "D5"),
    source="HDR",
    why="The supplier needs to consider what the linked data would reveal.",
    example="Our council tax list. We match on name, date of birth and postcode. Two people could be confused, so a "
    "person checks every weak match.",
)
AUTOMATED = Question(
    key="automated",
    ask="Will you use the data to make decisions about people or to train a model?",
    need="draft",
    in_short=personal,
    goes_to=("D2", "D5"),
    source="DPIA; EXT",
    why="A significant decision without meaningful human involvement needs safeguards. With special category data it "
    "is allowed in few cases (UK GDPR Articles 22A to 22D).",
    flag=remark(
        {
            "decides": "The data will be used to make decisions about people without human review.",
            "trains": "The data will be used to train a model.",
        }
    ),
)
QUALITY = Question(
    key="quality_need",
    ask="How accurate and up to date must the data be?",
    need="draft",
    goes_to=("M9",),
    source="DSA",
    why="Data that is good enough for its first use may not be good enough for yours.",
    example="Addresses updated in the last 3 months. Up to 1 wrong address in 100 is acceptable.",
)

SECTION = Section(
    "data",
    "The data",
    (
        Step("kinds-of-data", "Kinds of data", forms.DataTypesForm, (DATA_TYPES,)),
        Step("data-items", "Data items", forms.ItemForm, (ITEMS,), kind="table", row="data item"),
        Step("people-in-the-data", "People in the data", forms.SubjectsForm, (SUBJECTS,), personal),
        Step("frequency", "Frequency", forms.FrequencyForm, (FREQUENCY,), implied=delivered_once),
        Step("linkage", "Data linkage", forms.LinkageForm, (LINKAGE,)),
        Step(
            "linked-data",
            "Linked data",
            forms.LinkedDataForm,
            (LINKAGE_LIST,),
            when("linkage", "yes"),
            kind="table",
            row="dataset",
        ),
        Step("volume", "Volume", forms.VolumeForm, (VOLUME,)),
        Step("period", "Period", forms.PeriodForm, (PERIOD,)),
        Step("area", "Area", forms.GeographyForm, (GEOGRAPHY,)),
        Step("automation", "Decisions and models", forms.AutomatedForm, (AUTOMATED,)),
        Step("quality", "Quality", forms.QualityForm, (QUALITY,)),
    ),
)
