"""Guidance and glossary for support staff: words, state, and who reviewed them."""

from typing import Any, Final

from django.contrib import admin
from django.http import HttpRequest

from community.models import GlossaryTerm, Guidance
from datashare.lib.history import ReadableHistory

REVIEW: Final = ("reviewed_by", "reviewed_on")
WORDS: Final = ("title", "summary", "body", "sources")


@admin.register(Guidance)
class GuidanceAdmin(ReadableHistory):
    """Articles. Words that change after a review are not reviewed any more."""

    list_display = ("title", "kind", "stage", "state", "skill", "reviewed_on")
    list_filter = ("state", "kind", "stage", "skill")
    search_fields = ("title", "summary")
    autocomplete_fields = ("superseded_by", "reviewed_by")
    fieldsets = (
        (None, {"fields": ("title", "slug", "summary", "kind", "stage", "place", "body", "sources")}),
        ("Shown beside", {"fields": ("questions", "clauses", "stops", "pages")}),
        ("State", {"fields": ("state", "superseded_by", "skill", *REVIEW)}),
    )

    def save_model(self, request: HttpRequest, obj: Guidance, form: Any, change: bool) -> None:
        """Save; without a new review, changed words lose the one they had."""
        obj.body = obj.body.replace("\r\n", "\n")  # browsers send each line's end so
        before = Guidance.objects.filter(pk=obj.pk).first()
        reworded = before and any(getattr(before, name) != getattr(obj, name) for name in WORDS)
        if reworded and not set(REVIEW) & set(form.changed_data):
            obj.reviewed_by = obj.reviewed_on = None
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Guidance | None = None) -> bool:
        """Return False: an article is withdrawn, and its history stays."""
        return False


@admin.register(GlossaryTerm)
class GlossaryTermAdmin(ReadableHistory):
    list_display = ("name", "means")
    search_fields = ("name", "means", "also")
