"""What the history says of risks: one message for each kind of event."""

from collections.abc import Mapping
from typing import Final

from agreements.kinds import EventKind
from agreements.notifications.sentences import Message

MESSAGES: Final[Mapping[EventKind, Message]] = {
    EventKind.RISK_ADDED: "{actor} added and assessed this risk: {risk}",
    EventKind.RISK_ASSESSED: "{actor} assessed this risk: {risk}",
    EventKind.RISK_STRUCK: "{actor} struck this risk: {risk}",
    EventKind.ADVICE_GIVEN: "{actor} advised {parties} on the impact assessment as {office}",
    EventKind.RISK_ACCEPTED: "{actor} accepted the risk that remains for {parties} as {office}",
}
