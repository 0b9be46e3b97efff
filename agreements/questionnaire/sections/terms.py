"""Further terms: what the agreement says in standard words unless these questions are answered."""

from agreements.questionnaire.conditions import personal, pilot
from agreements.questionnaire.forms import terms as forms
from agreements.questionnaire.shape import Question, Section, Step

SOURCE = "Published memoranda and data sharing agreements; ICO code"


def _ask(
    key: str, ask: str, why: str, goes_to: tuple[str, ...], *, hint: str = "", example: str = "", source: str = SOURCE
) -> Question:
    """Return a question that may be left: the agreement has standard words, or none, without an answer."""
    return Question(key=key, ask=ask, need="later", goes_to=goes_to, source=source, why=why, hint=hint, example=example)


FORBIDDEN = _ask(
    "uses_forbidden",
    "What must the data not be used for?",
    "Some uses are so close to the purpose that the agreement must rule them out by name.",
    ("M3",),
    hint="Leave this blank if there is nothing to add. The agreement allows no use but the purpose.",
    example="Deciding who is entitled to a benefit. Pursuing debts.",
)
CONTACT = _ask(
    "contact_people",
    "Will you use the data to contact the people in it?",
    "People may not expect to hear from you. The supplier may want to agree what you will say.",
    ("M4",),
)
RESULTS = _ask(
    "results_back",
    "What will you give back to the supplier?",
    "Suppliers often ask for results, or for corrections to their own records.",
    ("M8",),
    hint="Leave this blank if you will give nothing back.",
    example="A list of addresses that were wrong, every 3 months.",
)
INFORMATION = _ask(
    "foi",
    "How will you handle requests for information about this data share?",
    "People can ask public bodies for information under the Freedom of Information Act 2000.",
    ("M7",),
    hint="Leave this blank to use the standard clause: each organisation asks the others before it answers.",
)
COSTS = _ask(
    "costs",
    "Who pays for what?",
    "Without an answer, each organisation pays its own costs.",
    ("M13",),
    hint="The supplier will say what it charges.",
)
DISPUTE = _ask(
    "dispute",
    "How will you settle disagreements?",
    "Without an answer, the leads try first, and then the senior responsible officers.",
    ("M13",),
)
NOTICE = _ask(
    "notice",
    "How much notice must an organisation give to leave the agreement?",
    "Without an answer, it is 3 months.",
    ("M12",),
)
STOP = _ask(
    "stop",
    "What would make an organisation stop the sharing?",
    "The agreement lists the usual reasons. You can add your own.",
    ("M12",),
)
JOIN_LEAVE = _ask(
    "join_leave",
    "How can another organisation join or leave?",
    "Without an answer, all organisations must sign a variation.",
    ("M2",),
)
LEGAL_EFFECT = _ask(
    "governing_law",
    "Should the agreement be legally binding?",
    "Most agreements between public bodies are not. Bodies of the Crown cannot contract with each other.",
    ("M1", "M15"),
    hint="A memorandum between government bodies is never binding.",
)
SUPERSEDES = _ask(
    "supersedes",
    "Which earlier agreements does this one replace?",
    "Two agreements about the same data can contradict each other.",
    ("M15",),
)
PILOT = _ask(
    "dea_case",
    "What is the business case for the pilot, and when would you stop it?",
    "Data shares about debt and fraud begin as a pilot that a review board approves.",
    ("M5",),
    source="Digital Economy Act 2017, code of practice",
)

SECTION = Section(
    "terms",
    "Other terms",
    (
        Step("forbidden-uses", "Uses that are not allowed", forms.ForbiddenUsesForm, (FORBIDDEN,)),
        Step("contact", "Contact with people", forms.ContactForm, (CONTACT,), personal),
        Step("results", "Results for the supplier", forms.ResultsForm, (RESULTS,)),
        Step("freedom-of-information", "Freedom of information", forms.InformationForm, (INFORMATION,)),
        Step("costs-and-disagreements", "Costs and disagreements", forms.CostsForm, (COSTS, DISPUTE)),
        Step("leaving", "Leaving and joining", forms.LeavingForm, (NOTICE, STOP, JOIN_LEAVE)),
        Step("legal-effect", "Legal effect", forms.LegalEffectForm, (LEGAL_EFFECT, SUPERSEDES)),
        Step("pilot", "Pilot", forms.PilotForm, (PILOT,), pilot),
    ),
)
