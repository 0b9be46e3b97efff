"""Records, their sources and stewards, for organisation admins and support staff."""

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
        """Return listed records only: data described in a request is for its members."""
        records: QuerySet[DataAsset] = super().get_queryset(request).exclude(kind=Kind.UNLISTED)
        own = administered(request)
        records = records if own is None else records.filter(publisher__in=own)
        return records.select_related("source", "publisher").defer("search")

    def get_readonly_fields(self, request: HttpRequest, obj: DataAsset | None = None) -> Any:
        """Return fields that stop an organisation admin from giving a record to another organisation."""
        return self.readonly_fields if administered(request) is None else (*self.readonly_fields, "publisher")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False: records come from their sources."""
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
        """Return the stewards of their own organisation's records to an organisation admin."""
        stewards: QuerySet[Steward] = super().get_queryset(request)
        own = administered(request)
        return stewards if own is None else stewards.filter(asset__publisher__in=own)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """Limit an organisation admin to people and records of their own organisation."""
        own = administered(request)
        if db_field.name == "asset" and own is not None:
            options["queryset"] = DataAsset.objects.listed().filter(publisher__in=own)
        if db_field.name == "user" and own is not None:
            options["queryset"] = people_of(own)
        return super().formfield_for_foreignkey(db_field, request, **options)
