"""Pages to make an account and to confirm an address; the token leaves the URL after the first request."""

from typing import Final

from allauth.account.adapter import get_adapter
from allauth.account.internal import flows
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.stages import EmailVerificationStage, LoginStageController
from allauth.decorators import rate_limit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from community.accounts import proved_mailboxes, signing_up
from community.accounts.forms import AccountForm, SignUpForm
from community.accounts.invited import invitation_of
from community.models import User

# Session key of the token of the link that this browser opened.
SIGN_UP: Final = "sign_up_token"
CONFIRM: Final = "confirm_key"
# Replaces the key in the URL.
KEPT: Final = "kept"
LONGEST_WAY: Final = 300


def _way_on(request: HttpRequest) -> str:
    """Return the page that led here, if it is one of ours: for an invited person, the data share."""
    page = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if ours and len(page) <= LONGEST_WAY else ""


@never_cache
@login_not_required
@rate_limit(action="signup")  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """Ask for the address alone; the rest is asked of the person who opens the emailed link."""
    way_on = _way_on(request)
    if request.user.is_authenticated:
        return redirect(way_on or "home")
    invitation = invitation_of(request.GET.get("invitation", ""))
    initial = {"email": invitation.email} if invitation else {}
    form = SignUpForm(request.POST if request.method == "POST" else None, invitation=invitation, initial=initial)
    if form.is_valid():
        signing_up.ask(request, form.cleaned_data["email"], way_on)
        return redirect("account_email_verification_sent")
    return render(request, "account/signup.html", {"form": form, "next": way_on, "invitation": invitation})


@never_cache
@login_not_required
@require_safe
def open_sign_up(request: HttpRequest, token: str) -> HttpResponse:
    """Store the token in the session and redirect to a URL without it."""
    request.session[SIGN_UP] = token
    return redirect("finish_sign_up")


@never_cache
@login_not_required
@sensitive_post_parameters("password1", "password2")
@rate_limit(action="signup")  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "HEAD", "POST"])
def finish_sign_up(request: HttpRequest) -> HttpResponse:
    """Take the name and the password of the person who opened the link, and sign them in."""
    token = request.session.get(SIGN_UP, "")
    link = signing_up.link_of(token)
    if link is None or proved_mailboxes.holder_of(link.email):
        return render(request, "account/link_ended.html", status=410)
    form = AccountForm(link.email, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "account/finish_sign_up.html", {"form": form, "email": link.email})
    words = form.cleaned_data
    user = signing_up.finish(
        token=token, full_name=words["full_name"], job_title=words["job_title"], password=words["password1"]
    )
    return _welcome(request, user, link.leads_to)


def _welcome(request: HttpRequest, user: User, way_on: str) -> HttpResponse:
    """Sign the new user in, after signing out any other account in this browser."""
    if request.user.is_authenticated:
        get_adapter().logout(request)
    request.session.pop(SIGN_UP, None)
    flows.login.record_authentication(request, user, method="password", email=user.email)
    response: HttpResponse = flows.signup.complete_signup(request, user=user, redirect_url=way_on or None)
    return response


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_address(request: HttpRequest, key: str) -> HttpResponse:
    """Confirm an address for the account that asked, in a browser that is signed in to that account.

    In any other browser, the link of an unconfirmed account leads to sign-up; the link of a change of address asks to
    sign in first. So a mailbox never confirms another person's account.
    """
    if key != KEPT:
        request.session[CONFIRM] = key
        if request.method != "POST":
            return redirect("account_confirm_email", KEPT)
    confirmation = EmailConfirmationHMAC.from_key(request.session.get(CONFIRM, ""))
    if confirmation is None:
        return render(request, "account/link_ended.html", status=410)
    address = confirmation.email_address
    if request.method == "POST":
        return _confirm(request, confirmation)
    content = {
        "address": address,
        "holds": _holds(request, address),
        "proved": proved_mailboxes.is_proved(address.user),
    }
    return render(request, "account/email_confirm.html", content)


def _confirm(request: HttpRequest, confirmation: EmailConfirmationHMAC) -> HttpResponse:
    address: EmailAddress = confirmation.email_address
    if _holds(request, address):
        _, response = flows.email_verification.verify_email_and_resume(request, confirmation)
        request.session.pop(CONFIRM, None)
        if response:
            answer: HttpResponse = response
            return answer
        return redirect("account" if request.user.is_authenticated else "account_login")
    if proved_mailboxes.is_proved(address.user):
        return redirect("account_confirm_email", KEPT)
    request.session[SIGN_UP] = signing_up.new_link(address.email)
    return redirect("finish_sign_up")


def _holds(request: HttpRequest, address: EmailAddress) -> bool:
    """Return whether this browser is signed in to the account, or signing in and asked to confirm the address."""
    if request.user.is_authenticated:
        return bool(request.user.pk == address.user_id)
    stage = LoginStageController.enter(request, EmailVerificationStage.key)
    return bool(stage and stage.login.user and stage.login.user.pk == address.user_id)
