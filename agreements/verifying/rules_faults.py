"""Compare the common rules that an agreement stands under, and who joined them, with its words and history."""

from collections.abc import Iterator

from agreements.models import Accession, Agreement, Party
from agreements.verifying.accounts import words_of
from agreements.verifying.replay import Told


def rules_faults(agreement: Agreement, told: Told) -> Iterator[str]:
    """Yield each difference. No query, but for one, where an agreement stands under no rules and none joined by it."""
    named, rules = words_of(agreement).get("rules"), agreement.edition.rules
    made = list(Accession.objects.filter(by=agreement))
    if rules is None or named is None:
        if rules is not None and not _is_draft_of_words(agreement):
            yield "it stands under common rules that its words do not name"
        if named is not None:
            yield "its words name common rules that it does not stand under"
        if made:
            yield "organisations joined common rules by it, though its words name none"
        return
    if (named.get("reference"), named.get("number")) != (rules.share.reference, rules.number):
        yield "it stands under other common rules than its words name"
    if not hasattr(rules, "words") or rules.words.digest != named.get("digest"):
        yield "the common rules that it stands under have another digest than its words name"
    yield from _accession_faults(agreement, rules, told, made)


def _is_draft_of_words(agreement: Agreement) -> bool:
    """Return whether the words were taken back: its edition may have been put under rules since."""
    return agreement.taken_back_at is not None


def _accession_faults(agreement: Agreement, rules: Agreement, told: Told, made: list[Accession]) -> Iterator[str]:
    """Yield each body that joined by these words and not by the history, or the reverse."""
    bodies = dict(Party.objects.filter(pk__in=told.joined).values_list("pk", "organisation"))
    joined = set(rules.accessions.values_list("organisation", flat=True))
    for party in told.joined:
        if bodies.get(party) not in joined:
            yield f"party {party} has not joined the common rules, as the history records"
    for row in made:
        if row.organisation_id not in bodies.values() or row.agreement_id != rules.pk:
            yield f"the history does not record that organisation {row.organisation_id} joined the common rules by it"
        elif row.at != told.in_force_at:
            yield f"organisation {row.organisation_id} joined the common rules at another time than the history records"
