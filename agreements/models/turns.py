"""Whose turn it is to sign: asked for, not signed yet, and in order where the parties agreed on one."""

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from agreements.models import EventDetails, Member, RequiredSignature
from agreements.models.share import INVITATION_HOLDS
from agreements.models.signing import RequiredSignatureQuerySet
from agreements.states import Action

_SIGNED = Q(agreement__signatures__party=F("party"))


def outstanding() -> RequiredSignatureQuerySet:
    """The signatures that are still asked for."""
    offered = RequiredSignature.objects.filter(agreement__in_force_at=None, agreement__taken_back_at=None)
    return offered.exclude(_SIGNED)


def vacant() -> RequiredSignatureQuerySet:
    """Those that no one can give: the signatory has left, or did not take up the invitation in time."""
    waiting = Q(user=None, since__gt=timezone.now() - INVITATION_HOLDS)
    there = Member.objects.live().filter(Q(user__is_active=True) | waiting)
    return outstanding().signed_by_none_of(there)


def due() -> RequiredSignatureQuerySet:
    """Those that can be given now."""
    earlier = RequiredSignature.objects.filter(agreement=OuterRef("agreement"), place__lt=OuterRef("place"))
    return outstanding().exclude(Q(Exists(earlier.exclude(_SIGNED)), agreement__in_order=True))


def declined(keys: list[int]) -> dict[int, str]:
    """Who declined to sign, where that is the last that was heard of signing. The reason is on the overview."""
    heard = EventDetails.objects.filter(
        event__share__in=keys, event__action__in=[Action.FREEZE, Action.DECLINE, Action.REOPEN]
    )
    rows = heard.select_related("event").order_by("event__sequence") if keys else ()
    last = {details.event.share_id: details for details in rows}
    return {
        key: f"{details.said_by} declined to sign: read why. " if details.event.action == Action.DECLINE else ""
        for key, details in last.items()
    }
