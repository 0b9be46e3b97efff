"""Many rows as one value, gathered by the database."""

from django.db.models import Aggregate, JSONField


class AsMapping(Aggregate):
    """`AsMapping("key", "value")`: two columns as a mapping, far cheaper than rows; None where there are none."""

    # As text, which Python reads: PostgreSQL need not take it apart in between.
    template = "json_object_agg(%(expressions)s)::text"
    output_field = JSONField()
