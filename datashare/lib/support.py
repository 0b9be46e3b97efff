"""Warns before a service starts that leads no one who needs help to an address."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, register
from django.core.checks import Warning as Caution


@register(deploy=True)
def leads_to_help(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A check of `manage.py check --deploy`."""
    if settings.SUPPORT_EMAIL:
        return []
    hint = "Set SUPPORT_EMAIL. The help page and everyone who cannot sign up are led to it."
    return [Caution("No page says where people get help.", hint=hint, id="datashare.W002")]
