"""The common rules that a data share stands under, as its drafts and pages read them."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from agreements.drafting.facts import RulesFacts
from agreements.models import Agreement, DataShare, Party
from agreements.models.accessions import bodies_bound_by
from datashare.lib import clock


def rules_above(share: DataShare) -> Agreement | None:
    """Return the edition of common rules that a data share stands under, with its words. One query, or none."""
    key = share.edition.rules_id
    return Agreement.objects.select_related("words", "share").get(pk=key) if key else None


def rules_facts(share: DataShare, parties: list[Party]) -> RulesFacts | None:
    """Return what drafts need of those rules; None, without a query, for a data share that stands under none."""
    rules = rules_above(share)
    if rules is None or rules.in_force_at is None:
        return None
    words = json.loads(rules.words.words)
    return RulesFacts(
        reference=words["reference"],
        number=words["number"],
        title=words["title"],
        digest=rules.words.digest,
        since=clock.local_date(rules.in_force_at),
        clauses={clause["key"]: (clause["number"], clause["heading"]) for clause in clauses_in(words)},
        joining=tuple(map(str, joining_by_signing(rules, parties))),
    )


def joining_by_signing(rules: Agreement, parties: list[Party]) -> list[Party]:
    """Return the parties that these rules do not bind yet, and that join them by signing. Two queries."""
    bound = bodies_bound_by(rules)
    return [party for party in parties if party.sides and party.organisation_id not in bound]


def clauses_in(words: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield each clause of frozen words, in order."""
    for document in words["documents"]:
        for section in document["sections"]:
            yield from section["clauses"]
