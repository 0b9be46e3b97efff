"""Delivery and security."""

from agreements.questionnaire.conditions import remark, unless
from agreements.questionnaire.forms import security as forms
from agreements.questionnaire.shape import Question, Section, Step, always

CLASSIFICATION = Question(
    key="classification",
    ask="What is the security classification of the data?",
    need="submit",
    in_emergency=True,
    in_short=always,
    goes_to=("M8",),
    source="DM",
    why="This decides how the data must be handled. You can use this service for OFFICIAL data only.",
    stop=remark(
        {
            "other": "You cannot use this service for data above OFFICIAL. Remove what you wrote about it, "
            "and ask the security team of your organisation which system to use."
        }
    ),
    flag=remark({"official_sensitive": "The data must be handled as OFFICIAL-SENSITIVE."}),
)
DELIVERY = Question(
    key="delivery",
    ask="How should the supplier deliver the data?",
    need="submit",
    in_emergency=True,
    in_short=always,
    goes_to=("M8", "R"),
    source="DM alpha; DSA",
    why="The supplier will say which of these routes it can support.",
    hint="Select every route that you could use.",
    flag=remark({"encrypted_media": "The data may be delivered on a disk or memory stick."}),
)
FORMAT = Question(
    key="format",
    ask="Which format and standard do you prefer?",
    need="draft",
    goes_to=("M8",),
    source="DM alpha; DSA",
    why="Open formats and shared standards save work for both organisations.",
    example="CSV in UTF-8, with unique property reference numbers for addresses",
)
STORAGE = Question(
    key="storage",
    ask="Where will the data be stored, and who will host it?",
    need="draft",
    goes_to=("M8", "D2", "D6"),
    source="HDR; DPIA",
    why="The supplier’s security team will want to check this.",
)
ACCESS = Question(
    key="access",
    ask="Which roles will have access to the data, and how will you manage access?",
    need="draft",
    goes_to=("M8", "M14", "D6"),
    source="HDR; DSA",
    why="The risk is lower when fewer people have access, and when you remove access that people no longer need.",
    example="6 analysts in the housing team. The team leader asks for access and the data owner approves it. Both "
    "check the list every 3 months.",
)
CONTROLS = Question(
    key="controls",
    ask="Which security controls are in place?",
    need="draft",
    in_short=always,
    goes_to=("M8", "M14", "D6"),
    source="HDR; ICO Annex A",
    why="The impact assessment lists these controls as measures against the risks.",
    hint="Select only the controls that are in place today.",
)
ONWARD = Question(
    key="onward",
    ask="Will you share the data with anyone else?",
    need="submit",
    in_short=always,
    goes_to=("M4", "M8"),
    source="DSA; MOU",
    why="The supplier needs to know who could receive its data. Most suppliers expect the answer to be “No”.",
    flag=unless("no", "The acquirer may share the data with others."),
)
OUTPUTS = Question(
    key="outputs",
    ask="What will you publish, and how will you make sure no one can be identified?",
    need="draft",
    goes_to=("M8", "D6"),
    source="HDR; MOU",
    why="People can sometimes be identified from tables that contain small numbers.",
    example="Tables by district. We will leave out numbers below 10 and round the others to the nearest 5.",
)
SEC_CHECK = Question(
    key="sec_check",
    ask="Which security adviser will check this request?",
    need="draft",
    goes_to=("D6",),
    source="DM",
    why="The supplier’s security team may want to contact them.",
    hint="They confirm the answers in this service. A lead invites them and asks them on the People page. Until they "
    "confirm, drafts say that the check is still to be made.",
    flag=remark({"not_yet": "No security adviser is named to check this request yet."}),
)

SECTION = Section(
    "security",
    "Delivery and security",
    (
        Step("classification", "Classification", forms.ClassificationForm, (CLASSIFICATION,)),
        Step("delivery", "Delivery", forms.DeliveryForm, (DELIVERY,)),
        Step("passing-on", "Onward sharing", forms.OnwardForm, (ONWARD,)),
        Step("format", "Format", forms.FormatForm, (FORMAT,)),
        Step("storage", "Storage", forms.StorageForm, (STORAGE,), kind="table", row="system"),
        Step("access", "Access", forms.AccessForm, (ACCESS,)),
        Step("controls", "Controls", forms.ControlsForm, (CONTROLS,)),
        Step("publishing", "Publishing", forms.OutputsForm, (OUTPUTS,)),
        Step("security-check", "Security check", forms.SecurityCheckForm, (SEC_CHECK,)),
    ),
)
