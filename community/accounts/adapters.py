"""Adapters of the sign-in library: who may sign up, what is stored, how its mail begins."""

from typing import Any, ClassVar

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from community.accounts import signing_up, single_sign_on, throttling
from community.accounts.forms import known_public_body
from community.accounts.proved_mailboxes import holder_of, make_room
from community.notices.outbox import AUTOMATIC, about_the_service, support_team
from community.notices.refusals import is_for_good
from community.organisations import memberships
from datashare.lib import browsers, clock
from datashare.lib.time_limit import Hurried

log = structlog.get_logger(__name__)
LATER = "We could not send you an email. Try again in a few minutes"
REFUSED = "Your mail server refused our email. Check the email address, or ask your IT team to allow our emails"

# Messages not shown, as users see that they are signed in.
SILENT = {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}

NEW_CODES = "mfa/messages/recovery_codes_generated.txt"


def _asked_for_codes(request: HttpRequest) -> bool:
    """Return whether this is the page that replaces codes, not the set-up of a second step that brings the first."""
    return request.path == reverse("mfa_generate_recovery_codes")


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is closed. If you need to use it again, ask for help",
        "cannot_remove_primary_email": "You cannot remove your only email address. Change it instead",
        "duplicate_email": "Enter a different email address. This is already yours",
        "email_password_mismatch": "Email address or password is incorrect",
        "email_taken": "There is already an account with this email address",
        "enter_current_password": "Current password is incorrect",
        "incorrect_code": "Code is incorrect or has expired",
        "incorrect_password": "Password is incorrect",
        "invalid_password_reset": "The link to set a new password has expired. Get a new link",
        "invalid_login": "Email address or password is incorrect",
        "invalid_or_expired_key": "The link has expired. Get a new link",
        "too_many_login_attempts": "You have tried too many times. Wait 5 minutes, then try again",
        "rate_limited": "You have tried too many times. Wait a few minutes, then try again",
        "same_as_current": "The new password must be different from your current password",
        "select_only_one": "Select one option only",
        "unknown_email": "There is no account with this email address",
        "unverified_primary_email": "Confirm your email address first. Open the link in the email we sent you",
    }

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        user.full_name = form.cleaned_data.get("full_name", "")
        user.job_title = form.cleaned_data.get("job_title", "")
        return super().save_user(request, user, form, commit)

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        """Confirm an address; only then update the memberships that it gives its owner."""
        user, old = email_address.user, email_address.user.email
        try:
            with transaction.atomic():
                make_room(email_address)
                confirmed: bool = super().confirm_email(request, email_address)
                if confirmed:
                    memberships.move(user, old, email_address.email)
        except IntegrityError:
            # Another account confirmed the same address at the same moment.
            failed = "account/messages/email_confirmation_failed.txt"
            self.add_message(request, messages.ERROR, failed, {"email": email_address.email})
            return False
        return confirmed

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        self._login_failed_rl_usage = throttling.consume(request, str(credentials.get("email") or "").lower())
        if not self._login_failed_rl_usage:
            raise self.validation_error("too_many_login_attempts")

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        throttling.forgive(request, str(credentials.get("email") or "").lower())

    def post_login(self, request: HttpRequest, user: Any, **how: Any) -> Any:
        response = super().post_login(request, user, **how)
        throttling.remember(request, response, user.email)
        return response

    def send_account_already_exists_mail(self, email: str) -> None:
        signing_up.tell_of_account(email)

    def add_message(
        self, request: HttpRequest, level: int, message_template: Any = None, *args: Any, **more: Any
    ) -> None:
        first_codes = message_template == NEW_CODES and not _asked_for_codes(request)
        if message_template not in SILENT and not first_codes:
            super().add_message(request, level, message_template, *args, **more)

    def format_email_subject(self, subject: str) -> str:
        return f"{subject} – {settings.SERVICE_NAME}"

    def get_from_email(self) -> str:
        return str(settings.DEFAULT_FROM_EMAIL)

    def render_mail(self, *args: Any, **options: Any) -> Any:
        """Return a mail whose sending times out after a few seconds, as a user waits for the page."""
        message = super().render_mail(*args, **options)
        message.extra_headers.update(AUTOMATIC)
        message.connection = Hurried()
        return message

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail; log a failure instead of raising, so that the account is kept and the user can retry."""
        try:
            sign_up = f"{settings.SERVICE_URL}{reverse('account_signup')}"
            super().send_mail(template_prefix, email, _frame_of_mail(email) | {"sign_up": sign_up} | context)
        except (OSError, ValueError) as error:
            log.warning("mail_not_sent", template=template_prefix, error=type(error).__name__)
            messages.error(self.request, REFUSED if is_for_good(error) else LATER)

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Say when and with which browser it was done; an address that was just given up is still greeted by name."""
        details = {
            "name": user.full_name,
            "at": clock.long_datetime(timezone.now()),
            "browser": browsers.in_words(self.get_http_user_agent(self.request)),
            "reset": f"{settings.SERVICE_URL}{reverse('account_reset_password')}",
        }
        super().send_notification_mail(template_prefix, user, details | (context or {}), email)


def _frame_of_mail(email: str) -> dict[str, str]:
    """Return what begins and ends each mail: the name of the person who has proved the address, and the service."""
    holder = holder_of(email)
    name = holder.full_name if holder else ""
    return {"name": name, "about_service": about_the_service(), "support_team": support_team()}


class MFAAdapter(DefaultMFAAdapter):
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "add_email_blocked": "Switch off your second step before you add an email address",
        "cannot_delete_authenticator": "You cannot remove your only second step here",
        "cannot_generate_recovery_codes": "Set up an authenticator app or a passkey before you create recovery codes",
        "incorrect_code": "Code is incorrect or has expired",
        "unverified_email": "Confirm your email address first. Open the link in the email we sent you",
    }


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultSocialAccountAdapter.error_messages,
        "no_password": "Set a password first. You need it to sign in",
        "no_verified_email": "Confirm your email address first. You need it to sign in",
    }

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Return whether the provider's address is one of a public body, as for any sign-up."""
        email = sociallogin.user.email
        try:
            return not email or bool(known_public_body(email))
        except ValidationError:
            return False

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Return whether to skip the sign-up form: if the provider gives a usable name."""
        return bool(sociallogin.user.full_name)

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        """Check the provider's claims and addresses, before any lookup by address."""
        user = super().populate_user(request, sociallogin, data)
        user.full_name = single_sign_on.name_told(data)
        if not single_sign_on.tells_an_address(sociallogin.account.extra_data):
            # The library has folded its own copy to lower case, which can make it another address.
            user.email, sociallogin.email_addresses = "", []
        for address in sociallogin.email_addresses:
            address.verified = single_sign_on.vouches(
                sociallogin.provider.app.settings, address.email, address.verified
            )
        sociallogin.account.extra_data = single_sign_on.claims_kept(sociallogin.account.extra_data)
        return user

    def get_signup_form_initial_data(self, sociallogin: Any) -> dict[str, Any]:
        initial: dict[str, Any] = super().get_signup_form_initial_data(sociallogin)
        return initial | {"full_name": sociallogin.user.full_name}

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> Any:
        user = super().save_user(request, sociallogin, form)
        if EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists():
            memberships.admit(user, user.email)
        return user

    def get_requests_session(self) -> single_sign_on.ProviderSession:
        return single_sign_on.ProviderSession()
