"""What the history says of signing: one message for each kind of event."""

from collections.abc import Mapping
from typing import Final

from agreements.kinds import EventKind
from agreements.notifications.sentences import Message

MESSAGES: Final[Mapping[EventKind, Message]] = {
    EventKind.TEXT_FROZEN: "{actor} froze version {agreement} of the text and asked for signatures",
    EventKind.TEXT_REOPENED: "{actor} reopened version {agreement} of the text",
    EventKind.AGREEMENT_SIGNED: "{actor} signed version {agreement} of the agreement for {signed_for} as {office}",
    EventKind.SIGNATURE_DECLINED: "{actor} declined to sign version {agreement} of the agreement",
    EventKind.SIGNATORY_REPLACED: (
        "{actor} named {person} to sign version {agreement} of the agreement for {parties} as {office}, instead of "
        "{former}"
    ),
    EventKind.SIGNATURE_DELEGATED: (
        "{actor} asked {person} to sign version {agreement} of the agreement for {parties} as {office}, in place of "
        "{former}"
    ),
    EventKind.PARTY_JOINS_LATER: "{actor} let version {agreement} of the agreement come into force without {parties}",
    EventKind.OWN_SIGNATURE_DECLINED: (
        "{actor} declined to sign version {agreement} of the agreement for {parties}. It can come into force without "
        "{parties}"
    ),
    EventKind.BROUGHT_INTO_FORCE_WITHOUT: (
        "{actor} brought version {agreement} of the agreement into force without {parties}"
    ),
    EventKind.BROUGHT_INTO_FORCE: (
        "{actor} gave the last signature, which brought version {agreement} of the agreement into force"
    ),
    EventKind.AGREEMENT_SEALED: "{actor} sealed version {agreement} of the agreement",
    EventKind.SEALING_FAILED: "{actor} could not seal version {agreement} of the agreement after {attempts} attempts",
}
