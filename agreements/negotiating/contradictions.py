"""Finds clauses that contradict other facts the service knows."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from agreements.answers import stored_answers
from agreements.drafting.dates import wanted_too_early
from agreements.drafting.library.pieces import routes_differ
from agreements.drafting.quoting import escape
from agreements.drafting.values import Gap, Given, as_text
from agreements.models import Clause, DataShare, Member
from agreements.questionnaire.conditions import at_odds
from agreements.questionnaire.shape import Answers
from agreements.questionnaire.words import is_empty, part, text
from agreements.states import Role, Side
from datashare.lib.phrases import listed


@dataclass(frozen=True)
class ListedPerson:
    """A person of the data share, as People shows them."""

    name: str
    office: str
    side: Side
    role: Role


@dataclass(frozen=True)
class KnownFacts:
    """The answers of both sides, the members, and the current clauses by key."""

    answers: Answers
    people: Sequence[ListedPerson] = ()
    clauses: Mapping[str, Clause] = field(default_factory=dict)

    def says(self, key: str, words: str) -> Clause | None:
        """Return the clause if it still has these words."""
        clause = self.clauses.get(key)
        return clause if clause and clause.current and words and words in clause.current.text else None

    def answer(self, key: str) -> Given | Gap:
        value = self.answers.get(key)
        return Gap(key) if is_empty(value) else Given(key, value)

    def here_as(self, role: Role, side: Side) -> list[ListedPerson]:
        return [person for person in self.people if (person.role, person.side) == (role, side)]


@dataclass(frozen=True)
class Contradiction:
    """A clause, and why it contradicts other facts."""

    clause: Clause
    says: str


def contradictions_in(share: DataShare) -> list[Contradiction]:
    """Return all contradictions in both documents, each once, with the answers of each supplier. Three queries."""
    return _among(share, share.edition.clauses.in_text().filter(key__in=LOOKED_AT).select_related("current"))


def contradictions_of(clause: Clause, clauses: Iterable[Clause]) -> list[Contradiction]:
    """Return the contradictions of one clause, with those that are looked at beside it.

    Two queries, none for a clause that can have none.
    """
    found = _among(clause.edition.share, clauses) if clause.key in LOOKED_AT else []
    return [each for each in found if each.clause.pk == clause.pk]


def _among(share: DataShare, clauses: Iterable[Clause]) -> list[Contradiction]:
    found = [each for known in _known(share, clauses) for each in contradictions_among(known)]
    return list(dict.fromkeys(found))


def contradictions_among(known: KnownFacts) -> list[Contradiction]:
    """Return the contradictions among these facts. No query."""
    return [found for look in LOOKS for found in look(known)]


def _known(share: DataShare, clauses: Iterable[Clause]) -> list[KnownFacts]:
    """Return what is known with the answers and the people of each supplier in turn."""
    members = list(share.members.live().filter(role__in=[Role.LEAD, Role.SIGNATORY]).select_related("user", "party"))
    by_key, given = {clause.key: clause for clause in clauses}, stored_answers(share)
    givers = {*given.halves, *(member.party_id for member in members if member.party.gives)}
    return [
        KnownFacts(
            {**given.request, **given.halves.get(giver, {})},
            [_person(member) for member in members if member.party.is_lead or member.party_id == giver],
            by_key,
        )
        for giver in sorted(givers) or [0]
    ]


def _person(member: Member) -> ListedPerson:
    return ListedPerson(str(member), member.office, Side(member.party.side), Role(member.role))


def _signs(known: KnownFacts) -> Iterator[Contradiction]:
    """Yield a difference between the answer and People on who signs for the supplier."""
    given = known.answers.get("s_signatory")
    yield from _other_than_in_people(known, "signatures.signatories", Side.SUPPLIER, given, "position", "signs")


def _accounts(known: KnownFacts) -> Iterator[Contradiction]:
    """Yield a contradiction if the person accountable at the acquirer also signs."""
    given = known.answers.get("accountable")
    signing = [person.name.casefold() for person in known.here_as(Role.SIGNATORY, Side.ACQUIRER)]
    if text(part(given, "name")).strip().casefold() in signing:
        yield from _other_than_in_people(known, "parties.people", Side.ACQUIRER, given, "role", "is accountable")


def _other_than_in_people(
    known: KnownFacts, key: str, side: Side, given: object, office: str, does: str
) -> Iterator[Contradiction]:
    name, position = (as_text(part(given, piece)).strip() for piece in ("name", office))  # type: ignore[arg-type]
    people = known.here_as(Role.SIGNATORY, side)
    named = [person for person in people if not name or person.name.casefold() == name.casefold()]
    # Of several who sign, only one is the person or has the position in the answer.
    fitting = [person for person in named if person.office.casefold() == position.casefold()]
    for person in fitting or named or people:
        if not (clause := known.says(key, escape(position)) or known.says(key, escape(name))):
            continue
        as_what = f" as {position}" if position else ""
        says = f"Clause {clause.number} says that {name or 'the signatory'} {does}{as_what}"
        if name and name.casefold() != person.name.casefold():
            yield Contradiction(clause, f"{says}. The People page says that the signatory is {person.name}.")
        elif position and person.office and position.casefold() != person.office.casefold():
            yield Contradiction(clause, f"{says}. The People page says that {person.name} is {person.office}.")


def _leads(known: KnownFacts) -> Iterator[Contradiction]:
    """Yield a contradiction if the clause says a lead is still to be named and there is one."""
    leads = [person.name for person in known.here_as(Role.LEAD, Side.SUPPLIER)]
    clause = known.says("parties.people", "will name its lead in writing before it signs")
    if clause and leads:
        lead = f"{listed(leads)} {'is' if len(leads) == 1 else 'are'} already its lead"
        says = f"Clause {clause.number} says that the supplier will name its lead."
        yield Contradiction(clause, f"{says} The People page says that {lead}.")


def _dates(known: KnownFacts) -> Iterator[Contradiction]:
    """Yield a contradiction if the data is wanted before the supplier can deliver it."""
    clause = known.says("summary.share", as_text(known.answers.get("needed_by")))
    earliest = as_text(part(known.answers.get("s_effort"), "earliest"))
    if clause and (too_late := wanted_too_early(known.answers)) and (other := known.says("delivery.route", earliest)):
        says = f"{too_late} See clauses {clause.number} and {other.number}."
        yield Contradiction(clause, says)
        yield Contradiction(other, says)


def _routes(known: KnownFacts) -> Iterator[Contradiction]:
    """Yield a contradiction if the supplier cannot support a route asked for."""
    asked, given = known.answer("delivery"), known.answer("s_route")
    clause = known.says("delivery.route", escape(given.words)[1:] if isinstance(given, Given) else "")
    if clause and isinstance(asked, Given) and isinstance(given, Given) and routes_differ(asked, given):
        says = f"The acquirer asks for {asked.words}. The supplier can support {given.words}."
        yield Contradiction(clause, f"{says} Decide which one clause {clause.number} must say.")


def _about_people(known: KnownFacts) -> Iterator[Contradiction]:
    """Yield a contradiction if data said to be about no one includes personal data."""
    if (why := at_odds(known.answers)) and (clause := known.says("need.doubt", "Two answers do not agree")):
        yield Contradiction(clause, f"Clause {clause.number} says that two answers do not agree. {why}")


LOOKS: tuple[Callable[[KnownFacts], Iterator[Contradiction]], ...] = (
    _signs, _accounts, _leads, _dates, _routes, _about_people,
)  # fmt: skip
LOOKED_AT = (
    "summary.share", "parties.people", "delivery.route", "signatures.signatories", "need.doubt",
)  # fmt: skip
