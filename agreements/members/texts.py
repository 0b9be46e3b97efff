"""What the history says of people's roles: one message for each kind of event."""

from collections.abc import Mapping
from typing import Final

from agreements.kinds import EventKind
from agreements.notifications.sentences import By, Message

MESSAGES: Final[Mapping[EventKind, Message]] = {
    EventKind.MEMBER_INVITED: "{actor} invited {person} as {roles}",
    EventKind.SIGNATORY_INVITED: "{actor} invited {person} as {roles}",
    EventKind.MEMBER_INVITED_AGAIN: "{actor} invited {person} again as {roles}",
    EventKind.MEMBER_REMOVED: "{actor} removed {person} as {roles}",
    EventKind.INVITATION_WITHDRAWN: "{actor} withdrew the invitation to {person} as {roles}",
    EventKind.MEMBER_LEFT: "{actor} left as {roles}",
    EventKind.ROLE_ENDED: "{actor} removed {person} as {roles} for {parties}. {cause}",
    EventKind.LEAD_NAMED: "{actor} made {person} the lead for {parties}, which had no lead",
    EventKind.CHECK_ASKED: "{actor} asked {roles} to check answers by {day}",
    EventKind.CHECK_CONFIRMED: "{actor} confirmed answers as {roles}",
    EventKind.CHECK_CORRECTED: "{actor} asked for corrections to answers as {roles}",
    EventKind.CHECK_REFUSED: "{actor} did not confirm answers as {roles}",
    EventKind.DETAILS_ERASED: By(
        "entries",
        {
            "1": "{actor} erased the details of a person in entry {entries}",
            "many": "{actor} erased the details of a person in entries {entries}",
        },
    ),
}
