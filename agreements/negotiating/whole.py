"""All clauses of a document on one page, to read and agree at once."""

from dataclasses import dataclass
from typing import Final

from agreements.models import Document
from agreements.negotiating.progress import AgreementProgress, SectionOfClauses

# What stands in the address in place of the key of a section.
WHOLE: Final = {"agreement": Document.MOU, "assessment": Document.DPIA}


@dataclass(frozen=True)
class WholeDocument(SectionOfClauses):
    """A document as if it were one section."""

    @property
    def name(self) -> str:
        """The name in a sentence."""
        return "all clauses"


def whole_of(both: AgreementProgress, key: str) -> WholeDocument | None:
    """Return the document of this key; None if there is none, or it has no clauses."""
    rows = both.of(WHOLE[key]).rows if key in WHOLE else []
    return WholeDocument(key, WHOLE[key], rows) if rows else None


def other_to_agree(both: AgreementProgress, key: str) -> str:
    """Return the key of the other document if the reader's party can agree something in it; empty if not."""
    found = (whole_of(both, other) for other in WHOLE if other != key)
    return next((whole.key for whole in found if whole and whole.to_agree), "")
