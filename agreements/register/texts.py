"""What the history says of the register: one message for each kind of event."""

from collections.abc import Mapping
from typing import Final

from agreements.kinds import EventKind
from agreements.notifications.sentences import Message

MESSAGES: Final[Mapping[EventKind, Message]] = {
    EventKind.ENTRY_LISTED: "{actor} listed version {agreement} of the agreement in the public register",
}
