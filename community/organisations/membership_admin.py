"""Memberships in the admin: who works where, and on whose word."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from community.models import Membership, MembershipQuerySet, User
from community.organisations.administrators import administered, is_own_as_support, people_of
from community.organisations.confirm_page import confirm_page
from datashare.lib.history import ReadableHistory


class Waiting(admin.SimpleListFilter):
    """Memberships that an admin has still to confirm."""

    title = "confirmation"
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Not confirmed yet")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Membership]) -> QuerySet[Membership]:
        return cast(MembershipQuerySet, queryset).waiting() if self.value() else queryset


class MembershipForm(forms.ModelForm[Membership]):
    """A membership; an unconfirmed one allows no requests and no administration."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.instance.is_confirmed and (data.get("handles_requests") or data.get("is_admin")):
            raise ValidationError("Confirm that this person works there first. Then choose what they can do.")
        return data


class MembershipInline(admin.TabularInline[Membership, User]):
    model = Membership
    fk_name = "user"
    extra = 0
    form = MembershipForm
    autocomplete_fields = ("organisation",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        """Return only their own organisations' memberships to an organisation admin."""
        own = administered(request)
        rows: QuerySet[Membership] = super().get_queryset(request)
        return rows if own is None else rows.filter(organisation__in=own)

    def has_add_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_add_permission(request, obj) and not is_own_as_support(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and not is_own_as_support(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        return ("self_declared",)


@admin.register(Membership)
class MembershipAdmin(ReadableHistory):
    """Who works where; "handles requests" makes a user responsible for their body's records."""

    form = MembershipForm
    list_display = ("user", "user__email", "organisation", "handles_requests", "is_admin", "standing", "until")
    list_filter = (Waiting, "handles_requests", "is_admin", "self_declared")
    list_select_related = ("user", "organisation", "confirmed_by")
    search_fields = ("user__email", "user__full_name", "organisation__name")
    autocomplete_fields = ("user", "organisation")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        """Return their own organisations' memberships to an organisation admin; all to support staff."""
        rows: QuerySet[Membership] = super().get_queryset(request)
        own = administered(request)
        return rows if own is None else rows.filter(organisation__in=own)

    def get_readonly_fields(self, request: HttpRequest, obj: Membership | None = None) -> Any:
        """Return the user and body of an existing membership: to change them, make another."""
        return ("user", "organisation", "self_declared", "standing") if obj else ("self_declared", "standing")

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(confirm_page)
        urls: list[URLPattern] = super().get_urls()
        return [path("<int:object_id>/confirm/", page, name="community_membership_confirm"), *urls]

    @admin.display(description="Evidence")
    def standing(self, membership: Membership) -> str:
        """Return the evidence that they work there or, without any, a link to the page that asks."""
        if not membership.pk or not membership.self_declared:
            return "Their email address, or an admin"
        if membership.confirmed_at:
            return f"Stated by the person, confirmed by {membership.confirmed_by}"
        url = reverse("admin:community_membership_confirm", args=[membership.pk])
        return format_html('Stated by the person: <a href="{}">confirm or refuse</a>', url)

    def has_change_permission(self, request: HttpRequest, obj: Membership | None = None) -> bool:
        mine = obj is not None and is_own_as_support(request, obj.user)
        return super().has_change_permission(request, obj) and not mine

    def has_delete_permission(self, request: HttpRequest, obj: Membership | None = None) -> bool:
        """Return False: a membership is ended with a date, not deleted."""
        return False

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """Limit the choices: organisation admins to their own people and organisations."""
        own = administered(request)
        if own is not None:
            options["queryset"] = own if db_field.name == "organisation" else people_of(own)
        elif db_field.name == "user":
            options["queryset"] = User.objects.exclude(pk=request.user.pk or 0)
        return super().formfield_for_foreignkey(db_field, request, **options)
