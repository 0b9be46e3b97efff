"""The admin pages: for active staff with a second step, behind the service's own sign-in."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import wraps
from typing import Any, Final, cast

import structlog
from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import admin, messages
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, FieldError, ValidationError
from django.db import DataError, IntegrityError, ProgrammingError, transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import SimpleTemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator

log = structlog.get_logger(__name__)
# Apps with models in the admin. Those of libraries (provider accounts, secrets, tokens, second steps, sessions, email
# addresses) are private, and would let staff act as someone else.
OURS: Final = frozenset({"community", "catalogue", "agreements"})
# Exceptions of Django's admin for an invalid key, number or date in a URL or form, or for a row of a form that is no
# row of the table (IndexError) or breaks what holds in it (IntegrityError).
UNREADABLE: Final = (
    *(ValueError, TypeError, AttributeError, OverflowError, IndexError),
    *(ValidationError, FieldError, DataError, IntegrityError),
)
# How the fields of a management form end that count all rows, and those kept.
ALL_ROWS: Final = "-TOTAL_FORMS"
KEPT_ROWS: Final = "-INITIAL_FORMS"
# Enough digits to be too many rows; Python refuses to read thousands of them.
LONGEST_COUNT: Final = 20


class PeopleToldApart(AutocompleteJsonView):
    """The choices of a picker; people are shown with their address, as two may have one name."""

    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, str]:
        told: dict[str, str] = super().serialize_result(obj, to_field_name)
        email = getattr(obj, "email", "")
        return {**told, "text": f"{obj} ({email})"} if email and email != str(obj) else told


class StaffSite(admin.AdminSite):
    """Django's admin behind the service's own sign-in."""

    site_header = site_title = "Design a data share: admin"
    index_title = "People, organisations and the catalogue"
    # The lists need its width.
    enable_nav_sidebar = False

    def register(
        self, model_or_iterable: type[Model] | Iterable[type[Model]], admin_class: Any = None, **options: Any
    ) -> None:
        """Register only our own models, not those that libraries register."""
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        ours = [model for model in models if app_of(model) in OURS]
        super().register(ours, admin_class, **options)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Return the view, answering 400 instead of 500 to unreadable input in a URL or form."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def readable(request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
            try:
                if miscounts_rows(request):
                    raise BadRequest("The form has fewer rows than it says, or counts them wrongly.")
                # A savepoint, so that the database can still answer for the error page.
                with transaction.atomic():
                    response: HttpResponseBase = inner(request, *args, **options)
                    # Render here, as widgets look up values from the URL while rendering.
                    return response.render() if isinstance(response, SimpleTemplateResponse) else response
            except UNREADABLE as problem:
                log.exception("admin_request_unreadable", view=getattr(view, "__name__", ""))
                raise BadRequest("We could not read what you sent.") from problem
            except ProgrammingError as problem:
                if was_sent(problem):
                    raise
                raise BadRequest("We could not read what you sent.") from problem

        return readable

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return cast(HttpResponse, PeopleToldApart.as_view(admin_site=self)(request))

    def has_permission(self, request: HttpRequest) -> bool:
        return is_staff(request) and is_mfa_enabled(request.user) and has_used_second_step(request)

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: object = None) -> HttpResponse:
        """Redirect to the sign-in page, or to the page to set up a second step."""
        wanted = request.GET.get("next") or reverse("admin:index")
        if not request.user.is_authenticated:
            return redirect_to_login(wanted)
        if is_staff(request) and is_mfa_enabled(request.user):
            return redirect_to_login(wanted, login_url=reverse("mfa_reauthenticate"))
        if is_staff(request):
            messages.info(request, "Set up a second step before you use the admin pages.")
            return redirect("mfa_index")
        messages.error(request, "You do not have permission to use the admin pages.")
        return redirect("home")


def was_sent(problem: ProgrammingError) -> bool:
    """Return whether the database refused the query; one with too many values, as in a range, is never sent."""
    return getattr(problem.__cause__, "sqlstate", None) is not None


def miscounts_rows(request: HttpRequest) -> bool:
    """Return whether a form counts rows that cannot be: fewer than none, more than its fields, more kept than all.

    What is no number at all is left to the form, which says so. Making each claimed row would take many seconds.
    """
    counts = {name: number for name, value in request.POST.items() if (number := _count(name, value)) is not None}
    if any(not 0 <= count <= len(request.POST) for count in counts.values()):
        return True
    kept = {name.removesuffix(KEPT_ROWS): count for name, count in counts.items() if name.endswith(KEPT_ROWS)}
    return any(count > counts.get(f"{prefix}{ALL_ROWS}", count) for prefix, count in kept.items())


def _count(name: str, value: object) -> int | None:
    """Return the number of rows that a field of a management form claims; None if it is none or no number."""
    typed = str(value).strip()
    if not name.endswith((ALL_ROWS, KEPT_ROWS)) or not typed.removeprefix("-").isdecimal():
        return None
    return int(typed[:LONGEST_COUNT])


def app_of(model: type[Model]) -> str:
    return str(model._meta.app_label)  # noqa: SLF001


def has_used_second_step(request: HttpRequest) -> bool:
    """Return whether this session used a code or a key, or set one up; having one is not enough."""
    records = get_authentication_records(request, request.user)
    if not records:
        return False
    began = datetime.fromtimestamp(records[0]["at"], tz=UTC)
    own = Authenticator.objects.filter(user=request.user, created_at__gte=began)
    return any(record["method"] == "mfa" for record in records) or own.exists()


def is_staff(request: HttpRequest) -> bool:
    return request.user.is_active and request.user.is_staff
