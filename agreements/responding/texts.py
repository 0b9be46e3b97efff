"""What the history says of a response: one message for each kind of event."""

from collections.abc import Mapping
from typing import Final

from agreements.kinds import EventKind
from agreements.notifications.messages import Message

MESSAGES: Final[Mapping[EventKind, Message]] = {
    EventKind.SECTION_ASSESSED: "{actor} responded to “{section}”",
    EventKind.SUPPLIER_ANSWERED: "{actor} answered “{question}” for the supplier",
    EventKind.REQUEST_RETURNED: "{actor} returned the request with comments",
    EventKind.NEGOTIATION_STARTED: (
        "{actor} agreed to start negotiating. The service drafted the clauses from the answers"
    ),
    EventKind.REQUEST_REFUSED: "{actor} refused the request. The reason: {reason}",
}
