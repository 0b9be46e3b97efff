"""Organisations and their email domains, for support staff; the successors of closed ones."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from community.models import EmailDomain, Listing, Organisation, OrganisationMove
from community.organisations.move_page import move_page
from community.organisations.moved_domains import people_following
from community.organisations.succession import closing_of
from datashare.lib.history import ReadableHistory


class DomainInline(admin.TabularInline[EmailDomain, Organisation]):
    model = EmailDomain
    extra = 0
    fields = ("pattern",)
    # Domains are removed on their own page, which ends the memberships they gave.
    can_delete = False


class ListingInline(admin.TabularInline[Listing, Organisation]):
    """The lists that name the organisation, and its id in each; read-only."""

    model = Listing
    extra = 0
    fields = readonly_fields = ("source", "key")
    can_delete = False
    verbose_name_plural = "ids in outside lists"

    def has_view_permission(self, request: HttpRequest, obj: Organisation | None = None) -> bool:
        return bool(getattr(request.user, "is_superuser", False))

    def has_add_permission(self, request: HttpRequest, obj: Organisation | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Organisation | None = None) -> bool:
        return False


class IsFollowed(admin.SimpleListFilter):
    """Closed organisations whose people still answer requests, for which a successor must be chosen."""

    title = "work to move"
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("handlers", "Closed, but people still answer requests")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Organisation]) -> QuerySet[Organisation]:
        if self.value() != "handlers":
            return queryset
        return queryset.filter(is_closed=True, memberships__handles_requests=True, memberships__until=None).distinct()


@admin.register(Organisation)
class OrganisationAdmin(ReadableHistory):
    list_display = ("name", "abbreviation", "kind", "is_closed", "closed_on", "followed_by")
    list_filter = (IsFollowed, "is_closed", "source", "kind")
    search_fields = ("name", "abbreviation", "listings__key")
    autocomplete_fields = ("parents", "superseded_by")
    prepopulated_fields: ClassVar[dict[str, Any]] = {"slug": ("name",)}
    readonly_fields = ("what_follows",)
    inlines = (DomainInline, ListingInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organisation]:
        rows: QuerySet[Organisation] = super().get_queryset(request)
        return rows.prefetch_related(Prefetch("superseded_by", Organisation.objects.order_by("name")))

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Return results without closed organisations where a new member or record is added."""
        rows, may_repeat = super().get_search_results(request, queryset, search_term)
        offered = request.path == reverse("admin:autocomplete") and request.GET.get("field_name") == "organisation"
        return (rows.filter(is_closed=False) if offered else rows), may_repeat

    @admin.display(description="replaced by")
    def followed_by(self, body: Organisation) -> str:
        return ", ".join(other.name for other in body.superseded_by.all()) if body.is_closed else ""

    @admin.display(description="If it closed")
    def what_follows(self, body: Organisation) -> str:
        closing = closing_of(body if body.pk else None)
        if closing is None:
            return "It is open."
        page = reverse("admin:community_organisation_move", args=[body.pk])
        return format_html('{} <a href="{}">Move its people and records</a>', closing.sentence, page)

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(move_page)
        urls: list[URLPattern] = super().get_urls()
        return [path("<int:object_id>/move/", page, name="community_organisation_move"), *urls]

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Save the domains of the organisation; people follow them."""
        with people_following():
            super().save_formset(request, form, formset, change)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Organisation | None = None) -> dict[str, Any]:
        return self.prepopulated_fields if self.has_change_permission(request, obj) else {}


@admin.register(EmailDomain)
class EmailDomainAdmin(ReadableHistory):
    list_display = ("pattern", "organisation")
    search_fields = ("pattern", "organisation__name")
    autocomplete_fields = ("organisation", "shared_by")

    def save_model(self, request: HttpRequest, obj: EmailDomain, form: Any, change: bool) -> None:
        with people_following():
            super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: EmailDomain) -> None:
        with people_following():
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[EmailDomain]) -> None:
        with people_following():
            super().delete_queryset(request, queryset)


@admin.register(OrganisationMove)
class OrganisationMoveAdmin(admin.ModelAdmin[OrganisationMove]):
    """Which closed organisation's work went where, by whom and why; read-only."""

    list_display = ("at", "closed", "successor", "handlers", "records", "by", "reason")
    search_fields = ("closed__name", "successor__name", "by__email")
    list_select_related = ("closed", "successor", "by")

    def has_view_permission(self, request: HttpRequest, obj: OrganisationMove | None = None) -> bool:
        return bool(getattr(request.user, "is_superuser", False))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: OrganisationMove | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: OrganisationMove | None = None) -> bool:
        return False
