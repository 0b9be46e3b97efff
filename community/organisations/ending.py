"""How memberships end: one, all of a closed account, all of a closed organisation."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from simple_history.utils import update_change_reason

from community.accounts.sessions import end_all
from community.models import Ground, Membership, Organisation, User
from community.models.acting import acts_for
from community.notices.outbox import drop_mail


@transaction.atomic
def shut(user: User, reason: Ground) -> None:
    """End an inactive account's memberships, sessions and mail."""
    end_all_of(Membership.objects.open().filter(user=user), reason)
    drop_mail(user)
    end_all(user)


@transaction.atomic
def end_membership(membership: Membership, reason: Ground) -> None:
    """End one membership now, with the reason for its history."""
    end_all_of([membership], reason)


def end_at_closed_bodies() -> int:
    """End memberships of closed organisations without an open successor. Return how many ended.

    If there is one, the people of the closed one go on in its data shares (community/organisations/moving.py).
    """
    acting = Organisation.objects.filter(acts_for("pk", OuterRef("organisation")), is_closed=False)
    closed = Membership.objects.open().filter(~Exists(acting), organisation__is_closed=True)
    left = list(closed.select_related("user"))
    for membership in left:
        end_membership(membership, Ground.BODY_CLOSED)
    return len(left)


def end_all_of(memberships: Iterable[Membership], reason: Ground) -> None:
    """End these memberships now, with the reason for their history."""
    for membership in memberships:
        membership.until, membership.because = timezone.now(), reason
        membership.save(update_fields=["until"])
        update_change_reason(membership, reason.label)
