"""What the history says of varying: one message for each kind of event."""

from collections.abc import Mapping
from typing import Final

from agreements.kinds import EventKind
from agreements.notifications.sentences import Message

MESSAGES: Final[Mapping[EventKind, Message]] = {
    EventKind.VARIATION_OPENED: "{actor} started edition {edition}, which will vary edition {varies}",
    EventKind.EXTENSION_BEGUN: (
        "{actor} began to extend version {agreement} of the agreement. Its new last day is to be {day}"
    ),
    EventKind.CONTACT_CHANGED: (
        "{actor} changed for {parties} a contact in version {agreement} of the agreement from {day}: {office}"
    ),
    EventKind.EDITION_SUPERSEDED: "{actor} ended edition {edition}, because edition {later} was signed by everyone",
}
