"""The notice of each event in the life of an agreement after its signatures."""

from typing import Final

from agreements.kinds import EventKind
from agreements.notifications.audiences import (
    LEAD,
    Notice,
    everyone,
    gives_data,
    leads_elsewhere,
    leads_of_named_party,
    protects_data,
    receives_data,
)
from community.notices.mail_choice import Weight

_NO_MORE: Final = "No more data may be supplied under the agreement “{title}”. "
_KEEP_TO: Final = (
    "An organisation that holds data that was supplied must still keep to what the agreement says about it, and "
    "dispose of it as it says."
)
_EXPLAIN: Final = " Within 20 working days, record together what happened, why, and what each organisation changes."

NOTICES_OF_LIFE: Final[dict[EventKind, tuple[Notice, ...]]] = {
    EventKind.VARIATION_OPENED: (
        Notice(
            everyone,
            "Variation begun: {title}",
            "{sentence}. The agreement in force stays as it is until everyone has signed the new version. {asking} now "
            "changes the answers that must change, then sends them.",
        ),
    ),
    EventKind.LEAD_OFFERED: (
        Notice(
            leads_of_named_party,
            "You are asked to lead: {title}",
            "{sentence}.{reason} The organisation that leads calls reviews and takes the steps that one takes for all. "
            "Accept this or not.",
            "lead/",
            Weight.ACT,
        ),
        Notice(LEAD, "Another organisation is asked to lead: {title}", "{sentence}.{reason}", "lead/"),
    ),
    EventKind.LEAD_REFUSED: (
        Notice(LEAD, "The organisation that was asked will not lead: {title}", "{sentence}.{reason}", "lead/"),
    ),
    EventKind.LEAD_CHANGED: (
        Notice(
            everyone,
            "Another organisation leads: {title}",
            "{sentence}. It now takes the steps that one organisation takes for all.",
            "lead/",
        ),
    ),
    EventKind.EXTENSION_BEGUN: (Notice(everyone, "Extension begun: {title}", "{sentence}.{reason}"),),
    EventKind.CONTACT_CHANGED: (Notice(everyone, "Contact changed: {title}", "{sentence}.", "contacts/"),),
    EventKind.SHARING_SUSPENDED: (
        Notice(
            everyone,
            "Sharing suspended: {title}",
            "{sentence}.{reason} No more data may be supplied under the agreement “{title}” until a lead for every "
            "organisation agrees that the reason has gone. The agreement stays in force.",
            weight=Weight.ACT,
        ),
    ),
    EventKind.LIFTING_AGREED: (
        Notice(LEAD, "One more agrees that the sharing can resume: {title}", "{sentence}.{reason}", "resume/"),
    ),
    EventKind.SHARING_RESUMED: (
        Notice(everyone, "Sharing resumed: {title}", "{sentence}. {moves}", weight=Weight.ACT),
    ),
    EventKind.PART_SUSPENDED: (
        Notice(
            everyone,
            "Sharing with one organisation suspended: {title}",
            "{sentence}.{reason} Supply no data to that organisation, and none from it, until it and those that give "
            "it data or receive data from it agree that the reason has gone. {moves}",
            weight=Weight.ACT,
        ),
    ),
    EventKind.PART_RESUMED: (
        Notice(
            everyone,
            "Sharing with one organisation resumed: {title}",
            "{sentence}. {moves}",
            weight=Weight.ACT,
        ),
    ),
    EventKind.SHARING_KEPT_SUSPENDED: (
        Notice(
            everyone,
            "Sharing still suspended: {title}",
            "{sentence}. Until then no data may be supplied under the agreement “{title}”.",
            weight=Weight.ACT,
        ),
    ),
    EventKind.PART_KEPT_SUSPENDED: (
        Notice(
            everyone,
            "Sharing with one organisation still suspended: {title}",
            "{sentence}. Until then supply no data to that organisation, and none from it. {moves}",
            weight=Weight.ACT,
        ),
    ),
    EventKind.NOTICE_GIVEN: (
        Notice(everyone, "Notice given: {title}", "{sentence}.{reason} " + _KEEP_TO, weight=Weight.ACT),
    ),
    EventKind.END_ENTERED: (
        Notice(
            everyone,
            "Last day of the agreement: {title}",
            "{sentence}.{reason} Check that the signed words say so. If they do not, a lead for any organisation that "
            "signed them can begin a variation until then.",
            weight=Weight.ACT,
        ),
    ),
    EventKind.PARTY_LEFT_AT_ONCE: (
        Notice(
            everyone, "An organisation left: {title}", "{sentence}.{reason} {must_lead}" + _KEEP_TO, weight=Weight.ACT
        ),
    ),
    EventKind.PARTY_LEFT: (
        Notice(everyone, "An organisation left: {title}", "{sentence}. {must_lead}" + _KEEP_TO, weight=Weight.ACT),
    ),
    EventKind.ENDED_AT_ONCE: (
        Notice(everyone, "Ended at once: {title}", "{sentence}.{reason} " + _NO_MORE + _KEEP_TO, weight=Weight.ACT),
    ),
    EventKind.AGREEMENT_ENDED: (
        Notice(everyone, "Ended: {title}", "{sentence}. " + _NO_MORE + _KEEP_TO, weight=Weight.ACT),
    ),
    EventKind.DISPOSAL_OWED: (
        Notice(
            leads_of_named_party,
            "Dispose of the data: {title}",
            "{sentence}. Destroy what the agreement “{title}” does not let you keep, then certify it.",
            "disposal/",
            Weight.ACT,
        ),
        Notice(LEAD, "Disposal owed: {title}", "{sentence}.", "disposal/"),
    ),
    EventKind.DISPOSAL_CERTIFIED: (
        Notice(
            gives_data,
            "Accept or return a certificate: {title}",
            "{sentence}. Read the certificate. Accept it, or return it and say what is missing.",
            "disposal/",
            Weight.ACT,
        ),
        Notice(everyone, "Disposal certified: {title}", "{sentence}.", "disposal/"),
    ),
    EventKind.CERTIFICATE_ACCEPTED: (Notice(everyone, "Certificate accepted: {title}", "{sentence}.", "disposal/"),),
    EventKind.CERTIFICATE_RETURNED: (
        Notice(
            leads_of_named_party,
            "Certificate returned: {title}",
            "{sentence}.{reason} Put right what is missing, then certify the disposal again.",
            "disposal/",
            Weight.ACT,
        ),
        Notice(LEAD, "Certificate returned: {title}", "{sentence}.{reason}", "disposal/"),
    ),
    EventKind.DUTY_KEPT: (Notice(LEAD, "Done: {title}", "{sentence}.", "duties/", bundled=True),),
    EventKind.DUTY_WAIVED: (Notice(LEAD, "Waived: {title}", "{sentence}.{reason}", "duties/"),),
    EventKind.DUTY_DATED: (Notice(LEAD, "A day was entered: {title}", "{sentence}.", "duties/"),),
    EventKind.SUPPLY_SET_UP: (Notice(LEAD, "Set up for the supply: {title}", "{sentence}.", "supply/", bundled=True),),
    EventKind.TEST_SENT: (
        Notice(receives_data, "A test was sent: {title}", "{sentence}. Say whether it arrived complete.", "supply/"),
    ),
    EventKind.DELIVERY_SENT: (
        Notice(receives_data, "Data was sent: {title}", "{sentence}. Say whether it arrived complete.", "supply/"),
    ),
    EventKind.DELIVERIES_IMPORTED: (
        Notice(receives_data, "Data was sent: {title}", "{sentence}. Say of each what arrived.", "supply/"),
    ),
    EventKind.DELIVERY_ACCEPTED: (
        Notice(gives_data, "Delivery accepted: {title}", "{sentence}.", "supply/", bundled=True),
    ),
    EventKind.DELIVERY_SHORT: (
        Notice(gives_data, "Delivery short: {title}", "{sentence}.{reason}", "supply/", Weight.ACT),
    ),
    EventKind.DELIVERY_REJECTED: (
        Notice(gives_data, "Delivery rejected: {title}", "{sentence}.{reason}", "supply/", Weight.ACT),
    ),
    EventKind.REVIEW_HELD: (
        Notice(
            leads_elsewhere,
            "Agree with a review: {title}",
            "{sentence}. Read the review. Agree with it, or return it and say what is wrong.",
            "reviews/",
            Weight.ACT,
        ),
        Notice(everyone, "Review recorded: {title}", "{sentence}.", "reviews/"),
    ),
    EventKind.REVIEW_AGREED: (Notice(LEAD, "Review agreed with: {title}", "{sentence}.", "reviews/"),),
    EventKind.REVIEW_RETURNED: (
        Notice(LEAD, "Review returned: {title}", "{sentence}.{reason} Record it again.", "reviews/", Weight.ACT),
    ),
    EventKind.INCIDENT_RECORDED: (
        Notice(
            protects_data,
            "Incident: {title}",
            "{sentence}. Read what is known. Say when your organisation became aware of it: if it is a controller, it "
            "has 72 hours from then to tell the Information Commissioner’s Office, weekends included, unless a risk to "
            "people is unlikely.",
            "incidents/",
            Weight.ACT,
        ),
    ),
    EventKind.INCIDENT_NOTED: (Notice(protects_data, "Aware of an incident: {title}", "{sentence}.", "incidents/"),),
    EventKind.INCIDENT_ADDED_TO: (
        Notice(
            protects_data,
            "More is known of an incident: {title}",
            "{sentence}. Read it. What you decided may change by it.",
            "incidents/",
            Weight.ACT,
        ),
    ),
    EventKind.INCIDENT_CONTAINED: (
        Notice(protects_data, "Incident contained: {title}", "{sentence}." + _EXPLAIN, "incidents/"),
    ),
    **dict.fromkeys(
        (EventKind.ICO_TOLD, EventKind.ICO_NOT_TOLD, EventKind.PEOPLE_TOLD, EventKind.PEOPLE_NOT_TOLD),
        (Notice(protects_data, "Decision on an incident: {title}", "{sentence}.", "incidents/"),),
    ),
    EventKind.INCIDENT_EXPLAINED: (
        Notice(
            leads_elsewhere,
            "Agree with the record of an incident: {title}",
            "{sentence}. Read it. Agree with it, or return it and say what is wrong.",
            "incidents/",
            Weight.ACT,
        ),
        Notice(protects_data, "Record of an incident: {title}", "{sentence}.", "incidents/"),
    ),
    EventKind.INCIDENT_RECORD_AGREED: (
        Notice(protects_data, "Record of an incident agreed with: {title}", "{sentence}.", "incidents/"),
    ),
    EventKind.INCIDENT_RECORD_RETURNED: (
        Notice(
            protects_data,
            "Record of an incident returned: {title}",
            "{sentence}. Read why, then write it again.",
            "incidents/",
            Weight.ACT,
        ),
    ),
    EventKind.INCIDENT_CLOSED: (
        Notice(
            LEAD,
            "Incident closed: {title}",
            "{sentence}. If the agreement is still in force, review it now with the other organisations: does it, and "
            "does the impact assessment, still hold?",
            "reviews/",
            Weight.ACT,
        ),
        Notice(protects_data, "Incident closed: {title}", "{sentence}.", "incidents/"),
    ),
    EventKind.SHARE_ARCHIVED: (Notice(everyone, "Archived: {title}", "{sentence}. You can still read everything."),),
}
