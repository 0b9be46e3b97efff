"""What the history says of a request: one message for each kind of event."""

from collections.abc import Mapping
from typing import Final

from agreements.kinds import EventKind
from agreements.notifications.sentences import By, Message

MESSAGES: Final[Mapping[EventKind, Message]] = {
    EventKind.REQUEST_OPENED: "{actor} started a request for {records}",
    EventKind.REQUEST_COPIED: "{actor} started a request for {records} with the answers from {answers_of}",
    EventKind.REQUEST_ANSWERED: "{actor} answered “{question}”",
    EventKind.RECORD_ADDED: "{actor} added {records} to the request",
    EventKind.RECORD_REMOVED: "{actor} removed {records} from the request",
    EventKind.NEED_STATED: By(
        "parties",
        {
            "0": "{actor} said that the data of every organisation is needed",
            "1": "{actor} said that the data share can go on without the data of {parties}",
            "many": "{actor} said that the data share can go on without the data of {parties}",
        },
    ),
    EventKind.BODY_ADDED: "{actor} added {parties} to the organisations that receive the data",
    EventKind.BODY_REMOVED: "{actor} removed {parties} from the organisations that receive the data",
    EventKind.FLOWS_SET: "{actor} set who gives data to whom: {flows}",
    EventKind.PURPOSE_STATED: "{actor} stated what {organisation} receives the data for",
    EventKind.OWN_ANSWERED: "{actor} answered “{question}” for {organisation}",
    EventKind.RULES_OPENED: "{actor} started common rules for several organisations",
    EventKind.RULES_BODY_ADDED: "{actor} added {parties} to the organisations that are to agree the rules",
    EventKind.RULES_BODY_JOINED: (
        "{actor} added {parties} to the organisations that are to agree the rules, because it had joined them by "
        "signing an agreement"
    ),
    EventKind.RULES_BODY_REMOVED: "{actor} removed {parties} from the organisations that are to agree the rules",
    EventKind.RULES_OFFERED: "{actor} sent the common rules to all organisations, and the service drafted the clauses",
    EventKind.RULES_WITHDRAWN: "{actor} withdrew the common rules",
    EventKind.RULES_CHOSEN: "{actor} put the data share under the common rules {rules}",
    EventKind.RULES_LEFT: "{actor} took the data share out from under the common rules {rules}",
    EventKind.REQUEST_SENT: "{actor} sent the request",
    EventKind.REQUEST_SENT_AGAIN: "{actor} sent the request again (round {round})",
    EventKind.REQUEST_WITHDRAWN: "{actor} withdrew the request",
}
