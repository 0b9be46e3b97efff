"""What the history says of the life of an agreement: one message for each kind of event."""

from collections.abc import Mapping
from typing import Final

from agreements.kinds import EventKind
from agreements.notifications.sentences import Message

MESSAGES: Final[Mapping[EventKind, Message]] = {
    EventKind.SHARING_SUSPENDED: "{actor} suspended the sharing under version {agreement} of the agreement: {ground}",
    EventKind.LIFTING_AGREED: "{actor} agreed for {parties} that the reason for the suspension has gone",
    EventKind.SHARING_RESUMED: (
        "{actor} resumed the sharing under version {agreement} of the agreement, because all organisations agreed to it"
    ),
    EventKind.PART_SUSPENDED: (
        "{actor} suspended the sharing to and from {parties} under version {agreement} of the agreement: {ground}"
    ),
    EventKind.PART_RESUMED: (
        "{actor} resumed the sharing to and from {parties} under version {agreement} of the agreement, because all "
        "organisations that it concerns agreed to it"
    ),
    EventKind.SHARING_KEPT_SUSPENDED: (
        "{actor} kept the sharing suspended under version {agreement} of the agreement. It resumes when all "
        "organisations agree to it"
    ),
    EventKind.PART_KEPT_SUSPENDED: (
        "{actor} kept the sharing to and from {parties} suspended under version {agreement} of the agreement. It "
        "resumes when all organisations that it concerns agree to it"
    ),
    EventKind.NOTICE_GIVEN: (
        "{actor} gave notice to end the part of {parties} in version {agreement} of the agreement. Its last day is "
        "{day}"
    ),
    EventKind.END_ENTERED: (
        "{actor} entered the last day of version {agreement} of the agreement from its signed words: {day}"
    ),
    EventKind.PARTY_LEFT_AT_ONCE: (
        "{actor} ended at once the part of {parties} in version {agreement} of the agreement: {ground}"
    ),
    EventKind.PARTY_LEFT: (
        "{actor} ended the part of {parties} in version {agreement} of the agreement. Its last day was {day}"
    ),
    EventKind.ENDED_AT_ONCE: "{actor} ended version {agreement} of the agreement at once for {parties}: {ground}",
    EventKind.AGREEMENT_ENDED: "{actor} ended version {agreement} of the agreement. {cause}. Its last day was {day}",
    EventKind.DISPOSAL_OWED: (
        "{actor} asked {parties} to dispose of the data that it received under version {agreement} of the agreement, "
        "and to certify it by {day}"
    ),
    EventKind.DISPOSAL_CERTIFIED: (
        "{actor} certified as {office} that {parties} disposed of the data that it received under version {agreement} "
        "of the agreement. It was destroyed on {day}"
    ),
    EventKind.CERTIFICATE_ACCEPTED: "{actor} accepted the certificate of {parties} about the disposal of the data",
    EventKind.CERTIFICATE_RETURNED: "{actor} returned the certificate of {parties} about the disposal of the data",
    EventKind.REVIEW_HELD: "{actor} recorded a review of version {agreement} of the agreement for {parties}: {outcome}",
    EventKind.REVIEW_AGREED: "{actor} agreed for {parties} with the review of version {agreement} of the agreement",
    EventKind.REVIEW_RETURNED: "{actor} returned for {parties} the review of version {agreement} of the agreement",
    EventKind.INCIDENT_RECORDED: (
        "{actor} recorded incident {incident} with the data under version {agreement} of the agreement, for {parties}"
    ),
    EventKind.INCIDENT_NOTED: (
        "{actor} said when {parties} became aware of incident {incident} under version {agreement} of the agreement"
    ),
    EventKind.INCIDENT_ADDED_TO: (
        "{actor} added for {parties} what became known of incident {incident} under version {agreement} of the "
        "agreement"
    ),
    EventKind.INCIDENT_CONTAINED: (
        "{actor} recorded for {parties} that incident {incident} under version {agreement} of the agreement is "
        "contained"
    ),
    EventKind.ICO_TOLD: (
        "{actor} recorded that {parties} told the Information Commissioner’s Office of incident {incident} under "
        "version {agreement} of the agreement"
    ),
    EventKind.ICO_NOT_TOLD: (
        "{actor} recorded why {parties} does not tell the Information Commissioner’s Office of incident {incident} "
        "under version {agreement} of the agreement"
    ),
    EventKind.PEOPLE_TOLD: (
        "{actor} recorded that {parties} told the people affected of incident {incident} under version {agreement} of "
        "the agreement"
    ),
    EventKind.PEOPLE_NOT_TOLD: (
        "{actor} recorded why {parties} does not tell the people affected of incident {incident} under version "
        "{agreement} of the agreement"
    ),
    EventKind.INCIDENT_EXPLAINED: (
        "{actor} recorded for {parties} the cause of incident {incident} under version {agreement} of the agreement, "
        "and what each organisation changes"
    ),
    EventKind.INCIDENT_RECORD_AGREED: (
        "{actor} agreed for {parties} with the record of incident {incident} under version {agreement} of the agreement"
    ),
    EventKind.INCIDENT_RECORD_RETURNED: (
        "{actor} returned for {parties} the record of incident {incident} under version {agreement} of the agreement"
    ),
    EventKind.INCIDENT_CLOSED: (
        "{actor} closed incident {incident} under version {agreement} of the agreement. All organisations agreed with "
        "the record that {parties} wrote"
    ),
    EventKind.SHARE_ARCHIVED: "{actor} archived the data share",
}
