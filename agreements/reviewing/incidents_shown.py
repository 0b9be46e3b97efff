"""Incidents as a member reads them: what is known, the clock of each organisation, and what the reader can do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from agreements.access import Page
from agreements.models import (
    Addressee,
    Agreement,
    Incident,
    IncidentAwareness,
    IncidentDecision,
    IncidentNote,
    JointRecord,
    JointRecordAnswer,
    Party,
)
from agreements.models.incidents import IncidentQuerySet
from agreements.reviewing.incident_closing import awaited, undecided, why_not_explained
from agreements.reviewing.incidents import concerned, decision_in_words, is_data_held, statements
from agreements.states import Action
from datashare.lib.jinja import url
from datashare.lib.phrases import listed, plural


@dataclass(frozen=True)
class PartyClock:
    """The 72 hours of one organisation, and whom it decided to tell."""

    party: Party
    aware: IncidentAwareness | None
    decisions: dict[str, IncidentDecision]

    @property
    def left(self) -> str:
        """What is left of its 72 hours, or how long they are over; empty once it has decided on telling the ICO."""
        if self.aware is None or Addressee.ICO in self.decisions:
            return ""
        return time_left(self.aware.tell_by, timezone.now())

    @property
    def is_late(self) -> bool:
        return bool(self.left) and self.aware is not None and self.aware.tell_by < timezone.now()

    def decided_on(self, addressee: str) -> str:
        """Return what it decided on telling someone, in words; empty before."""
        decision = self.decisions.get(addressee)
        return decision_in_words(decision) if decision else ""


@dataclass(frozen=True)
class RecordShown:
    """A joint record with its answers; `awaited` are those that have still to answer."""

    row: JointRecord
    answers: Sequence[JointRecordAnswer]
    awaited: str

    @property
    def state(self) -> str:
        if self.row.returned:
            return "Returned"
        return "Waiting for others" if self.awaited else "Agreed"


@dataclass(frozen=True)
class IncidentStep:
    """A link to what the reader can do about an incident."""

    words: str
    address: str


@dataclass(frozen=True)
class IncidentShown:
    incident: Incident
    statements: list[tuple[str, str]]
    clocks: list[PartyClock]
    notes: Sequence[IncidentNote]
    records: list[RecordShown]
    waits_for: str
    steps: list[IncidentStep]


def incidents_of(share: int) -> IncidentQuerySet:
    """Return the incidents of a data share, the newest first. One query."""
    return Incident.objects.in_share(share).select_related("party__organisation", "agreement").order_by("-number")


def state_of(incident: Incident) -> str:
    """Return how an incident stands, in a word or two."""
    if incident.closed_at:
        return "Closed"
    return "Contained" if incident.contained_at else "Open"


def incident_shown(page: Page, incident: Incident) -> IncidentShown:
    """Return an incident with all that was recorded of it."""
    records = incident.joint_records.with_returned().select_related("party__organisation", "by").order_by("-pk")
    people = ("party__organisation", "by")
    return IncidentShown(
        incident,
        statements(incident),
        clocks_of(incident),
        list(incident.notes.select_related(*people)),
        [_record_shown(row, incident) for row in records.prefetch_related("answers__party__organisation")],
        "" if incident.closed_at else _waits_for(incident),
        list(_steps(page, incident)),
    )


def clocks_of(incident: Incident) -> list[PartyClock]:
    """Return the clock of each organisation that the incident concerns, or that said something of it. Four queries."""
    aware = {row.party_id: row for row in incident.awareness.select_related("by", "party__organisation")}
    decided: dict[int, dict[str, IncidentDecision]] = {}
    for row in incident.decisions.select_related("by"):
        decided.setdefault(row.party_id, {})[row.addressee] = row
    parties = {party.pk: party for party in concerned(incident)}
    parties |= {key: row.party for key, row in aware.items() if key not in parties}
    return [PartyClock(party, aware.get(key), decided.get(key, {})) for key, party in parties.items()]


def time_left(end: datetime, now: datetime) -> str:
    """Return what is left until a time, or how long ago it was, in hours, or in minutes if it is less than one."""
    between = abs(end - now)
    hours = between // timedelta(hours=1)
    words = plural(hours, "hour") if hours else plural(between // timedelta(minutes=1), "minute")
    return f"{words} left" if end > now else f"ended {words} ago"


def may_record(page: Page) -> bool:
    """Return whether the reader may record an incident now."""
    return page.may(Action.REPORT_INCIDENT.value) and is_data_held(page.share)


def _waits_for(incident: Incident) -> str:
    """Return what is still to be done before an incident is closed, as a sentence."""
    waiting = incident.joint_records.waiting().last()
    if waiting is not None and (left := awaited(waiting, incident)):
        return f"{listed(map(str, left))} must agree with the record, or return it."
    if incident.contained_at is None:
        return "It must be contained."
    if left := undecided(incident):
        return f"{listed(map(str, left))} must decide whom to tell."
    return "A lead must record what happened, why, and what each organisation changes."


def _record_shown(row: JointRecord, incident: Incident) -> RecordShown:
    waits = incident.closed_at is None and not row.returned
    left = listed(map(str, awaited(row, incident))) if waits else ""
    return RecordShown(row, list(row.answers.all()), left)


def _steps(page: Page, incident: Incident) -> Iterator[IncidentStep]:
    """Yield what the reader may do now: the same as the actions let them."""
    party, about = page.party, (page.share.reference, incident.number)
    if incident.closed_at or party not in concerned(incident) or party is None:
        return
    yield from _reports(page, incident, party)
    if page.may(Action.DECIDE_INCIDENT.value) and incident.awareness.filter(party=party).exists():
        told = set(incident.decisions.filter(party=party, told_at__isnull=False).values_list("addressee", flat=True))
        whom = {Addressee.ICO: "the ICO", Addressee.PEOPLE: "the people affected"}
        for addressee, who in whom.items():
            if addressee not in told:
                address = url("agreements:decide_incident", *about, addressee.value)
                yield IncidentStep(f"Record whether you told {who}", address)
    if page.may(Action.CLOSE_INCIDENT.value):
        waiting = incident.joint_records.waiting().last()
        if waiting is not None and party in awaited(waiting, incident):
            yield IncidentStep("Agree with the record or return it", url("agreements:answer_joint_record", *about))
        if not why_not_explained(incident):
            yield IncidentStep("Record cause and changes", url("agreements:explain_incident", *about))


def _reports(page: Page, incident: Incident, party: Party) -> Iterator[IncidentStep]:
    if not page.may(Action.REPORT_INCIDENT.value):
        return
    about = (page.share.reference, incident.number)
    is_known = incident.awareness.filter(party=party).exists()
    when = "Correct when your organisation became aware" if is_known else "Say when your organisation became aware"
    yield IncidentStep(when, url("agreements:note_aware", *about))
    yield IncidentStep("Add what is known now", url("agreements:add_to_incident", *about))
    if incident.contained_at is None:
        yield IncidentStep("Record that it is contained", url("agreements:contain_incident", *about))


def suspend_link(page: Page, agreement: Agreement) -> str:
    """Return the address of the page that suspends the sharing, for who may; empty for others."""
    may = page.may(Action.SUSPEND.value) and agreement.ended_at is None
    return url("agreements:suspend", page.share.reference) if may else ""
