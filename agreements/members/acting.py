"""Whom a member acts for who takes part for several parties of one data share."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from agreements.models import DataShare, Member, Party
from agreements.workflow import lock
from community.models import User


@transaction.atomic
def act_for(*, share: DataShare, party: Party, by: User) -> None:
    """Let a member of several parties act for this one from now on, until they choose another. Idempotent.

    What is chosen is how this person reads and acts, so it is no event; each event names the party acted for. An action
    under way ends for the party it began for, as the data share is locked. Raise PermissionDenied for a party in which
    they have no role.
    """
    share = lock(share)
    roles = Member.objects.live().filter(share=share, party=party, user=by)
    if not roles.update(chosen_at=timezone.now()):
        raise PermissionDenied(f"You do not take part in this data share for {party}.")
