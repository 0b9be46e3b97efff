"""Everything that was recorded of an incident in one Word file, as a data protection officer needs it."""

from collections.abc import Iterator

from django.utils import timezone

from agreements.drafting.build import Draft, DraftClause, DraftSection
from agreements.drafting.facts import Facts
from agreements.drafting.quoting import escape
from agreements.drafting.word import as_word
from agreements.models import Addressee, DataShare, Incident, IncidentDecision, IncidentNote, JointRecord
from agreements.responding.decision_record import RecordMarking
from agreements.reviewing.incidents import decision_in_words, statements
from agreements.reviewing.incidents_shown import PartyClock, clocks_of, state_of
from datashare.lib.clock import long_date, long_datetime

ABOUT = (
    "This record was made from what the organisations recorded in the service. It names no one whom the data is about, "
    "and nothing in it was sent to the Information Commissioner’s Office by the service."
)
Part = tuple[str, list[tuple[str, str]]]


def as_word_file(share: DataShare, incident: Incident) -> bytes:
    """Return everything that was recorded of an incident as a .docx file."""
    facts = Facts(reference=share.reference, title=share.title, acquirers=(), suppliers=(), today=timezone.localdate())
    sections = tuple(_section(place, part) for place, part in enumerate(_parts(incident), 1))
    title = f"Incident {incident.number} with shared data"
    return as_word(Draft("mou", title, facts, sections), str, RecordMarking("RECORD", ABOUT, "", timezone.now()))


def _parts(incident: Incident) -> Iterator[Part]:
    yield "What is known", [*_of_record(incident), *statements(incident)]
    for clock in clocks_of(incident):
        yield str(clock.party), _of_party(incident, clock)
    decided = incident.decisions.select_related("party__organisation", "by")
    if decisions := [(_when(row), f"{row.get_addressee_display()}: {decision_in_words(row)}") for row in decided]:
        yield "Every decision, in order", decisions
    if notes := [(_when(row), row.words) for row in incident.notes.select_related("party__organisation", "by")]:
        yield "What became known later", notes
    for row in incident.joint_records.with_returned().select_related("party__organisation", "by"):
        yield (
            "Joint record" if not row.returned else "Joint record that was returned",
            [
                ("Written", _when(row)),
                ("What happened", row.happened),
                ("Why", row.cause),
                ("What each organisation changes", row.changes),
                *(
                    (f"Answer of {answer.party}", f"{'Agrees' if answer.agrees else 'Returned'}. {answer.reason}")
                    for answer in row.answers.select_related("party__organisation")
                ),
            ],
        )


def _of_record(incident: Incident) -> list[tuple[str, str]]:
    lines = [
        ("State", state_of(incident)),
        ("Agreement", f"Version {incident.agreement.number}"),
        ("Found by", str(incident.party)),
        ("Recorded", f"{long_datetime(incident.at)} by {incident.by}"),
        ("Contained", long_datetime(incident.contained_at)),
        ("Joint record due by", long_date(incident.explain_by)),
        ("Closed", long_datetime(incident.closed_at)),
    ]
    return [(name, words) for name, words in lines if words]


def _of_party(incident: Incident, clock: PartyClock) -> list[tuple[str, str]]:
    every = incident.awareness.filter(party=clock.party).select_related("by")
    known = [
        ("Became aware", "\n".join(filter(None, [long_datetime(row.aware_at), f"Said by {row.by}", row.how])))
        for row in every
    ]
    end = [("72 hours ended or end on", long_datetime(clock.aware.tell_by))] if clock.aware else []
    told = [(str(label), clock.decided_on(value) or "Not decided yet") for value, label in Addressee.choices]
    return [*(known or [("Became aware", "Not said yet")]), *end, *told]


def _when(row: IncidentDecision | IncidentNote | JointRecord) -> str:
    return f"{long_datetime(row.at)}, {row.by} for {row.party}"


def _section(place: int, part: Part) -> DraftSection:
    heading, entries = part
    clauses = (
        DraftClause(f"{place}.{number}", f"incident.{place}.{number}", name, _markdown(words), (), (), "", "", "")
        for number, (name, words) in enumerate(entries, 1)
    )
    return DraftSection(str(place), f"I{place}", heading, tuple(clauses))


def _markdown(words: str) -> str:
    return "\n\n".join(escape(line) for line in words.splitlines() if line.strip())
