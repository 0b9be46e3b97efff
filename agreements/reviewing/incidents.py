"""Record an incident with shared data, what each organisation knew when, and whom it told. The data never enters."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from agreements.kinds import ChangeKey, EventKind, FactValue
from agreements.members.actions import party_of
from agreements.models import (
    Addressee,
    DataShare,
    Departure,
    Disposal,
    Incident,
    IncidentAwareness,
    IncidentDecision,
    IncidentNote,
    Party,
    RequiredSignature,
)
from agreements.states import STANDING, Action
from agreements.workflow import EventChange, begin_in_force, finish
from community.models import User
from community.organisations.nations import nation_of
from datashare.lib.clock import long_date, long_datetime, working_day_after
from datashare.lib.exceptions import Incomplete, NotNow

# Working days from the containment to the joint record. The signed words count from the close, which is no earlier.
DAYS_TO_EXPLAIN: Final = 20
CLOSED: Final = "This incident is closed. If something new was found, record another incident."
NONE_HELD: Final = "All data under this agreement has been disposed of, so there is nothing left to record here."
UNAWARE: Final = "Say first when your organisation became aware of the incident. Its 72 hours count from then."
TOLD: Final = "Your organisation has told them already. If more is known, add it to the incident."
CONTAINED: Final = "It has been recorded that this incident is contained."
_KINDS: Final = {
    (Addressee.ICO, True): EventKind.ICO_TOLD,
    (Addressee.ICO, False): EventKind.ICO_NOT_TOLD,
    (Addressee.PEOPLE, True): EventKind.PEOPLE_TOLD,
    (Addressee.PEOPLE, False): EventKind.PEOPLE_NOT_TOLD,
}


@transaction.atomic
def record(*, share: DataShare, given: Mapping[str, Any], aware_at: datetime, by: User) -> Incident:
    """Record an incident for one's own organisation, which became aware of it at this time. The others are told.

    `given` has the fields of Incident that people fill. Idempotent for the same words and time. Raise NotNow once all
    data is disposed of, or for a party that is not bound and holds none, Incomplete for a time to come.
    """
    share, agreement = begin_in_force(share, Action.REPORT_INCIDENT, by)
    if not is_data_held(share):
        raise NotNow(NONE_HELD)
    party = party_of(share, by)
    if done := agreement.incidents.filter(party=party, awareness__aware_at=aware_at, **given).first():
        return done
    number = Incident.objects.in_share(share.pk).count() + 1
    made = Incident(agreement=agreement, number=number, party=party, by=by, **given)
    _must_be_concerned(made, party)
    _must_have_been(aware_at)
    made.save(force_insert=True)
    IncidentAwareness.objects.create(incident=made, party=party, aware_at=aware_at.astimezone(UTC), by=by)
    said = f"{in_words(made)}\n{_aware_in_words(aware_at)}"
    tell(share, EventKind.INCIDENT_RECORDED, made, party, by, said)
    return made


@transaction.atomic
def note_aware(*, share: DataShare, incident: int, aware_at: datetime, how: str, by: User) -> IncidentAwareness:
    """Store when one's own organisation became aware, or correct it: its own 72 hours count from then.

    Idempotent for the newest time and words. Raise NotNow for a closed incident, Incomplete for a time to come, and for
    a correction without a reason.
    """
    share, found, party = begin_with(share, Action.REPORT_INCIDENT, incident, by)
    _must_have_been(aware_at)
    before = found.awareness.filter(party=party).last()
    if before and (before.aware_at, before.how) == (aware_at, how):
        return before
    if before and not how.strip():
        raise Incomplete("Say why the earlier time was wrong.")
    made = IncidentAwareness.objects.create(
        incident=found, party=party, aware_at=aware_at.astimezone(UTC), how=how, by=by
    )
    said = "\n".join(filter(None, [_aware_in_words(aware_at), how]))
    tell(share, EventKind.INCIDENT_NOTED, found, party, by, said)
    return made


@transaction.atomic
def decide(
    *, share: DataShare, incident: int, addressee: Addressee, given: Mapping[str, Any], by: User
) -> IncidentDecision:
    """Store that one's own organisation told the ICO or the people affected, or decided not to.

    `given` has the fields of IncidentDecision that people fill; `told_at` None means not told. It may tell them after
    all later. Idempotent for the newest decision. Raise NotNow for a closed incident, before the organisation said when
    it became aware and once it has told them, Incomplete for a time that cannot be, without words, and for a late one
    without the reason.
    """
    share, found, party = begin_with(share, Action.DECIDE_INCIDENT, incident, by)
    aware = found.awareness.filter(party=party).last()
    if aware is None:
        raise NotNow(UNAWARE)
    before = found.decisions.filter(party=party, addressee=addressee).last()
    if before and all(getattr(before, name) == value for name, value in given.items()):
        return before
    if before and before.told_at:
        raise NotNow(TOLD)
    told_at = given["told_at"]
    _must_be_explained(aware, addressee, given)
    values = {**given, "told_at": told_at.astimezone(UTC) if told_at else None}
    made = IncidentDecision.objects.create(incident=found, party=party, addressee=addressee, by=by, **values)
    tell(share, _KINDS[addressee, bool(told_at)], found, party, by, decision_in_words(made))
    return made


@transaction.atomic
def add(*, share: DataShare, incident: int, words: str, by: User) -> IncidentNote:
    """Add what became known later. Idempotent for the same words.

    Raise NotNow for a closed incident, Incomplete without words.
    """
    share, found, party = begin_with(share, Action.REPORT_INCIDENT, incident, by)
    if done := found.notes.filter(party=party, contains=False, words=words).first():
        return done
    return _note(share, EventKind.INCIDENT_ADDED_TO, found, party, words, by)


@transaction.atomic
def contain(*, share: DataShare, incident: int, words: str, by: User) -> IncidentNote:
    """Record that the incident is contained, and how. Raise NotNow for a second time, Incomplete without words."""
    share, found, party = begin_with(share, Action.REPORT_INCIDENT, incident, by)
    if found.contained_at:
        raise NotNow(CONTAINED)
    found.contained_at = timezone.now()
    nation = nation_of(party.organisation)
    found.explain_by = working_day_after(timezone.localdate(found.contained_at), DAYS_TO_EXPLAIN, nation)
    found.save(update_fields=["contained_at", "explain_by"])
    return _note(share, EventKind.INCIDENT_CONTAINED, found, party, words, by, contains=True)


def begin_with(share: DataShare, action: Action, incident: int, by: User) -> tuple[DataShare, Incident, Party]:
    """Lock the data share and return it with an open incident by its number, and the party for which the user acts.

    Raise PermissionDenied or NotNow as `begin_in_force` does, NotNow for a closed incident and for a party that it does
    not concern.
    """
    share, _ = begin_in_force(share, action, by)
    party = party_of(share, by)
    found = Incident.objects.in_share(share.pk).select_related("agreement", "party").get(number=incident)
    must_be_open(found, party)
    return share, found, party


def must_be_open(incident: Incident, party: Party) -> None:
    """Raise NotNow for a closed incident, and for a party that it does not concern."""
    if incident.closed_at:
        raise NotNow(CLOSED)
    _must_be_concerned(incident, party)


def concerned(incident: Incident) -> list[Party]:
    """Return the parties that an incident concerns: they signed the agreement.

    One whose part ended while the others went on, in this version or a later one, counts for as long as it has not
    proved that it disposed of the data. One query.
    """
    agreement = incident.agreement
    required = RequiredSignature.objects.filter(agreement=agreement, party=OuterRef("pk"))
    signed = Exists(required) & ~Exists(required.filter(signature=None))
    since = {"agreement__share": agreement.share_id, "agreement__number__gte": agreement.number}
    left = Exists(Departure.objects.gone_early().filter(party=OuterRef("pk"), **since))
    holds = Exists(Disposal.objects.in_share(agreement.share_id).filter(party=OuterRef("pk"), proved_at=None))
    found = Party.objects.filter((signed & ~left) | holds)
    return list(found.in_order().select_related("organisation"))


def is_data_held(share: DataShare) -> bool:
    """Return whether the sharing goes on, or a party has not proved that it disposed of the data."""
    if share.edition.state in STANDING:
        return True
    return Disposal.objects.in_share(share.pk).filter(proved_at=None).exists()


def in_words(incident: Incident) -> str:
    """Return an incident as text, a line for each of its statements."""
    return "\n".join(f"{label}: {words}" for label, words in statements(incident))


def statements(incident: Incident) -> list[tuple[str, str]]:
    """Return what was recorded of an incident, in the order of UK GDPR, Article 33(3)."""
    until = f" to {long_date(incident.happened_to)}" if incident.happened_to else ""
    counts = (incident.people_count, incident.record_count)
    people, records = ("Not known" if count is None else f"About {count:,}" for count in counts)
    lines = [
        ("Happened", f"{long_date(incident.happened_from)}{until}"),
        ("What was lost", incident.harms_in_words),
        ("What happened", incident.nature),
        ("Deliveries or copies", incident.deliveries),
        ("Kinds of people", incident.people),
        ("People", people),
        ("Records", records),
        ("Who can say more", incident.contact),
        ("Likely consequences", incident.consequences),
        ("Measures", incident.measures),
    ]
    return [(label, words) for label, words in lines if words]


def decision_in_words(decision: IncidentDecision) -> str:
    """Return what was decided on telling someone, as text."""
    when = long_datetime if decision.addressee == Addressee.ICO else long_date
    told = f"Told on {when(decision.told_at)}" if decision.told_at else "Not told"
    lines = [told, f"Reference: {decision.reference}" if decision.reference else "", decision.words]
    late = f"Why it took more than 72 hours: {decision.why_late}" if decision.why_late else ""
    return "\n".join(filter(None, [*lines, late]))


def tell(share: DataShare, kind: EventKind, incident: Incident, party: Party, by: User, words: str = "") -> None:
    """Record what was done about an incident."""
    facts: dict[str, FactValue] = {
        "agreement": incident.agreement.number,
        "incident": incident.number,
        "parties": [party.fact],
    }
    said = [EventChange.given(ChangeKey.INCIDENT, words)] if words else []
    finish(share, kind, by=by, facts=facts, changes=said, subject=f"incident:{incident.number}")


def _note(
    share: DataShare,
    kind: EventKind,
    incident: Incident,
    party: Party,
    words: str,
    by: User,
    *,
    contains: bool = False,
) -> IncidentNote:
    if not words.strip():
        raise Incomplete("Say what is known.")
    made = IncidentNote.objects.create(incident=incident, party=party, contains=contains, words=words, by=by)
    tell(share, kind, incident, party, by, words)
    return made


def _must_be_concerned(incident: Incident, party: Party) -> None:
    if party not in concerned(incident):
        raise NotNow(f"This does not concern {party}: the agreement does not bind it, and it holds no data under it.")


def _must_have_been(moment: datetime) -> None:
    if moment > timezone.now():
        raise Incomplete("The time must be in the past.")


def _must_be_explained(aware: IncidentAwareness, addressee: Addressee, given: Mapping[str, Any]) -> None:
    """Raise Incomplete for a decision without the words that it needs."""
    told_at = given["told_at"]
    if not given["words"].strip():
        raise Incomplete("Say what they were told, or why they were not told.")
    if told_at is None:
        return
    if addressee == Addressee.ICO and told_at < aware.aware_at:
        raise Incomplete("The time must be after your organisation became aware.")
    _must_have_been(told_at)
    if addressee == Addressee.ICO and told_at > aware.tell_by and not given.get("why_late", "").strip():
        raise Incomplete("Say why it took more than 72 hours.")


def _aware_in_words(aware_at: datetime) -> str:
    return f"Became aware on {long_datetime(aware_at)}"
