"""Pages to freeze, sign and decline, and the sealed files."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe
from markupsafe import Markup

from agreements.access import framed, share_for, share_or_404, signed_in
from agreements.drafting.left_open import left_open
from agreements.members.forms import ReasonForm
from agreements.members.suggestions import named_signatory, suggested_order
from agreements.models import Agreement, DataShare
from agreements.negotiating.contradictions import contradictions_in
from agreements.negotiating.readiness import obstacles_to_freezing
from agreements.negotiating.reworded import doubts_in
from agreements.signing import actions, freezing
from agreements.signing.forms import FreezeForm, SignForm
from agreements.signing.key_points import gist_of
from agreements.signing.public_entry_views import public_entry
from agreements.states import Action, State
from community.accounts import reauthentication
from community.accounts.support import signing_waits_until
from community.models import User
from datashare.lib.exceptions import Incomplete, NotNow
from datashare.lib.files import stored


def freeze(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what freezing does and who is to sign, then freeze."""
    share = share_for(request, reference, Action.FREEZE)
    context = framed(request, share, "agreement")
    obstacles = obstacles_to_freezing(share)
    entry = context["entry"] = public_entry(share)
    digest = entry.digest if entry else ""
    form = context["form"] = FreezeForm(request.POST or None, entry=digest, suggested=suggested_order(context["page"]))
    if not obstacles and form.is_valid():
        try:
            _freeze(share, form, signed_in(request))
        except Incomplete as problem:
            obstacles = str(problem).splitlines()
        else:
            messages.success(request, "You froze the text and asked the signatories to sign.")
            return redirect("agreements:sign", reference)
    context |= {"obstacles": obstacles, "signatories": freezing.signatories_of(share)}
    context["doubts"] = [] if obstacles else doubts_in(share)
    context["left_open"] = left_open(share)
    context["contradictions"] = [] if obstacles else contradictions_in(share)
    context["to_name"] = obstacles and not any(member.party == context["page"].own for member in context["signatories"])
    context["named"] = named_signatory(context["page"])
    return render(request, "agreements/signing/freeze.html", context)


def _freeze(share: DataShare, form: FreezeForm, by: User) -> None:
    given = form.cleaned_data
    freezing.freeze_words(share=share, in_order=given["order"] == "given", entry=given["entry"], by=by)


def reopen(request: HttpRequest, reference: str) -> HttpResponse:
    """Reopen the text out for signature, with a reason."""
    share = share_for(request, reference, Action.REOPEN)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        actions.reopen(share=share, reason=form.cleaned_data["reason"], by=signed_in(request))
        messages.success(request, "You reopened the text. We told everyone in this data share.")
        return redirect("agreements:agreement", reference)
    return render(request, "agreements/signing/reopen.html", framed(request, share, "agreement", form=form))


def _offered(share: DataShare) -> Agreement:
    agreement = actions.offered(share)
    if agreement is None:
        raise NotNow(f"There is nothing to sign. The state of this data share is: {share.get_state_display().lower()}.")
    return agreement


def sign(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the whole text and who signs; to the signatory whose turn it is, the form to sign it."""
    share = share_or_404(request, reference)
    if request.method == "POST" and actions.has_signed(share, signed_in(request)):
        return redirect("agreements:signature_given", reference)
    if request.method != "POST" and share.state == State.IN_FORCE:
        return redirect("agreements:files", reference)
    agreement = _offered(share)
    context = framed(request, share, "agreement", agreement=agreement, html=Markup(agreement.words.html))  # noqa: S704
    context |= {"required": actions.standing_of(agreement), "form": None, "again": "", "turn": None, "waits": None}
    context |= {"left_open": left_open(share), "gist": gist_of(agreement.words.words)}
    turn = actions.turn_of(agreement, signed_in(request))
    if turn is None or not context["page"].may(Action.SIGN):
        if request.method == "POST":
            raise PermissionDenied("You are not the signatory of this text, or it is not your turn to sign.")
        return render(request, "agreements/signing/sign.html", context)
    form = _sign_form(request, agreement)
    if form.is_valid():
        method = form.method or reauthentication.proved_just_now(request, signed_in(request)) or ""
        actions.sign(agreement=agreement, digest=form.cleaned_data["digest"], method=method, by=signed_in(request))
        return redirect("agreements:signature_given", reference)
    waits = signing_waits_until(signed_in(request))
    context |= {"form": form, "again": _sign_in_again(request), "turn": turn, "waits": waits}
    return render(request, "agreements/signing/sign.html", context)


def _sign_form(request: HttpRequest, agreement: Agreement) -> SignForm:
    user = signed_in(request)
    means = reauthentication.means_of(user)
    return SignForm(
        request.POST or None,
        initial={"digest": agreement.words.digest},
        prove=partial(reauthentication.prove, request, user),
        with_code=means.code,
        needs_proof=means.password or means.code or not reauthentication.proved_just_now(request, user),
    )


def _sign_in_again(request: HttpRequest) -> str:
    """Return the sign-in page for a user with neither password nor code; empty once they have re-authenticated."""
    user = signed_in(request)
    means = reauthentication.means_of(user)
    if means.password or means.code or reauthentication.proved_just_now(request, user):
        return ""
    return reauthentication.page_to_prove_on(user, request.path)


def decline(request: HttpRequest, reference: str) -> HttpResponse:
    """Decline to sign, with a reason; all members are told."""
    share = share_for(request, reference, Action.DECLINE)
    agreement = _offered(share)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        actions.decline(agreement=agreement, reason=form.cleaned_data["reason"], by=signed_in(request))
        messages.success(request, "You declined to sign. We told everyone in this data share.")
        return redirect("agreements:overview", reference)
    return render(request, "agreements/signing/decline.html", framed(request, share, "agreement", form=form))


@require_safe
def signature_given(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what a signature did, and what happens next."""
    share = share_or_404(request, reference)
    signed_by_me = share.agreements.filter(signatures__user=signed_in(request), taken_back_at=None)
    agreement = signed_by_me.select_related("words", "sealed").last()
    if agreement is None:
        raise Http404("You have not signed anything in this data share.")
    content = {"agreement": agreement, "required": actions.standing_of(agreement)}
    return render(request, "agreements/signing/signed.html", framed(request, share, "agreement", **content))


@require_safe
def files(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the sealed files of this data share, and what is still being sealed."""
    share = share_or_404(request, reference)
    agreements = share.agreements.filter(in_force_at__isnull=False).select_related("sealed", "words", "seal_job")
    return render(request, "agreements/signing/files.html", framed(request, share, "files", agreements=agreements))


@require_safe
def frozen_words(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Show the frozen words of one agreement, as they were signed."""
    share = share_or_404(request, reference)
    agreement = get_object_or_404(share.agreements.select_related("words"), number=number)
    content: dict[str, Any] = {"agreement": agreement, "html": Markup(agreement.words.html)}  # noqa: S704 (stored as frozen)
    return render(request, "agreements/signing/words.html", framed(request, share, "files", **content))


@require_safe
def sealed_pdf(request: HttpRequest, reference: str, number: int) -> HttpResponseBase:
    """Return the sealed PDF as a download."""
    share = share_or_404(request, reference)
    agreement = get_object_or_404(share.agreements.filter(sealed__isnull=False).select_related("sealed"), number=number)
    name = f"{share.reference}-agreement-{agreement.number}.pdf"
    file = stored(agreement.sealed.name)
    if file is None:
        return render(request, "errors/file_missing.html", {"share": share}, status=503)
    return FileResponse(file, as_attachment=True, filename=name)
