"""Named filters over the catalogue."""

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    pass


class DataAssetQuerySet(models.QuerySet["DataAsset"]):
    def definitions(self) -> "DataAssetQuerySet":
        """Entries of a data dictionary: they explain data, nobody can be asked for them."""
        return self.filter(kind="definition")

    def data(self) -> "DataAssetQuerySet":
        """Datasets and data services: what somebody who looks for data wants."""
        return self.exclude(kind="definition")

    def newest_first(self) -> "DataAssetQuerySet":
        return self.order_by(models.F("modified").desc(nulls_last=True), "pk")

    def with_source(self) -> "DataAssetQuerySet":
        """With what a record's page shows of others, and without the search vector, which nothing in Python reads."""
        return self.select_related("source", "publisher").defer("search")
