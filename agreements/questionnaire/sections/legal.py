"""Legal power and gateway; asked early because the share is impossible without them."""

from agreements.questionnaire.conditions import remark, when
from agreements.questionnaire.forms import legal as forms
from agreements.questionnaire.shape import Question, Section, Step, always

POWER_HAVE = Question(
    key="power_have",
    ask="Do you have a legal power to receive the data for this purpose?",
    need="submit",
    in_emergency=True,
    in_short=always,
    goes_to=("M5",),
    source="DM",
    why="A public body can only do what the law gives it the power to do. An agreement does not create a power.",
    hint="This may be in an Act, implied by one of your functions, or a common law power. If you do not know, ask a "
    "lawyer in your organisation. You can answer the other questions while you wait.",
    flag=remark(
        {
            "no": "The acquirer says it has no legal power to receive the data for this purpose.",
            "not_sure": "The acquirer does not know whether it has a legal power to receive the data.",
        }
    ),
)
POWER_TEXT = Question(
    key="power_text",
    ask="Which legal power will you rely on?",
    need="submit",
    in_emergency=True,
    in_short=always,
    goes_to=("M5", "R"),
    source="DM; DEA",
    why="The supplier’s lawyers will check this power. The agreement will cite it.",
    example="Localism Act 2011, section 1",
)
GATEWAY = Question(
    key="gateway",
    ask="Which gateway lets the supplier disclose the data to you?",
    need="submit",
    in_short=always,
    goes_to=("M5", "R"),
    source="DM alpha; DSA",
    why="You need a power to receive the data. The supplier needs a gateway to disclose it. Your suggestion saves "
    "its lawyers time.",
    hint="A gateway is a law that lets the supplier disclose the data. The supplier will confirm or correct your "
    "answer.",
    flag=remark(
        {
            "none_found": "The acquirer has not found a gateway. The supplier’s lawyers must say if there is one.",
            "implied": "The acquirer relies on an implied power to disclose. Check that no other law prevents it.",
        }
    ),
)
DEA = Question(
    key="dea",
    ask="How does the Digital Economy Act 2017 apply?",
    need="draft",
    goes_to=("M5", "R"),
    source="DEA",
    why="Chapters 1, 3 and 4 apply only to listed organisations. Chapter 1 has set objectives, and chapter 5 needs "
    "accreditation. You must follow the code of practice of the chapter.",
)
CONFIDENTIALITY = Question(
    key="confidentiality",
    ask="How have you considered the duty of confidence?",
    need="draft",
    goes_to=("M5",),
    source="HDR; DSA",
    why="People often give health, tax and social care information in confidence.",
    hint="Consider the common law duty of confidence, and any Act that forbids disclosure.",
    example="The records contain no medical notes. Our privacy notice told people that we would use their "
    "information for this service.",
)
FAIRNESS = Question(
    key="hra_fairness",
    ask="How have you considered human rights and equality?",
    need="draft",
    goes_to=("M5", "D4"),
    source="ICO Annex A; DSA",
    why="The right to private life and the public sector equality duty apply to the sharing itself, as well as to "
    "its results.",
    hint="See Article 8 in the Human Rights Act 1998, and section 149 of the Equality Act 2010.",
)
LEGAL_CHECK = Question(
    key="legal_check",
    ask="Which legal adviser will check this request?",
    need="draft",
    in_short=always,
    goes_to=("M5", "D3"),
    source="DM; DDS",
    why="Data shares move faster when a lawyer is involved from the start.",
    hint="They confirm the answers in this service. A lead invites them and asks them on the People page. Until they "
    "confirm, drafts say that the check is still to be made.",
    flag=remark({"not_yet": "No legal adviser is named to check this request yet."}),
)

SECTION = Section(
    "legal",
    "Legal power",
    (
        Step("power", "Power to receive the data", forms.PowerForm, (POWER_HAVE,)),
        Step("which-power", "Details of the power", forms.WhichPowerForm, (POWER_TEXT,), when("power_have", "yes")),
        Step("gateway", "Gateway", forms.GatewayForm, (GATEWAY,)),
        Step("digital-economy-act", "Digital Economy Act", forms.DigitalEconomyForm, (DEA,), when("gateway", "dea")),
        Step("confidentiality", "Confidentiality", forms.ConfidentialityForm, (CONFIDENTIALITY,)),
        Step("human-rights-and-equality", "Human rights and equality", forms.FairnessForm, (FAIRNESS,)),
        Step("legal-check", "Legal check", forms.LegalCheckForm, (LEGAL_CHECK,)),
    ),
)
