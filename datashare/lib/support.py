"""Warns before a service starts without a support address."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, register
from django.core.checks import Warning as Caution


@register(deploy=True)
def leads_to_help(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Warn without SUPPORT_EMAIL, as a check of `manage.py check --deploy`."""
    if settings.SUPPORT_EMAIL:
        return []
    hint = "Set SUPPORT_EMAIL. The help and sign-up pages tell people to email it."
    return [Caution("No page says where people can get help.", hint=hint, id="datashare.W002")]
