"""The notice of each event for each kind of reader, and whether it needs their action."""

from typing import Final

from agreements.notifications.audiences import (
    LEAD,
    SIGNATORY,
    SPEAKING,
    WORKING,
    Notice,
    again,
    awaits_more_signatures,
    everyone,
    here_as,
    is_next_to_sign,
    leads_there,
    must_decide,
    must_replace,
    signs_now,
)
from agreements.states import Action, Role, Side
from community.notices.outbox import Weight

# The name in the history of the note sent with a returned request.
COVERING_NOTE: Final = "Covering note"

_KEEP: Final = "Keep this message: event {number} of the history of {reference} has the digest {head}."
_READ_AND_SIGN: Final = "Read the whole text, then sign it or decline with a reason."

# For each action, a reader gets the first notice that applies to them.
NOTICES: Final[dict[Action, tuple[Notice, ...]]] = {
    Action.SUBMIT: (
        Notice(
            again(here_as(*WORKING, side=Side.SUPPLIER)),
            "Respond to a request again: {title}",
            "{who} sent the request again after your comments (round {round}).{note} What changed is marked: read it, "
            "and respond.",
            "response/",
            Weight.ACT,
        ),
        Notice(
            here_as(*WORKING, side=Side.SUPPLIER),
            "Respond to a request: {title}",
            "{who} asks for data that your organisation holds. Read the request section by section, and respond.",
            "response/",
            Weight.ACT,
        ),
        Notice(
            here_as(Role.ADVISER, side=Side.SUPPLIER),
            "A request to advise on: {title}",
            "{who} sent the request (round {round}). Read the sections that you know about, and say what you think.",
            "response/",
        ),
    ),
    Action.LEFT: (
        Notice(
            must_replace,
            "Name another signatory: {title}",
            "{who} {says}. The words are out for signature: name who signs in their place. The words stay the same, "
            "and signatures given so far count.",
            "sign/replace/",
            Weight.ACT,
        ),
        Notice(
            leads_there,
            "Someone of your organisation has left: {title}",
            "{who} {says}. If what they did is still needed, invite someone else for it.",
            "people/",
            Weight.ACT,
        ),
        Notice(LEAD, "Someone has left: {title}", "{who} {says}.", "people/"),
    ),
    Action.NAME_LEAD: (
        Notice(
            leads_there,
            "You lead for your organisation: {title}",
            "{who} {says}. Read what the data share is about and what waits for your organisation.",
            weight=Weight.ACT,
        ),
        Notice(everyone, "Another lead: {title}", "{who} {says}.", "people/"),
    ),
    Action.REPLACE: (
        Notice(
            signs_now,
            "Sign the agreement: {title}",
            "{who} {says}. " + _READ_AND_SIGN,
            "sign/",
            Weight.ACT,
        ),
        Notice(
            here_as(Role.LEAD, Role.SIGNATORY),
            "Another signatory: {title}",
            "{who} {says}. The words are the same, and the signatures on them count.",
            "sign/",
        ),
    ),
    Action.WITHDRAW: (Notice(everyone, "Withdrawn: {title}", "{who} withdrew the request. There is nothing to do."),),
    Action.RETURN: (
        Notice(
            here_as(Role.LEAD, side=Side.ACQUIRER),
            "Answer the supplier's comments: {title}",
            "{who} returned your request with comments. Change what they ask for, and send it again.",
            "request/",
            Weight.ACT,
        ),
        Notice(
            here_as(Role.CONTRIBUTOR, side=Side.ACQUIRER),
            "Answer the supplier's comments: {title}",
            "{who} returned the request with comments. Change the answers that they ask for; a lead of your "
            "organisation sends it again.",
            "request/",
            Weight.ACT,
        ),
    ),
    Action.ACCEPT: (
        Notice(
            here_as(*WORKING),
            "Agree the clauses: {title}",
            "{who} agreed to start negotiating. Both documents are drafted: read each clause, agree it or propose "
            "other wording.",
            "agreement/",
            Weight.ACT,
        ),
        Notice(
            here_as(Role.ADVISER),
            "Clauses to advise on: {title}",
            "{who} agreed to start negotiating. Both documents are drafted: comment on the clauses that you know "
            "about, or propose other wording.",
            "agreement/",
        ),
    ),
    Action.REFUSE: (
        Notice(
            here_as(*WORKING, side=Side.ACQUIRER),
            "Refused: {title}",
            "{who} {says}. Their words, and what you can do now, are on the page of the data share.",
            weight=Weight.ACT,
        ),
    ),
    Action.PROPOSE: (
        Notice(
            must_decide,
            "Decide on other wording: {title}",
            "{who} {says}. Accept it, reject it with a reason, or propose yet other wording.",
            "agreement/proposals/",
            Weight.ACT,
            bundled=True,
        ),
        Notice(here_as(*SPEAKING), "Other wording proposed: {title}", "{who} {says}.", "agreement/"),
    ),
    Action.DISAGREE: (
        Notice(
            must_decide,
            "Agreement to a clause withdrawn: {title}",
            "{who} {says}. Read why in the history. The clause has to be agreed again before the words can be signed: "
            "propose other wording, or talk to them.",
            "agreement/?show=open",
            Weight.ACT,
            bundled=True,
        ),
        Notice(here_as(*SPEAKING), "Agreement to a clause withdrawn: {title}", "{who} {says}.", "agreement/?show=open"),
    ),
    Action.DECIDE: (Notice(here_as(*SPEAKING), "A proposal was decided: {title}", "{who} {says}.", "agreement/"),),
    Action.COMMENT: (Notice(here_as(*SPEAKING), "A comment on a clause: {title}", "{who} {says}.", "agreement/"),),
    Action.FREEZE: (
        Notice(
            signs_now,
            "Sign the agreement: {title}",
            "{who} froze the words and asks for your signature. " + _READ_AND_SIGN,
            "sign/",
            Weight.ACT,
        ),
        Notice(
            SIGNATORY,
            "You sign later: {title}",
            "{who} froze the words. Someone else signs first, and you are told when it is your turn. You can read "
            "the whole text already.",
            "sign/",
        ),
        Notice(
            LEAD,
            "Out for signature: {title}",
            "{who} froze the words and asked the signatories to sign. There is nothing for you to do. Until the last "
            "signature is there, you can take the words back.",
            "sign/",
        ),
    ),
    Action.REOPEN: (
        Notice(
            LEAD,
            "Signing stopped: {title}",
            "{who} took the words back, and said why on the page. Signatures given so far no longer count. Once every "
            "clause is agreed again, you can freeze the words again.",
            weight=Weight.ACT,
        ),
        Notice(
            SIGNATORY,
            "Signing stopped: {title}",
            "{who} took the words back. If you have signed, your signature no longer counts. You are told when there "
            "are words to sign again.",
        ),
        Notice(
            everyone,
            "Signing stopped: {title}",
            "{who} took the words back, and said why on the page. The clauses can be changed again.",
        ),
    ),
    Action.DECLINE: (
        Notice(
            LEAD,
            "A signatory declined: {title}",
            "{who} declined to sign, and said why on the page. Signatures given so far no longer count. Change what "
            "they object to, or talk to them; once every clause is agreed, you can freeze the words again.",
            weight=Weight.ACT,
        ),
        Notice(
            everyone,
            "A signatory declined: {title}",
            "{who} declined to sign, and said why on the page. Signatures given so far no longer count.",
        ),
    ),
    Action.SIGN: (
        Notice(
            is_next_to_sign,
            "Sign the agreement: {title}",
            "{who} signed, and it is your turn. " + _READ_AND_SIGN,
            "sign/",
            Weight.ACT,
        ),
        Notice(awaits_more_signatures, "One more signature: {title}", "{who} signed the agreement.", "sign/"),
    ),
    Action.BRING_INTO_FORCE: (
        Notice(
            everyone,
            "In force: {title}",
            "Everyone has signed, and the agreement is in force. The sealed document follows. " + _KEEP,
            weight=Weight.ACT,
        ),
    ),
    Action.SEAL: (
        Notice(
            everyone,
            "Sealed: {title}",
            "The sealed agreement is ready. Anyone can check that a copy is genuine. " + _KEEP,
            "files/",
            Weight.ACT,
        ),
    ),
}
