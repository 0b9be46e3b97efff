"""How memberships end: one, all of an account that was closed, all of an organisation that has closed."""

from collections.abc import Iterable
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from simple_history.utils import update_change_reason

from community.accounts.sessions import end_all
from community.models import Membership, Organisation, User
from community.models.acting import acts_for
from community.notices.outbox import drop_mail

BODY_CLOSED: Final = "The organisation has closed"


@transaction.atomic
def shut(user: User, reason: str) -> None:
    """Follow an account that was made inactive: its memberships and sessions end, and it gets no more mail."""
    end_all_of(Membership.objects.open().filter(user=user), reason)
    drop_mail(user)
    end_all(user)


@transaction.atomic
def end_membership(membership: Membership, reason: str) -> None:
    """End one membership now, with the reason that its history keeps."""
    end_all_of([membership], reason)


def end_at_closed_bodies() -> int:
    """End memberships of organisations that have closed and that no open one follows. Returns how many ended.

    Where another follows, the people of the closed one go on in its data shares (community/organisations/moving.py).
    """
    acting = Organisation.objects.filter(acts_for("pk", OuterRef("organisation")), is_closed=False)
    closed = Membership.objects.open().filter(~Exists(acting), organisation__is_closed=True)
    left = list(closed.select_related("user"))
    for membership in left:
        end_membership(membership, BODY_CLOSED)
    return len(left)


def end_all_of(memberships: Iterable[Membership], reason: str) -> None:
    """End these memberships now, with the reason that their history keeps."""
    for membership in memberships:
        membership.until, membership.because = timezone.now(), reason
        membership.save(update_fields=["until"])
        update_change_reason(membership, reason)
