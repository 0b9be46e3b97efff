"""The record of a decision on a request: the fields of the decision form in the ICO's data sharing code, annex B."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils import timezone

from agreements.answers import journey_as_sent
from agreements.drafting.build import Draft, DraftClause, DraftSection
from agreements.drafting.export import Marking
from agreements.drafting.facts import Facts
from agreements.drafting.quoting import escape
from agreements.models import DataShare, Decision, Leading, Outcome, Party, Reconsideration
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.question_sets import question_set
from agreements.questionnaire.supplier import own_journey, supplier_set
from agreements.questionnaire.words import Words
from datashare.lib.clock import long_date
from datashare.lib.phrases import listed

NOT_RECORDED, NOT_ASKED = "Not recorded", "Not asked in this request"
TITLE: Final = "Decision on a request for data"
ABOUT: Final = "This record was made from what the service holds. It is not an agreement."
# The questions of each part, with the name that the record gives to each.
_PURPOSE: Final = (("Purpose", "aims"), ("How the data helps", "how_helps"))
_DATA: Final = (
    ("Kinds of data", "data_types"),
    ("Data items", "items"),
    ("People in the data", "subjects"),
    ("Number of people or records", "volume"),
    ("Supplier’s decision on each item", "s_items"),
)
_DATES: Final = (
    ("Needed by", "needed_by"),
    ("Start and end of the use", "project_dates"),
    ("How often", "frequency"),
    ("Work, cost and earliest date", "s_effort"),
)
_LAW: Final = (
    ("Legal power of the acquirer", "power_text"),
    ("Gateway", "gateway"),
    ("Supplier’s view of the gateway", "s_gateway"),
    ("Lawful basis of the acquirer", "basis"),
    ("Lawful basis of the supplier", "s_basis"),
    ("Role of each organisation as a controller", "role"),
)
_PROTECTION: Final = (
    ("DPIA: outcome, or why there is none", "dpia_state"),
    ("Acquirer’s data protection officer", "dpo"),
    ("View of the acquirer’s data protection adviser", "dp_check"),
    ("Reviewed for the supplier by", "s_experts"),
    ("Rights of people", "rights"),
)
_KEEPING: Final = (
    ("Retention period", "retention"),
    ("Disposal", "disposal"),
    ("Security controls", "controls"),
    ("Access", "access"),
    ("Delivery", "delivery"),
    ("Delivery route of the supplier", "s_route"),
)


@dataclass(frozen=True)
class DecisionField:
    """One field of the record; `absent` says what is so where it has no words."""

    name: str
    words: Words
    absent: str = NOT_RECORDED


@dataclass(frozen=True)
class DecisionPart:
    heading: str
    entries: Sequence[DecisionField]


@dataclass(frozen=True)
class RecordMarking(Marking):
    """What the file of a record says of itself."""

    @property
    def words(self) -> str:
        return self.warning


def readable_decision(share: DataShare, reader: Party | None, number: int, party: int) -> Decision | None:
    """Return the decision of a party on a round, for itself and for who asked when it decided. Two queries."""
    made = Decision.objects.filter(round__edition=share.edition, round__number=number, party=party)
    people = ("by", "round__submitted_by", "party__organisation", "passed_to__organisation")
    found = made.select_related(*people).first()
    is_own = reader is not None and reader.pk == party
    return found if found and (is_own or Leading.of(share).led(reader, found.at)) else None


def record_of(
    share: DataShare, decision: Decision, asker: Party, asked: Reconsideration | None
) -> Sequence[DecisionPart]:
    """Return the record of a decision, part by part; `asked` is the reconsideration of it, if any. One query."""
    sent = journey_as_sent(decision.round)
    version = share.edition.question_set
    own = own_journey(version, decision.own_half or {}, sent.answered())
    parts = [_decision(decision, own), _request(share, decision, asker)]
    if asked and asked.round_id == decision.round_id and decision.outcome == Outcome.REFUSE:
        parts.append(_reconsidered(decision, asked))
    titled = (
        ("Purpose", _PURPOSE),
        ("Data", _DATA),
        ("Dates of sharing", _DATES),
        ("Law and controllers", _LAW),
        ("Data protection", _PROTECTION),
        ("Retention and security", _KEEPING),
    )
    asks = {False: question_set(version).places, True: supplier_set(version).places}
    for heading, questions in titled:
        known = [(name, key) for name, key in questions if key in asks[key.startswith("s_")]]
        parts.append(
            DecisionPart(heading, [_answered(name, key, own if key[:2] == "s_" else sent) for name, key in known])
        )
    return parts


def _answered(name: str, key: str, journey: Journey) -> DecisionField:
    applies = any(place.question.key == key for place in journey.places())
    return DecisionField(name, journey.words(key), NOT_RECORDED if applies else NOT_ASKED)


def _said(name: str, *lines: str) -> DecisionField:
    return DecisionField(name, Words(tuple(line for text in lines for line in text.splitlines() if line.strip())))


def _decision(decision: Decision, own: Journey) -> DecisionPart:
    conditions = str(own.words("s_conditions"))
    entries = [
        _said("Organisation that decided", str(decision.party)),
        _said("Decided by", str(decision.by)),
        _said("Position", decision.office or decision.by.job_title),
        _said("Date of the decision", long_date(decision.at)),
        _said("Decision", decision.done),
        _said("Reason", decision.get_reason_display() if decision.reason else "", _reasoned(decision)),
        _said("Conditions", decision.text if decision.outcome == Outcome.CONDITIONS else conditions),
    ]
    return DecisionPart("Decision", entries)


def _reasoned(decision: Decision) -> str:
    return "" if decision.outcome == Outcome.CONDITIONS else decision.text


def _request(share: DataShare, decision: Decision, asker: Party) -> DecisionPart:
    sent = decision.round
    stored = sent.setting.get("records")
    asked = (f"“{asset.title}” ({asset.publisher_name})" for asset in share.assets.order_by("pk"))
    entries = [
        _said("Data share", f"{share.title}, reference {share.reference}"),
        _said("Asked for by", str(asker)),
        _said("Sent by", str(sent.submitted_by)),
        _said("Position of the sender", sent.submitted_by.job_title),
        _said("Date of the request", f"{long_date(sent.submitted_at)} (round {sent.number})"),
        _said("Records asked for", listed(stored if stored is not None else asked)),
    ]
    return DecisionPart("Request", entries)


def _reconsidered(decision: Decision, asked: Reconsideration) -> DecisionPart:
    given = next((one for one in asked.answers.all() if one.party_id == decision.party_id), None)
    answer = [f"{given.done} by {given.by} on {long_date(given.at)}", given.text] if given else []
    entries = [
        _said("Asked for by", f"{asked.by} on {long_date(asked.at)}"),
        _said("Why", asked.reasons),
        _said("Answer", *answer),
    ]
    return DecisionPart("Reconsideration", entries)


def as_draft(share: DataShare, parts: Sequence[DecisionPart]) -> Draft:
    """Return the record in the shape of a document, for the file formats that documents have."""
    facts = Facts(reference=share.reference, title=share.title, acquirers=(), suppliers=(), today=timezone.localdate())
    sections = (_section(place, part) for place, part in enumerate(parts, 1))
    return Draft("mou", TITLE, facts, tuple(sections))


def _section(place: int, part: DecisionPart) -> DraftSection:
    clauses = (
        DraftClause(f"{place}.{number}", f"record.{place}.{number}", entry.name, _markdown(entry), (), (), "", "", "")
        for number, entry in enumerate(part.entries, 1)
    )
    return DraftSection(str(place), f"R{place}", part.heading, tuple(clauses))


def _markdown(entry: DecisionField) -> str:
    words = entry.words
    if words.rows:
        rows = [words.columns, ["---"] * len(words.columns), *words.rows]
        return "\n".join(f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows)
    return "\n\n".join(escape(line) for line in words.lines) or f"*{entry.absent}*"


def _cell(text: str) -> str:
    return text if text == "---" else escape(text)


def as_markdown(share: DataShare, parts: Sequence[DecisionPart], marking: Marking) -> str:
    """Return the record as a Markdown file."""
    return "\n\n".join(_pieces(as_draft(share, parts), marking)) + "\n"


def _pieces(document: Draft, marking: Marking) -> Iterator[str]:
    yield f"# {marking.status}: {document.title}"
    yield f"{escape(document.facts.title)}, reference {escape(document.facts.reference)}, {marking.made}"
    yield marking.words
    for section in document.sections:
        yield f"## {section.title}"
        for clause in section.clauses:
            yield f"### {clause.number} {clause.heading}"
            yield clause.text
