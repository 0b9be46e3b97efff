"""Many rows as one value, gathered by the database."""

from django.db.models import Aggregate, JSONField


class AsMapping(Aggregate):
    """`AsMapping("key", "value")`: two columns as a mapping, far cheaper than rows; None where there are none."""

    function = "jsonb_object_agg"
    output_field = JSONField()
