"""Sign-off: frozen words, their signatures, and the sealing that is owed or done."""

from copy import copy
from typing import Any, ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from community.models import User
from datashare.lib.append_only import APPEND_ONLY, AppendOnly

from .edition import Edition
from .share import INVITATION_HOLDS, DataShare, Member, Party


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def in_force(self) -> "AgreementQuerySet":
        return self.filter(in_force_at__isnull=False, ended_at=None)

    def ended(self) -> "AgreementQuerySet":
        return self.filter(in_force_at__isnull=False, ended_at__isnull=False)

    def with_later(self) -> "AgreementQuerySet":
        """Add, as `later`, the number of the agreement that took the place of each; None if none has."""
        took = Agreement.objects.filter(edition__varies=OuterRef("edition"), in_force_at__isnull=False)
        later: dict[str, Any] = {"later": Subquery(took.values("number")[:1])}
        return self.annotate(**later)

    def offered(self) -> "AgreementQuerySet":
        """Filter to those offered for signature: neither in force yet nor taken back."""
        return self.filter(in_force_at=None, taken_back_at=None)


class Agreement(models.Model):
    """One version of a data share that was offered for signature, and its outcome. Its words are stored apart."""

    share = models.ForeignKey(DataShare, on_delete=models.PROTECT, related_name="agreements")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="agreements")
    number = models.PositiveIntegerField(help_text="The version: 1, 2, 3 … each time the text is frozen.")
    offered_at = models.DateTimeField("frozen at", default=timezone.now)
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField("reopened at", null=True, blank=True)
    in_force_at = models.DateTimeField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    # Filled by with_later().
    later: int | None = None

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["share", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["share", "number"], name="agreements_are_numbered"),
            models.UniqueConstraint(
                fields=["share"],
                condition=Q(in_force_at__isnull=False, ended_at=None),
                name="at_most_one_agreement_in_force",
            ),
            models.UniqueConstraint(
                fields=["share"],
                condition=Q(in_force_at=None, taken_back_at=None),
                name="at_most_one_agreement_offered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.share.reference}, agreement {self.number}"

    @property
    def share_as_agreed(self) -> DataShare:
        """Its data share, read in the edition of this agreement, whichever edition people work on now."""
        share = copy(self.share)
        share.edition = self.edition
        return share


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
        """Filter to signatures not yet given."""
        return self.filter(agreement__in_force_at=None, agreement__taken_back_at=None).exclude(_SIGNED)

    def vacant(self) -> "RequiredSignatureQuerySet":
        """Filter to outstanding ones whose signatory has left or whose invitation has expired."""
        waiting = Q(user=None, since__gt=timezone.now() - INVITATION_HOLDS)
        return self.outstanding().signed_by_none_of(Member.objects.live().filter(Q(user__is_active=True) | waiting))

    def due(self) -> "RequiredSignatureQuerySet":
        """Filter to outstanding signatures that can be given now: those of an earlier rank have been."""
        earlier = RequiredSignature.objects.filter(agreement=OuterRef("agreement"), rank__lt=OuterRef("rank"))
        return self.outstanding().exclude(Exists(earlier.exclude(_SIGNED)))

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
        return rows.prefetch_related("replacements__member__user")


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
        named = sorted(self.replacements.all(), key=lambda replacement: replacement.pk)
        return named[-1].member if named else self.member


class SignatoryReplacement(AppendOnly, models.Model):
    """The party's replacement of a signatory of the same words, in the same position."""

    required = models.ForeignKey(RequiredSignature, on_delete=models.PROTECT, related_name="replacements")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

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


class JobQuerySet(models.QuerySet[Any]):
    def owed(self) -> "JobQuerySet":
        """Filter to jobs not done, not given up, and not leased to a worker that may still be working."""
        now = timezone.now()
        return self.filter(done_at=None, failed_at=None).filter(Q(leased_until=None) | Q(leased_until__lt=now))


class Job(models.Model):
    """A job owed to an agreement in force. The table is the outbox; the queue may lose it."""

    created = models.DateTimeField(default=timezone.now)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        abstract = True


class SealJob(Job):
    """A sealing that is owed."""

    agreement = models.OneToOneField(Agreement, primary_key=True, on_delete=models.PROTECT, related_name="seal_job")

    def __str__(self) -> str:
        return f"Seal {self.agreement_id}"


class RegisterJob(Job):
    """An entry in the public register that is owed."""

    agreement = models.OneToOneField(Agreement, primary_key=True, on_delete=models.PROTECT, related_name="register_job")

    def __str__(self) -> str:
        return f"Register entry {self.agreement_id}"


class SealedFile(AppendOnly, models.Model):
    """The sealed PDF of an agreement: where it is, and its SHA-256."""

    agreement = models.OneToOneField(Agreement, primary_key=True, on_delete=models.PROTECT, related_name="sealed")
    name = models.CharField(max_length=200, unique=True)
    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField(help_text="Bytes.")
    chain_head = models.CharField(max_length=64, help_text="Digest of the newest event when it was sealed.")
    sealed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return self.name
