"""Common rules and whom they bind: the bodies that signed an edition, or joined it by a schedule, and have not left."""

from typing import Any, ClassVar, Final

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from community.models import Organisation
from datashare.lib.append_only import APPEND_ONLY, AppendOnly
from datashare.lib.sql import our_sql

from .agreement import Agreement, AgreementQuerySet
from .binding import Binding
from .life import Departure
from .share import DataShare, DataShareQuerySet, Party
from .signing import RequiredSignature


class AccessionQuerySet(models.QuerySet["Accession"]):
    def standing(self, besides: Agreement | None = None) -> "AccessionQuerySet":
        """Filter to those that still bind: the body has not left the rules since, and an agreement under them binds it.

        One that joined by signing an agreement is no party of the rules themselves, and leaves with its last part. If
        it joins again after that, only the last time stands. `besides` is an agreement that does not count.
        """
        again = Accession.objects.filter(
            agreement=OuterRef("agreement"), organisation=OuterRef("organisation"), pk__gt=OuterRef("pk")
        )
        gone = Departure.objects.gone()
        own = gone.filter(agreement=OuterRef("agreement"), party__organisation=OuterRef("organisation"))
        signed = RequiredSignature.objects.filter(
            ~Exists(gone.filter(agreement=OuterRef("agreement"), party=OuterRef("party"))),
            signature__isnull=False,
            agreement__in_force_at__isnull=False,
            agreement__ended_at=None,
            agreement__edition__rules__share=OuterRef("agreement__share"),
            party__organisation=OuterRef("organisation"),
        )
        if besides:
            signed = signed.exclude(agreement=besides)
        return self.filter(~Exists(again), ~Exists(own.filter(done_at__gte=OuterRef("at"))), Exists(signed))


class Accession(AppendOnly, models.Model):
    """A body that joined common rules by signing an agreement that stands under them."""

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="accessions", help_text="The edition of the common rules."
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="accessions_made", help_text="The agreement that it signed."
    )
    at = models.DateTimeField(default=timezone.now)

    objects = AccessionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["agreement", "organisation", "by"], name="a_body_joins_rules_once_by_an_agreement"
            )
        ]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.organisation} joins {self.agreement}"


# Raw SQL for speed, as in reader.py: every task list asks. The same as `_bound`, for the body that asks.
_RULES_OPEN: Final = """EXISTS (
    SELECT FROM agreements_agreement rules
    JOIN agreements_datashare umbrella ON umbrella.id = rules.share_id AND umbrella.is_umbrella
    JOIN agreements_party asking ON asking.share_id = agreements_datashare.id AND asking.is_lead
    WHERE rules.in_force_at IS NOT NULL AND rules.ended_at IS NULL AND (
        (
            SELECT bool_and(signature.id IS NOT NULL AND NOT EXISTS (
            SELECT FROM agreements_departure gone
            WHERE gone.agreement_id = rules.id AND gone.party_id = party.id AND gone.done_at IS NOT NULL
        )) FROM agreements_requiredsignature required
            JOIN agreements_party party ON party.id = required.party_id
            LEFT JOIN agreements_signature signature ON signature.required_id = required.id
            WHERE required.agreement_id = rules.id AND party.organisation_id = asking.organisation_id
        ) OR EXISTS (
            SELECT FROM agreements_accession joined
            WHERE joined.agreement_id = rules.id AND joined.organisation_id = asking.organisation_id AND NOT EXISTS (
                SELECT FROM agreements_departure gone JOIN agreements_party party ON party.id = gone.party_id
                WHERE gone.agreement_id = rules.id AND party.organisation_id = asking.organisation_id
                    AND gone.done_at >= joined.at
            ) AND EXISTS (
                SELECT FROM agreements_requiredsignature own
                JOIN agreements_signature given ON given.required_id = own.id
                JOIN agreements_agreement schedule ON schedule.id = own.agreement_id
                JOIN agreements_edition below ON below.id = schedule.edition_id
                JOIN agreements_agreement named ON named.id = below.rules_id
                JOIN agreements_party bound ON bound.id = own.party_id
                WHERE named.share_id = rules.share_id AND bound.organisation_id = asking.organisation_id
                    AND schedule.in_force_at IS NOT NULL AND schedule.ended_at IS NULL AND NOT EXISTS (
                    SELECT FROM agreements_departure gone WHERE gone.agreement_id = schedule.id
                    AND gone.party_id = own.party_id AND gone.done_at IS NOT NULL
                )
            )
        )
    )
)"""


def _bound(body: Any) -> Q:
    """Return what makes an agreement bind a body, for use in a query.

    It signed in every position, or it joined and is still bound under it, and it has not left since.
    """
    required = RequiredSignature.objects.filter(agreement=OuterRef("pk"), party__organisation=body)
    gone = Departure.objects.gone().filter(party__organisation=body)
    joined = Accession.objects.standing().filter(agreement=OuterRef("pk"), organisation=body)
    left = Exists(gone.filter(agreement=OuterRef("pk")))
    signed = Exists(required) & ~Exists(required.filter(signature=None)) & ~left
    return Q(signed | Exists(joined))


def rules_open_to(body: Organisation) -> AgreementQuerySet:
    """Return the common rules in force that bind this body, so that its data shares can stand under them."""
    return Agreement.objects.in_force().filter(_bound(body.pk), share__is_umbrella=True).select_related("share")


def with_rules_open(shares: DataShareQuerySet) -> DataShareQuerySet:
    """Add, as `rules_open`, whether any common rules in force bind the body that asks. No further query."""
    found: dict[str, Any] = {"rules_open": our_sql(_RULES_OPEN, [], models.BooleanField())}
    return shares.annotate(**found)


def bodies_bound_by(agreement: Agreement) -> set[int]:
    """Return the keys of the bodies that signed an agreement in every position, or joined it, and have not left since.

    Three queries.
    """
    left = set(agreement.departures.gone().values_list("party__organisation", flat=True))
    required = agreement.required.values_list("party__organisation", "signature")
    unsigned = {body for body, signature in required if signature is None}
    joined = set(Accession.objects.standing().filter(agreement=agreement).values_list("organisation", flat=True))
    return ({body for body, _ in required} - unsigned - left) | joined


def is_concerned(party: Party, binding: Binding, *, of_umbrella: bool) -> bool:
    """Return whether a party signed something here, or joined these rules by an agreement under them.

    One query of common rules at most.
    """
    joined = Accession.objects.filter(agreement__share=party.share_id, organisation=party.organisation_id)
    return binding.concerns(party.pk) or (of_umbrella and joined.exists())


def note_members(share: DataShare) -> None:
    """Let the parties of the edition of common rules in force, and no others, keep to them.

    For a variation that was withdrawn.
    """
    required = RequiredSignature.objects.filter(agreement__in=share.agreements.in_force(), party=OuterRef("pk"))
    named: dict[str, Any] = {"in_rules": Exists(required)}
    share.parties.update(**named)


def later_edition_of(rules: Agreement) -> Agreement | None:
    """Return the edition of these common rules that is in force in place of this one; None if this one is."""
    if rules.ended_at is None:
        return None
    return DataShare.objects.get(pk=rules.share_id).agreements.in_force().first()
