"""The notice of each event for each kind of reader, and whether it needs their action."""

from typing import Final

from agreements.kinds import EventKind
from agreements.notifications.audiences import (
    LEAD,
    SIGNATORY,
    SPEAKING,
    Notice,
    awaits_more_signatures,
    everyone,
    here_as,
    is_next_to_sign,
    is_of_named_party,
    leads_there,
    must_decide,
    must_replace,
    signs_now,
)
from agreements.notifications.notices_of_checks import NOTICES_OF_CHECKS
from agreements.notifications.notices_of_life import NOTICES_OF_LIFE
from agreements.notifications.notices_of_requests import NOTICES_OF_REQUESTS
from agreements.states import Role
from community.notices.mail_choice import Weight

_KEEP: Final = (
    "\n\nKeep this code in your records: {head} (entry {number} of {reference}). It can prove that the history up to "
    "now has not been changed. To find out how, open “Check a document” in this service and select “Check a document "
    "without this service”."
)
_READ_AND_SIGN: Final = "Read the whole text, then sign it or decline and say why."
_STOPPED: Final = (
    "You cannot sign it now. If you have signed it, your signature is cancelled. We will email you when there is a "
    "text to sign again."
)
_WHEN_SEALED: Final = (
    "We will email you again when the sealed PDF is ready. That message has a code that can prove that the history has "
    "not been changed, so keep it."
)
_AGAIN: Final = "When every clause is agreed again, the text can be frozen again."

_PROPOSED: Final = (
    Notice(
        must_decide,
        "Decide on a proposal: {title}",
        "{sentence}. Accept the proposal, reject it and say why, or propose different wording yourself.",
        "agreement/proposals/",
        Weight.ACT,
        bundled=True,
    ),
    Notice(here_as(*SPEAKING), "New proposal: {title}", "{sentence}.", "agreement/"),
)

_NEXT_WITHOUT: Final = Notice(
    is_next_to_sign,
    "Sign the agreement: {title}",
    "{sentence}.{reason} It is now your turn to sign the agreement “{title}”{as_office}. " + _READ_AND_SIGN,
    "sign/",
    Weight.ACT,
)

# For each kind of event, a reader gets the first notice that applies to them.
_ROLE_ENDED: Final = (
    Notice(
        must_replace,
        "Name another signatory: {title}",
        "{sentence}. The agreement “{title}” is out for signature. Name another signatory for your organisation. "
        "The text stays the same, and signatures already given still count.",
        "sign/replace/",
        Weight.ACT,
    ),
    Notice(
        leads_there,
        "Someone from your organisation has left: {title}",
        "{sentence}. If you still need someone in this role, invite another person.",
        "people/",
        Weight.ACT,
    ),
    Notice(LEAD, "Someone has left: {title}", "{sentence}. You do not need to do anything.", "people/"),
)
NOTICES: Final[dict[EventKind, tuple[Notice, ...]]] = {
    **NOTICES_OF_REQUESTS,
    **NOTICES_OF_LIFE,
    **NOTICES_OF_CHECKS,
    EventKind.MEMBER_LEFT: _ROLE_ENDED,
    EventKind.ROLE_ENDED: _ROLE_ENDED,
    EventKind.LEAD_NAMED: (
        Notice(
            leads_there,
            "You are the lead for your organisation: {title}",
            "{sentence}. Read the data share and check what your organisation must do next.",
            weight=Weight.ACT,
        ),
        Notice(everyone, "New lead: {title}", "{sentence}.", "people/"),
    ),
    EventKind.SIGNATORY_REPLACED: (
        Notice(
            signs_now,
            "Sign the agreement: {title}",
            "{sentence}. The agreement is about the data share “{title}”. " + _READ_AND_SIGN,
            "sign/",
            Weight.ACT,
        ),
        Notice(
            here_as(Role.LEAD, Role.SIGNATORY),
            "New signatory: {title}",
            "{sentence}. The text stays the same, and signatures already given still count.",
            "sign/",
        ),
    ),
    EventKind.WORDING_PROPOSED: _PROPOSED,
    EventKind.CLAUSE_OFFERED: _PROPOSED,
    EventKind.STRIKING_PROPOSED: _PROPOSED,
    EventKind.ANSWER_PROPOSED: _PROPOSED,
    EventKind.AGREEMENT_WITHDRAWN: (
        Notice(
            must_decide,
            "Agreement to a clause withdrawn: {title}",
            "{sentence}.{reason} The clause must be agreed again before anyone can sign. "
            "Propose different wording, or talk to them.",
            "agreement/?show=open",
            Weight.ACT,
            bundled=True,
        ),
        Notice(here_as(*SPEAKING), "Agreement to a clause withdrawn: {title}", "{sentence}.", "agreement/?show=open"),
    ),
    EventKind.STOP_OVERRIDDEN: (
        Notice(
            LEAD,
            "Decide whether to go on: {title}",
            "{sentence}.{reason} A lead of every organisation must decide so before the text can be frozen.",
            "agreement/stops/",
        ),
        Notice(here_as(*SPEAKING), "Something stops the agreement: {title}", "{sentence}.{reason}", "agreement/stops/"),
    ),
    EventKind.PROPOSALS_ACCEPTED: (Notice(here_as(*SPEAKING), "{accepted}: {title}", "{sentence}.", "agreement/"),),
    EventKind.PROPOSAL_REJECTED: (
        Notice(here_as(*SPEAKING), "Proposal rejected: {title}", "{sentence}.{reason}", "agreement/"),
    ),
    EventKind.PROPOSAL_WITHDRAWN: (
        Notice(here_as(*SPEAKING), "Proposal withdrawn: {title}", "{sentence}.{reason}", "agreement/"),
    ),
    EventKind.CLAUSE_COMMENTED: (Notice(here_as(*SPEAKING), "New comment: {title}", "{sentence}.", "agreement/"),),
    EventKind.PARTY_LEFT_OUT: (
        Notice(
            is_of_named_party,
            "The others go on without you: {title}",
            "{sentence}.{reason} Your organisation can still read the data share. It can no longer agree its clauses "
            "or sign it. If this is wrong, talk to {asking}.",
            weight=Weight.ACT,
        ),
        Notice(
            here_as(Role.LEAD, Role.CONTRIBUTOR),
            "One organisation was left out: {title}",
            "{sentence}.{reason} Agree the clauses that changed by this.",
            "agreement/?show=open",
            Weight.ACT,
        ),
        Notice(everyone, "One organisation was left out: {title}", "{sentence}.{reason}", "agreement/"),
    ),
    EventKind.TEXT_FROZEN: (
        Notice(
            signs_now,
            "Sign the agreement: {title}",
            "{who} asks you to sign the agreement “{title}”{as_office}. The text is frozen: no one can change it now. "
            "{order}{core_day}\n\n" + _READ_AND_SIGN,
            "sign/",
            Weight.ACT,
        ),
        Notice(
            SIGNATORY,
            "You sign later: {title}",
            "{who} froze the text of the agreement “{title}”, so no one can change it now. Another signatory must sign "
            "it first. We will email you when it is your turn. You can read the whole text now.",
            "sign/",
        ),
        Notice(
            LEAD,
            "Out for signature: {title}",
            "{who} froze the text of the agreement “{title}” and asked the signatories to sign. You do not need to do "
            "anything. Until the last person signs, a lead of an organisation that must sign can reopen the text.",
            "sign/",
        ),
    ),
    EventKind.TEXT_REOPENED: (
        Notice(
            LEAD,
            "Signing stopped: {title}",
            "{who} reopened the text of the agreement “{title}”.{reason} Signatures already given are cancelled. "
            + _AGAIN,
            weight=Weight.ACT,
        ),
        Notice(
            SIGNATORY,
            "Signing stopped: {title}",
            "{who} reopened the text of the agreement “{title}”.{reason} " + _STOPPED,
            weight=Weight.ACT,
        ),
        Notice(
            everyone,
            "Signing stopped: {title}",
            "{who} reopened the text of the agreement “{title}”.{reason} The clauses can be changed again.",
        ),
    ),
    EventKind.SIGNATURE_DECLINED: (
        Notice(
            LEAD,
            "A signatory declined: {title}",
            "{who} declined to sign the agreement “{title}”.{reason} Signatures already given are cancelled. Talk to "
            "them, or change the clauses they object to. " + _AGAIN,
            weight=Weight.ACT,
        ),
        Notice(
            SIGNATORY,
            "A signatory declined: {title}",
            "{who} declined to sign the agreement “{title}”.{reason} " + _STOPPED,
            weight=Weight.ACT,
        ),
        Notice(
            everyone,
            "A signatory declined: {title}",
            "{who} declined to sign the agreement “{title}”.{reason} Signatures already given are cancelled.",
        ),
    ),
    EventKind.AGREEMENT_SIGNED: (
        Notice(
            is_next_to_sign,
            "Sign the agreement: {title}",
            "{who} signed the agreement “{title}”. It is now your turn to sign{as_office}. " + _READ_AND_SIGN,
            "sign/",
            Weight.ACT,
        ),
        Notice(
            awaits_more_signatures,
            "New signature: {title}",
            "{who} signed the agreement “{title}”. We will email you when the agreement is in force.",
            "sign/",
        ),
    ),
    EventKind.PARTY_JOINS_LATER: (
        Notice(
            is_of_named_party,
            "The others can go on without you: {title}",
            "{sentence}.{reason} Your organisation can still sign until the agreement is in force. After that "
            "{how_to_join}.",
            "sign/",
            Weight.ACT,
        ),
        _NEXT_WITHOUT,
        Notice(everyone, "Out for signature without one organisation: {title}", "{sentence}.{reason}", "sign/"),
    ),
    EventKind.OWN_SIGNATURE_DECLINED: (
        _NEXT_WITHOUT,
        Notice(
            here_as(Role.LEAD, Role.SIGNATORY),
            "An organisation declined to sign: {title}",
            "{sentence}.{reason} Signatures already given still count.",
            "sign/",
            Weight.ACT,
        ),
        Notice(everyone, "An organisation declined to sign: {title}", "{sentence}.{reason}", "sign/"),
    ),
    EventKind.BROUGHT_INTO_FORCE_WITHOUT: (
        Notice(
            is_of_named_party,
            "In force without your organisation: {title}",
            "{sentence}. The agreement “{title}” does not bind your organisation. Talk to {asking} if you want to "
            "join: {how_to_join}.",
            weight=Weight.ACT,
        ),
        Notice(
            everyone,
            "In force: {title}",
            "{sentence}. The agreement is about the data share “{title}”. " + _WHEN_SEALED,
            weight=Weight.ACT,
        ),
    ),
    EventKind.BROUGHT_INTO_FORCE: (
        Notice(
            everyone,
            "In force: {title}",
            "Everyone has signed, so the agreement “{title}” is in force. " + _WHEN_SEALED,
            weight=Weight.ACT,
        ),
    ),
    EventKind.AGREEMENT_SEALED: (
        Notice(
            everyone,
            "Sealed: {title}",
            "You can now download the sealed PDF of the agreement “{title}”. Anyone can use this service to check that "
            "a copy of it is genuine." + _KEEP,
            "files/",
            Weight.ACT,
        ),
    ),
}
