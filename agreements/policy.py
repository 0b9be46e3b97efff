"""Decides whether a user may do something now. The only writer of permissions on one data share."""

from collections.abc import Iterable
from functools import cache

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied

from agreements.models import DataShare, Member, Party, SharePermission
from agreements.states import (
    ADVISING,
    BY_THE_SERVICE,
    PERSONAL,
    Action,
    Role,
    State,
    actions_of,
    binds,
    open_now,
    why_not_now,
)
from community.models import User
from community.organisations.confirming import confirmers
from datashare.lib.exceptions import NotNow


def held(user: User, share: DataShare) -> frozenset[Action]:
    """Return the permissions this user holds on this data share in any state. One query, or none after `read_by`."""
    if not user.is_active:
        return frozenset()
    if share.reader_id == user.pk:
        return _actions(tuple(share.reader_holds))
    rows = SharePermission.objects.filter(
        user_id=user.pk,
        content_object_id=share.pk,
        content_object__members__in=Member.objects.live().filter(user_id=user.pk),
    )
    return frozenset(Action(name) for name in rows.values_list("permission__codename", flat=True).distinct())


@cache
def _actions(names: tuple[str, ...]) -> frozenset[Action]:
    """Return the actions of these names: a list of data shares asks for the same few sets again and again."""
    return frozenset(map(Action, names))


def open_to(user: User, share: DataShare) -> frozenset[Action]:
    """Return what this user may do now: permitted, open in the current state, and not in doubt."""
    state = State(share.edition.state)
    now = frozenset(action for action in held(user, share) if open_now(action, state))
    if now - ADVISING and is_guest(user, share):
        now &= ADVISING
    return frozenset(action for action in now if not binds(action, state) or is_vouched_for(user, action, share))


def may(user: User, action: Action, share: DataShare) -> bool:
    """Return whether the user holds the permission and the state allows it."""
    return action in open_to(user, share)


def require(user: User, action: Action, share: DataShare) -> None:
    """Raise PermissionDenied (no permission, 403) or NotNow (wrong state, 409) unless the user may."""
    if action not in held(user, share):
        what = f"{action.label[0].lower()}{action.label[1:]}"
        raise PermissionDenied(f"Your role in this data share does not let you {what}.")
    if action not in ADVISING and is_guest(user, share):
        raise PermissionDenied(_why_only_advising(user, share))
    if not open_now(action, State(share.edition.state)):
        raise NotNow(why_not_now(action, State(share.edition.state)))
    if binds(action, State(share.edition.state)) and not is_vouched_for(user, action, share):
        raise NotNow(_doubt(user, action, share))


def is_guest(user: User, share: DataShare) -> bool:
    """Return whether this member does not work for their party. No query if loaded `with_doubts`."""
    if share.guests is not None:
        return user.pk in share.guests
    return Member.objects.live().guests().filter(share=share, user=user).exists()


def _why_only_advising(user: User, share: DataShare) -> str:
    member = Member.objects.live().filter(share=share, user=user).select_related("party__organisation")[0]
    body = member.party.organisation
    return (
        f"You do not work for {body}, as far as we know, so you can advise it but not act for it. "
        f"If you do work there, add {body} on your account page, or ask a lead to invite you at your address there."
    )


def is_vouched_for(user: User, action: Action, share: DataShare) -> bool:
    """Return whether this user's action can bind their organisation.

    It can if the organisation has a confirmed lead here; to sign or decline, the signatory must be confirmed. No query
    for a data share loaded `with_doubts`, except for these two.
    """
    if share.led is not None and share.reader_id == user.pk and action not in PERSONAL:
        return share.reader_party_id in share.led
    mine = Member.objects.live().filter(share=share, user=user)
    if action in PERSONAL:
        return mine.filter(role=Role.SIGNATORY).confirmed().exists()
    return Member.objects.leads().filter(share=share, party__in=mine.values("party")).exists()


def _doubt(user: User, action: Action, share: DataShare) -> str:
    """Return why the action cannot bind the organisation yet, and who can change that."""
    member = Member.objects.live().filter(share=share, user=user).select_related("party__organisation")[0]
    body = member.party.organisation
    if action in PERSONAL:
        return f"{body} has not confirmed that you work there. You can do this after {confirmers(body)} confirms it."
    return (
        f"{body} has not confirmed that its lead in this data share works there. "
        f"You can do this after {confirmers(body)} confirms it."
    )


def align(user: User, share: DataShare) -> None:
    """Write exactly the permission rows that the user's live roles here give, and delete the others."""
    due = _due(Member.objects.live().filter(user=user, share=share).select_related("party"))
    rows = SharePermission.objects.filter(user=user, content_object=share)
    rows.exclude(permission__codename__in=due).delete()
    present = set(rows.values_list("permission__codename", flat=True))
    missing = Permission.objects.filter(content_type__app_label="agreements", codename__in=due - present)
    SharePermission.objects.bulk_create(
        SharePermission(user=user, content_object=share, permission=permission) for permission in missing
    )


def align_parties(share: DataShare, parties: Iterable[Party]) -> None:
    """Write the permission rows of everyone who takes part for these parties."""
    members = share.members.live().signed_up().filter(party__in=list(parties)).select_related("user")
    for user in {member.user for member in members if member.user}:
        align(user, share)


def party_actions(party: Party, role: Role) -> frozenset[Action]:
    """Return everything a member of this party with that role may ever do, in any state.

    Those of a party whose every flow has closed read on.
    """
    if not party.sides:
        return frozenset({Action.VIEW})
    return actions_of(party.sides, role, asks=party.is_lead)


def _due(members: Iterable[Member]) -> set[str]:
    """Return the codenames of the permissions that these memberships give."""
    return {action.value for member in members for action in party_actions(member.party, Role(member.role))} - set(
        BY_THE_SERVICE
    )


def disagreements() -> list[str]:
    """Return the differences between permission rows and live roles, for the nightly check; empty if none."""
    due: set[tuple[int, int, str]] = set()
    for member in Member.objects.live().exclude(user=None).select_related("party").iterator():
        due |= {(member.share_id, member.user_id or 0, codename) for codename in _due([member])}
    rows = set(SharePermission.objects.values_list("content_object_id", "user_id", "permission__codename"))
    return [
        f"data share {share}: person {user} {_fault(row in due)} {name}"
        for row in due ^ rows
        for share, user, name in [row]
    ]


def _fault(is_due: bool) -> str:
    return "lacks" if is_due else "holds without a role"
