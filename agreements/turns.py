"""Whose turn it is to sign: asked for, not signed yet, and in order where the parties agreed on one."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from agreements.models import RequiredSignature

_SIGNED = Q(agreement__signatures__party=F("party"))


def outstanding() -> QuerySet[RequiredSignature]:
    """The signatures that are still asked for."""
    offered = RequiredSignature.objects.filter(agreement__in_force_at=None, agreement__taken_back_at=None)
    return offered.exclude(_SIGNED)


def due() -> QuerySet[RequiredSignature]:
    """Those that can be given now."""
    earlier = RequiredSignature.objects.filter(agreement=OuterRef("agreement"), place__lt=OuterRef("place"))
    return outstanding().exclude(Q(Exists(earlier.exclude(_SIGNED)), agreement__in_order=True))
