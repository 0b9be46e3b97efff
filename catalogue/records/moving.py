"""Moves records from a closed organisation to its successor."""

from typing import Any

from django.dispatch import receiver
from simple_history.utils import bulk_update_with_history

from catalogue.models import DataAsset
from community.models import Organisation, body_moved


@receiver(body_moved)
def move_records(closed: Organisation, successor: Organisation, reason: str, **_: Any) -> int:
    """Give all records of the closed organisation to its successor; return how many.

    The digest of the last import is changed too, so that the next import finds nothing to update.
    """
    records = list(DataAsset.objects.filter(publisher=closed).defer("search"))
    for record in records:
        record.publisher, record.publisher_name = successor, successor.name
        record.digest = f"{record.digest.rpartition('-')[0]}-{successor.pk}" if "-" in record.digest else record.digest
    fields = ["publisher", "publisher_name", "digest"]
    bulk_update_with_history(records, DataAsset, fields, batch_size=500, default_change_reason=reason)
    return len(records)
