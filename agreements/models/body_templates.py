"""The headings and standard wording of an organisation for agreements about its data, in versions."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.models import Organisation
from datashare.lib.append_only import append_only_but


class BodyTemplateQuerySet(models.QuerySet["BodyTemplate"]):
    def published(self) -> "BodyTemplateQuerySet":
        return self.exclude(published_at=None)


class BodyTemplate(models.Model):
    """One version of an organisation's template. It is prepared until it is published; then it never changes.

    `sections` are mappings of heading and text by the key of a section (M3), each empty if the organisation has none.
    A published version without sections withdraws the template.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="body_templates")
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=300, help_text="What the organisation was called when it published this.")
    sections = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1, help_text="Counts changes, so that a stale form is noticed.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = BodyTemplateQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering: ClassVar[list[str]] = ["organisation_id", "-version"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation", "version"], name="versions_of_templates_are_numbered"),
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(published_at=None), name="one_version_of_a_template_is_prepared"
            ),
        ]
        triggers = append_only_but("OLD.published_at IS NULL")[:1]

    def __str__(self) -> str:
        return f"Template of {self.name}, version {self.version}"
