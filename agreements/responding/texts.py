"""What the history says of a response: one message for each kind of event."""

from collections.abc import Mapping
from typing import Final

from agreements.kinds import EventKind
from agreements.notifications.messages import By, Message

_WITHOUT: Final = "All suppliers have decided. The service drafted the clauses without the data that {parties} refused"

MESSAGES: Final[Mapping[EventKind, Message]] = {
    EventKind.SECTION_ASSESSED: "{actor} responded to “{section}”",
    EventKind.SUPPLIER_ANSWERED: "{actor} answered “{question}” for the supplier",
    EventKind.REQUEST_RETURNED: "{actor} returned the request with comments",
    EventKind.NEGOTIATION_STARTED: (
        "{actor} agreed to start negotiating. The service drafted the clauses from the answers"
    ),
    EventKind.REQUEST_REFUSED: "{actor} refused the request. The reason: {reason}",
    EventKind.OWN_DATA_RETURNED: "{actor} returned the request with comments about its own data",
    EventKind.OWN_DATA_ACCEPTED: "{actor} agreed to negotiate about its own data",
    EventKind.OWN_DATA_REFUSED: "{actor} refused to share its own data. The reason: {reason}",
    EventKind.ROUND_RETURNED: By(
        "parties",
        {
            "0": "All suppliers have decided. The request is back with the acquirer, with comments",
            "1": "All suppliers have decided. The request is back with the acquirer: {parties} refused needed data",
            "many": "All suppliers have decided. The request is back with the acquirer: {parties} refused needed data",
        },
    ),
    EventKind.ROUND_ACCEPTED: By(
        "parties",
        {
            "0": "All suppliers agreed to negotiate. The service drafted the clauses from the answers",
            "1": _WITHOUT,
            "many": _WITHOUT,
        },
    ),
    EventKind.ROUND_REFUSED: "All suppliers refused the request",
}
