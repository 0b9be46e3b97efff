"""Downloads of a draft as Markdown or JSON, marked DRAFT on the first line."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from agreements.drafting.build import Draft, DraftClause
from agreements.drafting.clause_templates import OWNER, VERSION
from agreements.drafting.quoting import escape
from agreements.drafting.values import long_date
from agreements.questionnaire.law import unchecked
from agreements.wording.gaps import spelt_out
from agreements.wording.headings import section_title

DRAFT, COPY = "DRAFT", "COPY"
WARNING = (
    "This draft has not been agreed or signed. The service drafted it from the answers given so far. "
    "Missing answers are marked."
)

NOT_CHECKED = "Someone qualified in law and data protection must check it before anyone relies on it."

Ask = Callable[[str], str]


@dataclass(frozen=True)
class Marking:
    """What a file says of itself: whether it is a draft, a warning, which version it is, and when it was made."""

    status: str
    warning: str
    version: str
    at: datetime

    @property
    def made(self) -> str:
        """The version and the time, as people write them."""
        when = f"{long_date(timezone.localdate(self.at))}, {timezone.localtime(self.at):%H:%M}"
        return f"version {self.version}, {when}" if self.version else when

    @property
    def words(self) -> str:
        """The warning, and that no qualified person has checked the library's clauses."""
        said = (self.warning, unchecked(), NOT_CHECKED, f"Clause library {VERSION}.")
        return " ".join(filter(None, said))


def as_markdown(draft: Draft, ask: Ask, marking: Marking) -> str:
    """Return the draft as one Markdown file. `ask` gives the words of a question for the gaps and the sources."""
    return "\n\n".join([*front(draft, marking), *body(draft, ask)]) + "\n"


def front(draft: Draft, marking: Marking) -> Iterator[str]:
    """Yield the title block: the document, the share, the version and the date."""
    facts = draft.facts
    yield f"# {marking.status}: {draft.title}"
    yield f"{escape(facts.title)}, reference {escape(facts.reference)}, {marking.made}"
    yield marking.words


def body(draft: Draft, ask: Ask) -> Iterator[str]:
    """Yield sections and clauses, each with the answers it came from."""
    for section in draft.sections:
        yield f"## {section_title(section.number, section.heading, mark='.')}"
        for clause in section.clauses:
            yield f"### {clause.number} {clause.heading}"
            yield spelt_out(clause.words, lambda key: escape(ask(key)))
            yield f"*{provenance(clause, ask)}*"


def provenance(clause: DraftClause, ask: Ask) -> str:
    """Return which answers a clause came from, which it lacks, and who checked it."""
    parts = []
    if clause.sources:
        parts.append(f"Drafted from the answers to {questions(clause.sources, ask)}.")
    if clause.gaps:
        parts.append(f"Needs the answers to {questions(clause.gaps, ask)}.")
    if clause.check:
        parts += [f"Checked by {escape(clause.checked_by)}."] if clause.checked_by else []
        parts += ["Still to be checked by an expert."] if clause.needs_check else []
    return " ".join(parts) or "Standard wording from the clause library."


def questions(keys: tuple[str, ...], ask: Ask) -> str:
    """Return questions in quotation marks."""
    return "; ".join(f"“{escape(ask(key))}”" for key in keys)


def as_json(draft: Draft, marking: Marking) -> str:
    """Return the draft as JSON: the same words, with the ids of the answers behind each clause."""
    return json.dumps(as_data(draft, marking), ensure_ascii=False, indent=2) + "\n"


def as_data(draft: Draft, marking: Marking) -> dict[str, object]:
    """Return the draft as data for JSON."""
    facts = draft.facts
    return {
        "status": marking.status,
        "warning": marking.words,
        "version": marking.version,
        "document": draft.document,
        "title": draft.title,
        "share": {"reference": facts.reference, "title": facts.title},
        "parties": [
            {"name": party.name, "side": side}
            for side, bodies in (
                ("acquirer", facts.acquirers),
                ("supplier", facts.suppliers),
                ("party", facts.members),
            )
            for party in bodies
        ],
        "drafted_on": facts.today.isoformat(),
        "library": {"version": VERSION, "owner": OWNER},
        "sections": [
            {
                "number": section.number,
                "key": section.key,
                "heading": section.heading,
                "state": section.state.value,
                "clauses": [clause_data(clause) for clause in section.clauses],
            }
            for section in draft.sections
        ],
    }


def clause_data(clause: DraftClause) -> dict[str, object]:
    """Return one clause as data for JSON."""
    return {
        "number": clause.number,
        "key": clause.key,
        "heading": clause.heading,
        "text": clause.words,
        "answers": list(clause.sources),
        "gaps": list(clause.gaps),
        "checked_by": clause.checked_by,
        "source": clause.source,
    }
