"""Which records belong to a body that has closed."""

from collections.abc import Iterable

from catalogue.models import DataAsset


def closed_publishers(references: Iterable[str]) -> set[str]:
    """Return those of the records whose publisher has closed. One query, or none for no records."""
    asked = list(references)
    if not asked:
        return set()
    records = DataAsset.objects.filter(reference__in=asked, publisher__is_closed=True)
    return set(records.values_list("reference", flat=True))
