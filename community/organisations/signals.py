"""Signals for other apps: a user's right to act for an organisation has changed."""

from typing import Any, Final

from django.db import transaction
from django.dispatch import Signal

from community.models import Ground, Membership, Organisation, User
from community.organisations.ending import end_at_closed_bodies, shut

# Sent by User in the transaction of the change, with `person`, `reason` (a Ground), and `moved`: whether their address
# moved to
ground_changed: Final = Signal()


def tell_of_membership(sender: Any, instance: Membership, *, raw: bool = False, **signal: Any) -> None:
    """Send the signal for every saved membership, whether by the user, in the admin or by an import."""
    if not raw:
        reason = instance.because or Ground.CHANGED
        ground_changed.send(User, person=instance.user, reason=reason, moved=False)


def tell_of_account(
    sender: Any, instance: User, *, raw: bool = False, update_fields: Any = None, **signal: Any
) -> None:
    """Send the signal for every account made inactive."""
    if not raw and not instance.is_active and "is_active" in (update_fields or {"is_active"}):
        reason = instance.because or Ground.CLOSED_BY_SUPPORT
        shut(instance, reason)
        ground_changed.send(User, person=instance, reason=reason, moved=False)


def tell_of_body(sender: Any, instance: Organisation, *, raw: bool = False, **signal: Any) -> None:
    """Handle an organisation that closes, on commit, when its successors are saved too."""
    if not raw and instance.is_closed:
        transaction.on_commit(end_at_closed_bodies)
