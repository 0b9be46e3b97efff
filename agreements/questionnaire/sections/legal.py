"""Legal power and gateway; asked early because the share is impossible without them."""

from agreements.questionnaire.conditions import remark, when
from agreements.questionnaire.forms import legal as forms
from agreements.questionnaire.shape import Question, Section, Step

POWER_HAVE = Question(
    key="power_have",
    ask="Do you have a legal power to receive the data for this purpose?",
    need="submit",
    in_emergency=True,
    goes_to=("M5",),
    source="DM",
    why="A public body may only do what a power lets it do. An agreement never gives one.",
    hint="A power can stand in an Act, follow from a function, or, for a Crown department, be a common law one.",
    often_missing="The power is often left open, and a supplier cannot decide without it. "
    "If you do not know it, ask a lawyer of your body now: you can go on with the other questions meanwhile.",
    flag=remark(
        {
            "no": "The acquirer says that it has no legal power to receive the data for this purpose.",
            "not_sure": "The acquirer does not know yet whether it has a legal power to receive the data.",
        }
    ),
)
POWER_TEXT = Question(
    key="power_text",
    ask="Which power is it?",
    need="submit",
    in_emergency=True,
    goes_to=("M5", "R"),
    source="DM; DEA",
    why="The supplier’s lawyers start here, and the agreement quotes it.",
    example="Localism Act 2011, section 1",
)
GATEWAY = Question(
    key="gateway",
    ask="What lets the supplier disclose the data to you?",
    need="submit",
    goes_to=("M5", "R"),
    source="DM alpha; DSA",
    why="The supplier needs its own authority to give the data, beside yours to receive it. "
    "Saying which you have in mind saves its lawyers the search.",
    hint="The supplier will confirm or correct your answer.",
    flag=remark(
        {
            "none_found": "The acquirer has found no gateway. The supplier’s lawyers have to say if there is one.",
            "implied": "The acquirer relies on an implied power to disclose: check that no other law bars it.",
        }
    ),
)
DEA = Question(
    key="dea",
    ask="How does the Digital Economy Act apply?",
    need="draft",
    goes_to=("M5", "R"),
    source="DEA",
    why="Each chapter is open only to listed bodies and for set objectives, and its code of practice must be followed.",
)
CONFIDENTIALITY = Question(
    key="confidentiality",
    ask="Is there a duty of confidence, and why does it not prevent the share?",
    need="draft",
    goes_to=("M5",),
    source="HDR; DSA",
    why="Health, tax and social care information often came with a promise to keep it to itself.",
    hint="Think of common law confidence and of Acts that forbid disclosure.",
    example="The records carry no medical notes. What people told us was for this service, and the notice says so.",
)
FAIRNESS = Question(
    key="hra_fairness",
    ask="Which points of human rights and equality did you check?",
    need="draft",
    goes_to=("M5", "D4"),
    source="ICO Annex A; DSA",
    why="Private life and the duty to consider equality matter for the share itself, not only for what follows.",
    hint="Human Rights Act 1998, Article 8; Equality Act 2010, section 149.",
)
LEGAL_CHECK = Question(
    key="legal_check",
    ask="Who with legal knowledge has checked this?",
    need="draft",
    goes_to=("M5", "D3"),
    source="DM; DDS",
    why="Shares with a lawyer in the room from the first day move faster than those that bring one in at the end.",
    often_missing="Requests often say that the law was checked, but not by whom. A name lets the two lawyers talk.",
    flag=remark({"not_yet": "No one with legal knowledge has checked this request yet."}),
)

SECTION = Section(
    "legal",
    "Legal power",
    (
        Step("power", "Power to receive", forms.PowerForm, (POWER_HAVE,)),
        Step("which-power", "Which power", forms.WhichPowerForm, (POWER_TEXT,), when("power_have", "yes")),
        Step("gateway", "Gateway to disclose", forms.GatewayForm, (GATEWAY,)),
        Step("digital-economy-act", "Digital Economy Act", forms.DigitalEconomyForm, (DEA,), when("gateway", "dea")),
        Step("confidentiality", "Confidentiality", forms.ConfidentialityForm, (CONFIDENTIALITY,)),
        Step("human-rights-and-equality", "Human rights and equality", forms.FairnessForm, (FAIRNESS,)),
        Step("legal-check", "Check of the law", forms.LegalCheckForm, (LEGAL_CHECK,)),
    ),
)
