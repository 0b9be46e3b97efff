"""What an agreement does to the common rules that it stands under: who joins them by signing it."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from agreements.models import Accession, Agreement, DataShare, Party
from agreements.models.accessions import bodies_bound_by
from agreements.notifications.joining import tell_joined
from datashare.lib.exceptions import NotNow
from datashare.lib.phrases import listed


def join_rules(share: DataShare, agreement: Agreement, at: datetime) -> dict[str, Any]:
    """Let the parties that have signed join the rules that the words name; return the record for the event.

    Empty, without a query, for an agreement that stands under none. The caller brings it into force in the same
    transaction, and locks the rules. A body that another agreement has let in meanwhile, and that still binds it, stays
    as it is. The leads of all others in the rules are told of the new ones.
    """
    if share.edition.rules_id is None:
        return {}
    words = json.loads(agreement.words.words)
    named = words["rules"]
    joining = [party for name, party in _signed_by(agreement, words).items() if name in named["joining"]]
    standing = Accession.objects.standing(besides=agreement).filter(agreement=share.edition.rules_id)
    before = set(standing.values_list("organisation", flat=True))
    new = [party.organisation for party in joining if party.organisation_id not in before]
    Accession.objects.bulk_create(
        Accession(agreement_id=share.edition.rules_id, organisation=body, by=agreement, at=at) for body in new
    )
    if new:
        tell_joined(Agreement.objects.select_related("share").get(pk=share.edition.rules_id), new, agreement)
    told = {name: named[name] for name in ("reference", "number", "digest")}
    return {"rules": {**told, "joined": [party.pk for party in joining]}}


def lock_rules(share: DataShare) -> None:
    """Let no body leave the rules that a data share stands under, or join them, until the transaction ends."""
    if share.edition.rules:
        DataShare.objects.select_for_update().get(pk=share.edition.rules.share_id)


def gone_from_rules(share: DataShare, agreement: Agreement, signer: Party | None = None) -> list[Party]:
    """Return the parties that the rules bind no more, though the words on offer do not say that they join them.

    Of those that have signed, those that the words wait for, and the one that signs. None, without a query, for a data
    share under no rules.
    """
    if share.edition.rules is None:
        return []
    words, bound = json.loads(agreement.words.words), bodies_bound_by(share.edition.rules)
    rows = agreement.required.filter(
        Q(signature__isnull=False) | Q(pk__in=agreement.required.awaited().values("pk")) | Q(party=signer)
    )
    found = {}
    for row in rows.select_related("party__organisation").order_by("place"):
        joins = words["signatories"][row.place - 1]["party"] in words["rules"]["joining"]
        if not joins and row.party.organisation_id not in bound:
            found[row.party_id] = row.party
    return list(found.values())


def must_keep_to_rules(share: DataShare, agreement: Agreement, signer: Party | None = None) -> None:
    """Raise NotNow if a party of the words on offer has left the rules since they were frozen."""
    if gone := gone_from_rules(share, agreement, signer):
        has = "has" if len(gone) == 1 else "have"
        raise NotNow(
            f"{listed(map(str, gone))} {has} left the common rules that this text stands under. Reopen the text, so "
            "that it says who joins them by signing it."
        )


def _signed_by(agreement: Agreement, words: Mapping[str, Any]) -> dict[str, Party]:
    """Return the parties that have signed in every position, by their names in the words."""
    required = list(agreement.required.select_related("party__organisation", "signature"))
    missing = {row.party_id for row in required if not hasattr(row, "signature")}
    return {words["signatories"][row.place - 1]["party"]: row.party for row in required if row.party_id not in missing}
