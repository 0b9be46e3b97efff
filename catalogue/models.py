"""Which data exists, where its description came from, and who is responsible for it."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import connection, models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from community.models import Membership, Organisation, User


class Kind(models.TextChoices):
    DATASET = "dataset", "Dataset"
    SERVICE = "data-service", "Data service"
    DEFINITION = "definition", "Definition"
    UNLISTED = "unlisted", "Named in a request"


# What searches find: data, without definitions and data described in a request.
IS_FOUND = "kind <> 'definition' AND kind <> 'unlisted'"


class Access(models.TextChoices):
    OPEN = "open", "Open to everyone"
    RESTRICTED = "restricted", "On request"
    NOT_STATED = "not-stated", "Not stated"


class Source(models.Model):
    """An outside catalogue that records come from, with its attribution."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    licence = models.CharField(max_length=300, help_text="The licence of the descriptions, not of the data.")
    attribution = models.CharField(max_length=500)
    address = models.URLField("web address", max_length=500, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class DataAssetQuerySet(models.QuerySet["DataAsset"]):
    def definitions(self) -> "DataAssetQuerySet":
        """Filter to entries of a data dictionary, which explain data and cannot be requested."""
        return self.filter(kind="definition")

    def data(self) -> "DataAssetQuerySet":
        """Filter to datasets and data services."""
        return self.exclude(kind="definition").exclude(kind="unlisted")

    def listed(self) -> "DataAssetQuerySet":
        """Filter to the public records of the catalogue."""
        return self.exclude(kind="unlisted")

    def newest_first(self) -> "DataAssetQuerySet":
        return self.order_by(models.F("modified").desc(nulls_last=True), "pk")

    def with_source(self) -> "DataAssetQuerySet":
        """Add the source, and defer the search vector, which Python never reads."""
        return self.select_related("source").defer("search")


class DataAsset(models.Model):
    """A dataset, a data service or a definition, as its catalogue describes it."""

    reference = models.SlugField(max_length=100, unique=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="assets")
    identifier = models.CharField("identifier in its source", max_length=500)
    kind = models.CharField(max_length=20, choices=Kind)
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    publisher = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="assets")
    publisher_name = models.CharField(
        max_length=300,
        blank=True,
        help_text="The organisation's full name if we know it.",
    )
    publisher_given = models.CharField("publisher as given", max_length=300, blank=True)
    themes = ArrayField(models.CharField(max_length=75), default=list, blank=True)
    keywords = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    licence = models.CharField(max_length=300, blank=True, help_text="Empty if no licence is stated.")
    licence_given = models.TextField("licence as given", blank=True)
    is_open = models.BooleanField("under an open licence", default=False)
    access = models.CharField(max_length=20, choices=Access, default=Access.NOT_STATED)
    access_note = models.TextField("how to get access, as given", blank=True)
    issued = models.DateField("first published", null=True, blank=True)
    modified = models.DateField("last changed", null=True, blank=True)
    frequency = models.CharField("how often it changes", max_length=100, blank=True)
    spatial = models.CharField("area covered", max_length=500, blank=True)
    temporal = models.CharField("period covered", max_length=200, blank=True)
    population = models.CharField("who or what is counted", max_length=500, blank=True)
    contact = models.EmailField("contact mailbox", blank=True)
    data_controller = models.CharField(max_length=2000, blank=True)
    data_processor = models.CharField(max_length=2000, blank=True)
    record_type = models.CharField(max_length=60, blank=True)
    formats = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    landing = models.URLField("web address", max_length=500, blank=True)
    missing_since = models.DateTimeField(
        "missing from its source since", null=True, blank=True, help_text="Set by an import with --mark-missing."
    )
    accepts_requests = models.BooleanField(default=True, help_text="People can ask for this data in the service.")
    digest = models.CharField(
        max_length=64, blank=True, editable=False, help_text="The digest of what the source said at the last import."
    )
    search = SearchVectorField(null=True, editable=False)
    history = HistoricalRecords(excluded_fields=["search", "digest"])

    objects = DataAssetQuerySet.as_manager()

    class Meta:
        verbose_name = "record"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["source", "identifier"], name="one_record_an_identifier_and_source")
        ]
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(fields=["search"], condition=~Q(kind="definition"), fastupdate=False, name="words_of_data"),
            GinIndex(fields=["search"], condition=Q(kind="definition"), fastupdate=False, name="words_of_definitions"),
            models.Index(
                F("modified").desc(nulls_last=True), "id", condition=~Q(kind="definition"), name="newest_data"
            ),
            models.Index(fields=["publisher_name"], condition=~Q(kind="definition"), name="data_of_publisher"),
            models.Index(fields=["access"], condition=~Q(kind="definition"), name="data_of_access"),
            models.Index(fields=["title", "id"], condition=Q(kind="definition"), name="definitions_by_title"),
        ]
        # Title first, then classifications, then the running text: performance.md, Search.
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Trigger(
                name="weigh_words",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert
                | pgtrigger.UpdateOf(  # type: ignore[no-untyped-call]
                    "title", "description", "publisher_name", "themes", "keywords", "spatial", "population"
                ),
                func="""
                    NEW.search :=
                        setweight(to_tsvector('english', plain_letters(NEW.title)), 'A')
                        || setweight(to_tsvector('english', plain_letters(NEW.publisher_name || ' '
                            || array_to_string(NEW.themes, ' ') || ' ' || array_to_string(NEW.keywords, ' '))), 'B')
                        || setweight(to_tsvector('english', plain_letters(NEW.description)), 'C')
                        || setweight(to_tsvector('english', plain_letters(NEW.spatial || ' ' || NEW.population)), 'D');
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("catalogue:record", args=[self.reference])

    @property
    def is_listed(self) -> bool:
        """Whether it has a page of its own in the catalogue."""
        return self.kind != Kind.UNLISTED

    @property
    def listed_reference(self) -> str:
        """Its reference if it has a page in the catalogue, else an empty text."""
        return self.reference if self.is_listed else ""

    @property
    def can_be_asked_for(self) -> bool:
        """Whether it can be requested: not if it is a definition or has requests switched off."""
        return self.accepts_requests and self.kind != Kind.DEFINITION

    def answerers(self) -> "models.QuerySet[User]":
        """Return the active users responsible for this record: its stewards, else its publisher's handlers."""
        stewards = User.objects.filter(stewardships__in=Steward.objects.live().filter(asset=self)).distinct()
        if stewards.exists() or self.publisher_id is None:
            return stewards
        handlers = Membership.objects.live().confirmed().filter(organisation=self.publisher_id, handles_requests=True)
        return User.objects.filter(memberships__in=handlers).distinct()

    def is_answered(self) -> bool:
        """Return whether there are any answerers(). One hand-written query, as every record page asks."""
        now = timezone.now()
        with connection.cursor() as cursor:
            cursor.execute(_IS_ANSWERED, {"asset": self.pk, "publisher": self.publisher_id, "now": now})
            return bool(cursor.fetchone()[0])


_IS_ANSWERED = """
    SELECT EXISTS (
        SELECT FROM catalogue_steward held JOIN community_user person ON person.id = user_id AND is_active
        WHERE asset_id = %(asset)s AND since <= %(now)s AND (until IS NULL OR until > %(now)s)
    ) OR EXISTS (
        SELECT FROM community_membership held JOIN community_user person ON person.id = user_id AND is_active
        WHERE organisation_id = %(publisher)s AND handles_requests AND (NOT self_declared OR confirmed_at IS NOT NULL)
            AND since <= %(now)s AND (until IS NULL OR until > %(now)s)
    )
"""


class DataItem(models.Model):
    """One column, field or variable of a dataset."""

    asset = models.ForeignKey(DataAsset, on_delete=models.CASCADE, related_name="items")
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    type = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["asset", "name"], name="one_item_a_name_and_record")
        ]

    def __str__(self) -> str:
        return self.name


class StewardQuerySet(models.QuerySet["Steward"]):
    def live(self) -> "StewardQuerySet":
        """Filter to current stewards with an active account."""
        now = timezone.now()
        return self.filter(Q(until=None) | Q(until__gt=now), since__lte=now, user__is_active=True)


class Steward(models.Model):
    """A user's responsibility for a record, from when until when."""

    asset = models.ForeignKey(DataAsset, on_delete=models.CASCADE, related_name="stewards")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="stewardships")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    objects = StewardQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "person who answers requests", "people who answer requests"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["asset", "user"], condition=Q(until=None), name="one_open_stewardship_a_person_and_record"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} for {self.asset}"


class Lexeme(models.Model):
    """How rare a word is among the data, or among the definitions; refreshed by word_weights.py, never edited."""

    DATA, DEFINITIONS = "data", "definitions"

    scope = models.CharField(max_length=12)
    word = models.CharField(max_length=2048, help_text="As full-text search stores it: a stem.")
    ndoc = models.IntegerField(help_text="How many records hold it.")
    nentry = models.IntegerField(help_text="How often it occurs.")
    weight = models.FloatField(help_text="ln(records / ndoc): its rarity.")
    is_rare = models.BooleanField(help_text="Held by fewer than 5 % of the records.")
    forms = ArrayField(models.TextField(), default=list, help_text="Every way people write it, the commonest first.")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["scope", "word"], name="one_lexeme_a_word_and_scope")
        ]

    def __str__(self) -> str:
        return self.word


class FacetCount(models.Model):
    """How many records of the whole catalogue a filter leaves; refreshed with the lexemes."""

    facet = models.CharField(max_length=20)
    value = models.CharField(max_length=300)
    records = models.IntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["facet", "value"], name="one_count_a_facet_and_value")
        ]

    def __str__(self) -> str:
        return f"{self.facet}: {self.value} ({self.records})"
