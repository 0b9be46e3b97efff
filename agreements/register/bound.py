"""The link between a register entry and the history, and its search vector."""

from collections.abc import Iterator, Mapping
from typing import Final

from django.contrib.postgres.search import SearchVector
from django.db.models import F, TextField, Value
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Cast

from agreements.evidence.frozen import canonical_json, sha256
from agreements.models import DataShare, RegisterEntry, RegisterJob
from agreements.register.entry import content_of, in_force_since, said_in
from agreements.verifying.replay import Tale
from datashare.lib.plain import PlainLetters

FORMAT: Final = "das-entry-1"
PLAIN: Final = (
    *("reference", "title", "kind", "acquirers", "suppliers", "joins_later", "signed_as", "purpose"),
    *("policy_area", "power", "gateway", "data_types", "records", "says"),
)
# Named only where they hold something else than this: of common rules, and of what stands under them.
WHERE_ANY: Final[Mapping[str, object]] = {"members": [], "rules": {}}


def listed_as(entry: RegisterEntry) -> str:
    """Return the subject of the event for this entry: its agreement, and the digest of all its content."""
    facts = {name: getattr(entry, name) for name in PLAIN}
    facts |= {name: value for name, none in WHERE_ANY.items() if (value := getattr(entry, name)) != none}
    facts |= {
        "format": FORMAT,
        "number": entry.agreement.number,
        "in_force_since": entry.in_force_since.isoformat(),
        "review_on": entry.review_on.isoformat() if entry.review_on else None,
    }
    return f"listed:{entry.agreement.number}:{sha256(canonical_json(facts))}"


def register_faults(share: DataShare, tale: Tale) -> Iterator[str]:
    """Yield the differences between the register entry and the history, in both directions."""
    entry = RegisterEntry.objects.filter(share=share).select_related("agreement").first()
    in_force = [told.number for told in tale.agreements.values() if told.in_force_at and not told.ended_at]
    listed, subject = tale.listed or (0, "")
    owed = RegisterJob.objects.filter(agreement__share=share, agreement__number__in=in_force, done_at=None)
    if in_force and listed not in in_force and not owed.exists():
        yield f"the history does not record that agreement {in_force[0]} was listed in the register"
    if entry is None:
        if listed in in_force:
            yield f"its entry in the register is missing, but the history records “{subject}”"
        return
    if listed_as(entry) != subject or entry.agreement.share_id != share.pk:
        yield f"its entry in the register is not the one that the history records{_where(entry)}"
    if in_force == [listed] and entry.agreement.review_on != entry.review_on:
        yield f"the review_on of agreement {listed} is not that of its entry in the register"
    if not _is_found_as_it_reads(entry):
        yield "its entry in the register: its search is not made from its words"


def _is_found_as_it_reads(entry: RegisterEntry) -> bool:
    """Return whether the search vector is made from the entry's words. Only the database can compare them."""
    stored, rebuilt = Cast("search", TextField()), Cast(search_vector(entry), TextField())
    return RegisterEntry.objects.filter(pk=entry.pk).annotate(kept=stored, made=rebuilt).filter(kept=F("made")).exists()


def _where(entry: RegisterEntry) -> str:
    """Return the columns that would differ if the entry was made again now, as far as that can be told."""
    try:
        made = content_of(entry.agreement) | {"reference": entry.agreement.share.reference}
        made |= {"in_force_since": in_force_since(entry.agreement), "review_on": entry.agreement.review_on}
    except Exception:  # noqa: BLE001 (whatever was touched beside it: the fault is told all the same)
        return ""
    names = sorted(name for name, value in made.items() if getattr(entry, name) != value)
    return f": its {', '.join(names)}" if names else ""


def search_vector(entry: RegisterEntry) -> CombinedExpression:
    """Return the search vector: the title first, then the bodies and records, then the purpose, then the rest."""
    bodies = [*entry.acquirers, *entry.suppliers, *entry.members, *(title for _, title, _ in entry.records)]
    rest = [said.text for said in said_in(entry.says)]
    return (
        _weighed(f"{entry.title} {entry.reference}", "A")
        + _weighed(" \n".join(bodies), "B")
        + _weighed(entry.purpose, "C")
        + _weighed(" \n".join(rest), "D")
    )


def _weighed(text: str, weight: str) -> SearchVector:
    # A tsvector holds a megabyte at most; forms accept far less.
    return SearchVector(PlainLetters(Value(text[:100_000])), config="english", weight=weight)
