"""People and organisations, for organisation admins and support staff."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.db.models import QuerySet
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from community.models import EmailDomain, Membership, Organisation, User


class PersonCreationForm(AdminUserCreationForm[User]):
    """A new person; no password is set here unless somebody types one."""

    class Meta:
        model = User
        fields = ("email", "full_name")


def administered(request: HttpRequest) -> QuerySet[Organisation] | None:
    """The organisations this person administers; None for support staff, who administer all."""
    if getattr(request.user, "is_superuser", False):
        return None
    own = Membership.objects.live().filter(user_id=request.user.pk or 0, is_admin=True)
    return Organisation.objects.filter(pk__in=own.values("organisation"))


class MembershipInline(admin.TabularInline[Membership, User]):
    model = Membership
    extra = 0
    autocomplete_fields = ("organisation",)


@admin.register(User)
class PersonAdmin(SimpleHistoryAdmin, UserAdmin[User]):  # type: ignore[misc] # (the library has no types)
    """A person is made inactive, never deleted: their name stands on agreements."""

    add_form = PersonCreationForm
    ordering = ("email",)
    list_display = ("email", "full_name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "full_name")
    readonly_fields = ("last_login", "date_joined")
    inlines = (MembershipInline,)
    fieldsets = (
        (None, {"fields": ("email", "password", "full_name", "job_title")}),
        ("What they may do", {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "full_name", "usable_password", "password1", "password2")}),)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Accounts and what they may do are for support staff; an organisation admin changes memberships."""
        return bool(getattr(request.user, "is_superuser", False))


class DomainInline(admin.TabularInline[EmailDomain, Organisation]):
    model = EmailDomain
    extra = 0


@admin.register(Organisation)
class OrganisationAdmin(SimpleHistoryAdmin):  # type: ignore[misc] # (the library has no types)
    list_display = ("name", "abbreviation", "kind", "is_closed")
    list_filter = ("is_closed", "kind")
    search_fields = ("name", "abbreviation")
    autocomplete_fields = ("parents", "superseded_by")
    prepopulated_fields: ClassVar[dict[str, Any]] = {"slug": ("name",)}
    inlines = (DomainInline,)


@admin.register(EmailDomain)
class EmailDomainAdmin(SimpleHistoryAdmin):  # type: ignore[misc] # (the library has no types)
    list_display = ("pattern", "organisation")
    search_fields = ("pattern", "organisation__name")
    autocomplete_fields = ("organisation",)


@admin.register(Membership)
class MembershipAdmin(SimpleHistoryAdmin):  # type: ignore[misc] # (the library has no types)
    """Who works where; "handles requests" makes somebody answer for what their body holds."""

    list_display = ("user", "organisation", "handles_requests", "is_admin", "self_declared", "since", "until")
    list_filter = ("handles_requests", "is_admin", "self_declared")
    search_fields = ("user__email", "user__full_name", "organisation__name")
    autocomplete_fields = ("user", "organisation")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        """An organisation admin sees their own organisations; support staff see all."""
        rows: QuerySet[Membership] = super().get_queryset(request)
        own = administered(request)
        return rows if own is None else rows.filter(organisation__in=own)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """An organisation admin gives people to their own organisations only."""
        own = administered(request)
        if db_field.name == "organisation" and own is not None:
            options["queryset"] = own
        return super().formfield_for_foreignkey(db_field, request, **options)
