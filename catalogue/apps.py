"""The catalogue app."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "catalogue"
    verbose_name = "Catalogue"

    def ready(self) -> None:
        from catalogue.records import moving  # noqa: F401 (moves records when an organisation's work moves)
