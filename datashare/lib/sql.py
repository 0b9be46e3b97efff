"""Hand-written SQL inside Django's own queries, for what every page asks."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Field
from django.db.models.expressions import RawSQL


def our_sql(text: str, values: Sequence[Any], holds: "Field[Any, Any]") -> RawSQL:
    """Return an expression of `text`, a constant of ours: all variable or user input is in `values`."""
    return RawSQL(text, values, holds)  # noqa: S611 (constants only)
