"""The recipients of an event: each user with all their roles, and conditions on them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from django.db.models import QuerySet

from agreements.kinds import EventKind
from agreements.kinds.state_words import role_in_words
from agreements.models import Agreement, DataDelivery, Decision, Event, ExpertCheck, Member, Outcome, Party
from agreements.states import Role, Side, State
from community.models import User
from community.notices.mail_choice import Weight
from community.skills import Skill
from datashare.lib.phrases import listed


@dataclass(frozen=True)
class SigningTurn:
    """Whose turn it is to sign, while words are out for signature."""

    # The users who can sign now, each with the party, and whether no one of their rank has signed yet.
    due: frozenset[tuple[int | None, int]] = frozenset()
    is_new: bool = False
    # Whether people sign in ranks, and whether no signature is missing.
    in_order: bool = False
    is_last: bool = False


@dataclass(frozen=True)
class Recipient:
    """A user with all their roles for one party here, or for several to which the same is said; and the event."""

    members: tuple[Member, ...]
    event: Event
    # The party of the person who did it.
    actor: int
    turn: SigningTurn
    # The parties that one of the clauses of the event binds, by key; None if each does.
    bound: frozenset[int] | None = None

    @property
    def user(self) -> User:
        """The user; only members with an account are recipients."""
        user = self.members[0].user
        assert user is not None  # noqa: S101 (readers are taken from members who have signed up)
        return user

    @property
    def why(self) -> str:
        parties = dict.fromkeys(member.party for member in self.members)
        most = 150 // len(parties)
        part = listed(f"{self._roles_for(party)} for {str(party)[:most]}" for party in parties)
        return f"You get this because you take part in this data share as {part}."

    def _roles_for(self, party: Party) -> str:
        own = (member for member in self.members if member.party == party)
        return listed(dict.fromkeys(role_in_words(Role(member.role)) for member in own))

    def first_of(self, notices: "Sequence[Notice]") -> "Notice | None":
        """Return the first notice whose audience includes this recipient."""
        return next((notice for notice in notices if notice.audience(self)), None)

    def has(self, *roles: Role, side: Side | None = None) -> bool:
        """Return whether the user has one of these roles for a party that the agreement binds."""
        bound = (member for member in self.members if member.party.sides)
        return any(member.role in roles and (side is None or _is_on(side, member.party)) for member in bound)

    def is_of_actors_party(self) -> bool:
        return any(member.party_id == self.actor for member in self.members)


def _is_on(side: Side, party: Party) -> bool:
    """Return whether a party is meant by a side: the acquirer is the one that asks, not others that receive."""
    return party.is_lead if side == Side.ACQUIRER else party.side == side


Audience: TypeAlias = Callable[[Recipient], bool]


@dataclass(frozen=True)
class Notice:
    """Who is notified, and in which words. {title} is the data share's."""

    audience: Audience
    subject: str
    body: str
    page: str = ""
    weight: Weight = Weight.NEWS
    # Frequent: after the first mail, the others wait for the daily summary.
    bundled: bool = False


def here_as(*roles: Role, side: Side | None = None) -> Audience:
    return lambda reader: reader.has(*roles, side=side)


def everyone(reader: Recipient) -> bool:
    return True


def is_asked_first(reader: Recipient) -> bool:
    """Return whether the reader responds for a supplier that has decided on no round before."""
    asked = reader.has(*WORKING, side=Side.SUPPLIER)
    return asked and not Decision.objects.filter(party__in=[member.party_id for member in reader.members]).exists()


def receives_too(reader: Recipient) -> bool:
    """Return whether the reader works for a party that receives, did not ask and gives nothing."""
    working = (member.party for member in reader.members if member.role in WORKING)
    return any(party.receives_too and not party.gives for party in working)


def must_decide(reader: Recipient) -> bool:
    """Return whether the reader works for another party that a clause of the event binds."""
    bound = reader.bound is None or any(member.party_id in reader.bound for member in reader.members)
    return bound and reader.has(Role.LEAD, Role.CONTRIBUTOR) and not reader.is_of_actors_party()


def signs_now(reader: Recipient) -> bool:
    is_due = any((member.user_id, member.party_id) in reader.turn.due for member in reader.members)
    return is_due and reader.has(Role.SIGNATORY)


def is_next_to_sign(reader: Recipient) -> bool:
    """Return whether the signature that was just given made it the reader's turn."""
    return reader.turn.is_new and signs_now(reader)


def awaits_more_signatures(reader: Recipient) -> bool:
    """Return whether signatures are missing; after the last one, another notice says so."""
    return not reader.turn.is_last and reader.has(Role.SIGNATORY, Role.LEAD)


def leads_there(reader: Recipient) -> bool:
    """Return whether the reader leads for the party that the event is about."""
    party = reader.event.subject.partition("/")[0]
    return any(member.role == Role.LEAD and party == f"party:{member.party_id}" for member in reader.members)


def is_of_named_party(reader: Recipient) -> bool:
    """Return whether the reader takes part for one of the parties that the event names."""
    parties: Any = reader.event.details.facts["parties"]
    return {number for number, _ in parties} & {member.party_id for member in reader.members} != set()


def ends_part(event: Event, party: Party) -> bool:
    """Return whether this event ended the part of a party, so that its people are told of it."""
    about = event.subject in (f"party:{party.pk}", f"body:{party.pk}")
    if event.kind in (EventKind.PARTY_LEFT_OUT, EventKind.BODY_REMOVED, EventKind.RULES_BODY_REMOVED):
        return about
    return event.kind == EventKind.ROUND_ACCEPTED and party.fact in event.details.content["facts"]["parties"]


def leads_of_named_party(reader: Recipient) -> bool:
    """Return whether the reader leads for one of the parties that the event names."""
    return is_of_named_party(reader) and reader.has(Role.LEAD)


def leads_elsewhere(reader: Recipient) -> bool:
    """Return whether the reader leads for another party than the one that acted."""
    return reader.has(Role.LEAD) and not reader.is_of_actors_party()


def protects_data(reader: Recipient) -> bool:
    """Return whether the reader leads for a party, or advises one on data protection."""
    advises = any(member.skill == Skill.DATA_PROTECTION for member in reader.members)
    return advises or any(member.role == Role.LEAD for member in reader.members)


def gives_data(reader: Recipient) -> bool:
    """Return whether the reader leads for a party that gives data."""
    return any(member.role == Role.LEAD and member.party.gives for member in reader.members)


def receives_data(reader: Recipient) -> bool:
    """Return whether the reader works for a party to which the deliveries went that the event is about."""
    working = {member.party_id for member in reader.members if member.role in WORKING and member.party.receives}
    return any(delivery.is_for(party) for delivery in _deliveries(reader.event) for party in working)


def _deliveries(event: Event) -> QuerySet[DataDelivery]:
    """Return the deliveries that were recorded with an event: one, or those of a file for one flow."""
    about, _, key = event.subject.partition(":")
    if about == "delivery":
        return DataDelivery.objects.filter(pk=key)
    facts: Any = event.details.facts
    agreement = Agreement.objects.filter(share=event.share_id, number=facts["agreement"])
    return DataDelivery.objects.filter(agreement__in=agreement, number__in=facts["deliveries"])


def is_asked_instead(reader: Recipient) -> bool:
    """Return whether the reader works for a party to which a request is passed on."""
    return is_of_named_party(reader) and reader.has(*WORKING)


def discusses(reader: Recipient) -> bool:
    """Return whether the reader speaks for the other side of the thread that the event is about."""
    _, supplier, _ = reader.event.subject.split(":")
    sides = any(member.party.is_lead or str(member.party_id) == supplier for member in reader.members)
    return sides and reader.has(*SPEAKING) and not reader.is_of_actors_party()


def is_asked_to_check(reader: Recipient) -> bool:
    """Return whether the reader is the expert whom the event asks to check answers."""
    check = reader.event.subject.partition(":")[2]
    return ExpertCheck.objects.filter(pk=check, member__in=[member.pk for member in reader.members]).exists()


def of_same_party(reader: Recipient) -> bool:
    """Return whether the reader takes part for the party of the person who did it."""
    return reader.is_of_actors_party()


def has_refused(reader: Recipient) -> bool:
    """Return whether the reader leads for a supplier and refused the newest round, so that someone else reconsiders."""
    refusals = Decision.objects.newest().filter(round__edition__share=reader.event.share_id, outcome=Outcome.REFUSE)
    return reader.has(Role.LEAD, side=Side.SUPPLIER) and refusals.filter(by=reader.user).exists()


def must_replace(reader: Recipient) -> bool:
    """Return whether a signatory of the reader's party has left while words are out for signature."""
    roles: Any = reader.event.details.facts["roles"]
    signed = any(role == Role.SIGNATORY for role, _ in roles)
    return signed and reader.event.to_state == State.SIGNING and leads_there(reader)


WORKING: Final = (Role.LEAD, Role.CONTRIBUTOR)
SPEAKING: Final = (*WORKING, Role.ADVISER)
LEAD, SIGNATORY = here_as(Role.LEAD), here_as(Role.SIGNATORY)
