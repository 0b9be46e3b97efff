"""The organisations' own sign-in providers (OpenID Connect) from the environment, checked at the start."""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

NEEDED: Final = ("provider_id", "name", "client_id")


def checked(providers: Any, *, encrypted: bool) -> list[dict[str, Any]]:
    """Return the providers. Raise ImproperlyConfigured for one that cannot work or is not encrypted."""
    if not isinstance(providers, list) or not all(isinstance(provider, dict) for provider in providers):
        raise ImproperlyConfigured("OIDC_PROVIDERS must be a JSON list of objects.")
    for provider in providers:
        missing = [name for name in NEEDED if not provider.get(name)]
        more = provider.get("settings")
        server = str(more.get("server_url", "")) if isinstance(more, dict) else ""
        if missing or not server:
            raise ImproperlyConfigured(f"A provider in OIDC_PROVIDERS lacks {', '.join(missing or ['server_url'])}.")
        if encrypted and not server.startswith("https://"):
            raise ImproperlyConfigured(f"The server_url of {provider['name']} in OIDC_PROVIDERS must be https://.")
    if len({provider["provider_id"] for provider in providers}) < len(providers):
        raise ImproperlyConfigured("Two providers in OIDC_PROVIDERS have the same provider_id.")
    return providers


def origins(providers: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return where the sign-in button may lead: each provider's server, and others its operator names.

    Browsers apply `form-action` to the whole chain of redirects after a form.
    """
    addresses = [
        address
        for provider in providers
        for address in (provider["settings"]["server_url"], *provider["settings"].get("form_origins", ()))
    ]
    return sorted({f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, addresses)})
