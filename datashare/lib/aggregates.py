"""Aggregates that return many rows as one value."""

from django.db.models import Aggregate, JSONField


class AsMapping(Aggregate):
    """Two columns as a mapping: `AsMapping("key", "value")`. Far cheaper than rows; None if there are none."""

    # As text, so that PostgreSQL does not parse the JSON before Python does.
    template = "json_object_agg(%(expressions)s)::text"
    output_field = JSONField()
