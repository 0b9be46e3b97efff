"""The community app."""

from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "community"
    verbose_name = "People and organisations"

    def ready(self) -> None:
        from community import sessions  # noqa: F401 (notes when somebody signs in)
