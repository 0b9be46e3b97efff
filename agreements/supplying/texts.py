"""What the history says of the supply: one message for each kind of event."""

from collections.abc import Mapping
from typing import Final

from agreements.kinds import EventKind
from agreements.notifications.sentences import Message

MESSAGES: Final[Mapping[EventKind, Message]] = {
    EventKind.SUPPLY_SET_UP: (
        "{actor} recorded for {parties} that something is set up before the first supply under version {agreement} of "
        "the agreement"
    ),
    EventKind.TEST_SENT: "{actor} recorded for {parties} a test, delivery {delivery}, sent on {day}",
    EventKind.DELIVERY_SENT: "{actor} recorded for {parties} delivery {delivery}, sent on {day}",
    EventKind.DELIVERIES_IMPORTED: "{actor} recorded for {parties} deliveries from a file: {deliveries}",
    EventKind.DELIVERY_ACCEPTED: "{actor} accepted delivery {delivery} for {parties}",
    EventKind.DELIVERY_SHORT: "{actor} recorded for {parties} that delivery {delivery} was short",
    EventKind.DELIVERY_REJECTED: "{actor} rejected delivery {delivery} for {parties}",
}
