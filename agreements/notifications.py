"""From an event to the people who are told of it, in the service and by e-mail: the only sender."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from agreements.models import DataShare, Event, Member
from agreements.states import Action, Role, Side
from community.models import Notification, User
from community.notices import promise

Audience: TypeAlias = Callable[[Member], bool]


def _acquirers(member: Member) -> bool:
    return member.party.side == Side.ACQUIRER and member.role in {Role.LEAD, Role.CONTRIBUTOR}


def _suppliers(member: Member) -> bool:
    return member.party.side == Side.SUPPLIER and member.role in {Role.LEAD, Role.CONTRIBUTOR}


def _workers(member: Member) -> bool:
    return member.role in {Role.LEAD, Role.CONTRIBUTOR, Role.ADVISER}


def _everybody(member: Member) -> bool:
    return True


def _signatories(member: Member) -> bool:
    return member.role in {Role.SIGNATORY, Role.LEAD}


@dataclass(frozen=True)
class Notice:
    """Who is told of an action, and in which words. {title} and {reference} are the data share's."""

    audience: Audience
    subject: str
    body: str
    page: str = ""
    by_mail: bool = True


NOTICES: Final[dict[Action, Notice]] = {
    Action.SUBMIT: Notice(
        _suppliers,
        "Respond to a request: {title}",
        "{who} asks for data that your organisation holds. Read the request section by section, and respond.",
        "response/",
    ),
    Action.WITHDRAW: Notice(_everybody, "Withdrawn: {title}", "{who} withdrew the request. There is nothing to do."),
    Action.RETURN: Notice(
        _acquirers,
        "Answer the supplier's comments: {title}",
        "{who} returned your request with comments. Change what they ask for, and send it again.",
        "request/",
    ),
    Action.ACCEPT: Notice(
        _acquirers,
        "Agree the clauses: {title}",
        "{who} agreed to start negotiating. Both documents are drafted: read each clause, agree it or propose other "
        "wording.",
        "agreement/",
    ),
    Action.REFUSE: Notice(
        _acquirers, "Refused: {title}", "{who} refused your request. The reason is on the page of the data share."
    ),
    Action.PROPOSE: Notice(_workers, "Other wording proposed: {title}", "{who} {says}.", "agreement/", by_mail=False),
    Action.DECIDE: Notice(_workers, "A proposal was decided: {title}", "{who} {says}.", "agreement/", by_mail=False),
    Action.COMMENT: Notice(_workers, "A comment on a clause: {title}", "{who} {says}.", "agreement/", by_mail=False),
    Action.FREEZE: Notice(
        _signatories,
        "Sign the agreement: {title}",
        "{who} froze the words and asks for signatures. Read the whole text, then sign it or decline with a reason.",
        "sign/",
    ),
    Action.REOPEN: Notice(
        _everybody,
        "Signing stopped: {title}",
        "{who} took the words back. Signatures given so far no longer count.",
        "agreement/",
    ),
    Action.DECLINE: Notice(
        _everybody,
        "A signatory declined: {title}",
        "{who} declined to sign, and said why on the page. Signatures given so far no longer count.",
        "agreement/",
    ),
    Action.SIGN: Notice(
        _signatories, "One more signature: {title}", "{who} signed the agreement.", "sign/", by_mail=False
    ),
    Action.BRING_INTO_FORCE: Notice(
        _everybody,
        "In force: {title}",
        "Everybody has signed, and the agreement is in force. The sealed document follows. "
        "Keep this message: the digest of the newest entry in the history is {head}.",
    ),
    Action.SEAL: Notice(
        _everybody,
        "Sealed: {title}",
        "The sealed agreement is ready. Anybody can check that a copy is genuine. "
        "Keep this message: the digest of the newest entry in the history is {head}.",
    ),
}


def tell(event: Event, share: DataShare, by: User | None) -> None:
    """Note what each person is owed, once each, in the transaction of the event itself."""
    notice = NOTICES.get(Action(event.action))
    if not notice:
        return
    members = Member.objects.live().signed_up().filter(share=share).exclude(user=by).select_related("party", "user")
    people = {member.user_id: member.user for member in members if notice.audience(member)}
    promise(_owed(event, share, notice, user) for user in people.values() if user)


def _owed(event: Event, share: DataShare, notice: Notice, user: User) -> Notification:
    words = {
        "title": share.title,
        "reference": share.reference,
        "who": event.details.said_by,
        "says": event.details.says,
        "head": bytes(event.digest).hex(),
    }
    return Notification(
        user=user,
        email=user.email,
        subject=notice.subject.format(**words)[:250],
        body=notice.body.format(**words),
        address=f"/shares/{share.reference}/{notice.page}",
        attempts_allowed=20 if notice.by_mail else 0,
        key=f"event:{share.reference}:{event.sequence}:{user.pk}",
    )


def tell_mailbox(share: DataShare, organisation: str, mailbox: str) -> None:
    """Write to a supplier's role mailbox when nobody there has an account yet."""
    promise(
        [
            Notification(
                email=mailbox,
                subject=f"Somebody asks for data that {organisation} holds: {share.title}"[:250],
                body=(
                    f"A public body asks for data that {organisation} holds. Nobody at {organisation} answers requests "
                    "in this service yet. Make an account with your work address, then ask your organisation's "
                    "administrator to let you answer requests. The request will be waiting."
                ),
                address="/accounts/signup/",
                key=f"mailbox:{share.reference}:{mailbox}"[:120],
            )
        ]
    )


def tell_invited(share: DataShare, member: Member, by: User) -> None:
    """Tell somebody that they have been added to a data share, and as what."""
    known = member.user is not None
    promise(
        [
            Notification(
                user=member.user,
                email=member.email,
                subject=f"You are invited: {share.title}"[:250],
                body=(
                    f"{by} added you to a data share for {member.party} as {Role(member.role).label.lower()}."
                    + ("" if known else " Make an account with this e-mail address to see it.")
                ),
                address=f"/shares/{share.reference}/" if known else "/accounts/signup/",
                key=f"invited:{member.pk}",
            )
        ]
    )
