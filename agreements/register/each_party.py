"""What each of several parties that receive has answered about itself, for the fields of a register entry."""

from collections.abc import Mapping

from agreements.models import Agreement, Round
from agreements.models.leading import sender_of
from agreements.questionnaire.receiver import receiver_journey, shared
from agreements.questionnaire.words import Json

Each = Mapping[str, Mapping[str, Json]]


def receivers_of(agreement: Agreement, newest: Round | None, sent: Mapping[str, Json]) -> Each:
    """Return the answers of each party that receives, as the newest round sent them, by its name; who sent it first.

    Empty if only one receives. Two queries.
    """
    receiving = agreement.share_as_agreed.parties.filter(receives=True).select_related("organisation")
    if newest is None or len(receiving) < 2:
        return {}
    version, sender = agreement.edition.question_set, sender_of(newest.edition)
    parties = sorted(receiving, key=lambda party: (party.pk != sender, party.gives, party.pk))
    found: dict[str, Mapping[str, Json]] = {}
    for party in parties:
        half = newest.halves.get(str(party.pk), {})
        own = sent if party.pk == sender else {**shared(sent), **receiver_journey(version, half, sent).answered()}
        found[party.organisation.name] = own
    return found
