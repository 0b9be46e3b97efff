"""What each of several parties that receive has answered about itself, for the fields of a register entry."""

import json
from collections.abc import Mapping

from agreements.kinds import kinds_of
from agreements.models import Agreement, Event, Round
from agreements.questionnaire.receiver import receiver_journey, shared
from agreements.questionnaire.words import Json
from agreements.states import Action

Each = Mapping[str, Mapping[str, Json]]


def receivers_of(agreement: Agreement, newest: Round | None, sent: Mapping[str, Json]) -> Each:
    """Return the answers of each party that receives, as the newest round sent them, by its name; who sent it first.

    Empty if only one receives. Two queries.
    """
    receiving = agreement.share_as_agreed.parties.filter(receives=True).select_related("organisation")
    if newest is None or len(receiving) < 2:
        return {}
    version, sender = agreement.edition.question_set, _sender_of(newest)
    parties = sorted(receiving, key=lambda party: (party.pk != sender, party.gives, party.pk))
    found: dict[str, Mapping[str, Json]] = {}
    for party in parties:
        half = newest.halves.get(str(party.pk), {})
        own = sent if party.pk == sender else {**shared(sent), **receiver_journey(version, half, sent).answered()}
        found[party.organisation.name] = own
    return found


def _sender_of(newest: Round) -> int | None:
    """Return the party that sent a round: another may lead by now. One query."""
    sent = Event.objects.filter(share=newest.edition.share_id, edition=newest.edition.number)
    sent = sent.filter(kind__in=kinds_of(Action.SUBMIT), subject=f"round:{newest.number}")
    told = sent.values_list("details__text", flat=True).first()
    return json.loads(told)["party"] if told else None
