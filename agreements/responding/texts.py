"""What the history says of a response: one message for each kind of event."""

from collections.abc import Mapping
from typing import Final

from agreements.kinds import EventKind
from agreements.notifications.sentences import BEFORE_REASON, By, Message

_BACK: Final = (
    "{actor} returned the request to the acquirer after all suppliers had decided: {parties} refused needed data"
)
_WITHOUT: Final = "{actor} drafted the clauses without the data that {parties} refused, as all suppliers have decided"

MESSAGES: Final[Mapping[EventKind, Message]] = {
    EventKind.SECTION_ASSESSED: "{actor} responded to “{section}”",
    EventKind.SUPPLIER_ANSWERED: "{actor} answered “{question}” for the supplier",
    EventKind.REQUEST_RETURNED: "{actor} returned the request with comments",
    EventKind.NEGOTIATION_STARTED: (
        "{actor} agreed to start negotiating. The service drafted the clauses from the answers"
    ),
    EventKind.NEGOTIATION_ON_CONDITIONS: (
        "{actor} agreed to start negotiating, with conditions. The service drafted the clauses from the answers"
    ),
    EventKind.REQUEST_REFUSED: "{actor} refused the request" + BEFORE_REASON + "{reason}",
    EventKind.REQUEST_PASSED_ON: "{actor} passed the request on to {parties}",
    EventKind.OWN_DATA_RETURNED: "{actor} returned the request with comments about its own data",
    EventKind.OWN_DATA_ACCEPTED: "{actor} agreed to negotiate about its own data",
    EventKind.OWN_DATA_ON_CONDITIONS: "{actor} agreed to negotiate about its own data, with conditions",
    EventKind.RECEIVERS_REFUSED: "{actor} does not agree to give its own data to {parties}",
    EventKind.OWN_DATA_REFUSED: "{actor} refused to share its own data" + BEFORE_REASON + "{reason}",
    EventKind.OWN_DATA_PASSED_ON: "{actor} passed the request for its own data on to {parties}",
    EventKind.ROUND_RETURNED: By(
        "parties",
        {
            "0": "{actor} returned the request to the acquirer after all suppliers had decided",
            "1": _BACK,
            "many": _BACK,
        },
    ),
    EventKind.ROUND_ACCEPTED: By(
        "parties",
        {
            "0": "{actor} drafted the clauses from the answers, as all suppliers agreed to negotiate",
            "1": _WITHOUT,
            "many": _WITHOUT,
        },
    ),
    EventKind.ROUND_REFUSED: "{actor} ended the request, as all suppliers refused it",
    EventKind.QUESTION_DISCUSSED: "{actor} wrote about “{question}”",
    EventKind.QUESTION_RESOLVED: "{actor} marked what was asked about “{question}” as resolved",
    EventKind.ANSWER_DATE_NAMED: "{actor} said that {organisation} will answer by {day}",
    EventKind.RECONSIDERATION_ASKED: "{actor} asked for the refusal to be reconsidered",
    EventKind.REFUSAL_UPHELD: "{actor} upheld the refusal",
    EventKind.REFUSAL_LIFTED: "{actor} lifted the refusal",
    EventKind.REFUSAL_STANDS: "{actor} ended the request again, as its refusal was upheld",
    EventKind.RESPONSE_REOPENED: (
        "{actor} gave the request to the supplier again (round {round}), as its refusal was lifted"
    ),
}
