"""The members of a data share: people, each in a role for a party."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.db.models.expressions import RawSQL
from django.utils import timezone

from agreements.states import BY_ACTION, Action, Role
from community.models import Membership, User
from community.skills import Skill
from datashare.lib.addresses import AddressField, only_addresses
from datashare.lib.sql import our_sql

from .permissions import SharePermission
from .reader import ACTING_IN
from .share import DataShare, DataShareQuerySet, Party

# Unaccepted invitations expire, as a mailbox may pass to another person.
INVITATION_HOLDS = timedelta(days=30)


def acting_party(share: DataShare, user: User) -> RawSQL:
    """Return the key of the party for which a user acts in a data share, for use in a query; NULL for none."""
    return our_sql(ACTING_IN, [share.pk, user.pk, timezone.now()], models.BigIntegerField())


def _looks_back() -> Exists:
    """Return whether a member holds the permission that is left to the people of a party whose part has ended."""
    held = SharePermission.objects.filter(
        content_object=OuterRef("share"), user=OuterRef("user"), party=OuterRef("party")
    )
    return Exists(held.filter(permission__codename=Action.LOOK_BACK.value))


class MemberQuerySet(models.QuerySet["Member"]):
    def live(self) -> "MemberQuerySet":
        """Filter to members whose time has not ended; an invited one counts once they have an account."""
        now = timezone.now()
        return self.filter(Q(until=None) | Q(until__gt=now), since__lte=now)

    def acting(self, share: DataShare, user: User) -> "MemberQuerySet":
        """Filter to the live roles of a user in a data share for the party that they act for now."""
        return self.live().filter(share=share, user=user, party=acting_party(share, user))

    def signed_up(self) -> "MemberQuerySet":
        return self.filter(user__is_active=True)

    def told(self) -> "MemberQuerySet":
        """Filter to members who are told what happens: not those whose party's part has ended."""
        return self.exclude(_looks_back())

    def with_end(self) -> "MemberQuerySet":
        """Add whether the part of a member's party has ended, so that later events are not for them."""
        ended: dict[str, Any] = {"looks_back": _looks_back()}
        return self.annotate(**ended)

    def confirmed(self) -> "MemberQuerySet":
        """Filter to members who work for their party on more than their own word."""
        works = Membership.objects.acting_for(OuterRef("party__organisation")).filter(user=OuterRef("user"))
        return self.filter(Exists(works.live().confirmed()))

    def with_doubt(self) -> "MemberQuerySet":
        """Add whether only a member's own word says they work for their party, and whether they do not at all."""
        works = Membership.objects.acting_for(OuterRef("party__organisation")).filter(user=OuterRef("user"))
        doubt: dict[str, Any] = {
            "is_unconfirmed": Exists(works.waiting()) & ~Exists(works.live().confirmed()),
            "is_guest": Q(user__isnull=False) & ~Exists(works.live()),
        }
        return self.annotate(**doubt)

    def guests(self) -> "MemberQuerySet":
        """Filter to members who do not work for their party at all."""
        works = Membership.objects.acting_for(OuterRef("party__organisation")).filter(user=OuterRef("user"))
        return self.exclude(user=None).exclude(Exists(works.live()))

    def agreeing(self) -> "MemberQuerySet":
        """Filter to members whose words are their party's: those whose role can agree a clause."""
        return self.filter(role__in=BY_ACTION[Action.AGREE].roles)

    def leads(self) -> "MemberQuerySet":
        """Filter to members who can lead alone: live, with an open account, and confirmed."""
        return self.live().signed_up().filter(role=Role.LEAD).confirmed()


class Member(models.Model):
    """A person in a data share, for a party, with a role, from when until when."""

    share = models.ForeignKey(DataShare, on_delete=models.CASCADE, related_name="members")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="share_members"
    )
    email = AddressField(help_text="Where the invitation went.")
    role = models.CharField(max_length=20, choices=Role.choices)
    skill = models.CharField(max_length=20, blank=True, choices=Skill.choices)
    office = models.CharField("position they sign as", max_length=200, blank=True)
    outside_because = models.TextField(
        blank=True, help_text="Why someone from outside the public sector was invited; empty for everyone else."
    )
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)
    chosen_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When they chose to act for this party. Someone who takes part for several acts for the last chosen.",
    )
    ends_untold = models.BooleanField(
        "not yet told that it ends",
        default=False,
        help_text="The role ends on a set date, with the person's place in the organisation. We then tell them.",
    )

    # Filled by with_doubt().
    is_unconfirmed = False
    is_guest = False
    # Filled by with_end().
    looks_back = False

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["party", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["share", "party", "email", "role", "skill"],
                condition=Q(until=None),
                name="a_person_holds_a_role_once",
            ),
            only_addresses("email", "member_address_in_the_one_form"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user", "share"]),
            models.Index(fields=["until"], condition=Q(ends_untold=True), name="ends_to_be_told"),
        ]

    def __str__(self) -> str:
        return str(self.user) if self.user else self.email

    @property
    def invited_until(self) -> datetime | None:
        """The time until which an invitation can be accepted; None for a member who accepted it."""
        return None if self.user_id else self.since + INVITATION_HOLDS

    @property
    def has_expired(self) -> bool:
        return self.invited_until is not None and self.invited_until <= timezone.now()


def with_leads(shares: DataShareQuerySet) -> DataShareQuerySet:
    """Add to data shares, as `leads`, the members who lead each for the acquirer. One more query."""
    leads = Member.objects.live().signed_up().filter(role=Role.LEAD, party__is_lead=True)
    return shares.prefetch_related(Prefetch("members", leads.select_related("user"), to_attr="leads"))
