"""Start-up of the front door: logging, and the rights of the two database roles."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.db.models.signals import post_migrate


class DatashareConfig(AppConfig):
    name = "datashare"
    verbose_name = "Design a data share"

    def ready(self) -> None:
        from datashare import deployed_settings, deployment  # noqa: F401 - register system checks
        from datashare.lib import append_only, logs, roles, support  # noqa: F401 - two of them register system checks

        logs.configure()
        post_migrate.connect(append_only.grant_application_role, sender=self)


class StaticFiles(StaticFilesConfig):
    """Static files of npm packages, without their sources."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "*.scss",
        "*.njk",
        "*.map",
        "*.mjs",
        "fixtures.json",
        "macro-options.json",
    ]


class StaffAdmin(AdminConfig):
    """The admin behind the service's own sign-in."""

    default_site = "datashare.admin.StaffSite"
