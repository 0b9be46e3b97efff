"""How much notice the signed words ask for, and the clause that says so."""

import json
import re
from collections.abc import Collection
from datetime import date
from typing import Any, Final

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from agreements.models import Agreement, Document, Party
from agreements.wording.gaps import question_of
from community.organisations.nations import nation_of
from datashare.lib.clock import working_day_after

# The clauses of the library about suspending and ending: of an agreement, and of common rules.
_ENDING: Final = frozenset({"governance.ending", "rules.leaving"})
_MONTHS: Final = re.compile(r"\b(\d{1,2}|one|three|six)\s+months?(?:’)?\s+(?:of\s+)?notice")
_IN_WORDS: Final = {"one": 1, "three": 3, "six": 6}


def clause_on_ending(agreement: Agreement) -> dict[str, Any] | None:
    """Return the signed clause about suspending and ending (number, heading, text); None if it was struck."""
    return clause_of(agreement, _ENDING)


def clause_of(agreement: Agreement, questions: Collection[str]) -> dict[str, Any] | None:
    """Return the first signed clause that one of these templates made; None if it was struck."""
    documents = json.loads(agreement.words.words)["documents"]
    sections = [
        section for document in documents if document["key"] == Document.MOU for section in document["sections"]
    ]
    clauses = (clause for section in sections for clause in section["clauses"])
    return next((clause for clause in clauses if question_of(clause["key"]) in questions), None)


def earliest_last_day(agreement: Agreement, party: Party) -> date | None:
    """Return the last day if notice is given now; None if the signed words do not give one period.

    Notice counts from the next working day where the party is.
    """
    clause = clause_on_ending(agreement)
    found = set(_MONTHS.findall(" ".join(clause["text"].split()))) if clause else set()
    if len(found) != 1:
        return None
    [period] = found
    begins = working_day_after(timezone.localdate(), 1, nation_of(party.organisation))
    return begins + relativedelta(months=_IN_WORDS.get(period) or int(period))
