"""The notices of what happens while words are out for signature, and once they are signed."""

from typing import Final

from agreements.kinds import EventKind
from agreements.notifications.audiences import (
    LEAD,
    SIGNATORY,
    Notice,
    awaits_more_signatures,
    everyone,
    here_as,
    is_next_to_sign,
    is_of_named_party,
    signs_now,
)
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
_NEXT_WITHOUT: Final = Notice(
    is_next_to_sign,
    "Sign the agreement: {title}",
    "{sentence}.{reason} It is now your turn to sign the agreement “{title}”{as_office}. " + _READ_AND_SIGN,
    "sign/",
    Weight.ACT,
)

NOTICES_OF_SIGNING: Final[dict[EventKind, tuple[Notice, ...]]] = {
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
    EventKind.SIGNATURE_DELEGATED: (
        Notice(
            signs_now,
            "Sign the agreement: {title}",
            "{sentence}.{reason} The agreement is about the data share “{title}”. " + _READ_AND_SIGN,
            "sign/",
            Weight.ACT,
        ),
        Notice(
            here_as(Role.LEAD, Role.SIGNATORY),
            "Someone else signs: {title}",
            "{sentence}.{reason} The text stays the same, and signatures already given still count.",
            "sign/",
        ),
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
