"""Closing one's own account: ends all memberships; what was signed and said stays."""

from django.db import transaction

from agreements.models import DataShare, Member
from agreements.states import CLOSED, Role
from community.models import User
from community.organisations import memberships
from datashare.lib.exceptions import NotNow


def left_without_lead(user: User) -> list[DataShare]:
    """Return the data shares in which this user is their organisation's only lead with an account."""
    leading = Member.objects.live().filter(user=user, role=Role.LEAD).exclude(share__edition__state__in=CLOSED)
    others = Member.objects.leads().exclude(user=user)
    alone = leading.exclude(party__in=others.values("party")).select_related("share").order_by("share_id")
    return [member.share for member in alone]


@transaction.atomic
def close_account(*, by: User) -> None:
    """Close the account. Nothing is deleted: signatures keep the name, and support can reopen the account."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    _hold_shares_of(by)
    if left_without_lead(by):
        raise NotNow("You are the only lead for your organisation in a data share. Invite another lead first.")
    memberships.leave(by)


def _hold_shares_of(user: User) -> None:
    """Lock the data shares, so that of two leads who leave at once the second is refused as the last."""
    theirs = Member.objects.live().filter(user=user)
    list(DataShare.objects.select_for_update().filter(pk__in=theirs.values("share")).order_by("pk"))
