"""What the history says of clauses and proposals: one message for each kind of event."""

from collections.abc import Mapping
from typing import Final

from agreements.kinds import EventKind
from agreements.notifications.sentences import By, Message

_KEPT_ONE: Final = (
    "{actor} accepted the proposal from {parties} for {clauses}. The service proposed the answers of {kept_for} again "
    "in the new wording"
)
_KEPT_MANY: Final = (
    "{actor} accepted the proposals from {parties} for {clauses}. The service proposed the answers of {kept_for} again "
    "in the new wording"
)

MESSAGES: Final[Mapping[EventKind, Message]] = {
    EventKind.WORDING_PROPOSED: "{actor} proposed different wording for {clauses}",
    EventKind.CLAUSE_OFFERED: "{actor} proposed to add {clauses}",
    EventKind.STRIKING_PROPOSED: "{actor} proposed to strike {clauses}",
    EventKind.CLAUSE_COMMENTED: "{actor} commented on {clauses}",
    EventKind.CLAUSES_AGREED: "{actor} agreed {clauses}",
    EventKind.CLAUSES_SIGNED_BEFORE: (
        "{actor} counted {clauses} as agreed by {parties}, which signed the same words in version {agreement} of the "
        "agreement"
    ),
    EventKind.STOP_OVERRIDDEN: "{actor} decided that {parties} goes on despite this: {stop}",
    EventKind.LEAD_OFFERED: "{actor} asked {parties} to lead",
    EventKind.LEAD_REFUSED: "{actor} said that {parties} will not lead",
    EventKind.LEAD_CHANGED: "{actor} took over the lead for {parties}",
    EventKind.PARTY_LEFT_OUT: "{actor} went on without {parties}, and the service took it out of the text",
    EventKind.AGREEMENT_WITHDRAWN: "{actor} withdrew the agreement of {organisation} to {clauses}",
    EventKind.PROPOSALS_ACCEPTED: By(
        "kept_for",
        {
            "0": By(
                "clauses",
                {
                    "1": "{actor} accepted the proposal from {parties} for {clauses}",
                    "many": "{actor} accepted the proposals from {parties} for {clauses}",
                },
            ),
            "1": By("clauses", {"1": _KEPT_ONE, "many": _KEPT_MANY}),
            "many": By("clauses", {"1": _KEPT_ONE, "many": _KEPT_MANY}),
        },
    ),
    EventKind.PROPOSAL_REJECTED: "{actor} rejected the proposal from {parties} for {clauses}",
    EventKind.PROPOSAL_WITHDRAWN: "{actor} withdrew the proposal from {parties} for {clauses}",
    EventKind.ANSWER_PROPOSED: By(
        "proposed",
        {
            "0": By(
                "added",
                {
                    "0": "{actor} answered “{question}”",
                    "1": "{actor} answered “{question}” and added {added} clause that now applies",
                    "many": "{actor} answered “{question}” and added {added} clauses that now apply",
                },
            ),
            "1": By(
                "added",
                {
                    "0": "{actor} answered “{question}” and proposed wording for {proposed} clause",
                    "1": "{actor} answered “{question}” and proposed wording for {proposed} clause and added {added} "
                    "clause that now applies",
                    "many": "{actor} answered “{question}” and proposed wording for {proposed} clause and added "
                    "{added} clauses that now apply",
                },
            ),
            "many": By(
                "added",
                {
                    "0": "{actor} answered “{question}” and proposed wording for {proposed} clauses",
                    "1": "{actor} answered “{question}” and proposed wording for {proposed} clauses and added {added} "
                    "clause that now applies",
                    "many": "{actor} answered “{question}” and proposed wording for {proposed} clauses and added "
                    "{added} clauses that now apply",
                },
            ),
        },
    ),
}
