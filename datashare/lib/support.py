"""Warns before a service starts without a support address, or without a controller of its personal data."""

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


@register(deploy=True)
def names_its_controller(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Warn without SERVICE_CONTROLLER: people must be told who it is (UK GDPR, Article 13(1)(a))."""
    if settings.SERVICE_CONTROLLER:
        return []
    hint = "Set SERVICE_CONTROLLER to the name of the organisation that decides how the service uses personal data."
    return [Caution("The privacy page does not say who is the controller.", hint=hint, id="datashare.W003")]
