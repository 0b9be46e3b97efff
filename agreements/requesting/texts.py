"""What the history says of a request: one message for each kind of event."""

from collections.abc import Mapping
from typing import Final

from agreements.kinds import EventKind
from agreements.notifications.messages import Message

MESSAGES: Final[Mapping[EventKind, Message]] = {
    EventKind.REQUEST_OPENED: "{actor} started a request for {records}",
    EventKind.REQUEST_COPIED: "{actor} started a request for {records} with the answers from {answers_of}",
    EventKind.REQUEST_ANSWERED: "{actor} answered “{question}”",
    EventKind.REQUEST_SENT: "{actor} sent the request",
    EventKind.REQUEST_SENT_AGAIN: "{actor} sent the request again (round {round})",
    EventKind.REQUEST_WITHDRAWN: "{actor} withdrew the request",
}
