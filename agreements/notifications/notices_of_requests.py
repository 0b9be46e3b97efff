"""Who is told of a request and of the decisions on it, and in which words."""

from typing import Final

from agreements.kinds import EventKind
from agreements.notifications.audiences import (
    SPEAKING,
    WORKING,
    Audience,
    Notice,
    discusses,
    everyone,
    has_refused,
    here_as,
    is_asked_first,
    is_asked_instead,
    is_of_named_party,
    receives_too,
)
from agreements.states import Role, Side
from community.notices.mail_choice import Weight

_ADVISE: Final = Notice(
    here_as(Role.ADVISER, side=Side.SUPPLIER),
    "Advise on a request: {title}",
    "{who} sent the request “{title}” (round {round}). Read the sections that you know about, and respond.{needed}",
    "response/",
)
_RECEIVES: Final = Notice(
    receives_too,
    "Answer for your organisation: {title}",
    "{who} sent the request “{title}” (round {round}). Your organisation receives data too. Read the request, and "
    "answer the questions about your organisation before the text is frozen.{needed}",
    "request/",
    Weight.ACT,
)
_ONE_DECIDED: Final = (
    Notice(
        here_as(*WORKING, side=Side.ACQUIRER),
        "A supplier has decided: {title}",
        "{sentence}.{decision_note}\n\nYou can read its response to “{title}” now. We will tell you when all suppliers "
        "have decided.",
        "response/",
    ),
)


_PASSED_ON: Final = (
    Notice(
        is_asked_instead,
        "Respond to a request: {title}",
        "{who} passed on to your organisation a request for data: “{title}”.{decision_note} Read the request and "
        "respond to each section.",
        "response/",
        Weight.ACT,
    ),
    Notice(
        here_as(*WORKING, side=Side.ACQUIRER),
        "Request passed on: {title}",
        "{sentence}.{decision_note} You do not need to do anything. We will tell you when that organisation decides.",
        "response/",
    ),
)


def _started(said: str) -> tuple[Notice, ...]:
    return (
        Notice(
            here_as(*WORKING),
            "Agree the clauses: {title}",
            f"{said} The service has drafted the clauses. Read each clause, then agree it or propose different "
            "wording.",
            "agreement/",
            Weight.ACT,
        ),
        Notice(
            here_as(Role.ADVISER),
            "Advise on the clauses: {title}",
            f"{said} The service has drafted the clauses. Comment on those that you know about, or propose different "
            "wording.",
            "agreement/",
        ),
    )


def _asked(audience: Audience) -> Notice:
    return Notice(
        audience,
        "Respond to a request: {title}",
        "{who} asks for data that your organisation holds: “{title}”. Read the request and respond to each "
        "section.{needed}",
        "response/",
        Weight.ACT,
    )


NOTICES_OF_REQUESTS: Final[dict[EventKind, tuple[Notice, ...]]] = {
    EventKind.REQUEST_SENT: (_asked(here_as(*WORKING, side=Side.SUPPLIER)), _ADVISE, _RECEIVES),
    EventKind.REQUEST_SENT_AGAIN: (
        _asked(is_asked_first),
        Notice(
            here_as(*WORKING, side=Side.SUPPLIER),
            "Respond to a request again: {title}",
            "{who} sent the request “{title}” again after your comments (round {round}).{note} The changes are marked. "
            "Read them and respond to each section.{needed}",
            "response/",
            Weight.ACT,
        ),
        _ADVISE,
        _RECEIVES,
    ),
    EventKind.REQUEST_WITHDRAWN: (
        Notice(
            here_as(*SPEAKING, Role.SIGNATORY),
            "Request withdrawn: {title}",
            "{who} withdrew the request “{title}”.{reason} The data share has ended, so you do not need to do "
            "anything.",
            weight=Weight.ACT,
        ),
        Notice(everyone, "Request withdrawn: {title}", "{who} withdrew the request “{title}”.{reason}"),
    ),
    EventKind.RULES_WITHDRAWN: (
        Notice(
            everyone,
            "Common rules withdrawn: {title}",
            "{who} withdrew the common rules “{title}”.{reason} You do not need to do anything.",
            weight=Weight.ACT,
        ),
    ),
    EventKind.REQUEST_RETURNED: (
        Notice(
            here_as(Role.LEAD, side=Side.ACQUIRER),
            "Answer the supplier’s comments: {title}",
            "{who} returned your request “{title}” with comments.{decision_note}{comments}Change the answers they ask "
            "about, then send it again.",
            "request/",
            Weight.ACT,
        ),
        Notice(
            here_as(Role.CONTRIBUTOR, side=Side.ACQUIRER),
            "Answer the supplier’s comments: {title}",
            "{who} returned your request “{title}” with comments.{decision_note}{comments}Change the answers they ask "
            "about. A lead for your organisation must then send the request again.",
            "request/",
            Weight.ACT,
        ),
    ),
    EventKind.NEGOTIATION_STARTED: _started("{who} agreed to start negotiating “{title}”.{decision_note}"),
    EventKind.NEGOTIATION_ON_CONDITIONS: _started(
        "{who} agreed to start negotiating “{title}”, with conditions.{decision_note}"
    ),
    EventKind.REQUEST_PASSED_ON: _PASSED_ON,
    EventKind.RULES_OFFERED: (
        Notice(
            here_as(*WORKING),
            "Agree the common rules: {title}",
            "{who} sent the common rules “{title}” to all organisations that are to agree them. The service has "
            "drafted the clauses. Read each clause, then agree it or propose different wording.",
            "agreement/",
            Weight.ACT,
        ),
        Notice(
            here_as(Role.ADVISER),
            "Advise on the common rules: {title}",
            "{who} sent the common rules “{title}” to all organisations that are to agree them. Comment on the clauses "
            "that you know about, or propose different wording.",
            "agreement/",
        ),
    ),
    EventKind.REQUEST_REFUSED: (
        Notice(
            here_as(*WORKING, side=Side.ACQUIRER),
            "Request refused: {title}",
            "{sentence}.{decision_note}\n\nOpen the data share to read the response to each section and what you can "
            "do next.",
            weight=Weight.ACT,
        ),
    ),
    EventKind.OWN_DATA_RETURNED: _ONE_DECIDED,
    EventKind.OWN_DATA_ACCEPTED: _ONE_DECIDED,
    EventKind.OWN_DATA_ON_CONDITIONS: _ONE_DECIDED,
    EventKind.OWN_DATA_PASSED_ON: _PASSED_ON,
    EventKind.RECEIVERS_REFUSED: (
        Notice(here_as(*WORKING), "Data refused for some organisations: {title}", "{sentence}.", "response/"),
    ),
    EventKind.OWN_DATA_REFUSED: _ONE_DECIDED,
    EventKind.ROUND_RETURNED: (
        Notice(
            here_as(*WORKING, side=Side.ACQUIRER),
            "Answer the suppliers’ comments: {title}",
            "{sentence}. Read the responses to “{title}”. You can change your answers and the data you ask for. A lead "
            "for your organisation must then send the request again.",
            "request/",
            Weight.ACT,
        ),
        Notice(here_as(*WORKING), "All suppliers have decided: {title}", "{sentence}: “{title}”."),
    ),
    EventKind.ROUND_ACCEPTED: (
        Notice(
            is_of_named_party,
            "The others go on without you: {title}",
            "{sentence}. You can still read the request and your response. You cannot read what the others agree, sign "
            "or do from now on. If this is wrong, talk to {asking}.",
            "response/",
        ),
        Notice(
            here_as(*WORKING),
            "Agree the clauses: {title}",
            "{sentence}. Read each clause of “{title}”, then agree it or propose different wording.",
            "agreement/",
            Weight.ACT,
        ),
        Notice(
            here_as(Role.ADVISER),
            "Advise on the clauses: {title}",
            "{sentence}. Comment on the clauses of “{title}” that you know about, or propose different wording.",
            "agreement/",
        ),
    ),
    EventKind.ROUND_REFUSED: (
        Notice(here_as(*WORKING), "Request refused: {title}", "{sentence}: “{title}”.", weight=Weight.ACT),
    ),
    EventKind.QUESTION_DISCUSSED: (
        Notice(
            discusses,
            "Reply to a question: {title}",
            "{sentence}, a question of the request “{title}”. Read it and reply, or mark it as resolved.",
            "questions/",
            Weight.ACT,
            bundled=True,
        ),
    ),
    EventKind.QUESTION_RESOLVED: (Notice(discusses, "Question resolved: {title}", "{sentence}.", "questions/"),),
    EventKind.ANSWER_DATE_NAMED: (
        Notice(here_as(*WORKING, side=Side.ACQUIRER), "Date for an answer: {title}", "{sentence}."),
    ),
    EventKind.RECONSIDERATION_ASKED: (
        Notice(
            has_refused,
            "Someone else must reconsider your refusal: {title}",
            "{who} asked for the refusal of “{title}” to be reconsidered.{reason} You refused it, so someone else who "
            "leads for your organisation must answer. If there is no one, invite another lead.",
            "people/",
            Weight.ACT,
        ),
        Notice(
            here_as(Role.LEAD, side=Side.SUPPLIER),
            "Reconsider a refusal: {title}",
            "{who} asked your organisation to reconsider its refusal of “{title}”.{reason} Read the request and the "
            "refusal. Then uphold the refusal, or respond to the request again.",
            "response/reconsider/",
            Weight.ACT,
        ),
        Notice(here_as(*WORKING), "A refusal is reconsidered: {title}", "{sentence}.{reason}", "response/"),
    ),
    EventKind.REFUSAL_UPHELD: (
        Notice(
            here_as(*WORKING, side=Side.ACQUIRER),
            "Refusal upheld: {title}",
            "{sentence}.{decision_note}\n\nOpen the data share to read what you can do next.",
            weight=Weight.ACT,
        ),
    ),
    EventKind.REFUSAL_LIFTED: (
        Notice(
            here_as(*WORKING, side=Side.ACQUIRER),
            "Refusal lifted: {title}",
            "{sentence}.{decision_note} It will respond to the request again. You do not need to do anything.",
            "response/",
        ),
    ),
    EventKind.RESPONSE_REOPENED: (
        Notice(
            here_as(*WORKING, side=Side.SUPPLIER),
            "Respond to a request again: {title}",
            "{sentence}: “{title}”. Read it again and respond to each section.",
            "response/",
            Weight.ACT,
        ),
    ),
}
