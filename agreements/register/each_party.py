"""What each of several parties that receive has answered about itself, for the fields of a register entry."""

from collections.abc import Mapping

from agreements.models import Agreement, Round
from agreements.questionnaire.receiver import receiver_journey, shared
from agreements.questionnaire.words import Json

Each = Mapping[str, Mapping[str, Json]]


def receivers_of(agreement: Agreement, newest: Round | None, sent: Mapping[str, Json]) -> Each:
    """Return the answers of each party that receives, as the newest round sent them, by its name; who asks first.

    Empty if only the one that asks receives. One query.
    """
    receiving = agreement.share_as_agreed.parties.filter(receives=True).select_related("organisation")
    parties = sorted(receiving, key=lambda party: not party.is_lead)
    if newest is None or len(parties) < 2:
        return {}
    version = agreement.edition.question_set
    found: dict[str, Mapping[str, Json]] = {}
    for party in parties:
        half = newest.halves.get(str(party.pk), {})
        own = sent if party.is_lead else {**shared(sent), **receiver_journey(version, half, sent).answered()}
        found[party.organisation.name] = own
    return found
