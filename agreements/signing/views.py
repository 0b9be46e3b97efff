"""Pages to freeze, sign and decline, and the sealed files."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe
from markupsafe import Markup

from agreements.access import Page, page_for, page_or_404
from agreements.drafting.left_open import left_open
from agreements.drafting.newer_rules import newer_rules
from agreements.kinds.state_words import why_not_now
from agreements.members.coordinating import only_for
from agreements.members.forms import ReasonForm
from agreements.members.suggestions import named_signatory, suggested_order
from agreements.models import Agreement, DataShare, Member, RequiredSignature
from agreements.negotiating.contradictions import contradictions_in
from agreements.negotiating.readiness import obstacles_to_freezing
from agreements.negotiating.reworded import doubts_in
from agreements.signing import actions, freezing, joining_later, reminding
from agreements.signing.closed_bodies import closed_bodies
from agreements.signing.force import unsigned_in
from agreements.signing.forms import FreezeForm, SignForm
from agreements.signing.key_points import gist_of
from agreements.signing.proving import asks_for_proof, sign_in_again
from agreements.signing.public_entry_views import public_entry
from agreements.signing.varied_words import variation_of
from agreements.standing.contacts import contacts_of
from agreements.states import ENDED, IN_PREPARATION, STANDING, Action, State
from community.accounts import reauthentication
from community.accounts.support import signing_waits_until
from community.hub.beside import guidance_on
from community.models import User
from datashare.lib.exceptions import Incomplete, NotNow
from datashare.lib.files import stored
from datashare.lib.phrases import listed


def freeze(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what freezing does and who is to sign, then freeze."""
    page = page_for(request, reference, Action.FREEZE)
    if not page.coordinates:
        raise PermissionDenied(only_for(page.asking))
    obstacles, entry = obstacles_to_freezing(page.share), public_entry(page.share)
    digest = entry.digest if entry else ""
    signatories = freezing.signatories_of(page.share)
    form = FreezeForm(
        request.POST or None,
        entry=digest,
        signatories=signatories,
        optional=joining_later.optional_parties(page.share) if page.asks and len(page.parties) > 2 else (),
        fault_in_core=partial(joining_later.fault_in_core, page.share),
        suggested=suggested_order(page),
    )
    if not obstacles and form.is_valid():
        try:
            _freeze(page.share, form, page.reader)
        except Incomplete as problem:
            obstacles = str(problem).splitlines()
        else:
            messages.success(request, "You froze the text and asked the signatories to sign.")
            return redirect("agreements:sign", reference)
    return _freeze_page(request, page, obstacles, signatories, entry=entry, form=form)


def _freeze_page(
    request: HttpRequest, page: Page, obstacles: list[str], signatories: list[Member], **content: Any
) -> HttpResponse:
    """Return the page that says who signs, what stands in the way, else what to check before the words are frozen."""
    content |= {
        "obstacles": obstacles,
        "signatories": signatories,
        "doubts": [] if obstacles else doubts_in(page.share),
        "left_open": left_open(page.share),
        "contradictions": [] if obstacles else contradictions_in(page.share),
        "to_name": obstacles and not any(member.party == page.party for member in signatories),
        "named": named_signatory(page),
        "newer_rules": newer_rules(page),
        "variation": None if obstacles else variation_of(page.share),
        "whole_text": False,
        "guidance": guidance_on(pages=["agreements:freeze"]),
    }
    return page.render(request, "agreements/signing/freeze.html", content, tab="agreement")


def _freeze(share: DataShare, form: FreezeForm, by: User) -> None:
    given = form.cleaned_data
    freezing.freeze_words(share=share, ranks=form.ranks, core=form.core_set, entry=given["entry"], by=by)


def reopen(request: HttpRequest, reference: str) -> HttpResponse:
    """Reopen the text out for signature, with a reason."""
    page = page_for(request, reference, Action.REOPEN)
    joining_later.must_be_awaited(_offered(page.share), page.acting)
    form = ReasonForm(request.POST or None, doing="reopening the text")
    if form.is_valid():
        actions.reopen(share=page.share, reason=form.cleaned_data["reason"], by=page.reader)
        messages.success(request, "You reopened the text. We told everyone else in this data share.")
        return redirect("agreements:agreement", reference)
    return page.render(request, "agreements/signing/reopen.html", {"form": form}, tab="agreement")


def _offered(share: DataShare) -> Agreement:
    agreement = actions.offered(share)
    if agreement is None:
        raise NotNow(why_not_now(Action.SIGN, State(share.edition.state), of_umbrella=share.is_umbrella))
    return agreement


def sign(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the whole text and who signs; to the signatory whose turn it is, the form to sign it."""
    page = page_or_404(request, reference)
    if request.method == "POST" and actions.has_signed(page.share, page.reader, page.party):
        return redirect("agreements:signature_given", reference)
    if request.method != "POST" and page.share.edition.state in STANDING | ENDED:
        return redirect("agreements:files", reference)
    agreement = _offered(page.share)
    turn = actions.turn_of(agreement, page.reader, page.party) if page.may(Action.SIGN) else None
    if turn is None:
        if request.method == "POST":
            raise PermissionDenied("You are not the signatory of this text, or it is not your turn to sign.")
        return _sign_page(request, page, agreement)
    form = _sign_form(request, page.reader, agreement, turn)
    if form.is_valid():
        method = form.method or reauthentication.proved_just_now(request, page.reader) or ""
        actions.sign(agreement=agreement, digest=form.cleaned_data["digest"], method=method, by=page.reader)
        return redirect("agreements:signature_given", reference)
    again, waits = sign_in_again(request, page.reader), signing_waits_until(page.reader)
    return _sign_page(request, page, agreement, form=form, again=again, turn=turn, waits=waits)


def _sign_page(request: HttpRequest, page: Page, agreement: Agreement, **to_sign: Any) -> HttpResponse:
    """Return the page with the whole text; `to_sign` has the form for the user whose turn it is."""
    standing = actions.standing_of(agreement)
    content = {
        "agreement": agreement,
        "html": Markup(agreement.words.html),  # noqa: S704 (stored as frozen)
        "required": standing,
        "due": actions.due_among(standing),
        "may_reopen": joining_later.may_reopen(page, agreement),
        "movable": page.asks and len(page.parties) > 2 and joining_later.movable(page.share, agreement),
        "left_open": left_open(page.share),
        "gist": gist_of(agreement.words.words),
        "variation": variation_of(page.share, agreement),
        "whole_text": True,
        "newer_rules": newer_rules(page),
        **closed_bodies(page.share),
        "form": None,
        "again": "",
        "turn": None,
        "waits": None,
        "guidance": guidance_on(pages=["agreements:sign"]),
        **to_sign,
    }
    return page.render(request, "agreements/signing/sign.html", content, tab="agreement")


@require_POST
def remind(request: HttpRequest, reference: str) -> HttpResponse:
    """Remind those whose turn it is to sign, each at most once a day."""
    page = page_for(request, reference, Action.REOPEN)
    reminded = reminding.remind_now(_offered(page.share), page.reader)
    said = (
        f"You reminded {listed(reminded)}."
        if reminded
        else "No one was reminded. Each was reminded today already, or has no account yet."
    )
    messages.success(request, said)
    return redirect("agreements:sign", reference)


def _sign_form(request: HttpRequest, user: User, agreement: Agreement, turn: RequiredSignature) -> SignForm:
    named, proof = actions.named_in_words(agreement, turn), asks_for_proof(request, user)
    signs_for, initial = f"{named.party} as {named.office}", {"digest": agreement.words.digest}
    return SignForm(request.POST or None, signs_for=signs_for, initial=initial, **proof)


def decline(request: HttpRequest, reference: str) -> HttpResponse:
    """Decline to sign, with a reason; all members are told."""
    page = page_for(request, reference, Action.DECLINE)
    agreement = _offered(page.share)
    form = ReasonForm(request.POST or None, doing="declining to sign")
    if form.is_valid():
        actions.decline(agreement=agreement, reason=form.cleaned_data["reason"], by=page.reader)
        messages.success(request, "You declined to sign. We told everyone else in this data share.")
        return redirect("agreements:overview", reference)
    content = {"form": form, "alone": len(page.parties) > 2 and joining_later.is_optional(agreement, page.acting)}
    return page.render(request, "agreements/signing/decline.html", content, tab="agreement")


@require_safe
def signature_given(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what a signature did, and what happens next."""
    page = page_or_404(request, reference)
    mine = page.share.agreements.filter(signatures__user=page.reader, signatures__party=page.party)
    signed_by_me = mine.filter(taken_back_at=None)
    agreement = signed_by_me.select_related("words", "sealed").last()
    if agreement is None:
        raise Http404("You have not signed anything in this data share.")
    content = {"agreement": agreement, "required": actions.standing_of(agreement), **closed_bodies(page.share)}
    return page.render(request, "agreements/signing/signature_given.html", content, tab="agreement")


@require_safe
def files(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the sealed files of this data share, and what is still being sealed."""
    page = page_or_404(request, reference)
    signed = page.share.agreements.filter(in_force_at__isnull=False)
    agreements = signed.with_later().select_related("sealed", "words", "seal_job")
    unsigned = unsigned_in(agreements) if len(page.every_party) > 2 else {}
    varied = page.share.edition.varies_id is not None and page.state in IN_PREPARATION
    content = {"agreements": agreements, "unsigned": unsigned, "varied": varied}
    return page.render(request, "agreements/signing/files.html", content, tab="files")


@require_safe
def frozen_words(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Show the frozen words of one agreement, as they were signed."""
    page = page_or_404(request, reference)
    agreement = get_object_or_404(page.share.agreements.select_related("words"), number=number)
    content: dict[str, Any] = {
        "agreement": agreement,
        "contacts": contacts_of(agreement),
        "html": Markup(agreement.words.html),  # noqa: S704 (stored as frozen)
    }
    return page.render(request, "agreements/signing/frozen_words.html", content, tab="files")


@require_safe
def sealed_pdf(request: HttpRequest, reference: str, number: int) -> HttpResponseBase:
    """Return the sealed PDF as a download."""
    share = page_or_404(request, reference).share
    agreement = get_object_or_404(share.agreements.filter(sealed__isnull=False).select_related("sealed"), number=number)
    name = f"{share.reference}-agreement-{agreement.number}.pdf"
    file = stored(agreement.sealed.name)
    if file is None:
        return render(request, "errors/file_missing.html", {"share": share}, status=503)
    return FileResponse(file, as_attachment=True, filename=name)
