"""The states of an edition of a data share, and who may move it between them. Pure data."""

from dataclasses import dataclass
from typing import Final

from django.db.models import TextChoices

from agreements.states.acts import Action as Action


class State(TextChoices):
    """The state of an edition of a data share. The value is stored; the label is shown."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "With the supplier"
    ASSESSING = "assessing", "Supplier responding"
    RETURNED = "returned", "Returned with comments"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Withdrawn"
    NEGOTIATING = "negotiating", "Being agreed"
    SIGNING = "signing", "Being signed"
    IN_FORCE = "in_force", "In force"
    SUPERSEDED = "superseded", "Superseded"
    RECONSIDERING = "reconsidering", "Refusal being reconsidered"
    SUSPENDED = "suspended", "Suspended"
    ENDED = "ended", "Ended"
    ARCHIVED = "archived", "Archived"


class Side(TextChoices):
    """A side of the questionnaire: who receives data answers as acquirer, who gives data as supplier."""

    ACQUIRER = "acquirer", "Acquirer"
    SUPPLIER = "supplier", "Supplier"


class Role(TextChoices):
    """A member's role in a data share."""

    LEAD = "lead", "Lead"
    CONTRIBUTOR = "contributor", "Contributor"
    ADVISER = "adviser", "Adviser"
    SIGNATORY = "signatory", "Signatory"
    OBSERVER = "observer", "Observer"


BY_THE_SERVICE: Final = frozenset(
    {
        *(Action.OPEN, Action.SUPERSEDE, Action.LEFT, Action.NAME_LEAD, Action.REPLACE, Action.JOIN_LATER),
        *(Action.BRING_INTO_FORCE, Action.LIST, Action.SEAL, Action.SEAL_FAILED, Action.ERASE, Action.PAUSE_PART),
        Action.CARRY,
        *(Action.UPHOLD, Action.LIFT, Action.RESUME, Action.END, Action.LEAVE, Action.LEAVE_OUT, Action.OWE_DISPOSAL),
    }
)
# What a supplier decides on a request, which other suppliers do not read.
DECIDING: Final = (Action.RETURN, Action.ACCEPT, Action.REFUSE, Action.PASS_ON, Action.DECIDE_OWN, Action.RECONSIDER)
# Editions that ended without an agreement; with those that had or have one, all that need no action before signing.
STOPPED: Final = frozenset({State.REFUSED, State.WITHDRAWN})
# Editions whose agreement binds its parties, and those whose agreement did until it ended.
STANDING: Final = frozenset({State.IN_FORCE, State.SUSPENDED})
ENDED: Final = frozenset({State.ENDED, State.ARCHIVED})
# Data shares in which nothing is done any more.
CLOSED: Final = STOPPED | {State.ARCHIVED}
OVER: Final = STOPPED | STANDING | ENDED | {State.SUPERSEDED}
IN_PREPARATION: Final = frozenset(State) - OVER
# Actions that bind an organisation, or undo what others did with it: only if a confirmed member leads for it.
_BINDING: Final = frozenset(
    {
        *(*DECIDING, Action.SUBMIT, Action.ASK_AGAIN, Action.OFFER, Action.WITHDRAW, Action.TAKE_LEAD),
        *(Action.ACCEPT_RISK, Action.AGREE, Action.DECIDE, Action.OVERRIDE, Action.FREEZE, Action.REOPEN),
        *(Action.SIGN, Action.DECLINE, Action.VARY, Action.SUSPEND, Action.LIFT_SUSPENSION, Action.ENTER_END),
        *(Action.GIVE_NOTICE, Action.END_AT_ONCE, Action.ARCHIVE, Action.CERTIFY, Action.ANSWER_CERTIFICATE),
        *(Action.KEEP_DUTY, Action.WAIVE_DUTY, Action.DATE_DUTY, Action.OFFER_LEAD),
        *(Action.SET_UP, Action.SEND_DATA, Action.RECEIVE_DATA, Action.HOLD_REVIEW, Action.ANSWER_REVIEW),
        *(Action.DECIDE_INCIDENT, Action.CLOSE_INCIDENT, Action.CHANGE_CONTACT),
    }
)
# An umbrella moves no data: no supplier decides on it, no body answers as one that receives, and it puts no
# one at risk. It is offered instead.
_OF_UMBRELLAS: Final = frozenset({Action.OFFER})
_OF_REQUESTS: Final = frozenset(
    {
        *(*DECIDING, Action.SUBMIT, Action.RESPOND, Action.ANSWER_OWN, Action.ASK_AGAIN, Action.ASK_EXPERT),
        *(Action.NAME_DATE, Action.DISCUSS, Action.ASSESS, Action.ADVISE, Action.ACCEPT_RISK, Action.CHECK),
        *(Action.SUSPEND, Action.LIFT_SUSPENSION, Action.ENTER_END, Action.CERTIFY, Action.ANSWER_CERTIFICATE),
        *(Action.SET_UP, Action.SEND_DATA, Action.RECEIVE_DATA),
        *(Action.REPORT_INCIDENT, Action.DECIDE_INCIDENT, Action.CLOSE_INCIDENT),
    }
)
# Actions of one person for their organisation: only if that person is confirmed.
PERSONAL: Final = frozenset({Action.SIGN, Action.DECLINE, Action.GIVE_NOTICE, Action.END_AT_ONCE})
_ACQUIRER, _SUPPLIER = {Side.ACQUIRER}, {Side.SUPPLIER}


@dataclass(frozen=True)
class Transition:
    """Who may do an action, from which states, and where it leads (None: the state stays)."""

    action: Action
    sources: frozenset[State]
    target: State | None
    sides: frozenset[Side]
    roles: frozenset[Role]
    # Only for the party that asks, of all that receive.
    asking: bool = False
    # Only for a party that is on another side than it has in every data share: one that receives but did not ask, or
    # one that asked and gives too.
    besides: bool = False

    def is_for(self, sides: frozenset[Side], *, asks: bool) -> bool:
        """Return whether a party on these sides may do it. The one that asks never responds to itself."""
        if self.besides:
            return (Side.SUPPLIER if asks else Side.ACQUIRER) in sides
        return bool(sides & self.sides) and (self.sides != _SUPPLIER if asks else not self.asking)


def _row(
    action: Action,
    sources: set[State],
    target: State | None = None,
    sides: set[Side] | None = None,
    roles: set[Role] | None = None,
    *,
    besides: bool = False,
) -> Transition:
    asking = sides == _ACQUIRER
    every = frozenset(sides or set(Side))
    return Transition(action, frozenset(sources), target, every, frozenset(roles or set()), asking, besides)


_ALL = set(State)
_LIVE = _ALL - STOPPED - {State.SUPERSEDED, State.ARCHIVED}
_ASSESSED = {State.SUBMITTED, State.ASSESSING}
_SIGNED, _AFTER = {*STANDING, *ENDED, State.SUPERSEDED}, {*STANDING, State.ENDED}
# States in which answers are checked: until the words are frozen.
CHECKED_IN: Final = frozenset({State.DRAFT, State.RETURNED, State.NEGOTIATING, *_ASSESSED})
# States in which it is the turn of one side to answer.
AWAITED: Final = frozenset({*_ASSESSED, State.RETURNED, State.RECONSIDERING})
_LEAD, _WORKING, _SIGNATORY = {Role.LEAD}, {Role.LEAD, Role.CONTRIBUTOR}, {Role.SIGNATORY}
_SPEAKING = _WORKING | {Role.ADVISER}

TRANSITIONS: Final[tuple[Transition, ...]] = (
    _row(Action.VIEW, _ALL, roles=set(Role)),
    # For no side: what is left to the people of a party whose part ended before anything signed bound it.
    Transition(Action.LOOK_BACK, frozenset(_ALL), None, frozenset(), frozenset(Role)),
    _row(Action.ANSWER, {State.DRAFT, State.RETURNED}, sides=_ACQUIRER, roles=_WORKING),
    _row(Action.SUBMIT, {State.DRAFT, State.RETURNED}, State.SUBMITTED, _ACQUIRER, _LEAD),
    _row(Action.OFFER, {State.DRAFT}, State.NEGOTIATING, _ACQUIRER, _LEAD),
    _row(Action.WITHDRAW, set(IN_PREPARATION), State.WITHDRAWN, _ACQUIRER, _LEAD),
    _row(Action.RESPOND, _ASSESSED, State.ASSESSING, _SUPPLIER, _SPEAKING),
    _row(Action.RETURN, _ASSESSED, State.RETURNED, _SUPPLIER, _LEAD),
    _row(Action.ACCEPT, _ASSESSED, State.NEGOTIATING, _SUPPLIER, _LEAD),
    _row(Action.REFUSE, _ASSESSED, State.REFUSED, _SUPPLIER, _LEAD),
    _row(Action.ASK_AGAIN, {State.REFUSED}, State.RECONSIDERING, _ACQUIRER, _LEAD),
    _row(Action.RECONSIDER, {State.RECONSIDERING}, sides=_SUPPLIER, roles=_LEAD),
    _row(Action.UPHOLD, {State.RECONSIDERING}, State.REFUSED),
    _row(Action.LIFT, {State.RECONSIDERING}, State.SUBMITTED),
    _row(Action.PASS_ON, _ASSESSED, State.SUBMITTED, _SUPPLIER, _LEAD),
    _row(Action.DECIDE_OWN, _ASSESSED, State.ASSESSING, _SUPPLIER, _LEAD),
    _row(Action.ANSWER_OWN, {State.DRAFT, State.RETURNED} | _ASSESSED, roles=_WORKING, besides=True),
    _row(Action.ASSESS, {State.DRAFT, State.RETURNED, State.NEGOTIATING}, roles=_SPEAKING),
    _row(Action.ADVISE, {State.NEGOTIATING}, roles={Role.ADVISER}),
    _row(Action.ACCEPT_RISK, {State.NEGOTIATING}, roles=_LEAD | _SIGNATORY),
    _row(Action.ASK_EXPERT, set(CHECKED_IN), roles=_LEAD),
    _row(Action.CHECK, set(CHECKED_IN), roles={Role.ADVISER}),
    _row(Action.DISCUSS, _ASSESSED | {State.RETURNED}, roles=_SPEAKING),
    _row(Action.NAME_DATE, set(AWAITED), roles=_LEAD),
    _row(Action.PROPOSE, {State.NEGOTIATING}, roles=_SPEAKING),
    _row(Action.COMMENT, {State.NEGOTIATING, State.SIGNING}, roles=_SPEAKING | _SIGNATORY),
    *(_row(does, {State.NEGOTIATING}, roles=_WORKING) for does in (Action.AGREE, Action.DISAGREE, Action.DECIDE)),
    _row(Action.OVERRIDE, {State.NEGOTIATING}, roles=_LEAD),
    _row(Action.CARRY, {State.NEGOTIATING}),
    *(_row(does, _LIVE, roles=_LEAD) for does in (Action.INVITE, Action.REMOVE)),
    _row(Action.FREEZE, {State.NEGOTIATING}, State.SIGNING, roles=_LEAD),
    _row(Action.REOPEN, {State.SIGNING}, State.NEGOTIATING, roles=_LEAD),
    _row(Action.SIGN, {State.SIGNING}, roles=_SIGNATORY),
    _row(Action.DECLINE, {State.SIGNING}, State.NEGOTIATING, roles=_SIGNATORY),
    *(_row(does, set(STANDING), roles=_LEAD) for does in (Action.VARY, Action.ENTER_END)),
    _row(Action.OFFER_LEAD, {State.NEGOTIATING, *STANDING}, sides=_ACQUIRER, roles=_LEAD),
    _row(Action.TAKE_LEAD, {State.DRAFT, State.RETURNED, State.NEGOTIATING, *_ASSESSED, *STANDING}, roles=_LEAD),
    _row(Action.SUSPEND, {State.IN_FORCE}, State.SUSPENDED, roles=_LEAD),
    _row(Action.LIFT_SUSPENSION, set(STANDING), roles=_LEAD),
    _row(Action.RESUME, {State.SUSPENDED}, State.IN_FORCE),
    _row(Action.GIVE_NOTICE, set(STANDING), roles=_SIGNATORY),
    _row(Action.END_AT_ONCE, set(STANDING), State.ENDED, roles=_SIGNATORY),
    *(_row(does, set(STANDING)) for does in (Action.PAUSE_PART, Action.LEAVE)),
    _row(Action.END, set(STANDING), State.ENDED),
    _row(Action.OWE_DISPOSAL, _AFTER),
    *(_row(does, _AFTER, roles=_LEAD) for does in (Action.CERTIFY, Action.ANSWER_CERTIFICATE, Action.WAIVE_DUTY)),
    *(_row(does, _AFTER, roles=_LEAD) for does in (Action.DECIDE_INCIDENT, Action.CLOSE_INCIDENT)),
    *(_row(does, _AFTER, roles=_WORKING) for does in (Action.KEEP_DUTY, Action.RECEIVE_DATA, Action.REPORT_INCIDENT)),
    _row(Action.CHANGE_CONTACT, _AFTER, roles=_LEAD),
    _row(Action.SET_UP, set(STANDING), roles=_WORKING),
    *(_row(does, set(STANDING), roles=_LEAD) for does in (Action.DATE_DUTY, Action.HOLD_REVIEW, Action.ANSWER_REVIEW)),
    _row(Action.SEND_DATA, {State.IN_FORCE}, roles=_WORKING),
    _row(Action.ARCHIVE, {State.ENDED}, State.ARCHIVED, roles=_LEAD),
    _row(Action.SUPERSEDE, set(STANDING), State.SUPERSEDED),
    *(_row(does, _ALL) for does in (Action.LEFT, Action.ERASE)),
    _row(Action.NAME_LEAD, _LIVE),
    *(_row(does, {State.SIGNING}) for does in (Action.REPLACE, Action.JOIN_LATER)),
    _row(Action.LEAVE_OUT, {State.NEGOTIATING}),
    _row(Action.BRING_INTO_FORCE, {State.SIGNING}, State.IN_FORCE),
    *(_row(does, _SIGNED) for does in (Action.LIST, Action.SEAL, Action.SEAL_FAILED)),
)
BY_ACTION: Final = {transition.action: transition for transition in TRANSITIONS}
# Roles that bind the party take someone who works for it. Others advise it or observe, in whatever role they have.
BINDING_ROLES: Final = frozenset({Role.LEAD, Role.CONTRIBUTOR, Role.SIGNATORY})
ADVISING: Final = frozenset(row.action for row in TRANSITIONS if row.roles - BINDING_ROLES)


def actions_of(sides: frozenset[Side], role: Role, *, asks: bool, of_umbrella: bool = False) -> frozenset[Action]:
    """Return everything a member with that role may ever do, in any state.

    Their party is on these sides, and is the one that asks or not; the data share is an umbrella or not.
    """
    found = frozenset(row.action for row in TRANSITIONS if role in row.roles and row.is_for(sides, asks=asks))
    return found - (_OF_REQUESTS if of_umbrella else _OF_UMBRELLAS)


def open_now(action: Action, state: State) -> bool:
    """Return whether the table lets any member do this from that state."""
    return state in BY_ACTION[action].sources


def binds(action: Action, state: State) -> bool:
    """Return whether this takes a confirmed lead. A draft is its organisation's own, and may be withdrawn."""
    return action in _BINDING and (action, state) != (Action.WITHDRAW, State.DRAFT)


def next_state(action: Action, state: State) -> State:
    """Return the state that an action leads to."""
    return BY_ACTION[action].target or state
