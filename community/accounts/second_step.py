"""Codes of an authenticator app: single use, with one step of drift either way (RFC 6238, section 5.2)."""

from typing import Final

from allauth.core.internal.cryptokit import compare_user_code, normalize_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.db import IntegrityError, transaction

from community.models import SpentCode, User

# Steps after which a spent code has expired.
KEPT_STEPS: Final = 10


def second_steps(user: User) -> list[str]:
    """Return the kinds of second step that a user has set up, in words."""
    kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    words = {
        Authenticator.Type.TOTP: "authenticator app",
        Authenticator.Type.WEBAUTHN: "passkey or security key",
    }
    return [step for kind, step in words.items() if kind in kinds]


def spend(user: User, secret: str, code: str) -> bool:
    """Spend a code of this secret. Return whether it is valid and unused; the database decides."""
    for step in yield_hotp_counters_from_time():
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step))):
            return _spend(user, step, normalize_user_code(code))
    return False


def spend_with(authenticator: Authenticator, code: str) -> bool:
    """Spend a code of the app that this user set up."""
    return spend(authenticator.user, decrypt(authenticator.data["secret"]), code)


def _spend(user: User, step: int, code: str) -> bool:
    SpentCode.objects.filter(user=user, step__lt=step - KEPT_STEPS).delete()
    try:
        with transaction.atomic():
            SpentCode.objects.create(user=user, step=step, code=code)
    except IntegrityError:
        return False
    return True
