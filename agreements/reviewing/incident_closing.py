"""Close an incident: one lead records cause and changes for all, and every other organisation agrees or returns it."""

from collections.abc import Mapping
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from agreements.kinds import EventKind
from agreements.models import Addressee, DataShare, Incident, JointRecord, JointRecordAnswer, Party
from agreements.reviewing.incidents import begin_with, concerned, tell
from agreements.states import Action
from community.models import User
from datashare.lib.exceptions import Incomplete, NotNow
from datashare.lib.phrases import listed

OWN: Final = "Your organisation wrote this record. The others answer it."
WAITS: Final = "A record waits for the other organisations. They agree with it or return it first."
NOT_CONTAINED: Final = "The incident is not contained yet. Record first how it was contained."
NO_RECORD: Final = "No record waits for your organisation."


@transaction.atomic
def explain(*, share: DataShare, incident: int, given: Mapping[str, Any], by: User) -> JointRecord:
    """Record what happened, why, and what each organisation changes, for all to agree with.

    `given` has the fields of JointRecord that people fill. Raise NotNow while another waits, before the incident is
    contained, and while an organisation has not decided whom to tell.
    """
    share, found, party = begin_with(share, Action.CLOSE_INCIDENT, incident, by)
    if why := why_not_explained(found):
        raise NotNow(why)
    made = JointRecord.objects.create(incident=found, party=party, by=by, **given)
    tell(share, EventKind.INCIDENT_EXPLAINED, found, party, by, in_words(made))
    _close_if_all_agree(share, found, made, by)
    return made


@transaction.atomic
def answer(*, share: DataShare, incident: int, agrees: bool, reason: str, by: User) -> JointRecordAnswer:
    """Agree with the record that waits for one's own organisation, or return it. Once all agree, it is closed.

    Raise PermissionDenied for who wrote it, NotNow where none waits, Incomplete for a return without a reason.
    """
    share, found, party = begin_with(share, Action.CLOSE_INCIDENT, incident, by)
    waiting = found.joint_records.waiting().last()
    if waiting is not None and waiting.party_id == party.pk:
        raise PermissionDenied(OWN)
    if waiting is None or waiting.answers.filter(party=party).exists():
        raise NotNow(NO_RECORD)
    if not agrees and not reason.strip():
        raise Incomplete("Say what is wrong or missing.")
    made = JointRecordAnswer.objects.create(joint_record=waiting, party=party, agrees=agrees, reason=reason, by=by)
    kind = EventKind.INCIDENT_RECORD_AGREED if agrees else EventKind.INCIDENT_RECORD_RETURNED
    tell(share, kind, found, party, by, reason)
    if agrees:
        _close_if_all_agree(share, found, waiting, by)
    return made


def why_not_explained(incident: Incident) -> str:
    """Return why cause and changes cannot be recorded yet; empty if they can."""
    waiting = incident.joint_records.waiting().last()
    if waiting is not None and awaited(waiting, incident):
        return WAITS
    if incident.contained_at is None:
        return NOT_CONTAINED
    if left := undecided(incident):
        one = len(left) == 1
        return (
            f"{listed(map(str, left))} {'has' if one else 'have'} not decided yet whether to tell the ICO and the "
            "people affected."
        )
    return ""


def undecided(incident: Incident) -> list[Party]:
    """Return the parties that have not decided yet on telling the ICO and the people affected. Two queries."""
    decided = set(incident.decisions.values_list("party", "addressee"))
    return [
        party
        for party in concerned(incident)
        if any((party.pk, addressee) not in decided for addressee in Addressee.values)
    ]


def awaited(record: JointRecord, incident: Incident) -> list[Party]:
    """Return the parties that have not agreed with a record yet. Two queries."""
    agreed = {record.party_id, *record.answers.values_list("party", flat=True)}
    return [party for party in concerned(incident) if party.pk not in agreed]


def in_words(record: JointRecord) -> str:
    """Return the record as text."""
    lines = (("What happened", record.happened), ("Why", record.cause), ("What each changes", record.changes))
    return "\n".join(f"{label}: {words}" for label, words in lines)


def _close_if_all_agree(share: DataShare, incident: Incident, record: JointRecord, by: User) -> None:
    if awaited(record, incident):
        return
    incident.closed_at = timezone.now()
    incident.save(update_fields=["closed_at"])
    tell(share, EventKind.INCIDENT_CLOSED, incident, record.party, by)
