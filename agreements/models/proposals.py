"""Wordings that a party offers for a clause, and what the others decided on them."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from datashare.lib.sql import our_sql

from .negotiating import Wording
from .share import DataShare, Party

_REJECTING = """ARRAY(
    SELECT party_id FROM agreements_proposalrejection WHERE proposal_id = agreements_proposal.id ORDER BY id
)"""
_DECIDER = """(
    SELECT organisation.name FROM agreements_party party
    JOIN community_organisation organisation ON organisation.id = party.organisation_id
    WHERE party.id = agreements_proposal.decided_for_id
)"""


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def open(self) -> "ProposalQuerySet":
        return self.filter(state=Proposal.State.OPEN)

    def in_share(self, share: DataShare) -> "ProposalQuerySet":
        return self.filter(wording__clause__edition=share.edition_id)

    def with_words(self) -> "ProposalQuerySet":
        """Add each proposal's wording, its clause and its party and, as `rejecting`, the parties that rejected it."""
        return self.select_related("wording__party__organisation", "wording__clause").with_rejecting()

    def with_rejecting(self) -> "ProposalQuerySet":
        """Add, as `rejecting`, the keys of the parties that rejected each."""
        annotation: dict[str, Any] = {"rejecting": our_sql(_REJECTING, [], ArrayField(models.BigIntegerField()))}
        return self.annotate(**annotation)

    def awaiting(self, party: Party | None) -> "ProposalQuerySet":
        """Return those of others that this party may decide on and has not rejected; all for a reader without one."""
        return self.exclude(wording__party=party).not_rejected_by(party).binding(party) if party else self

    def binding(self, party: Party) -> "ProposalQuerySet":
        """Filter to proposals for clauses that bind this party."""
        return self.filter(Q(wording__clause__binds=[]) | Q(wording__clause__binds__contains=[party.pk]))

    def not_rejected_by(self, party: Party) -> "ProposalQuerySet":
        return self.exclude(Exists(ProposalRejection.objects.filter(proposal=OuterRef("pk"), party=party)))

    def with_decider(self) -> "ProposalQuerySet":
        """Add, as `decider`, the name of the organisation that decided."""
        annotation: dict[str, Any] = {"decider": our_sql(_DECIDER, [], models.TextField())}
        return self.annotate(**annotation)


class Proposal(models.Model):
    """A wording offered in place of the current one, with a reason, until another party decides."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        ACCEPTED = "accepted", "Accepted"
        REJECTED = "rejected", "Rejected"
        WITHDRAWN = "withdrawn", "Withdrawn"
        OVERTAKEN = "overtaken", "Replaced by other wording"

    wording = models.OneToOneField(Wording, on_delete=models.CASCADE, related_name="proposal")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    reason = models.TextField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_for = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_note = models.TextField(blank=True)

    # Filled by with_words(): the keys of the parties that rejected it, while others may still accept it.
    rejecting: Sequence[int] = ()

    objects = ProposalQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["wording"], condition=Q(state="open"), name="open_proposals")
        ]

    def __str__(self) -> str:
        return f"{self.wording}, {self.get_state_display().lower()}"

    @property
    def is_open(self) -> bool:
        return self.state == Proposal.State.OPEN

    @property
    def is_rejected(self) -> bool:
        return self.state == Proposal.State.REJECTED


class ProposalRejection(models.Model):
    """One party's rejection of a proposal. The proposal is open until another accepts it or all others reject it."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="rejections")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    note = models.TextField()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["proposal", "party"], name="a_party_rejects_a_proposal_once")
        ]

    def __str__(self) -> str:
        return f"{self.party} rejected {self.proposal}"
