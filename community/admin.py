"""People and organisations, for organisation admins and support staff."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from community.accounts.proved_mailboxes import is_proved
from community.accounts.support_page import help_page
from community.hub import guidance_admin  # noqa: F401 (registers the pages of guidance)
from community.models import AccountHelp, Notification, User
from community.notices.outbox import try_again
from community.organisations import organisation_admin  # noqa: F401 (registers the pages of organisations)
from community.organisations.administrators import administered, is_support, people_of
from community.organisations.membership_admin import MembershipInline
from community.organisations.memberships import admit
from datashare.lib import clock
from datashare.lib.history import ReadableHistory


@admin.register(User)
class PersonAdmin(ReadableHistory):
    """Whether a user may sign in; the rest of an account is its owner's.

    The admin makes no account, and sets no name, address, password or second step. Only the operator grants rights to
    the admin (community/accounts/admin_rights.py).
    """

    ordering = ("email",)
    list_display = ("email", "full_name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "full_name")
    readonly_fields = (
        *("email", "full_name", "job_title", "last_login", "date_joined", "if_they_need_help"),
        *("if_they_ask_for_erasure", "is_staff", "is_superuser", "groups"),
    )
    inlines = (MembershipInline,)
    fieldsets = (
        (None, {"fields": ("email", "full_name", "job_title", "if_they_need_help")}),
        (
            "What they can do",
            {"fields": ("is_active", "is_staff", "is_superuser", "groups", "if_they_ask_for_erasure")},
        ),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Return the people of their own organisations to an organisation admin; all to support staff."""
        rows: QuerySet[User] = super().get_queryset(request)
        own = administered(request)
        return rows if own is None else rows.filter(pk__in=people_of(own).values("pk"))

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        return self.fieldsets if is_support(request) else self.fieldsets[:1]

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(help_page)
        urls: list[URLPattern] = super().get_urls()
        return [path("<int:object_id>/help/", page, name="community_user_help"), *urls]

    @admin.display(description="If they need help")
    def if_they_need_help(self, person: User) -> str:
        return format_html(
            '<a href="{}">Send a password link, sign them out, or remove their second step</a>',
            reverse("admin:community_user_help", args=[person.pk]),
        )

    @admin.display(description="If they ask to be erased")
    def if_they_ask_for_erasure(self, person: User) -> str:
        if hasattr(person, "erasure"):
            return "Their details have been erased."
        page = reverse("admin:community_erasure_of", args=[person.pk])
        return format_html('<a href="{}">Erase this person</a>', page)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Protect `is_active` of support staff, of oneself and of an erased account."""
        protected = obj is not None and (obj.pk == request.user.pk or obj.is_superuser or hasattr(obj, "erasure"))
        return (*self.readonly_fields, *(("is_active",) if protected else ()))

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Save; the organisation that a proved address shows admits the owner of a reopened account again."""
        super().save_model(request, obj, form, change)
        if "is_active" in form.changed_data and obj.is_active and is_proved(obj):
            admit(obj, obj.email)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False: people make their own accounts, with a confirmed address."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Return False: a user is made inactive, never deleted, as agreements show their name."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Return True for support staff only; organisation admins change memberships."""
        return is_support(request)


@admin.register(AccountHelp)
class AccountHelpAdmin(admin.ModelAdmin[AccountHelp]):
    """Support actions on accounts, and why; read-only."""

    list_display = ("at", "person", "act", "by", "reason")
    list_filter = ("act",)
    search_fields = ("person__email", "by__email")
    list_select_related = ("person", "by")

    def has_view_permission(self, request: HttpRequest, obj: AccountHelp | None = None) -> bool:
        return is_support(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AccountHelp | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AccountHelp | None = None) -> bool:
        return False


@admin.register(Notification)
class MailAdmin(admin.ModelAdmin[Notification]):
    """The delivery of each message, without its text, which is between the members of a data share."""

    list_display = ("created", "email", "topic", "mail", "outcome")
    list_filter = (("refused_at", admin.EmptyFieldListFilter), ("mailed_at", admin.EmptyFieldListFilter), "mail")
    search_fields = ("email", "topic")
    fields = (
        *("created", "email", "topic", "mail", "attempts", "mailed_at", "next_try_at", "refused_at", "refusal"),
        "sender",
    )
    actions = ("owe_again",)
    list_select_related = ("sender",)

    @admin.display(ordering="refused_at")
    def outcome(self, row: Notification) -> str:
        """Return in one column what came of a mail: when it was sent, or refused and in which words."""
        if row.refused_at:
            return f"Refused on {clock.long_datetime(row.refused_at)}: {row.refusal}"
        if row.mailed_at:
            return f"Sent on {clock.long_datetime(row.mailed_at)}"
        return f"To be tried again on {clock.long_datetime(row.next_try_at)}" if row.next_try_at else "Not sent"

    @admin.action(description="Try to send refused emails again", permissions=["view"])
    def owe_again(self, request: HttpRequest, rows: QuerySet[Notification]) -> None:
        self.message_user(request, f"We will try to send {try_again(rows)} refused emails again.")

    def has_view_permission(self, request: HttpRequest, obj: Notification | None = None) -> bool:
        return is_support(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_support(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Notification | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Notification | None = None) -> bool:
        return False
