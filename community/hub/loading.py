"""Stores the guidance and the glossary that the project brings with it, and keeps what people have changed since."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.forms.models import model_to_dict

from community.hub.files import OF_ARTICLE, OF_TERM, articles, digest, terms
from community.models import GlossaryTerm, Guidance

Row = Guidance | GlossaryTerm


@transaction.atomic
def load_guidance() -> Counter[str]:
    """Store each article and term. Return how many were added, updated, unchanged, and kept as people changed them.

    Idempotent. Four queries if nothing changed.
    """
    counted = _load(Guidance, articles(), OF_ARTICLE)
    return counted + _load(GlossaryTerm, terms(), OF_TERM)


def _load(model: type[Row], written: Iterable[dict[str, Any]], names: tuple[str, ...]) -> Counter[str]:
    stored: dict[str, Row] = {row.slug: row for row in _locked(model)}
    return Counter(_store(model, stored.get(fields["slug"]), fields, names) for fields in written)


def _locked(model: type[Row]) -> Iterable[Row]:
    """Return the stored rows; another process that loads waits."""
    if model is Guidance:
        return Guidance.objects.select_for_update().defer("search")
    return GlossaryTerm.objects.select_for_update().defer("search")


def _store(model: type[Row], row: Row | None, fields: dict[str, Any], names: tuple[str, ...]) -> str:
    """Store one article or term. Return what was done."""
    loaded = digest(fields, names)
    if row is None:
        model(**fields, loaded=loaded).save()
        return "added"
    if row.loaded == loaded:
        return "unchanged"
    if is_changed(row, names):
        return "kept"
    for name in names:
        setattr(row, name, fields[name])
    row.loaded = loaded
    row.save(update_fields=[*names, "loaded"])
    return "updated"


def is_changed(row: Row, names: tuple[str, ...]) -> bool:
    """Return whether a person changed the words since they were loaded, or reviewed them as they are."""
    return getattr(row, "reviewed_on", None) is not None or digest(model_to_dict(row), names) != row.loaded
