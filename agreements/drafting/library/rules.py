"""The clauses of common rules (an umbrella agreement), in the order in which they are read.

Sources: ICO data sharing code, on agreements between several bodies; UK GDPR Articles 5, 12, 19, 28, 32 to 34; Data
Protection Act 2018 Part 3 for law enforcement processing; published tiered sharing protocols of local partnerships.
What joins by signing a schedule, and what a schedule may change, are the library's own standard terms.
"""

from collections.abc import Callable, Mapping
from functools import cache
from itertools import groupby
from typing import Any, Final

from agreements.drafting.library.sections import clause
from agreements.drafting.library.shape import ClauseTemplate
from agreements.drafting.quoting import Prose, listed

TIERS = "Published tiered information sharing protocols"
CLAUSES: tuple[ClauseTemplate, ...] = (
    clause("U1", "rules.summary", "The rules at a glance", "title"),
    clause("U1", "rules.effect", "What these rules are, and are not", source="ICO code; published HMRC memoranda"),
    clause("U1", "rules.term", "Commencement and term"),
    clause("U2", "rules.parties", "The parties"),
    clause("U2", "rules.definitions", "Definitions"),
    clause("U3", "rules.purpose", "Purpose of these rules", "aims"),
    clause(
        "U3",
        "rules.principles",
        "Principles",
        source="UK GDPR Article 5; Data Protection Act 2018 ss35 to 40",
    ),
    clause(
        "U4",
        "rules.security",
        "Security",
        source="UK GDPR Articles 28 and 32; Data Protection Act 2018 ss59 and 66",
    ),
    clause("U4", "rules.people", "People and training"),
    clause(
        "U5",
        "rules.incidents",
        "Telling each other about incidents",
        "breach",
        source="UK GDPR Articles 33 and 34; Data Protection Act 2018 ss67 and 68",
    ),
    clause("U5", "rules.response", "Dealing with an incident"),
    clause(
        "U6",
        "rules.rights",
        "Requests from people about their data",
        source="UK GDPR Articles 12, 15 to 22 and 26(3); Data Protection Act 2018 ss44 to 48 and 52",
    ),
    clause(
        "U6",
        "rules.information",
        "Requests for information",
        source="Freedom of Information Act 2000 s45, and Freedom of Information (Scotland) Act 2002 s60, codes of "
        "practice; Environmental Information Regulations 2004",
    ),
    clause("U6", "rules.complaints", "Complaints", source="Data Protection Act 2018 s164A"),
    clause("U7", "rules.schedules", "Schedules", source=TIERS),
    clause("U7", "rules.precedence", "Precedence", source=TIERS),
    clause("U8", "rules.review", "Review", "review_every"),
    clause("U8", "rules.changes", "Later editions"),
    clause("U8", "rules.disputes", "Disagreements"),
    clause("U8", "rules.records", "Records and audit"),
    clause("U8", "rules.costs", "Costs"),
    clause("U9", "rules.joining", "Joining", source=f"{TIERS}; Data Sharing and Governance Act 2019 (Ireland) s18"),
    clause("U9", "rules.leaving", "Leaving", source=TIERS),
    clause("U10", "rules.meaning", "Words used in these rules"),
    clause(
        "U10",
        "rules.general",
        "General terms",
        source="UK GDPR Article 28; Data Protection Act 2018 s59; published memoranda",
    ),
    clause("U10", "rules.signatures", "Signatures"),
)
# The clauses from which a schedule may depart if it says so; it may add to every other one, or be stricter.
DEPARTABLE: Final = ("rules.review", "rules.disputes", "rules.costs")


def number_of(key: str) -> Prose:
    """Return the number of a clause of the rules. All of them apply to all rules, so it follows from their order."""
    return Prose(_numbers()[key])


@cache
def _numbers() -> Mapping[str, str]:
    by_section = groupby(CLAUSES, key=lambda found: found.section)
    return {
        found.key: f"{section.removeprefix('U')}.{place}"
        for section, clauses in by_section
        for place, found in enumerate(clauses, 1)
    }


def departable() -> Prose:
    """Return the numbers of the clauses from which a schedule may depart."""
    return listed(map(number_of, DEPARTABLE))


# Functions available to templates.
OF_RULES: Final[Mapping[str, Callable[..., Any]]] = {"departable": departable, "number_of": number_of}
