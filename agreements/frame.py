"""The frame of the pages of a data share: its steps, its tabs, and which pages common rules (an umbrella) lack."""

from collections.abc import Mapping
from typing import Final, Literal

from django.http import HttpRequest

from agreements.states import ENDED, STANDING, State
from datashare.lib.exceptions import NotNow

# The line at the top of every page of a data share, and the states in which each step is the current one.
STEPS = (
    ("Request", {State.DRAFT, State.RETURNED}),
    ("Response", {State.SUBMITTED, State.ASSESSING, State.RECONSIDERING}),
    ("Agreement", {State.NEGOTIATING}),
    ("Signatures", {State.SIGNING}),
    ("In force", set(STANDING | ENDED)),
)
# Common rules have no response.
RULES_STEPS = (("Draft", {State.DRAFT}), *STEPS[2:])
Tab = Literal["overview", "request", "response", "agreement", "assessment", "people", "files", "history"]
# The pages of a data share: the last part of the URL's name, the text of the link.
TABS: Mapping[Tab, str] = {
    "overview": "Overview",
    "request": "Request",
    "response": "Response",
    "agreement": "Agreement",
    "assessment": "Impact assessment",
    "people": "People",
    "files": "Files",
    "history": "History",
}
_OF_REQUESTS: Final = frozenset({"response", "assessment"})
_NO_DATA: Final = "They cover no data of their own, so they ask for no records. A data share under them names its data."
_NO_FLOWS: Final = "No data moves under them alone. Each data share under them says who gives data to whom."
_NO_RESPONSE: Final = "They do not ask anyone for data, so there is no response. Each organisation agrees the clauses."
_NO_ASSESSMENT: Final = (
    "No data is processed under them alone, so they have no impact assessment. Each data share under them has its own."
)
_NO_CHECKS: Final = "They rely on no legal power of their own, so no adviser checks answers. Advisers can comment."
# By the name of the page's URL.
LACKED: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("assessment", "risks", "add_risk", "assess_risk", "strike_risk", "advise", "accept_risk", "summary"),
        _NO_ASSESSMENT,
    ),
    **dict.fromkeys(("expert_checks", "ask_expert", "expert_check"), _NO_CHECKS),
    "under_rules": "They cannot stand under other common rules.",
    **dict.fromkeys(
        ("suspend", "lift_suspension", "enter_end", "disposal", "certify_disposal", "answer_certificate"), _NO_FLOWS
    ),
    **dict.fromkeys(("supply", "set_up", "send_data", "send_test", "receive_data", "import_supplies"), _NO_FLOWS),
    **dict.fromkeys(
        (
            *("incidents", "record_incident", "incident", "note_aware", "add_to_incident", "contain_incident"),
            *("decide_incident", "explain_incident", "answer_joint_record", "incident_file"),
        ),
        _NO_FLOWS,
    ),
    **dict.fromkeys(("records", "remove_record", "needed", "reuse"), _NO_DATA),
    **dict.fromkeys(("who_gives", "own_half", "own_purpose", "own_question", "own_row"), _NO_FLOWS),
    **dict.fromkeys(("response", "respond_section", "own_step", "decide", "decided", "pass_on"), _NO_RESPONSE),
    **dict.fromkeys(("decision_record", "decision_file", "round_changes", "answer_by"), _NO_RESPONSE),
    **dict.fromkeys(("questions", "ask_question", "question_thread", "resolve_question"), _NO_RESPONSE),
    **dict.fromkeys(("check", "sent", "stopped", "replies", "ask_again", "reconsider"), _NO_RESPONSE),
}


def refuse_what_rules_lack(request: HttpRequest) -> None:
    """Raise NotNow for a page that only a data share with data of its own has."""
    match = request.resolver_match
    if match is None:
        return
    name = "assessment" if match.kwargs.get("document") == "dpia" else match.url_name or ""
    if name in LACKED:
        raise NotNow(f"These are common rules. {LACKED[name]}")


def withdrawal_in_words(state: State, *, bodies: int, is_umbrella: bool) -> str:
    """Return what the link to end a data share says: the request, or what is under way between so many bodies."""
    if is_umbrella:
        return "Withdraw these common rules"
    if state not in (State.NEGOTIATING, State.SIGNING):
        return "Withdraw this request"
    return "End this data share for everyone" if bodies > 2 else "Withdraw from this data share"


def tabs_of(*, is_umbrella: bool) -> list[tuple[Tab, str]]:
    """Return the name and the words of each tab: an umbrella has no response and no impact assessment."""
    if not is_umbrella:
        return list(TABS.items())
    words: dict[Tab, str] = {**TABS, "request": "Answers"}
    return [(tab, said) for tab, said in words.items() if tab not in _OF_REQUESTS]
