"""The forms of signing up and signing in, in the service's own words."""

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from allauth.account import forms as account
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from allauth.socialaccount import forms as social
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from community.accounts import proved_mailboxes, second_step, signing_up
from community.accounts.invited import Invitation, admits
from community.models import User, domain_of
from datashare.lib import govuk
from datashare.lib.addresses import domain_part
from datashare.lib.govuk import Look
from datashare.lib.names import cleaned, validate_name, validate_title

EMAIL = Look(called="your email address", width="two-thirds", autocomplete="email")
NEW_PASSWORD = Look(called="a new password", width="two-thirds", autocomplete="new-password")
AGAIN = Look(called="your password again", width="two-thirds", autocomplete="new-password")
PASSWORD = Look(called="your password", width="two-thirds", autocomplete="current-password")
CODE = Look(called="the code", width="10", autocomplete="one-time-code", spellcheck=False)
KEY_NAME = Look(called="a name for the key", width="two-thirds", optional=False)
DIFFERENT = "Enter the same password in both boxes"
LONG_ENOUGH = "Must be at least 12 characters. Do not use a common password. You can use 3 random words."
LONGEST_NAME = 150


class NameField(forms.CharField):
    """A person's name, as others will see it."""

    default_validators = [validate_name]

    def clean(self, value: Any) -> str:
        return cleaned(str(super().clean(value) or ""))


class TitleField(NameField):
    """A job title or a position, as others will see it beside the name."""

    default_validators = [validate_title]


class Worded(govuk.Form):
    """A form of the sign-in library with our labels and hints: `wording = {"field": ("Label", "hint")}`."""

    wording: ClassVar[Mapping[str, tuple[str, str]]] = {}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, (label, hint) in self.wording.items():
            if name in self.fields:
                self.fields[name].label, self.fields[name].help_text = label, hint

    def add_error(self, field: str | None, error: Any) -> None:
        """Add an error; the library's for two different passwords in our words."""
        first, second = (self.data.get(name) for name in ("password1", "password2"))
        is_mismatch = field == "password2" and first and second and first != second
        super().add_error(field, DIFFERENT if is_mismatch else error)


def known_public_body(email: str) -> str:
    """Return the address if it belongs to a public body. Raise ValidationError, with whom to ask, if not."""
    if domain_of(email):
        return email
    ask = settings.SUPPORT_EMAIL or "the team that runs this service"
    raise ValidationError(
        f"Enter a work email address from a public body. We do not recognise {domain_part(email)} as one. "
        f"If your organisation uses it, ask {ask} to add it"
    )


class SignUpForm(govuk.Form):
    """The address of a known public body, or one that was invited; the rest is asked behind the emailed link."""

    email = govuk.EmailField(label="Work email address", help_text="We use it to check which public body you work for.")
    looks: ClassVar[Mapping[str, Look]] = {"email": EMAIL}

    def __init__(self, data: Any = None, *, invitation: Invitation | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.invitation = invitation

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        return email if admits(self.invitation, email) else known_public_body(email)


class AccountForm(Worded, account.SetPasswordForm):
    """The name and the password of the person who opened the link sent to this address."""

    full_name = NameField(max_length=LONGEST_NAME)
    job_title = TitleField(max_length=LONGEST_NAME, required=False)
    field_order = ["full_name", "job_title", "password1", "password2"]
    wording: ClassVar[Mapping[str, tuple[str, str]]] = {
        "full_name": ("Full name", "The name that people you work with know you by."),
        "job_title": ("Job title", ""),
        "password1": ("Password", LONG_ENOUGH),
        "password2": ("Password again", ""),
    }
    looks: ClassVar[Mapping[str, Look]] = {
        "full_name": Look(called="your full name", width="two-thirds", autocomplete="name", spellcheck=False),
        "job_title": Look(called="your job title", width="two-thirds", autocomplete="organization-title"),
        "password1": Look(called="a password", width="two-thirds", autocomplete="new-password"),
        "password2": AGAIN,
    }

    def __init__(self, email: str, data: Any = None) -> None:
        # An unsaved user, as password validators compare the password with the address and the name.
        super().__init__(data, user=User(email=email, full_name=str((data or {}).get("full_name", ""))))


class SocialSignUpForm(Worded, social.SignupForm):
    """The first sign-in through an organisation's own provider."""

    full_name = NameField(max_length=LONGEST_NAME)
    field_order = ["full_name", "email"]
    wording: ClassVar[Mapping[str, tuple[str, str]]] = {
        "full_name": ("Full name", "The name that people you work with know you by."),
        "email": ("Work email address", "We use it to check which public body you work for."),
    }
    looks: ClassVar[Mapping[str, Look]] = {
        "full_name": Look(called="your full name", width="two-thirds", autocomplete="name", spellcheck=False),
        "email": EMAIL,
    }

    def clean_email(self) -> str:
        return known_public_body(super().clean_email())


class WaysIn(forms.ModelChoiceField[SocialAccount]):
    """Accounts at providers, each by the provider's name and the address there."""

    names: Mapping[str, str] = {}

    def label_from_instance(self, account: SocialAccount) -> str:
        email = account.extra_data.get("userinfo", {}).get("email")
        return f"{self.names[account.provider]}, as {email}" if email else self.names[account.provider]


class DisconnectForm(Worded, social.DisconnectForm):
    """The provider account to disconnect."""

    wording: ClassVar[Mapping[str, tuple[str, str]]] = {"account": ("Which account do you want to disconnect?", "")}
    looks: ClassVar[Mapping[str, Look]] = {"account": Look(called="the account to disconnect", size="m")}

    account = WaysIn(SocialAccount.objects.none(), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        names = {app.provider_id: app.name for app in get_adapter().list_apps(self.request)}
        # Leave out providers no longer configured, through which no one can sign in.
        self.connected = SocialAccount.objects.filter(user=self.request.user, provider__in=names)
        field = cast(WaysIn, self.fields["account"])
        field.names, field.queryset = names, self.connected


class SignInForm(Worded, account.LoginForm):
    wording: ClassVar[Mapping[str, tuple[str, str]]] = {"login": ("Email address", ""), "password": ("Password", "")}
    looks: ClassVar[Mapping[str, Look]] = {"login": EMAIL, "password": PASSWORD}


class ConfirmForm(Worded, account.ReauthenticateForm):
    wording: ClassVar[Mapping[str, tuple[str, str]]] = {"password": ("Password", "")}
    looks: ClassVar[Mapping[str, Look]] = {"password": PASSWORD}


class NewEmailForm(Worded, account.AddEmailForm):
    wording: ClassVar[Mapping[str, tuple[str, str]]] = {
        "email": (
            "New work email address",
            "We will send a link to this address. Open the link to finish the change.",
        )
    }
    looks: ClassVar[Mapping[str, Look]] = {"email": EMAIL}

    def clean_email(self) -> str:
        return known_public_body(super().clean_email())


class ChangePasswordForm(Worded, account.ChangePasswordForm):
    wording: ClassVar[Mapping[str, tuple[str, str]]] = {
        "oldpassword": ("Current password", ""),
        "password1": ("New password", LONG_ENOUGH),
        "password2": ("New password again", ""),
    }
    looks: ClassVar[Mapping[str, Look]] = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": AGAIN}


class SetPasswordForm(Worded, account.SetPasswordForm):
    wording: ClassVar[Mapping[str, tuple[str, str]]] = {
        "password1": ("New password", LONG_ENOUGH),
        "password2": ("New password again", ""),
    }
    looks: ClassVar[Mapping[str, Look]] = {"password1": NEW_PASSWORD, "password2": AGAIN}


class ForgottenPasswordForm(Worded, account.ResetPasswordForm):
    """A link to set a new password; for an unconfirmed account, the link to sign up."""

    wording: ClassVar[Mapping[str, tuple[str, str]]] = {"email": ("Email address", "")}
    looks: ClassVar[Mapping[str, Look]] = {"email": EMAIL}

    def save(self, request: HttpRequest, **options: Any) -> str:
        email = str(self.cleaned_data["email"])
        if self.users and not proved_mailboxes.holder_of(email):
            signing_up.ask(request, email)
            return email
        return str(super().save(request, **options))


class ForgottenPasswordKeyForm(Worded, account.ResetPasswordKeyForm):
    wording: ClassVar[Mapping[str, tuple[str, str]]] = {
        "password1": ("New password", LONG_ENOUGH),
        "password2": ("New password again", ""),
    }
    looks: ClassVar[Mapping[str, Look]] = {"password1": NEW_PASSWORD, "password2": AGAIN}


CODE_WORDS = ("Code", "The 6 digits in your authenticator app, or one of your recovery codes.")


class EachCodeOnce:
    """Spends the code of an authenticator app; the library spends recovery codes."""

    def clean_code(self) -> str:
        code = str(super().clean_code())  # type: ignore[misc]
        authenticator = cast(Authenticator, self.authenticator)  # type: ignore[attr-defined]
        if authenticator.type == Authenticator.Type.TOTP and not second_step.spend_with(authenticator, code):
            raise get_mfa_adapter().validation_error("incorrect_code")
        return code


class CodeForm(EachCodeOnce, Worded, mfa.AuthenticateForm):
    wording: ClassVar[Mapping[str, tuple[str, str]]] = {"code": CODE_WORDS}
    looks: ClassVar[Mapping[str, Look]] = {"code": CODE}


class ConfirmCodeForm(EachCodeOnce, Worded, mfa.ReauthenticateForm):
    wording: ClassVar[Mapping[str, tuple[str, str]]] = {"code": CODE_WORDS}
    looks: ClassVar[Mapping[str, Look]] = {"code": CODE}


class ActivateAppForm(Worded, totp.ActivateTOTPForm):
    wording: ClassVar[Mapping[str, tuple[str, str]]] = {"code": ("Code", "The 6 digits in your authenticator app.")}
    looks: ClassVar[Mapping[str, Look]] = {"code": CODE}

    def clean_code(self) -> str:
        """Spend the code, so that it cannot also be used to sign in."""
        code = str(super().clean_code())
        if not second_step.spend(self.user, self.secret, code):
            raise get_mfa_adapter().validation_error("incorrect_code")
        return code


class AddPasskeyForm(Worded, webauthn.AddWebAuthnForm):
    wording: ClassVar[Mapping[str, tuple[str, str]]] = {
        "name": ("Name of the passkey or security key", "Choose a name you will recognise, like “Office laptop”."),
        "passwordless": ("Use it to sign in without my password", ""),
    }
    looks: ClassVar[Mapping[str, Look]] = {"name": KEY_NAME}


class RenamePasskeyForm(Worded, webauthn.EditWebAuthnForm):
    wording: ClassVar[Mapping[str, tuple[str, str]]] = {"name": ("Name of the passkey or security key", "")}
    looks: ClassVar[Mapping[str, Look]] = {"name": KEY_NAME}
