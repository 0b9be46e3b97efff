"""Write the public register: an entry when an agreement comes into force, and all of them again when asked."""

from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import Value
from django.db.models.expressions import CombinedExpression

from agreements.models import Agreement, RegisterEntry
from agreements.register.entry import answers_on_review, content_of, first_review, in_force_since, said_in
from datashare.lib.plain import PlainLetters


def enter(agreement: Agreement) -> None:
    """List this agreement in place of an earlier one of its data share, in the transaction of the caller."""
    content = content_of(agreement)
    facts = {
        "agreement": agreement,
        "reference": agreement.share.reference,
        "in_force_since": in_force_since(agreement),
        "review_on": agreement.review_on,
    }
    entry, _ = RegisterEntry.objects.update_or_create(share=agreement.share, defaults=content | facts)
    RegisterEntry.objects.filter(pk=entry.pk).update(search=_search_vector(entry))


def set_first_review(agreement: Agreement) -> None:
    """Write down by when an agreement in force is first reviewed, as its signed words say."""
    agreement.review_on = first_review(answers_on_review(agreement), in_force_since(agreement))
    agreement.save(update_fields=["review_on"])


@transaction.atomic
def rebuild() -> int:
    """Make every entry again from its agreement. Returns how many there are."""
    RegisterEntry.objects.all().delete()
    agreements = list(Agreement.objects.in_force().select_related("share", "words"))
    for agreement in agreements:
        if agreement.review_on is None:
            set_first_review(agreement)
        enter(agreement)
    return len(agreements)


def _search_vector(entry: RegisterEntry) -> CombinedExpression:
    """What search looks in: the title first, then the bodies and records, then the purpose, then the rest."""
    bodies = [*entry.acquirers, *entry.suppliers, *(title for _, title, _ in entry.records)]
    rest = [said.text for said in said_in(entry.says)]
    return (
        _weighed(f"{entry.title} {entry.reference}", "A")
        + _weighed(" \n".join(bodies), "B")
        + _weighed(entry.purpose, "C")
        + _weighed(" \n".join(rest), "D")
    )


def _weighed(text: str, weight: str) -> SearchVector:
    # A tsvector holds a megabyte at most; nothing that a form lets through comes near it.
    return SearchVector(PlainLetters(Value(text[:100_000])), config="english", weight=weight)
