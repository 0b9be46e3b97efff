"""Permissions by role, permission row and state."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements import policy
from agreements.members import actions as members
from agreements.models import DataShare, Member, SharePermission
from agreements.requesting import actions as requesting
from agreements.states import BY_THE_SERVICE, TRANSITIONS, Action, Role, Side, State, Transition
from community.models import User
from datashare.lib.exceptions import NotNow
from tests.agreements import stages
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ROLES = {
    "acquirer": (Side.ACQUIRER, Role.LEAD),
    "acquirer_colleague": (Side.ACQUIRER, Role.CONTRIBUTOR),
    "acquirer_expert": (Side.ACQUIRER, Role.ADVISER),
    "acquirer_signatory": (Side.ACQUIRER, Role.SIGNATORY),
    "onlooker": (Side.ACQUIRER, Role.OBSERVER),
    "supplier": (Side.SUPPLIER, Role.LEAD),
    "supplier_colleague": (Side.SUPPLIER, Role.CONTRIBUTOR),
    "supplier_expert": (Side.SUPPLIER, Role.ADVISER),
    "supplier_signatory": (Side.SUPPLIER, Role.SIGNATORY),
}


def rows(user: User, share: DataShare) -> set[str]:
    return set(
        SharePermission.objects.filter(user=user, content_object=share).values_list("permission__codename", flat=True)
    )


def rows_for(side: Side, role: Role) -> list[Transition]:
    """Return the rows of the table for a role in a request between two bodies: none that is of common rules."""
    found = [row for row in TRANSITIONS if side in row.sides and role in row.roles and not row.besides]
    return [row for row in found if row.action != Action.OFFER]


@pytest.mark.parametrize("name", ROLES)
def test_the_rows_are_exactly_those_of_the_table(cast: Cast, share: DataShare, name: str) -> None:
    user, (side, role) = cast.everyone()[name], ROLES[name]
    due = {row.action for row in rows_for(side, role)}

    assert rows(user, share) == due
    assert policy.held(user, share) == due


def test_a_stranger_holds_nothing(cast: Cast, share: DataShare) -> None:
    assert rows(cast.stranger, share) == set()
    assert policy.held(cast.stranger, share) == frozenset()


def test_no_one_holds_what_the_service_does_itself(share: DataShare) -> None:
    assert not SharePermission.objects.filter(permission__codename__in=BY_THE_SERVICE).exists()


@pytest.mark.parametrize("state", list(State))
def test_may_is_the_table_in_every_state(cast: Cast, share: DataShare, state: State) -> None:
    share.edition.state = state
    for name, (side, role) in ROLES.items():
        user = cast.everyone()[name]
        due = {row.action for row in rows_for(side, role) if state in row.sources}
        assert {action for action in Action if policy.may(user, action, share)} == due, name


def test_who_may_not_is_refused_before_the_moment_is_looked_at(cast: Cast, share: DataShare) -> None:
    with pytest.raises(PermissionDenied, match="does not let you sign for the organisation"):
        policy.require(cast.onlooker, Action.SIGN, share)
    with pytest.raises(NotNow, match="This request is with the supplier, so you cannot sign for the organisation now"):
        policy.require(cast.acquirer_signatory, Action.SIGN, share)
    policy.require(cast.supplier, Action.RESPOND, share)


def test_someone_inactive_holds_nothing(cast: Cast, share: DataShare) -> None:
    gone = User.objects.get(pk=cast.acquirer.pk)
    gone.is_active = False
    gone.save()

    assert policy.held(gone, share) == frozenset()
    assert not policy.may(gone, Action.VIEW, share)
    assert not DataShare.objects.visible_to(gone).exists()


def test_a_membership_that_has_ended_gives_nothing_whatever_the_rows_say(cast: Cast, share: DataShare) -> None:
    Member.objects.filter(share=share, user=cast.acquirer).update(until=timezone.now() - timedelta(seconds=1))

    assert rows(cast.acquirer, share)
    assert policy.held(cast.acquirer, share) == frozenset()
    assert not DataShare.objects.visible_to(cast.acquirer).exists()
    assert f"person {cast.acquirer.pk} holds without a role view_share" in "\n".join(policy.disagreements())


def test_a_membership_that_has_not_begun_gives_nothing(cast: Cast, share: DataShare) -> None:
    Member.objects.filter(share=share, user=cast.acquirer).update(since=timezone.now() + timedelta(days=1))

    assert policy.held(cast.acquirer, share) == frozenset()


def test_a_row_without_a_role_lets_no_one_in_and_is_found(cast: Cast, share: DataShare) -> None:
    known = SharePermission.objects.filter(content_object=share, permission__codename=Action.VIEW).first()
    assert known is not None
    SharePermission.objects.create(
        user=cast.stranger, content_object=share, party=known.party, permission=known.permission
    )

    assert not policy.may(cast.stranger, Action.VIEW, share)
    assert not DataShare.objects.visible_to(cast.stranger).exists()
    assert policy.disagreements() == [
        f"data share {share.pk}: person {cast.stranger.pk} holds without a role view_share for party {known.party_id}"
    ]


def test_an_update_that_brings_new_acts_gives_them_to_live_roles(cast: Cast, share: DataShare) -> None:
    known = SharePermission.objects.get(user=cast.acquirer, content_object=share, permission__codename=Action.VIEW)
    told = {"user": cast.stranger, "content_object": share, "party": known.party, "permission": known.permission}
    SharePermission.objects.create(**told)
    SharePermission.objects.filter(permission__codename=Action.INVITE).delete()
    assert policy.disagreements()

    call_command("align_permissions", stdout=(out := StringIO()))

    assert policy.disagreements() == []
    assert policy.may(cast.acquirer, Action.INVITE, share)
    assert "people were written again" in out.getvalue()
    call_command("align_permissions", stdout=(again := StringIO()))
    assert "of 0 people" in again.getvalue()


def test_a_role_without_a_row_is_found(cast: Cast, share: DataShare) -> None:
    SharePermission.objects.filter(user=cast.acquirer, permission__codename=Action.INVITE).delete()

    own = members.party_of(share, cast.acquirer).pk
    assert policy.disagreements() == [
        f"data share {share.pk}: person {cast.acquirer.pk} lacks invite_member for party {own}"
    ]
    assert not policy.may(cast.acquirer, Action.INVITE, share)
    policy.align(cast.acquirer, share)
    assert policy.disagreements() == []


def test_permissions_on_the_model_as_a_whole_count_for_nothing(cast: Cast, share: DataShare) -> None:
    known = SharePermission.objects.filter(content_object=share, permission__codename=Action.VIEW).first()
    assert known is not None
    User.objects.filter(pk=cast.stranger.pk).update(is_staff=True, is_superuser=True)
    powerful = User.objects.get(pk=cast.stranger.pk)
    powerful.user_permissions.add(known.permission)

    assert policy.held(powerful, share) == frozenset()
    assert not DataShare.objects.visible_to(powerful).exists()


ROLE_HELD = st.tuples(st.sampled_from(list(Role)), st.booleans())


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROLE_HELD, max_size=7))
def test_rows_follow_roles_through_any_coming_and_going(
    cast: Cast, share: DataShare, steps: list[tuple[Role, bool]]
) -> None:
    """Given (True) and lost (False) in any order, rows, roles and sight agree."""
    party = share.parties.get(gives=True)
    kept: set[Role] = set()
    Member.objects.filter(share=share, user=cast.stranger).delete()
    for role, joins in steps:
        mine: Any = {"share": share, "party": party, "user": cast.stranger, "email": cast.stranger.email, "role": role}
        if joins and role not in kept:
            Member.objects.create(**mine)
        if not joins:
            Member.objects.live().filter(**mine).update(until=timezone.now() - timedelta(microseconds=1))
        kept = kept | {role} if joins else kept - {role}
        policy.align(cast.stranger, share)
        due = {action for role in kept for action in stages.actions_for(Side.SUPPLIER, role)}
        assert rows(cast.stranger, share) == policy.held(cast.stranger, share) == due
        assert DataShare.objects.visible_to(cast.stranger).exists() is bool(kept)
    assert policy.disagreements() == []


def test_rows_are_exact_at_the_end_of_everything(cast: Cast, share: DataShare) -> None:
    requesting.withdraw(share=share, reason="It ended.", by=cast.acquirer)

    assert policy.disagreements() == []
    assert policy.held(cast.acquirer, share) == stages.actions_for(Side.ACQUIRER, Role.LEAD)
    assert policy.open_to(cast.acquirer, stages.fresh(share)) == {Action.VIEW}
