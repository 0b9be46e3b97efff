"""The text with its common rules as a file: a Word document, or a PDF that is made in the sandbox."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC
from importlib.metadata import version
from itertools import groupby
from typing import Final

from agreements.drafting.build import Draft, DraftClause, DraftSection
from agreements.drafting.drafts import facts_of
from agreements.drafting.export import Marking
from agreements.drafting.merged import Merged, MergedClause, RuleClause
from agreements.drafting.numbering import reference_printer
from agreements.drafting.quoting import escape
from agreements.evidence import pages
from agreements.evidence.frozen import clause_html
from agreements.evidence.pdf_job import Identification
from agreements.evidence.reading_pdf import print_page
from agreements.models import Agreement, DataShare
from agreements.wording.gaps import spelt_out

OTHERS: Final = "Other clauses of the common rules"
APPLIES: Final = "The clause above departs from this clause of the common rules, and applies in place of it."
FOR_READING: Final = (
    "This copy is for reading. It shows the clauses of an agreement with the clauses of “{}” ({}, version {}), the "
    "common rules that it stands under. People sign the agreement itself."
)


@dataclass(frozen=True)
class MergedMarking(Marking):
    """What the file of a merged text says of itself: that it is for reading, and whose clauses it has."""

    rules: Agreement

    @property
    def words(self) -> str:
        said = FOR_READING.format(self.rules.share.title, self.rules.share.reference, self.rules.number)
        return f"{said} {super().words}"


def as_draft(share: DataShare, text: Merged, rules: Agreement) -> Draft:
    """Return both texts in the shape of a draft: each rule follows the clause that names it, all others at the end."""
    printed = reference_printer(share)
    found = groupby(text.clauses, key=lambda clause: clause.section)
    sections = [
        _section(title, (row for clause in clauses for row in _rows(clause, printed))) for title, clauses in found
    ]
    others = _section(OTHERS, (_rule(rule) for rule in text.others))
    title = f"{share.agreement_name} with its common rules"
    return Draft("mou", title, facts_of(share), tuple(section for section in (*sections, others) if section.clauses))


def _section(title: str, clauses: Iterator[DraftClause]) -> DraftSection:
    return DraftSection("", "", title, tuple(clauses))


def _rows(clause: MergedClause, printed: Callable[[str], str]) -> Iterator[DraftClause]:
    yield _clause(clause.number, clause.heading, printed(clause.text))
    yield from map(_rule, clause.rules)
    yield from (_rule(rule, f"*{APPLIES}*\n\n") for rule in clause.departs)


def _rule(rule: RuleClause, before: str = "") -> DraftClause:
    return _clause(f"Common rules, clause {rule.number}:", rule.heading, f"{before}{rule.text}")


def _clause(number: str, heading: str, text: str) -> DraftClause:
    return DraftClause(number, "", heading, text, (), (), "", "", "")


def as_pdf(draft: Draft, ask: Callable[[str], str], marking: Marking) -> bytes:
    """Return such a draft as a PDF. Raise Busy while another is made, RenderFailed if it cannot be."""
    facts = draft.facts
    page = pages.render(
        "reading/page.html",
        draft=draft,
        marking=marking,
        html=lambda text: clause_html(spelt_out(text, lambda key: escape(ask(key)))),
        style=pages.style("sealed.css") + pages.style("reading.css"),
    )
    return print_page(
        page,
        Identification(
            title=f"{marking.status}: {draft.title} ({facts.reference})",
            identifier=f"{facts.reference}/{marking.version}",
            producer=f"WeasyPrint {version('weasyprint')}",
            at=marking.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        ),
    )
