"""What the public reads of who joined an agreement later, who left it, and what stands under common rules."""

from collections.abc import Mapping
from typing import Any

from agreements.models import Accession, Agreement, Departure, Disposal, RegisterEntry
from datashare.lib.clock import long_date


def joined_later(agreement: Agreement) -> list[str]:
    """Return a line for each organisation that joined common rules by signing another agreement. Two queries."""
    rows = Accession.objects.filter(agreement=agreement).select_related("organisation", "by__share")
    standing = set(Accession.objects.standing().filter(agreement=agreement).values_list("pk", flat=True))
    return [
        f"{row.organisation}, on {long_date(row.at)}, by signing {row.by.share.reference} (version {row.by.number})"
        f"{'' if row.pk in standing else '. It has left since'}"
        for row in rows
    ]


def left_in_words(agreement: Agreement) -> list[str]:
    """Return a line for each organisation that has left an agreement, or will. One query."""
    rows = Departure.objects.filter(agreement=agreement).select_related("party__organisation")
    return [f"{row.party}, {'on' if row.done_at else 'after'} {long_date(row.last_day)}" for row in rows]


def disposals_in_words(agreement: Agreement) -> list[str]:
    """Return a line for each organisation that must dispose of what it received. One query."""
    rows = agreement.disposals.select_related("party__organisation")
    return [f"{row.party}: {_proved(row)}" for row in rows]


def _proved(disposal: Disposal) -> str:
    if disposal.proved_at is None:
        return "not certified and accepted yet"
    return f"certified, and accepted on {long_date(disposal.proved_at)}"


def standing_under(reference: str) -> list[RegisterEntry]:
    """Return the agreements in force that stand under the common rules of this reference, by title. One query."""
    entries = RegisterEntry.objects.in_force().filter(rules__reference=reference)
    return list(entries.only("reference", "title", "rules").order_by("title", "reference"))


def rules_in_words(named: Mapping[str, Any] | None) -> str:
    """Return the common rules that signed words or an entry name; empty if they name none."""
    return f"{named['title']} ({named['reference']}, version {named['number']})" if named else ""
