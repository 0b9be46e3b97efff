"""Fixtures shared by the tests of people and organisations."""

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import pytest
from csp.constants import SELF
from pytest_django import Settings

from datashare import providers
from tests.support.provider import Provider, running

Configure: TypeAlias = Callable[..., None]


@pytest.fixture
def provider() -> Iterator[Provider]:
    """Yield a running sign-in provider that this service does not know."""
    with running() as made:
        yield made


@pytest.fixture
def configure(provider: Provider, settings: Settings) -> Configure:
    """Return a function that configures the provider, as OIDC_PROVIDERS does, with these settings."""

    def name(**own: Any) -> None:
        apps = providers.checked([provider.app(**own)], encrypted=False)
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps, "OAUTH_PKCE_ENABLED": True}}
        directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"] | {"form-action": [SELF, *providers.origins(apps)]}
        settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": directives}

    return name
