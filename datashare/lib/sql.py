"""SQL written by hand inside Django's own queries, for what every page asks."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Field
from django.db.models.expressions import RawSQL


def our_sql(text: str, values: Sequence[Any], holds: "Field[Any, Any]") -> RawSQL:
    """An expression of `text`, which is a constant of ours: whatever changes or was typed is among `values`."""
    return RawSQL(text, values, holds)  # noqa: S611 (constants only)
