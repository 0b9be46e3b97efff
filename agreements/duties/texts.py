"""What the history says of duties: one message for each kind of event."""

from collections.abc import Mapping
from typing import Final

from agreements.kinds import EventKind
from agreements.notifications.sentences import Message

MESSAGES: Final[Mapping[EventKind, Message]] = {
    EventKind.DUTY_KEPT: (
        "{actor} recorded that {parties} did what version {agreement} of the agreement asks by {day}: {duty}"
    ),
    EventKind.DUTY_WAIVED: "{actor} waived what version {agreement} of the agreement asks of {parties}: {duty}",
    EventKind.DUTY_DATED: (
        "{actor} entered the day of a duty from the signed words of version {agreement} of the agreement, {day}: {duty}"
    ),
}
