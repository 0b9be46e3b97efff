"""Facts a draft needs besides the answers: the share, its parties and data, and the day of drafting."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

# "mou", "dpia", or "rules" for the agreement of an umbrella.
DocumentKey: TypeAlias = str

# The kinds, as GOV.UK names them, of bodies that may use a memorandum between them.
# Source: ICO data sharing code: government departments and some public bodies, among them regulators and law
# enforcement bodies; elsewhere it expects more than that. A part of a department is the department.
GOVERNMENT_KINDS = frozenset(
    {
        "sub organisation",
        "police force",
        "regulator",
        "ministerial department",
        "non-ministerial department",
        "executive agency",
        "executive office",
        "executive non-departmental public body",
        "special health authority",
        "devolved administration",
        "devolved government",
        "civil service",
    }
)


# Bodies whose kind on GOV.UK does not say what they are, by their names or a part of them.
# Source: the Statistics and Registration Service Act 2007 s1 (of the Statistics Board, the Office for National
# Statistics is part); the Acts that set up each regulator and law enforcement body.
MAY_USE_ONE = (
    "office for national statistics",
    "statistics board",
    "information commission",
    "financial conduct authority",
    "prudential regulation authority",
    "ofcom",
    "care quality commission",
    "national crime agency",
    "police service",
)
POLICE = re.compile(r"\b(?:police|constabulary)$", re.IGNORECASE)


# Kinds of body that are a part of a department in law, and kinds of department.
# Source: Cabinet Office, Categories of public bodies: an executive agency has no legal identity of its own.
PARTS_OF_DEPARTMENTS = frozenset({"executive agency", "executive office", "sub organisation"})
DEPARTMENTS = frozenset({"ministerial department", "non-ministerial department"})
# Source: Statistics and Registration Service Act 2007 s1.
PART_OF = {"office for national statistics": "the Statistics Board"}


def is_government(kind: str, name: str = "") -> bool:
    """Return whether a body of this kind may use a memorandum: government, a regulator or a law enforcement body.

    An unknown kind may not, unless the name tells it: the stricter label is safer.
    """
    if kind.strip().casefold() in GOVERNMENT_KINDS:
        return True
    return any(part in name.casefold() for part in MAY_USE_ONE) or bool(POLICE.search(name))


def is_part_of_department(kind: str) -> bool:
    return kind.strip().casefold() in PARTS_OF_DEPARTMENTS


def is_department(kind: str) -> bool:
    return kind.strip().casefold() in DEPARTMENTS


def part_of(name: str, department: str) -> str:
    """Return the body in law of which the body of this name is a part; empty if it is one itself."""
    return PART_OF.get(name.casefold(), department)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyFacts:
    """A body on one side. `government` says whether it may use a memorandum."""

    name: str
    # The party in the database; 0 for a holder that is no party yet.
    key: int = 0
    government: bool = True
    # The body in law, if this is a part of one: an executive agency or an office is its department.
    part_of: str = ""
    lead: str = ""
    # What a body that did not ask receives the data for.
    purpose: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowFacts:
    """Who gives data to whom, by name."""

    giver: str
    receivers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesFacts:
    """The common rules that a draft stands under, as they were signed."""

    reference: str
    number: int
    title: str
    digest: str
    since: date
    # The number and heading of each clause, by its key in the library.
    clauses: Mapping[str, tuple[str, str]]
    # The parties that are not bound by them yet, and join them by signing.
    joining: tuple[str, ...] = ()


def cited(number: str) -> str:
    """Return how a clause names a clause of the common rules that it stands under."""
    return f"clause {number} of the common rules"


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetFacts:
    """A catalogue record that the share is about."""

    title: str
    publisher: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskFacts:
    """What a person decided about a risk. Scores and the rest are codes of `agreements.models.assessing`."""

    key: str
    source: str
    harm: str
    likelihood: str
    severity: str
    measure: str
    effect: str
    owner: str
    due: date | None
    is_approved: bool
    # The post that approved the measure.
    approved_by: str = ""
    likelihood_after: str
    severity_after: str
    remaining: str
    # Why it was struck; empty for a risk that stands.
    struck: str
    party: str
    # The number of the decision on this risk, from 1.
    revision: int
    # The digest of the answers that it is about.
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceFacts:
    """What a party's data protection officer advised on the risks as they stand."""

    party: int
    advice: str
    words: str
    office: str
    about: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceFacts:
    """A controller's acceptance of the risk that remains, and what it does about advice."""

    party: int
    office: str
    reply: str
    reasons: str
    consulted: str
    about: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFacts:
    """What an expert was asked to check, and the newest that they said of it."""

    check: int
    party: int
    skill: str
    who: str
    # Whether they take part for the party but do not work there, as far as is known.
    outside: bool = False
    due: date
    # A code of `agreements.models.checking`, and the rest of the answer; empty while there is none.
    result: str = ""
    words: str = ""
    # The digest of the answers that it is about.
    about: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateFacts:
    """The supplier’s own headings and wording by the key of a section, as (heading, text); either may be empty."""

    body: str
    version: int
    sections: Mapping[str, tuple[str, str]]

    @property
    def source(self) -> str:
        """Where the wording comes from, as the heading of its clause says it."""
        return f"Standard wording of {self.body}, version {self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The context of a draft, together with the answers."""

    reference: str
    title: str
    acquirers: tuple[PartyFacts, ...]
    suppliers: tuple[PartyFacts, ...]
    datasets: tuple[DatasetFacts, ...] = ()
    # The name of who asked for the data, if another leads by now.
    asker: str = ""
    # Only where more than the one that asks receives: a plain share has one flow, and no document says the word.
    flows: tuple[FlowFacts, ...] = ()
    # The parties of an umbrella, the lead first; it has no others.
    members: tuple[PartyFacts, ...] = ()
    # Whether the text is that of several parties although only two are left in it.
    began_with_more: bool = False
    # The common rules that it stands under, if any.
    rules: RulesFacts | None = None
    # The supplier's own headings and standard wording, if it has published any.
    template: TemplateFacts | None = None
    # What people decided about the risks of the impact assessment.
    risks: tuple[RiskFacts, ...] = ()
    # The newest advice and acceptance of each party, with what each is about.
    advice: tuple[AdviceFacts, ...] = ()
    acceptances: tuple[AcceptanceFacts, ...] = ()
    # What experts were asked to check, and said.
    checks: tuple[CheckFacts, ...] = ()
    today: date

    @property
    def parties(self) -> tuple[PartyFacts, ...]:
        return (*self.acquirers, *self.suppliers, *self.members)

    @property
    def each(self) -> tuple[PartyFacts, ...]:
        """Each party once, also one that gives and receives; the one that asks first."""
        return tuple({party.name: party for party in self.parties}.values())

    @property
    def of_several(self) -> bool:
        """Whether the text is that of several: of three parties or more, or of two of which one gives and receives.

        A text that knows an acquirer and a supplier has no place for what one party answers as both.
        """
        on_both_sides = len(self.each) < len(self.acquirers) + len(self.suppliers)
        several = self.began_with_more or len(self.each) > 2
        return not self.members and (several or (len(self.each) == 2 and on_both_sides))
