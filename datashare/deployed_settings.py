"""Checks of `check --deploy` on settings that can be read but cannot be right."""

from collections.abc import Iterator, Sequence
from email.utils import parseaddr
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

BRANDS: Final = ("plain", "govuk")


@register(deploy=True)
def settings_can_be_right(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse an address, host, folder or look that the service could not use."""
    found = [*_of_mail(), *_of_addresses(), *_of_files()]
    return [Error(problem, hint=hint, id="datashare.E005") for problem, hint in found]


def _of_mail() -> Iterator[tuple[str, str]]:
    if settings.SUPPORT_EMAIL and not _is_mailbox(settings.SUPPORT_EMAIL):
        yield "SUPPORT_EMAIL is not an email address.", "Set SUPPORT_EMAIL to one address, such as help@example.gov.uk."
    if settings.DATA_PROTECTION_EMAIL and not _is_mailbox(settings.DATA_PROTECTION_EMAIL):
        hint = "Set DATA_PROTECTION_EMAIL to one address, such as dpo@example.gov.uk."
        yield "DATA_PROTECTION_EMAIL is not an email address.", hint
    if not _is_mailbox(parseaddr(settings.DEFAULT_FROM_EMAIL)[1]):
        hint = "Set DEFAULT_FROM_EMAIL to one address, or to a name and an address: Name <no-reply@example.gov.uk>."
        yield "DEFAULT_FROM_EMAIL does not contain an email address.", hint
    if settings.EMAIL_BACKEND.endswith("smtp.EmailBackend") and not settings.EMAIL_HOST:
        yield "EMAIL_URL does not name a mail server.", "Set EMAIL_URL to smtp+tls://user:password@host:587."


def _of_addresses() -> Iterator[tuple[str, str]]:
    parts = _split(settings.SERVICE_URL)
    if parts is None or parts.path or parts.query or parts.fragment or parts.username:
        yield "SERVICE_URL is more than the address of a host.", "Set SERVICE_URL to https:// and the host only."
    if "*" in settings.ALLOWED_HOSTS:
        yield "ALLOWED_HOSTS allows every host.", "Set ALLOWED_HOSTS to the host names that people use."
    if settings.SEAL_TIMESTAMP_URL and _split(settings.SEAL_TIMESTAMP_URL) is None:
        hint = "Set SEAL_TIMESTAMP_URL to the http:// or https:// address of a timestamp authority, or leave it out."
        yield "SEAL_TIMESTAMP_URL is not a web address.", hint


def _of_files() -> Iterator[tuple[str, str]]:
    former = Path(settings.SEAL_FORMER_CERTIFICATES)
    if former.exists() and not former.is_dir():
        hint = "Set SEAL_FORMER_CERTIFICATES to a folder with one *.pem for each certificate."
        yield f"SEAL_FORMER_CERTIFICATES names {former}, which is not a folder.", hint
    if settings.BRAND not in BRANDS:
        yield "BRAND is not a look that the service has.", f"Set BRAND to one of {', '.join(BRANDS)}, or leave it out."


def _is_mailbox(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True


def _split(address: str) -> Any:
    """Return the parts of a web address with a host; None if it is none."""
    try:
        parts = urlsplit(address)
        return parts if parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0 else None
    except ValueError:
        return None
