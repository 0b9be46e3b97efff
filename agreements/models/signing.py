"""Sign-off: frozen words, who must sign them, who has, and whom they come into force without."""

from typing import Any, ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from community.models import User
from datashare.lib.append_only import APPEND_ONLY, AppendOnly

from .agreement import Agreement
from .members import INVITATION_HOLDS, Member
from .share import Party


class FrozenWords(AppendOnly, models.Model):
    """The permanent words of one agreement. The digest is what people sign (docs/evidence.md)."""

    agreement = models.OneToOneField(Agreement, primary_key=True, on_delete=models.PROTECT, related_name="words")
    words = models.TextField(help_text="Canonical JSON; its SHA-256 is the digest.")
    html = models.TextField(help_text="What each signatory was shown. Its own SHA-256 is inside the words.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the words, hexadecimal.")
    frozen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "frozen words"
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return self.digest


_SIGNED: Final = Q(signature__isnull=False)


class RequiredSignatureQuerySet(models.QuerySet["RequiredSignature"]):
    def outstanding(self) -> "RequiredSignatureQuerySet":
        """Filter to signatures not yet given, also by a party that may join later."""
        return self.filter(agreement__in_force_at=None, agreement__taken_back_at=None).exclude(_SIGNED)

    def awaited(self) -> "RequiredSignatureQuerySet":
        """Filter to those not given of parties without which the words cannot come into force."""
        return self.exclude(_SIGNED).exclude(Exists(_of_later_parties())).exclude(_outside_after_the_day())

    def outside_core(self) -> "RequiredSignatureQuerySet":
        """Filter to those not given of parties outside the core that have not been moved yet."""
        return self.filter(core=False).exclude(_SIGNED).exclude(Exists(_of_later_parties()))

    def vacant(self) -> "RequiredSignatureQuerySet":
        """Filter to outstanding ones whose signatory has left or whose invitation has expired."""
        waiting = Q(user=None, since__gt=timezone.now() - INVITATION_HOLDS)
        return (
            self.outstanding()
            .awaited()
            .signed_by_none_of(Member.objects.live().filter(Q(user__is_active=True) | waiting))
        )

    def due(self) -> "RequiredSignatureQuerySet":
        """Filter to outstanding signatures that can be given now: those of an earlier rank have been."""
        earlier = RequiredSignature.objects.filter(agreement=OuterRef("agreement"), rank__lt=OuterRef("rank"))
        return self.outstanding().exclude(Exists(earlier.awaited()))

    def with_signer(self) -> "RequiredSignatureQuerySet":
        """Add the keys of the member who is to sign each now, and of their account."""
        newest = SignatoryReplacement.objects.filter(required=OuterRef("pk")).order_by("-pk")
        key = models.BigIntegerField()
        signer: dict[str, Any] = {
            "signer": Coalesce(Subquery(newest.values("member")[:1]), F("member"), output_field=key),
            "signer_user": Coalesce(Subquery(newest.values("member__user")[:1]), F("member__user"), output_field=key),
        }
        return self.annotate(**signer)

    def to_be_signed_by(self, user: User) -> "RequiredSignatureQuerySet":
        """Filter to those that this user is to sign."""
        mine: dict[str, Any] = {"signer_user": user.pk}
        return self.with_signer().filter(**mine)

    def signed_by_none_of(self, members: models.QuerySet[Member]) -> "RequiredSignatureQuerySet":
        """Filter to those that none of these members is to sign."""
        theirs: dict[str, Any] = {"signer__in": members.values("pk")}
        return self.with_signer().exclude(**theirs)

    def with_signatories(self) -> "RequiredSignatureQuerySet":
        """Add the party and the signatory of each for display. At most three queries."""
        rows = self.select_related("party__organisation", "member__user", "signature")
        later: dict[str, Any] = {"joins_later": Exists(_of_later_parties()) | _outside_after_the_day()}
        return rows.annotate(**later).prefetch_related("replacements__member__user")


def _of_later_parties() -> models.QuerySet["JoinsLater"]:
    """Return what makes the words wait for a signature no longer, for use in a query of required ones."""
    return JoinsLater.objects.filter(agreement=OuterRef("agreement"), party=OuterRef("party"))


def _outside_after_the_day() -> Q:
    """Return what is so of a signature outside the core once the day until which the words wait for everyone is over.

    The worker then moves its party; until it has, the database says the same.
    """
    return Q(core=False, agreement__core_by__lt=timezone.localdate())


class RequiredSignature(AppendOnly, models.Model):
    """A signature that an agreement needs, in one position; its signatory may be replaced after freezing."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="required")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    office = models.CharField(max_length=200, help_text="The position, as the frozen words name it.")
    place = models.PositiveSmallIntegerField(help_text="Its line among the signatories in the frozen words: 1, 2, 3 …")
    rank = models.PositiveSmallIntegerField(
        default=1, help_text="Those of a later rank wait for all of an earlier one; equal ranks sign in any order."
    )
    core = models.BooleanField(default=True, help_text="Of a party without which the words cannot come into force.")

    # Filled by with_signatories().
    joins_later = False

    objects = RequiredSignatureQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["agreement", "rank", "place"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agreement", "place"], name="one_signatory_a_line"),
            models.UniqueConstraint(fields=["agreement", "party", "office"], name="one_signatory_a_position"),
        ]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.place}. {self.member}"

    @property
    def signatory(self) -> Member:
        """The member who is to sign now: the last one named."""
        return self._named[-1]

    @property
    def delegated_by(self) -> Member | None:
        """The member in whose place the signatory signs, if that member asked them to; None if a lead named them."""
        replacements = sorted(self.replacements.all(), key=lambda replacement: replacement.pk)
        if not replacements:
            return None
        return self._named[-2] if replacements[-1].delegated else None

    @property
    def _named(self) -> list[Member]:
        """All who were named to sign in this position, in turn."""
        replacements = sorted(self.replacements.all(), key=lambda replacement: replacement.pk)
        return [self.member, *(replacement.member for replacement in replacements)]


class SignatoryReplacement(AppendOnly, models.Model):
    """The party's replacement of a signatory of the same words, in the same position."""

    required = models.ForeignKey(RequiredSignature, on_delete=models.PROTECT, related_name="replacements")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    delegated = models.BooleanField(
        default=False, db_default=False, help_text="The signatory asked them to sign; else a lead named them."
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.required}, then {self.member}"


class Signature(AppendOnly, models.Model):
    """A signatory's signature on a digest they were shown, and how they proved who they are."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="signatures")
    required = models.OneToOneField(RequiredSignature, on_delete=models.PROTECT, related_name="signature")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisation = models.CharField(max_length=300, help_text="The party, as the signed words name it.")
    name = models.CharField(max_length=150)
    office = models.CharField(max_length=200, help_text="The position, as the signed words name it.")
    digest = models.CharField(max_length=64)
    statement = models.TextField()
    method = models.CharField(max_length=30, help_text="How they confirmed their identity: password, totp or webauthn.")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["agreement", "at"]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.name}, {self.office}"


class JoinsLater(AppendOnly, models.Model):
    """A party without which the words can come into force: it may sign until they do, and join after that."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="later_parties")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who moved it, or declined for it; none where the date of the agreement did.",
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "parties that join later"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agreement", "party"], name="a_party_is_moved_once")
        ]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.party} joins {self.agreement} later"
