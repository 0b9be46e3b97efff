"""Records, their sources and who answers for them, for organisation admins and support staff."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from catalogue.models import DataAsset, DataItem, Kind, Source, Steward
from community.organisations.administrators import administered, people_of
from datashare.lib.history import ReadableHistory


class ItemInline(admin.TabularInline):  # type: ignore[type-arg]
    model = DataItem
    extra = 0


class StewardInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Steward
    extra = 0
    autocomplete_fields = ("user",)


@admin.register(DataAsset)
class DataAssetAdmin(ReadableHistory):
    list_display = ("title", "publisher_name", "kind", "access", "modified", "accepts_requests")
    list_filter = ("kind", "access", "accepts_requests", ("missing_since", admin.EmptyFieldListFilter), "source")
    list_select_related = ("source",)
    search_fields = ("title", "reference", "publisher_name")
    autocomplete_fields = ("publisher",)
    readonly_fields = (
        *("reference", "source", "identifier", "publisher_given", "licence_given", "access_note", "missing_since"),
    )
    inlines = (StewardInline, ItemInline)
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[DataAsset]:
        """Without what someone names in a request: its words are for those who take part, and no draft is shown."""
        found: QuerySet[DataAsset] = super().get_queryset(request).exclude(kind=Kind.UNLISTED)
        own = administered(request)
        found = found if own is None else found.filter(publisher__in=own)
        return found.select_related("source", "publisher").defer("search")

    def get_readonly_fields(self, request: HttpRequest, obj: DataAsset | None = None) -> Any:
        """An organisation admin gives no record of theirs to another organisation."""
        return self.readonly_fields if administered(request) is None else (*self.readonly_fields, "publisher")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Records come from their sources."""
        return False


@admin.register(Source)
class SourceAdmin(ReadableHistory):
    list_display = ("name", "key", "licence")


@admin.register(Steward)
class StewardAdmin(ReadableHistory):
    list_display = ("asset", "user", "user__email", "since", "until")
    list_select_related = ("asset", "user")
    search_fields = ("asset__title", "user__email", "user__full_name")
    autocomplete_fields = ("asset", "user")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Steward]:
        """An organisation admin sees who answers for what their organisation publishes."""
        found: QuerySet[Steward] = super().get_queryset(request)
        own = administered(request)
        return found if own is None else found.filter(asset__publisher__in=own)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """An organisation admin names people for their own organisation's records only."""
        own = administered(request)
        if db_field.name == "asset" and own is not None:
            options["queryset"] = DataAsset.objects.listed().filter(publisher__in=own)
        if db_field.name == "user" and own is not None:
            options["queryset"] = people_of(own)
        return super().formfield_for_foreignkey(db_field, request, **options)
