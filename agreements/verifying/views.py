"""The public pages for checking a document, with this service or without it."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from agreements.evidence.seal_keys import SealKeyMissing
from agreements.evidence.slots import Busy
from agreements.standing.paused import PartsPaused, parts_paused
from agreements.standing.today import standing_of
from agreements.verifying import checks, throttling
from agreements.verifying.forms import FileForm, ReferenceForm
from datashare.lib.uploads import OneFileInMemory


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Check a file or a reference. CSRF-exempt only until the upload handler is set, before the form is read."""
    if request.method == "POST":
        too_many = throttling.too_many_checks(request)
        if too_many:
            return too_many
        request.upload_handlers = [OneFileInMemory(request, field="document", max_bytes=settings.VERIFY_MAX_BYTES)]
    return _verify(request)


@csrf_protect
def _verify(request: HttpRequest) -> HttpResponse:
    if "reference" in request.GET and request.method != "POST":
        return _verify_reference(request)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if not form.is_valid():
        context = {"form": form, "file_form": form, "reference_form": ReferenceForm()}
        return render(request, "agreements/verifying/verify.html", context)
    document = form.cleaned_data["document"]
    try:
        with throttling.counted(request):
            answer = checks.check_upload(document)
    except Busy:
        return _busy(request, document.name)
    return render(request, "agreements/verifying/file_result.html", {"answer": answer, "name": document.name})


def _busy(request: HttpRequest, name: str) -> HttpResponse:
    """Return a 503 page: another file is being examined; it says how to send this one again."""
    context = {"name": name, "file_form": FileForm(), "reference_form": ReferenceForm()}
    response = render(request, "agreements/verifying/busy.html", context, status=503)
    response["Retry-After"] = "10"
    return response


def _verify_reference(request: HttpRequest) -> HttpResponse:
    """Check a reference from the query string, so that it can be bookmarked; shows only what the register has."""
    form = ReferenceForm(request.GET)
    reference = checks.reference_in(form.cleaned_data["reference"]) if form.is_valid() else None
    if form.is_valid() and reference is None:
        form.add_error("reference", checks.why_no_reference(form.cleaned_data["reference"]))
    if reference is None:
        context = {"form": form, "file_form": FileForm(), "reference_form": form}
        return render(request, "agreements/verifying/verify.html", context)
    entry = checks.listed_entry(reference)
    sealed = getattr(entry.agreement, "sealed", None) if entry else None
    paused = parts_paused(entry.agreement) if entry and not entry.agreement.ended_at else PartsPaused()
    standing = standing_of(entry.agreement, nothing_moves=paused.stop_all) if entry else None
    result = {
        "reference": reference,
        "entry": entry,
        "standing": standing,
        "paused": paused.lines,
        "sealed": sealed,
        **checks.rules_of_entry(entry),
    }
    return render(request, "agreements/verifying/reference_result.html", result)


@login_not_required
@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """Show how to check a sealed file without this service."""
    try:
        certificates = checks.published_certificates()
    except SealKeyMissing:
        certificates = []
    return render(request, "agreements/verifying/how.html", {"certificates": certificates})


@login_not_required
@require_safe
def seal_certificate(request: HttpRequest) -> HttpResponse:
    """Return the public certificates of the seal: the one in use first, then the former ones."""
    try:
        text = "".join(certificate.pem for certificate in checks.published_certificates())
    except SealKeyMissing as problem:
        raise Http404("There is no certificate to publish.") from problem
    response = HttpResponse(text, content_type="application/x-pem-file")
    response["Content-Disposition"] = 'attachment; filename="seal.pem"'
    return response


@login_not_required
@require_safe
def evidence_format(request: HttpRequest) -> FileResponse:
    """Return the document that is enough to write another verifier."""
    path = settings.BASE_DIR / "docs" / "evidence.md"
    if not path.exists():
        raise Http404("This service was set up without its documents.")
    return FileResponse(path.open("rb"), content_type="text/plain; charset=utf-8")
