"""The notice of each event for each kind of reader, and whether it needs their action."""

from typing import Final

from agreements.kinds import EventKind
from agreements.notifications.audiences import (
    LEAD,
    SPEAKING,
    Notice,
    everyone,
    here_as,
    is_of_named_party,
    leads_there,
    must_decide,
    must_replace,
)
from agreements.notifications.notices_of_checks import NOTICES_OF_CHECKS
from agreements.notifications.notices_of_life import NOTICES_OF_LIFE
from agreements.notifications.notices_of_requests import NOTICES_OF_REQUESTS
from agreements.notifications.notices_of_signing import NOTICES_OF_SIGNING
from agreements.states import Role
from community.notices.mail_choice import Weight

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
    **NOTICES_OF_SIGNING,
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
            "{sentence}.{reason} You can still read what came before. You cannot read what the others agree, sign or "
            "do from now on. If this is wrong, talk to {asking}.",
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
}
