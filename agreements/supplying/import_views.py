"""Pages to record many supplies from a CSV file. The file is read in memory and not kept."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_safe

from agreements.access import page_or_404
from agreements.models import Act
from agreements.standing.pages import page_under
from agreements.states import Action
from agreements.supplying import actions
from agreements.supplying.csv_log import COLUMNS, MOST_BYTES, MOST_ROWS, LogRead, read_log, template
from agreements.supplying.forms import LogFileForm
from agreements.supplying.views import flow_or_404
from datashare.lib.exceptions import NotNow
from datashare.lib.phrases import plural
from datashare.lib.uploads import OneFileInMemory


@require_safe
def supply_template(request: HttpRequest, reference: str) -> HttpResponse:
    """Download a CSV file with the columns and one example."""
    page_or_404(request, reference)
    response = HttpResponse(template(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="supplies.csv"'
    return response


@csrf_exempt
def import_supplies(request: HttpRequest, reference: str, flow: int) -> HttpResponse:
    """Read an uploaded file. CSRF-exempt only until the upload handler is set, before the form is read."""
    request.upload_handlers = [OneFileInMemory(request, field="file", max_bytes=MOST_BYTES)]
    return _import_supplies(request, reference, flow)


@csrf_protect
def _import_supplies(request: HttpRequest, reference: str, flow: int) -> HttpResponse:
    under = page_under(request, reference, Action.SEND_DATA)
    page, found = under.page, flow_or_404(under, flow)
    if not actions.is_at(found, page.acting, Act.GIVES):
        raise PermissionDenied(f"{page.acting} does not give this data.")
    if not actions.is_tested(under.agreement, found):
        raise NotNow(actions.NO_TEST)
    form, log = LogFileForm(request.POST, request.FILES) if request.method == "POST" else LogFileForm(), LogRead()
    if form.is_valid():
        log = read_log(form.cleaned_data["file"], timezone.localdate(under.agreement.in_force_at))
        if not log.faults:
            made = actions.import_log(share=page.share, flow=flow, rows=log.rows, by=page.reader)
            messages.success(request, f"You recorded {plural(len(made), 'delivery', 'deliveries')}.")
            return redirect("agreements:supply", reference)
        form.add_error("file", "The file was not imported. The table says what is wrong")
    content = {"form": form, "faults": log.faults, "columns": COLUMNS, "most": MOST_ROWS}
    return page.render(request, "agreements/supplying/import.html", content, tab="overview")
