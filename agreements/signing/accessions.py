"""What an agreement does to the common rules that it stands under: who joins them by signing it."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from agreements.models import Accession, Agreement, DataShare, Party
from agreements.notifications.joining import tell_joined


def join_rules(share: DataShare, agreement: Agreement, at: datetime) -> dict[str, Any]:
    """Let the parties that have signed join the rules that the words name; return the record for the event.

    Empty, without a query, for an agreement that stands under none. The caller brings it into force in the same
    transaction. A body that has joined by another agreement meanwhile stays as it is. The leads of all others in the
    rules are told of the new ones.
    """
    if share.edition.rules_id is None:
        return {}
    words = json.loads(agreement.words.words)
    named = words["rules"]
    joining = [party for name, party in _signed_by(agreement, words).items() if name in named["joining"]]
    before = set(Accession.objects.filter(agreement=share.edition.rules_id).values_list("organisation", flat=True))
    Accession.objects.bulk_create(
        (
            Accession(agreement_id=share.edition.rules_id, organisation=party.organisation, by=agreement, at=at)
            for party in joining
        ),
        ignore_conflicts=True,
    )
    if new := [party.organisation for party in joining if party.organisation_id not in before]:
        tell_joined(Agreement.objects.select_related("share").get(pk=share.edition.rules_id), new, agreement)
    told = {name: named[name] for name in ("reference", "number", "digest")}
    return {"rules": {**told, "joined": [party.pk for party in joining]}}


def _signed_by(agreement: Agreement, words: Mapping[str, Any]) -> dict[str, Party]:
    """Return the parties that have signed in every position, by their names in the words."""
    required = list(agreement.required.select_related("party__organisation", "signature"))
    missing = {row.party_id for row in required if not hasattr(row, "signature")}
    return {words["signatories"][row.place - 1]["party"]: row.party for row in required if row.party_id not in missing}
