"""Data shares and their evidence, read-only for support staff."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path

from agreements.kinds import EventKind
from agreements.members.erasure_page import erase_page
from agreements.models import (
    Agreement,
    DataShare,
    Edition,
    Event,
    Member,
    Party,
    RegisterJob,
    SealedFile,
    SealJob,
    SharePermission,
    Signature,
)
from community.models import Erasure


class ReadOnlyAdmin(admin.options.BaseModelAdmin[Any]):
    """An admin without add, change or delete, as the evidence must not be edited."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class PartyInline(ReadOnlyAdmin, admin.TabularInline[Party, DataShare]):
    model = Party


class EditionInline(ReadOnlyAdmin, admin.TabularInline[Edition, DataShare]):
    model = Edition


class MemberInline(ReadOnlyAdmin, admin.TabularInline[Member, DataShare]):
    model = Member


class PermissionInline(ReadOnlyAdmin, admin.TabularInline[SharePermission, DataShare]):
    """The rows of django-guardian: what each user may do here."""

    model = SharePermission
    fields = ("user", "party", "permission")


@admin.register(DataShare)
class DataShareAdmin(ReadOnlyAdmin, admin.ModelAdmin[DataShare]):
    """The subject and the members of a data share; its words stay with the parties."""

    list_display = ("reference", "title", "edition__number", "edition__state", "edition__state_since")
    list_filter = ("edition__state",)
    list_select_related = ("edition",)
    search_fields = ("reference", "title")
    inlines = (EditionInline, PartyInline, MemberInline, PermissionInline)


class KindOfEvent(admin.SimpleListFilter):
    """The kinds of event, as the history names them."""

    title = "what happened"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(kind.value, kind.label) for kind in EventKind]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin, admin.ModelAdmin[Event]):
    list_display = ("share__reference", "sequence", "at", "what_happened", "to_state")
    list_filter = (KindOfEvent,)
    search_fields = ("share__reference",)
    list_select_related = ("share",)

    @admin.display(description="what happened", ordering="kind")
    def what_happened(self, event: Event) -> str:
        return event.in_words


class SignatureInline(ReadOnlyAdmin, admin.TabularInline[Signature, Agreement]):
    model = Signature


@admin.register(Agreement)
class AgreementAdmin(ReadOnlyAdmin, admin.ModelAdmin[Agreement]):
    list_display = ("share", "number", "offered_at", "in_force_at", "taken_back_at", "ended_at")
    search_fields = ("share__reference", "share__title")
    list_select_related = ("share",)
    inlines = (SignatureInline,)


@admin.register(SealJob)
class SealJobAdmin(ReadOnlyAdmin, admin.ModelAdmin[SealJob]):
    list_display = ("agreement", "created", "attempts", "done_at", "failed_at", "last_error")


@admin.register(RegisterJob)
class RegisterJobAdmin(ReadOnlyAdmin, admin.ModelAdmin[RegisterJob]):
    list_display = ("agreement", "created", "attempts", "done_at", "failed_at", "last_error")


@admin.register(SealedFile)
class SealedFileAdmin(ReadOnlyAdmin, admin.ModelAdmin[SealedFile]):
    list_display = ("agreement", "sha256", "size", "sealed_at")
    search_fields = ("sha256", "agreement__share__reference")


@admin.register(Erasure)
class ErasureAdmin(ReadOnlyAdmin, admin.ModelAdmin[Erasure]):
    """Who was erased, when and why; read-only. The page of a person links to the page that erases them."""

    list_display = ("at", "__str__", "by", "command", "reason")
    list_select_related = ("by",)

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(erase_page)
        urls: list[URLPattern] = super().get_urls()
        return [path("of/<int:person>/", page, name="community_erasure_of"), *urls]
