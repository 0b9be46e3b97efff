"""The text of record as a document to take away: the clauses as they stand while they are agreed, and after."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from agreements.drafting.build import Draft, DraftClause, DraftSection
from agreements.drafting.drafts import facts_of
from agreements.drafting.numbering import reference_printer, section_number
from agreements.drafting.whom_it_binds import bound_by, names_of
from agreements.kinds import EventKind
from agreements.models import Clause, DataShare, Document, title_of
from agreements.states import State
from agreements.wording.gaps import gaps_in

# The kinds of event that change the text of record.
CHANGING = (
    *(EventKind.PROPOSALS_ACCEPTED, EventKind.ANSWER_PROPOSED, EventKind.NEGOTIATION_STARTED),
    *(EventKind.RISK_ADDED, EventKind.RISK_ASSESSED, EventKind.RISK_STRUCK),
    *(EventKind.ADVICE_GIVEN, EventKind.RISK_ACCEPTED, EventKind.PARTY_LEFT_OUT),
    *(EventKind.CHECK_CONFIRMED, EventKind.CHECK_CORRECTED, EventKind.CHECK_REFUSED),
)
STANDING = {
    State.NEGOTIATING: "This text is being agreed. No one has signed it. Missing answers are marked.",
    State.SIGNING: "This is a copy for reading. People sign the frozen text in the service, not this file.",
}
AFTERWARDS = "This is a copy for reading. What was signed, if anything was, is the sealed PDF on the page of files."


def record_of(share: DataShare, document: Document) -> Draft:
    """Return the clauses of record, without struck ones, in the shape of a draft."""
    clauses = share.edition.clauses.in_text().filter(document=document).select_related("current").in_order()
    standing = [clause for clause in clauses if not clause.is_struck]
    printed, names = reference_printer(share), names_of(share, standing)
    sections = (
        _section(key, [_clause(clause, printed(_text(clause)), names) for clause in found], heading)
        for (key, heading), found in groupby(standing, _place)
    )
    return Draft(document.value, title_of(document, share), facts_of(share), tuple(sections))


def anchors_of(share: DataShare, document: Document) -> dict[str, str]:
    """Return the bookmark of each clause of record by its key: which clause it is, and which wording a file shows.

    Under an empty key, that of the title: which edition and document, and how many times the text had changed.
    """
    rows = share.edition.clauses.in_text().filter(document=document).values_list("key", "pk", "current")
    title = f"text_{share.edition_id}_{document.value}_{changes_of(share)}"
    return {"": title, **{key: f"clause_{clause}_{wording}" for key, clause, wording in rows}}


def changes_of(share: DataShare) -> int:
    """Return how many times the text of record has changed, so that an older file is known as such."""
    return share.events.filter(kind__in=CHANGING).count()


def warning_of(share: DataShare) -> str:
    """Return what a file of the text of record says of itself."""
    return STANDING.get(State(share.edition.state), AFTERWARDS)


def version_of(share: DataShare) -> str:
    """Return the version of the text: the edition, then how many times it has changed. One query."""
    return f"{share.edition.number}.{changes_of(share)}"


def _place(clause: Clause) -> tuple[str, str]:
    return clause.section, clause.section_heading


def _section(key: str, clauses: Sequence[DraftClause], heading: str) -> DraftSection:
    return DraftSection(number=section_number(key), key=key, heading=heading, clauses=tuple(clauses))


def _text(clause: Clause) -> str:
    return clause.current.text if clause.current else ""


def _clause(clause: Clause, text: str, names: Mapping[int, str]) -> DraftClause:
    return DraftClause(
        number=clause.number,
        key=clause.key,
        heading=clause.heading,
        text=text,
        sources=tuple(clause.sources),
        gaps=gaps_in(text),
        check="",
        checked_by="",
        source="",
        binds=tuple(clause.binds),
        bound=bound_by(clause, names),
    )
