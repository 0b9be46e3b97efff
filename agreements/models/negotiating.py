"""The text of record while it is being agreed: clauses, every wording of each, proposals, comments."""

import re
from collections.abc import Collection, Sequence
from typing import Any, ClassVar, Final, NamedTuple

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from agreements.kinds import FactValue
from community.models import User
from datashare.lib.sql import our_sql

from .edition import Edition
from .share import DataShare, Party


class Document(models.TextChoices):
    """The two documents of a data share."""

    MOU = "mou", "Memorandum of understanding"
    DPIA = "dpia", "Data protection impact assessment"


# Raw SQL for speed, as in share.py: every line of the negotiation space uses these, and every page of a clause.
_AGREEING = "ARRAY(SELECT party_id FROM agreements_clauseagreement WHERE wording_id = agreements_clause.current_id)"
_NEW = """coalesce(greatest(
    (SELECT max(at) FROM agreements_wording
     WHERE clause_id = agreements_clause.id AND number > 1 AND author_id IS DISTINCT FROM %s),
    (SELECT max(decided_at) FROM agreements_proposal JOIN agreements_wording wording ON wording.id = wording_id
     WHERE clause_id = agreements_clause.id AND decided_by_id IS DISTINCT FROM %s),
    (SELECT max(at) FROM agreements_comment
     WHERE clause_id = agreements_clause.id AND author_id <> %s AND (NOT private OR party_id = %s))
) > coalesce(
    (SELECT at FROM agreements_visit WHERE edition_id = agreements_clause.edition_id AND user_id = %s
     AND party_id = %s), '-infinity'
), false)"""
_STARTER = "coalesce((SELECT text FROM agreements_wording WHERE clause_id = agreements_clause.id AND number = 1), '')"


# How the key of a clause begins that a party added.
OWN: Final = "own."
# The clauses that show what people decided in the impact assessment: decisions write them, no proposal does.
FROM_THE_RECORD: Final = frozenset({"risks.register", "measures.plan", "approval.advice", "approval.decisions"})
# Whom a clause binds that only says what people did: no party, so that no one has to agree a fact.
BINDS_NO_ONE: Final = (0,)


class Neighbour(NamedTuple):
    """A clause before or after another, as a link to it needs it."""

    pk: int
    number: str
    heading: str


class ClauseQuerySet(models.QuerySet["Clause"]):
    def in_text(self) -> "ClauseQuerySet":
        """Filter to clauses that are part of the text, struck ones too: not those that are only offered."""
        return self.filter(is_offered=False)

    def offered_too(self) -> "ClauseQuerySet":
        """Return all clauses, also those that are only offered: for their own pages, and for the order of all."""
        return self.all()

    def drafted_as(self, keys: Collection[str]) -> "ClauseQuerySet":
        """Filter to clauses of these keys in the library, also where each of several parties has one of its own."""
        return self.filter(key__regex=rf"^({'|'.join(map(re.escape, keys))})(__\d+)?$") if keys else self.none()

    def in_order(self) -> "ClauseQuerySet":
        """Order as in the documents; what was added after a clause has its position, and follows it."""
        return self.order_by("position", "pk")

    def binding(self, party: Party) -> "ClauseQuerySet":
        """Filter to clauses that bind this party."""
        return self.filter(Q(binds=[]) | Q(binds__contains=[party.pk]))

    def with_agreeing(self) -> "ClauseQuerySet":
        """Add each clause's words and, as `agreeing`, the parties that agreed them. One query."""
        annotation: dict[str, Any] = {"agreeing": our_sql(_AGREEING, [], ArrayField(models.BigIntegerField()))}
        return self.select_related("current").annotate(**annotation)

    def with_starter(self) -> "ClauseQuerySet":
        """Add each clause's words and, as `starter`, its first words. One query."""
        annotation: dict[str, Any] = {"starter": our_sql(_STARTER, [], models.TextField())}
        return self.select_related("current").annotate(**annotation)

    def with_news(self, user: User, own: Party | None) -> "ClauseQuerySet":
        """Add, as `is_new`, whether others did something this user may see since their last visit."""
        party = own.pk if own else None
        values = [user.pk, user.pk, user.pk, party, user.pk, party]
        annotation: dict[str, Any] = {"is_new": our_sql(_NEW, values, models.BooleanField())}
        return self.annotate(**annotation)


def title_of(document: str, share: DataShare) -> str:
    """Return the title of a document in this data share; an agreement's name depends on who its parties are."""
    return share.agreement_name if document == Document.MOU else Document(document).label


def documents_of(share: DataShare) -> tuple[Document, ...]:
    """Return the documents that are agreed: an umbrella has no impact assessment, as no data is processed under it."""
    return (Document.MOU,) if share.is_umbrella else tuple(Document)


class Clause(models.Model):
    """A numbered place in a document. Its text is its current wording."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="clauses")
    document = models.CharField(max_length=10, choices=Document.choices)
    section = models.CharField(max_length=40, help_text="M3, D5 …")
    section_heading = models.CharField(max_length=200)
    number = models.CharField(max_length=12, help_text="Empty for a clause that is offered or struck.")
    position = models.PositiveIntegerField()
    key = models.CharField(max_length=80, help_text="The clause of the library it was drafted from.")
    heading = models.CharField(max_length=200)
    sources = models.JSONField(default=list, help_text="Keys of the answers it was drafted from.")
    # Source: agreement is counted among the parties that words bind: all, or those at the ends of a flow.
    binds = ArrayField(
        models.BigIntegerField(),
        default=list,
        blank=True,
        help_text="Keys of the parties it binds; empty for all, 0 for none.",
    )
    current = models.ForeignKey("Wording", null=True, on_delete=models.PROTECT, related_name="+")
    is_offered = models.BooleanField(default=False, help_text="Proposed by a party, and not part of the text yet.")

    # Filled by with_agreeing(): keys of parties; by with_starter(): its first words; by with_news(): whether others did
    # something here since the reader's last visit.
    agreeing: Sequence[int] = ()
    starter: str = ""
    is_new: bool = False

    objects = ClauseQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["edition", "position", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["edition", "key"], name="a_library_clause_stands_once"),
            models.UniqueConstraint(
                fields=["edition", "document", "number"], condition=~Q(number=""), name="clause_numbers_are_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.number} {self.heading}"

    @property
    def fact(self) -> list[FactValue]:
        """The clause as a fact of an event: its number, and its names at the time."""
        return [self.pk, str(self.document), self.number, self.heading, self.section_heading]

    @property
    def name(self) -> str:
        """The clause as a heading: 3.1 Purpose. One without a number by its heading alone."""
        return f"{self.number} {self.heading}".strip()

    @property
    def called(self) -> str:
        """What follows “clause” in a sentence: its number, or its heading if it has none."""
        return self.number or f"“{self.heading}”"

    @property
    def is_struck(self) -> bool:
        """Whether its words were taken out. It keeps its place, and its agreement is counted like any other."""
        return self.current is not None and not self.current.text

    @property
    def is_own(self) -> bool:
        """Whether a party added it, so that the library does not know it."""
        return self.key.startswith(OWN)

    @property
    def is_from_the_record(self) -> bool:
        """Whether it shows what people decided in the assessment, so that it changes with their decisions alone."""
        return self.key in FROM_THE_RECORD

    def is_for(self, party: Party) -> bool:
        """Return whether the clause binds this party, so that its agreement counts."""
        return not self.binds or party.pk in self.binds

    def neighbours(self) -> tuple[Neighbour | None, Neighbour | None]:
        """Return the clauses before and after in the same document; none for one that is only offered. One query."""
        same = Clause.objects.in_text().filter(edition=self.edition_id, document=self.document).in_order()
        clauses = [Neighbour(*row) for row in same.values_list("pk", "number", "heading")]
        place = next((place for place, clause in enumerate(clauses) if clause.pk == self.pk), None)
        if place is None:
            return None, None
        return (clauses[place - 1] if place else None), next(iter(clauses[place + 1 :]), None)


class Wording(models.Model):
    """One text of a clause. Never changed: other words are another wording."""

    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="wordings")
    number = models.PositiveIntegerField(help_text="1 is the starter drafted from the answers.")
    text = models.TextField(help_text="Markdown.")
    based_on = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["clause", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["clause", "number"], name="wordings_are_numbered")
        ]

    def __str__(self) -> str:
        return f"Wording {self.number}"


class ClauseAgreement(models.Model):
    """A party's agreement to one wording of a clause. It counts while that wording is the current one."""

    wording = models.ForeignKey(Wording, on_delete=models.CASCADE, related_name="agreements")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="agreed")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["wording", "party"], name="a_party_agrees_a_wording_once")
        ]

    def __str__(self) -> str:
        return f"{self.party} agreed {self.wording}"


class Visit(models.Model):
    """When a member last looked at the clauses for a party; newer content is marked unread."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="visits")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["edition", "user", "party"], name="one_last_visit_a_person_and_party")
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.at}"
