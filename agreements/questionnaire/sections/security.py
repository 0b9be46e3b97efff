"""Delivery and security."""

from agreements.questionnaire.conditions import remark, unless
from agreements.questionnaire.forms import security as forms
from agreements.questionnaire.shape import Question, Section, Step

CLASSIFICATION = Question(
    key="classification",
    ask="What is the security classification of the data?",
    need="submit",
    in_emergency=True,
    goes_to=("M8",),
    source="DM",
    why="It decides how the data must be handled. This service is for OFFICIAL only.",
    stop=remark(
        {
            "other": "Data above OFFICIAL cannot be arranged here. Remove what you wrote about it, "
            "and speak to the security team of your organisation about a system that is allowed to carry it."
        }
    ),
    flag=remark({"official_sensitive": "It is to be handled as OFFICIAL-SENSITIVE."}),
)
DELIVERY = Question(
    key="delivery",
    ask="How should it reach you?",
    need="submit",
    in_emergency=True,
    goes_to=("M8", "R"),
    source="DM alpha; DSA",
    why="The supplier tells you which of these it can do.",
    hint="Select every way that you could use.",
    flag=remark({"encrypted_media": "It may travel on a disk or stick."}),
)
FORMAT = Question(
    key="format",
    ask="Which format and standard do you prefer?",
    need="draft",
    goes_to=("M8",),
    source="DM alpha; DSA",
    why="An open format and a shared standard save both sides work.",
    example="CSV in UTF-8, with unique property reference numbers for addresses",
)
STORAGE = Question(
    key="storage",
    ask="Where will it be kept, and who hosts it?",
    need="draft",
    goes_to=("M8", "D2", "D6"),
    source="HDR; DPIA",
    why="The supplier’s security people ask this first.",
    often_missing="Where the data will be kept is seldom said in the first request.",
)
ACCESS = Question(
    key="access",
    ask="Which roles can see it, and how is access given and taken away?",
    need="draft",
    goes_to=("M8", "M14", "D6"),
    source="HDR; DSA",
    why="Fewer people is less risk, and access that no one takes away is a common weakness.",
    example="Six analysts of the housing team. The team leader asks, the data owner agrees, "
    "and both check the list each quarter.",
)
CONTROLS = Question(
    key="controls",
    ask="Which controls are in place?",
    need="draft",
    goes_to=("M8", "M14", "D6"),
    source="HDR; ICO Annex A",
    why="They become measures against the risks in the impact assessment.",
    hint="Select only what is in place today.",
)
ONWARD = Question(
    key="onward",
    ask="May anyone pass the data on?",
    need="submit",
    goes_to=("M4", "M8"),
    source="DSA; MOU",
    why="The supplier stays interested in what becomes of its data. “No” is the answer it expects.",
    often_missing="Limits on passing data on are often forgotten until someone asks for it.",
    flag=unless("no", "The data may be passed on to others."),
)
OUTPUTS = Question(
    key="outputs",
    ask="What will you publish, and how do you make sure that it shows no one?",
    need="draft",
    goes_to=("M8", "D6"),
    source="HDR; MOU",
    why="A table with small numbers in it can give a person away.",
    example="Tables by district. Numbers below 10 are left out and the others rounded to the nearest 5.",
)
SEC_CHECK = Question(
    key="sec_check",
    ask="Who with security knowledge has checked this?",
    need="draft",
    goes_to=("D6",),
    source="DM",
    why="The supplier’s security people will want to speak to them.",
    flag=remark({"not_yet": "No one with security knowledge has checked this request yet."}),
)

SECTION = Section(
    "security",
    "Delivery and security",
    (
        Step("classification", "Classification", forms.ClassificationForm, (CLASSIFICATION,)),
        Step("delivery", "Delivery", forms.DeliveryForm, (DELIVERY,)),
        Step("passing-on", "Passing it on", forms.OnwardForm, (ONWARD,)),
        Step("format", "Format", forms.FormatForm, (FORMAT,)),
        Step("storage", "Storage", forms.StorageForm, (STORAGE,), kind="table", row="system"),
        Step("access", "Access", forms.AccessForm, (ACCESS,)),
        Step("controls", "Controls", forms.ControlsForm, (CONTROLS,)),
        Step("publishing", "What you publish", forms.OutputsForm, (OUTPUTS,)),
        Step("security-check", "Check of security", forms.SecurityCheckForm, (SEC_CHECK,)),
    ),
)
