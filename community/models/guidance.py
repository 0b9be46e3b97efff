"""Guidance on sharing data, and the terms of the field, with what each is about and who checked it."""

from collections.abc import Iterable
from typing import Any, ClassVar, Final

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, TextField, Value
from django.db.models.functions import Lower
from django.urls import reverse
from simple_history.models import HistoricalRecords

from community.skills import Skill
from datashare.lib.plain import PlainLetters


class GuidanceKind(models.TextChoices):
    GUIDE = "guide", "Guide"
    CASE_STUDY = "case_study", "Case study"
    TEMPLATE = "template", "Template"
    CHECKLIST = "checklist", "Checklist"


class Stage(models.TextChoices):
    """The stage of a data share that an article helps with, in order."""

    FIND = "find", "Find data"
    TRIAGE = "triage", "Decide what you need"
    REQUEST = "request", "Ask for data"
    RESPONSE = "response", "Respond to a request"
    ASSESSMENT = "assessment", "Assess the risks to people"
    AGREEMENT = "agreement", "Agree the text"
    SIGNING = "signing", "Sign"
    SUPPLY = "supply", "Share data under an agreement"


class GuidanceState(models.TextChoices):
    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    PUBLISHED = "published", "Published"
    SUPERSEDED = "superseded", "Superseded"
    WITHDRAWN = "withdrawn", "Withdrawn"


# What an article can be about; each is a column with the keys.
SUBJECTS: Final = ("questions", "clauses", "stops", "pages")


class AnyWord(Func):
    """The text of a query that any of the words of a text meets."""

    template = "replace(plainto_tsquery('english', %(expressions)s)::text, '&', '|')"
    output_field = TextField()


def every_word(words: str) -> SearchQuery:
    return SearchQuery(PlainLetters(Value(words)), config="english")


def any_word(words: str) -> SearchQuery:
    return SearchQuery(AnyWord(PlainLetters(Value(words))), config="simple", search_type="raw")


def weighed(**weights: str) -> pgtrigger.Trigger:
    """Return the trigger that stores the words to search by: A to D, each with an expression on NEW."""
    parts = (
        f"setweight(to_tsvector('english', plain_letters({column})), '{weight}')" for weight, column in weights.items()
    )
    func = f"NEW.search := {' || '.join(parts)}; RETURN NEW;"
    return pgtrigger.Trigger(
        name="weigh_words", when=pgtrigger.Before, operation=pgtrigger.Insert | pgtrigger.Update, func=func
    )


class GuidanceQuerySet(models.QuerySet["Guidance"]):
    def published(self) -> "GuidanceQuerySet":
        return self.filter(state=GuidanceState.PUBLISHED)

    def readable(self) -> "GuidanceQuerySet":
        """Filter to what has a page of its own: an article that another replaced keeps it."""
        return self.filter(state__in=(GuidanceState.PUBLISHED, GuidanceState.SUPERSEDED))

    def about(self, keys: dict[str, Iterable[str]]) -> "GuidanceQuerySet":
        """Filter to the articles about one of these keys, by subject; to none for no keys."""
        condition = Q(pk__in=())
        for subject, wanted in keys.items():
            if several := list(wanted):
                condition |= Q(**{f"{subject}__overlap": several})
        return self.filter(condition)

    def found_by(self, query: SearchQuery) -> "GuidanceQuerySet":
        """Filter to the articles that a query finds, the best first."""
        return self.filter(search=query).order_by(SearchRank(F("search"), query).desc(), "place")


class Guidance(models.Model):
    """An article. `loaded` is the digest of the words that the project brought with it."""

    slug = models.SlugField(max_length=100, unique=True)
    title = models.CharField(max_length=150)
    summary = models.CharField(max_length=300)
    kind = models.CharField(max_length=20, choices=GuidanceKind)
    stage = models.CharField(max_length=20, choices=Stage)
    place = models.PositiveSmallIntegerField(help_text="The order of articles: hundreds for the stage.")
    skill = models.CharField(max_length=20, choices=Skill, help_text="The skill of the person who reviews it.")
    body = models.TextField(help_text="Markdown.")
    questions = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    clauses = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    stops = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    pages = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    sources = models.JSONField(default=list, blank=True, help_text="Each a title and an address.")
    state = models.CharField(max_length=20, choices=GuidanceState, default=GuidanceState.DRAFT)
    superseded_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="supersedes", verbose_name="replaced by"
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_on = models.DateField(null=True, blank=True)
    loaded = models.CharField(max_length=64, blank=True, editable=False)
    search = SearchVectorField(null=True, editable=False)
    history = HistoricalRecords(excluded_fields=["search", "loaded"])

    objects = GuidanceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "guidance"
        ordering: ClassVar[list[str]] = ["place", "title"]
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(fields=["search"], name="words_of_guidance"),
            *(GinIndex(fields=[subject], name=f"{subject}_of_guidance") for subject in SUBJECTS),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(reviewed_by=None, reviewed_on=None)
                | Q(reviewed_by__isnull=False, reviewed_on__isnull=False),
                name="a_review_has_a_reviewer_and_a_day",
                violation_error_message="Give both the person who reviewed it and the day, or neither.",
            )
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [weighed(A="NEW.title", B="NEW.summary", C="NEW.body")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("community:guide", args=[self.slug])

    @property
    def is_superseded(self) -> bool:
        return self.state == GuidanceState.SUPERSEDED

    @property
    def is_reviewed(self) -> bool:
        return self.reviewed_on is not None


class GlossaryTermQuerySet(models.QuerySet["GlossaryTerm"]):
    def found_by(self, query: SearchQuery) -> "GlossaryTermQuerySet":
        """Filter to the terms that a query finds, the best first."""
        return self.filter(search=query).order_by(SearchRank(F("search"), query).desc(), "name")


class GlossaryTerm(models.Model):
    """A term of the field, with its meaning in one line. `loaded` is the digest of what the project brought with it."""

    slug = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=100, unique=True)
    means = models.CharField("what it means", max_length=300)
    also = ArrayField(models.CharField(max_length=60), verbose_name="other names", default=list, blank=True)
    guide = models.SlugField(max_length=100, blank=True, help_text="The article that says more.")
    loaded = models.CharField(max_length=64, blank=True, editable=False)
    search = SearchVectorField(null=True, editable=False)
    history = HistoricalRecords(excluded_fields=["search", "loaded"])

    objects = GlossaryTermQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[Any]] = [Lower("name")]
        indexes: ClassVar[list[models.Index]] = [GinIndex(fields=["search"], name="words_of_terms")]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            weighed(A="NEW.name", B="array_to_string(NEW.also, ' ')", C="NEW.means")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('community:glossary')}#{self.slug}"
