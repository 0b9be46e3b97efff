"""The admin's history pages, read-only."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from simple_history.admin import SimpleHistoryAdmin


class ReadableHistory(SimpleHistoryAdmin):  # type: ignore[misc] # (the library has no types)
    """History pages of old versions without the library's saving of posted data.

    Users who may not see a row do not find its history either.
    """

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        self._must_be_theirs(request, object_id)
        page: HttpResponse = super().history_view(request, object_id, extra_context)
        return page

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            raise PermissionDenied("You cannot change an old version.")
        self._must_be_theirs(request, object_id)
        page: HttpResponse = super().history_form_view(request, object_id, version_id, extra_context)
        return page

    def revert_disabled(self, request: HttpRequest, row: Any = None) -> bool:
        return True

    def _must_be_theirs(self, request: HttpRequest, object_id: str) -> None:
        if not (object_id.isdecimal() and self.get_queryset(request).filter(pk=object_id).exists()):
            raise Http404("There is no such row, or you cannot see it.")
