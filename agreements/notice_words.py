"""What each kind of reader is told of each event, in which words, and whether it waits for them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from agreements.models import Event, Member
from agreements.states import Action, Role, Side
from community.models import User
from community.notices import Weight


@dataclass(frozen=True)
class Reader:
    """Somebody with all that they are here for, and how they stand to the event."""

    members: tuple[Member, ...]
    event: Event
    # The party of whoever did it.
    actor: int
    # While words are out for signature: it is theirs to sign now; one signs after another; nobody is left to sign.
    due: bool
    in_order: bool
    is_last: bool

    @property
    def user(self) -> User:
        """Only people with an account are readers."""
        user = self.members[0].user
        assert user is not None  # noqa: S101 (readers are taken from members who have signed up)
        return user

    @property
    def why(self) -> str:
        roles = " and ".join(dict.fromkeys(Role(member.role).label.lower() for member in self.members))
        return (
            f"You get this because you take part in this data share as {roles} for {str(self.members[0].party)[:150]}."
        )

    def first_of(self, notices: "Sequence[Notice]") -> "Notice | None":
        """The first that is for them."""
        return next((notice for notice in notices if notice.audience(self)), None)

    def has(self, *roles: Role, side: Side | None = None) -> bool:
        return any(member.role in roles and side in (None, member.party.side) for member in self.members)

    def is_of_actors_party(self) -> bool:
        return any(member.party_id == self.actor for member in self.members)


# What the history calls the words that go with a request sent again.
COVERING_NOTE: Final = "Covering note"

Audience: TypeAlias = Callable[[Reader], bool]


@dataclass(frozen=True)
class Notice:
    """Who is told, and in which words. {title} is the data share's."""

    audience: Audience
    subject: str
    body: str
    page: str = ""
    weight: Weight = Weight.NEWS
    # Comes many times in a sitting: after the first mail, the others wait for the summary.
    bundled: bool = False


def _in(*roles: Role, side: Side | None = None) -> Audience:
    return lambda reader: reader.has(*roles, side=side)


def _everybody(reader: Reader) -> bool:
    return True


def _again(audience: Audience) -> Audience:
    """When a request is sent after it was returned."""
    return lambda reader: reader.event.subject != "round:1" and audience(reader)


def _must_decide(reader: Reader) -> bool:
    return reader.has(Role.LEAD, Role.CONTRIBUTOR) and not reader.is_of_actors_party()


def _signs_now(reader: Reader) -> bool:
    return reader.due and reader.has(Role.SIGNATORY)


def _is_next_to_sign(reader: Reader) -> bool:
    return reader.in_order and _signs_now(reader)


def _awaits_more_signatures(reader: Reader) -> bool:
    """When nobody is left to sign, what follows says so itself."""
    return not reader.is_last and reader.has(Role.SIGNATORY, Role.LEAD)


_WORKING: Final = (Role.LEAD, Role.CONTRIBUTOR)
_SPEAKING: Final = (*_WORKING, Role.ADVISER)
_LEAD, _SIGNATORY = _in(Role.LEAD), _in(Role.SIGNATORY)
_KEEP: Final = "Keep this message: event {number} of the history of {reference} has the digest {head}."
_READ_AND_SIGN: Final = "Read the whole text, then sign it or decline with a reason."

# For each action the first notice that is for a reader is the one they get.
NOTICES: Final[dict[Action, tuple[Notice, ...]]] = {
    Action.SUBMIT: (
        Notice(
            _again(_in(*_WORKING, side=Side.SUPPLIER)),
            "Respond to a request again: {title}",
            "{who} sent the request again after your comments (round {round}).{note} What changed is marked: read it, "
            "and respond.",
            "response/",
            Weight.ACT,
        ),
        Notice(
            _in(*_WORKING, side=Side.SUPPLIER),
            "Respond to a request: {title}",
            "{who} asks for data that your organisation holds. Read the request section by section, and respond.",
            "response/",
            Weight.ACT,
        ),
        Notice(
            _in(Role.ADVISER, side=Side.SUPPLIER),
            "A request to advise on: {title}",
            "{who} sent the request (round {round}). Read the sections that you know about, and say what you think.",
            "response/",
        ),
    ),
    Action.WITHDRAW: (Notice(_everybody, "Withdrawn: {title}", "{who} withdrew the request. There is nothing to do."),),
    Action.RETURN: (
        Notice(
            _in(Role.LEAD, side=Side.ACQUIRER),
            "Answer the supplier's comments: {title}",
            "{who} returned your request with comments. Change what they ask for, and send it again.",
            "request/",
            Weight.ACT,
        ),
        Notice(
            _in(Role.CONTRIBUTOR, side=Side.ACQUIRER),
            "Answer the supplier's comments: {title}",
            "{who} returned the request with comments. Change the answers that they ask for; a lead of your "
            "organisation sends it again.",
            "request/",
            Weight.ACT,
        ),
    ),
    Action.ACCEPT: (
        Notice(
            _in(*_WORKING),
            "Agree the clauses: {title}",
            "{who} agreed to start negotiating. Both documents are drafted: read each clause, agree it or propose "
            "other wording.",
            "agreement/",
            Weight.ACT,
        ),
        Notice(
            _in(Role.ADVISER),
            "Clauses to advise on: {title}",
            "{who} agreed to start negotiating. Both documents are drafted: comment on the clauses that you know "
            "about, or propose other wording.",
            "agreement/",
        ),
    ),
    Action.REFUSE: (
        Notice(
            _in(*_WORKING, side=Side.ACQUIRER),
            "Refused: {title}",
            "{who} {says}. Their words, and what you can do now, are on the page of the data share.",
            weight=Weight.ACT,
        ),
    ),
    Action.PROPOSE: (
        Notice(
            _must_decide,
            "Decide on other wording: {title}",
            "{who} {says}. Accept it, reject it with a reason, or propose yet other wording.",
            "agreement/proposals/",
            Weight.ACT,
            bundled=True,
        ),
        Notice(_in(*_SPEAKING), "Other wording proposed: {title}", "{who} {says}.", "agreement/"),
    ),
    Action.DISAGREE: (
        Notice(
            _must_decide,
            "Agreement to a clause withdrawn: {title}",
            "{who} {says}. Read why in the history. The clause has to be agreed again before the words can be signed: "
            "propose other wording, or talk to them.",
            "agreement/?show=open",
            Weight.ACT,
            bundled=True,
        ),
        Notice(_in(*_SPEAKING), "Agreement to a clause withdrawn: {title}", "{who} {says}.", "agreement/?show=open"),
    ),
    Action.DECIDE: (Notice(_in(*_SPEAKING), "A proposal was decided: {title}", "{who} {says}.", "agreement/"),),
    Action.COMMENT: (Notice(_in(*_SPEAKING), "A comment on a clause: {title}", "{who} {says}.", "agreement/"),),
    Action.FREEZE: (
        Notice(
            _signs_now,
            "Sign the agreement: {title}",
            "{who} froze the words and asks for your signature. " + _READ_AND_SIGN,
            "sign/",
            Weight.ACT,
        ),
        Notice(
            _SIGNATORY,
            "You sign later: {title}",
            "{who} froze the words. Somebody else signs first, and you are told when it is your turn. You can read "
            "the whole text already.",
            "sign/",
        ),
        Notice(
            _LEAD,
            "Out for signature: {title}",
            "{who} froze the words and asked the signatories to sign. There is nothing for you to do. Until the last "
            "signature is there, you can take the words back.",
            "sign/",
        ),
    ),
    Action.REOPEN: (
        Notice(
            _LEAD,
            "Signing stopped: {title}",
            "{who} took the words back, and said why on the page. Signatures given so far no longer count. Once every "
            "clause is agreed again, you can freeze the words anew.",
            weight=Weight.ACT,
        ),
        Notice(
            _SIGNATORY,
            "Signing stopped: {title}",
            "{who} took the words back. If you have signed, your signature no longer counts. You are told when there "
            "are words to sign again.",
        ),
        Notice(
            _everybody,
            "Signing stopped: {title}",
            "{who} took the words back, and said why on the page. The clauses can be changed again.",
        ),
    ),
    Action.DECLINE: (
        Notice(
            _LEAD,
            "A signatory declined: {title}",
            "{who} declined to sign, and said why on the page. Signatures given so far no longer count. Change what "
            "they object to, or talk to them; once every clause is agreed, you can freeze the words anew.",
            weight=Weight.ACT,
        ),
        Notice(
            _everybody,
            "A signatory declined: {title}",
            "{who} declined to sign, and said why on the page. Signatures given so far no longer count.",
        ),
    ),
    Action.SIGN: (
        Notice(
            _is_next_to_sign,
            "Sign the agreement: {title}",
            "{who} signed, and it is your turn. " + _READ_AND_SIGN,
            "sign/",
            Weight.ACT,
        ),
        Notice(_awaits_more_signatures, "One more signature: {title}", "{who} signed the agreement.", "sign/"),
    ),
    Action.BRING_INTO_FORCE: (
        Notice(
            _everybody,
            "In force: {title}",
            "Everybody has signed, and the agreement is in force. The sealed document follows. " + _KEEP,
            weight=Weight.ACT,
        ),
    ),
    Action.SEAL: (
        Notice(
            _everybody,
            "Sealed: {title}",
            "The sealed agreement is ready. Anybody can check that a copy is genuine. " + _KEEP,
            "files/",
            Weight.ACT,
        ),
    ),
}
