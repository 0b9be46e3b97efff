"""Pages about the disposal of the data after the end."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from agreements.access import page_or_404, posted
from agreements.models import Disposal, DisposalCertificate
from agreements.reviewing import disposing
from agreements.reviewing.disposal_forms import CertificateAnswerForm, CertificateForm
from agreements.reviewing.disposals_shown import disposals_shown
from agreements.standing.pages import agreement_of, page_under
from agreements.states import Action


@require_safe
def disposal(request: HttpRequest, reference: str) -> HttpResponse:
    """Show who owes a disposal, the certificates, and what the givers said of them."""
    page = page_or_404(request, reference)
    found = agreement_of(page)
    shown = disposals_shown(found.page) if found else []
    if not shown:
        raise Http404("No one owes a disposal in this data share.")
    return page.render(request, "agreements/reviewing/disposal.html", {"disposals": shown}, tab="overview")


def certify(request: HttpRequest, reference: str) -> HttpResponse:
    """Certify the disposal for one's own organisation."""
    page, _ = page_under(request, reference, Action.CERTIFY)
    owed = Disposal.objects.in_share(page.share.pk).filter(party=page.party).select_related("agreement")
    own = owed.order_by(F("proved_at").asc(nulls_first=True), "-pk").first()
    if own is None:
        raise PermissionDenied(f"{page.acting} does not owe a certificate now.")
    form = CertificateForm(posted(request))
    if form.is_valid():
        disposing.certify(share=page.share, given=form.given, by=page.reader)
        messages.success(request, "You certified the disposal. We told everyone in this data share.")
        return redirect("agreements:disposal", reference)
    content = {"form": form, "disposal": own, "agreement": own.agreement}
    return page.render(request, "agreements/reviewing/certify.html", content, tab="overview")


def answer_certificate(request: HttpRequest, reference: str, certificate: int) -> HttpResponse:
    """Accept a certificate, or return it with the reason."""
    page, _ = page_under(request, reference, Action.ANSWER_CERTIFICATE)
    every = DisposalCertificate.objects.filter(disposal__agreement__share=page.share)
    related = ("disposal__party__organisation", "disposal__agreement", "by")
    found = every.select_related(*related).filter(pk=certificate).first()
    if found is None:
        raise Http404("There is no such certificate in this data share.")
    if page.acting.pk not in disposing.givers_to(found.disposal):
        raise PermissionDenied(f"{page.acting} gave no data to {found.disposal.party}.")
    form = CertificateAnswerForm(posted(request))
    if form.is_valid():
        accepts, reason = form.cleaned_data["decision"] == "accept", form.cleaned_data.get("reason") or ""
        disposing.answer(share=page.share, certificate=certificate, accepts=accepts, reason=reason, by=page.reader)
        messages.success(request, f"You {'accepted' if accepts else 'returned'} the certificate. We told everyone.")
        return redirect("agreements:disposal", reference)
    content = {"form": form, "certificate": found}
    return page.render(request, "agreements/reviewing/answer_certificate.html", content, tab="overview")
