"""Decides whether a user may do something now. The only writer of permissions on one data share.

Someone who takes part for several parties has the permissions of the one they act for now, never of all together.
"""

from collections.abc import Iterable
from functools import cache
from typing import Final, NamedTuple

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from agreements.kinds.state_words import act_in_words, why_not_now
from agreements.models import DataShare, Member, Party, SharePermission, acting_party
from agreements.models.accessions import is_concerned
from agreements.models.binding import Binding
from agreements.states import (
    ADVISING,
    BY_THE_SERVICE,
    ENDED,
    PERSONAL,
    STANDING,
    TRANSITIONS,
    Action,
    Role,
    Side,
    State,
    actions_of,
    binds,
    open_now,
)
from community.models import Organisation, User
from community.organisations.confirming import confirmers
from datashare.lib.exceptions import NotNow

_OURS = Q(content_type__app_label="agreements")
# What follows the signatures: for a party that the words signed last bind, whatever a variation of them says of it.
AFTER_SIGNING: Final = frozenset(row.action for row in TRANSITIONS if row.roles and row.sources <= STANDING | ENDED)
# What is left of that to a party whose part has ended before the agreement did: it says what had arrived, disposes of
# the data, answers for the disposal by others, and for an incident with what it holds.
_AFTER_LEAVING: Final = frozenset(
    {
        *(Action.CERTIFY, Action.ANSWER_CERTIFICATE, Action.KEEP_DUTY, Action.RECEIVE_DATA),
        *(Action.REPORT_INCIDENT, Action.DECIDE_INCIDENT, Action.CLOSE_INCIDENT),
    }
)
# What a party needs to name who acts for it, also one for which a variation in preparation has no part.
_NAMING: Final = frozenset({Action.INVITE, Action.REMOVE})


class _Powers(NamedTuple):
    """The party that a user acts for, and the permissions they hold for it in any state."""

    party: int | None
    actions: frozenset[Action]


def held(user: User, share: DataShare) -> frozenset[Action]:
    """Return the permissions this user holds on this data share in any state, for the party they act for now.

    One query, or none after `read_by`.
    """
    return _powers(user, share).actions


def _powers(user: User, share: DataShare) -> _Powers:
    if not user.is_active:
        return _Powers(None, frozenset())
    if share.reader_id == user.pk:
        return _Powers(share.reader_party_id, _actions(tuple(share.reader_holds)))
    rows = SharePermission.objects.filter(user=user, content_object=share, party=acting_party(share, user))
    found = list(rows.values_list("party", "permission__codename"))
    return _Powers(found[0][0] if found else None, frozenset(Action(name) for _, name in found))


@cache
def _actions(names: tuple[str, ...]) -> frozenset[Action]:
    """Return the actions of these names: a list of data shares asks for the same few sets again and again."""
    return frozenset(map(Action, names))


def open_to(user: User, share: DataShare) -> frozenset[Action]:
    """Return what this user may do now: permitted, open in the current state, and not in doubt."""
    state = State(share.edition.state)
    party, actions = _powers(user, share)
    now = frozenset(action for action in actions if open_now(action, state))
    if now - ADVISING and is_guest(user, share, party):
        now &= ADVISING
    return frozenset(action for action in now if not binds(action, state) or _vouched_for(user, action, share, party))


def takes_part(share: DataShare, party: Party) -> bool:
    """Return whether a party has a part in a data share, or signed something in it. No query for one with a part."""
    return bool(party.sides) or is_concerned(party, Binding.of(share), of_umbrella=share.is_umbrella)


def looks_back(user: User, share: DataShare) -> bool:
    """Return whether the part of the party that this user acts for has ended, so that they read no later events."""
    return Action.LOOK_BACK in held(user, share)


def may(user: User, action: Action, share: DataShare) -> bool:
    """Return whether the user holds the permission and the state allows it."""
    return action in open_to(user, share)


def require(user: User, action: Action, share: DataShare, seen_for: int | None = None) -> None:
    """Raise PermissionDenied (no permission, 403) or NotNow (wrong state, 409) unless the user may.

    `seen_for` is the party that they acted for when they saw what they act on, if that is known: raise NotNow if they
    act for another by now.
    """
    party, actions = _powers(user, share)
    if seen_for and party and party != seen_for:
        raise NotNow(acts_for_another(share, seen_for, party))
    if action not in actions:
        _must_be_bound(user, action, share, party)
        where = "these common rules" if share.is_umbrella else "this data share"
        what = act_in_words(action, of_umbrella=share.is_umbrella)
        raise PermissionDenied(f"Your role in {where} does not let you {what}.")
    if action not in ADVISING and is_guest(user, share, party):
        raise PermissionDenied(_why_only_advising(party))
    if not open_now(action, State(share.edition.state)):
        raise NotNow(why_not_now(action, State(share.edition.state), of_umbrella=share.is_umbrella))
    if binds(action, State(share.edition.state)) and not _vouched_for(user, action, share, party):
        raise NotNow(_doubt(action, party))


def _must_be_bound(user: User, action: Action, share: DataShare, party: int | None) -> None:
    """Raise NotNow for who may not do what follows the signatures only because what was signed does not bind theirs."""
    if action not in AFTER_SIGNING or party is None:
        return
    binding = Binding.of(share)
    as_bound = Binding(is_signed=True, bound=frozenset({party}))
    roles = Member.objects.live().filter(user=user, share=share, party=party).select_related("party", "share")
    if binding.is_signed and any((party, action.value) in _due(member, as_bound) for member in roles):
        ever = " any more" if party in binding.left else ""
        raise NotNow(f"What was signed does not bind {_body_of(party)}{ever}, so you cannot do this for it.")


def acts_for_another(share: DataShare, seen_for: int, party: int) -> str:
    """Return why something that a user saw for one party is refused while they act for another."""
    names = {row.pk: str(row) for row in share.parties.select_related("organisation").filter(pk__in=[seen_for, party])}
    earlier = "before you acted for more than one organisation"
    when = f"when you acted for {names[seen_for]}" if seen_for in names else earlier
    return (
        f"You opened this page {when}. You now act for {names[party]} in this data share. To send this, go to the "
        "data share, choose whom you act for, and send it again."
    )


def is_guest(user: User, share: DataShare, party: int | None) -> bool:
    """Return whether this member does not work for this party of theirs. No query if loaded `with_doubts`."""
    if share.guests is not None:
        return [user.pk, party] in share.guests
    return Member.objects.live().guests().filter(share=share, user=user, party=party).exists()


def _why_only_advising(party: int | None) -> str:
    body = _body_of(party)
    return (
        f"You do not work for {body}, as far as we know, so you can advise it but not act for it. "
        f"If you do work there, add {body} on your account page, or ask a lead to invite you at your address there."
    )


def _body_of(party: int | None) -> Organisation:
    return Organisation.objects.get(parties=party or 0)


def _vouched_for(user: User, action: Action, share: DataShare, party: int | None) -> bool:
    """Return whether this user's action can bind this party of theirs.

    It can if the organisation has a confirmed lead here; to sign or decline, the signatory must be confirmed. No query
    for a data share loaded `with_doubts`, except for these two.
    """
    if share.led is not None and share.reader_id == user.pk and action not in PERSONAL:
        return party in share.led
    if action in PERSONAL:
        signing = Member.objects.live().filter(share=share, party=party, user=user, role=Role.SIGNATORY)
        return signing.confirmed().exists()
    return Member.objects.leads().filter(share=share, party=party).exists()


def _doubt(action: Action, party: int | None) -> str:
    """Return why the action cannot bind the organisation yet, and who can change that."""
    body = _body_of(party)
    if action in PERSONAL:
        return f"{body} has not confirmed that you work there. You can do this after {confirmers(body)} confirms it."
    return (
        f"{body} has not confirmed that its lead in this data share works there. "
        f"You can do this after {confirmers(body)} confirms it."
    )


def align(user: User, share: DataShare) -> None:
    """Write exactly the permission rows that the user's live roles here give for each party, and delete the others."""
    _align(user, share, Binding.of(share))


def _align(user: User, share: DataShare, binding: Binding) -> None:
    members = Member.objects.live().filter(user=user, share=share).select_related("party", "share")
    due = {row for member in members for row in _due(member, binding)}
    rows = SharePermission.objects.filter(user=user, content_object=share)
    present = {(party, name): key for key, party, name in rows.values_list("pk", "party", "permission__codename")}
    rows.filter(pk__in=[key for row, key in present.items() if row not in due]).delete()
    missing = due - present.keys()
    wanted = {name for _, name in missing}
    named = {row.codename: row for row in Permission.objects.filter(_OURS, codename__in=wanted)}
    SharePermission.objects.bulk_create(
        SharePermission(user=user, content_object=share, party_id=party, permission=named[name])
        for party, name in sorted(missing)
    )


def align_parties(share: DataShare, parties: Iterable[Party]) -> None:
    """Write the permission rows of everyone who takes part for these parties."""
    members = share.members.live().signed_up().filter(party__in=list(parties)).select_related("user")
    if users := {member.user for member in members if member.user}:
        binding = Binding.of(share)
        for user in users:
            _align(user, share, binding)


def align_after_signing(share: DataShare) -> None:
    """Write the permission rows that change by what was signed last: of a variation, of each party.

    Before a first agreement comes into force, each party holds what it will hold if the agreement binds it.
    """
    parties = share.parties.all()
    align_parties(share, parties if share.edition.varies_id else parties.exclude(pk__in=Binding.of(share).bound))


def party_actions(party: Party, role: Role, binding: Binding, *, of_umbrella: bool) -> frozenset[Action]:
    """Return everything a member of this party with that role may ever do, in any state.

    Before the signatures follow from the edition that people work on: those of a party that has no part in it look back
    at what came before, unless it signed something. What comes after them follows from what was signed last, for the
    parties that it binds.
    """
    if party.sides:
        found = actions_of(party.sides, role, asks=party.is_lead, of_umbrella=of_umbrella)
    else:
        concerned = is_concerned(party, binding, of_umbrella=of_umbrella)
        found = frozenset({Action.VIEW if concerned else Action.LOOK_BACK})
    if not binding.is_signed:
        return found
    found -= AFTER_SIGNING
    if party.pk in binding.bound | binding.left:
        after = AFTER_SIGNING if party.pk in binding.bound else _AFTER_LEAVING
        every = actions_of(frozenset(Side), role, asks=party.is_lead, of_umbrella=of_umbrella)
        found |= every & (after | _NAMING)
    return found


def _due(member: Member, binding: Binding) -> set[tuple[int, str]]:
    """Return the permissions that this membership gives, each as a party and a codename."""
    may = party_actions(member.party, Role(member.role), binding, of_umbrella=member.share.is_umbrella)
    return {(member.party_id, action.value) for action in may - frozenset(BY_THE_SERVICE)}


def disagreements() -> list[str]:
    """Return the differences between permission rows and live roles, party by party, for the nightly check."""
    return [
        f"data share {share}: person {user} {_fault(is_due)} {name} for party {party}"
        for (share, user, party, name), is_due in _differences()
    ]


def align_all() -> int:
    """Write the permission rows of everyone for whom they differ from live roles. Return how many people.

    A version of the service that knows more acts gives roles more rows. Each data share is locked for a moment.
    """
    wrong = sorted({(share, user) for (share, user, *_), _ in _differences()})
    for share, user in wrong:
        with transaction.atomic():
            locked = DataShare.objects.select_for_update().get(pk=share)
            align(User.objects.get(pk=user), locked)
    return len({user for _, user in wrong})


def _differences() -> list[tuple[tuple[int, int, int, str], bool]]:
    """Return each row that is missing (True) or has no role (False): data share, person, party and permission."""
    due: set[tuple[int, int, int, str]] = set()
    bindings = Binding.of_each()
    for member in Member.objects.live().exclude(user=None).select_related("party", "share").iterator():
        binding = bindings.get(member.share_id, Binding())
        due |= {(member.share_id, member.user_id or 0, *row) for row in _due(member, binding)}
    place = ("content_object_id", "user_id", "party_id", "permission__codename")
    rows = set(SharePermission.objects.values_list(*place))
    return [(row, row in due) for row in sorted(due ^ rows)]


def _fault(is_due: bool) -> str:
    return "lacks" if is_due else "holds without a role"
