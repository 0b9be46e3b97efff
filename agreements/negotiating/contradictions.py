"""Finds clauses that contradict other facts the service knows."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from agreements.answers import StoredAnswers, stored_answers
from agreements.drafting.dates import wanted_too_early
from agreements.drafting.library.pieces import routes_differ
from agreements.drafting.library.several_pieces import STATED_BY
from agreements.drafting.quoting import escape
from agreements.drafting.values import Gap, Given, as_text
from agreements.models import Clause, DataShare, Member
from agreements.questionnaire.conditions import at_odds, comes_once
from agreements.questionnaire.shape import Answers
from agreements.questionnaire.words import is_empty, part, text
from agreements.states import Role, Side
from agreements.wording.gaps import of_party, question_of
from datashare.lib.phrases import listed

# Entries of one of several parties, and how a text says that a lead is still to be named: among several, or of two.
OWN_ENTRIES: Final = ("schedule.flow__", "schedule.posts__")
LEAD_OF_SUPPLIER: Final = "entry of the supplier"
LEAD_TO_BE_NAMED: Final = ("will name its lead in writing before it signs", "To be named in writing before this party")


# How the text names the kinds of sharing of data that keeps coming.
KEEPS_COMING: Final = ("| A repeated supply", "| A continuous supply")


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
    # How sentences name the two: among several by their names.
    asker: str = "The acquirer"
    giver: str = "The supplier"

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
    """Return all contradictions in both documents, each once, with the answers of each party.

    Three queries; four among several parties.
    """
    return _among(share, share.edition.clauses.in_text().drafted_as(LOOKED_AT).select_related("current"))


def is_looked_at(clause: Clause) -> bool:
    """Return whether a clause may contradict other facts."""
    return question_of(clause.key) in LOOKED_AT


def contradictions_of(clause: Clause, clauses: Iterable[Clause]) -> list[Contradiction]:
    """Return the contradictions of one clause, with those that are looked at beside it.

    Two queries, three among several parties, none for a clause that can have none.
    """
    found = _among(clause.edition.share, clauses) if is_looked_at(clause) else []
    return [each for each in found if each.clause.pk == clause.pk]


def _among(share: DataShare, clauses: Iterable[Clause]) -> list[Contradiction]:
    found = [each for known in _known(share, clauses) for each in contradictions_among(known)]
    return list(dict.fromkeys(found))


def contradictions_among(known: KnownFacts) -> list[Contradiction]:
    """Return the contradictions among these facts. No query."""
    return [found for look in LOOKS for found in look(known)]


def _known(share: DataShare, clauses: Iterable[Clause]) -> list[KnownFacts]:
    """Return what is known with the answers and the people of each supplier in turn, then of each other receiver."""
    members = list(share.members.live().filter(role__in=[Role.LEAD, Role.SIGNATORY]).select_related("user", "party"))
    by_key, given = {clause.key: clause for clause in clauses}, stored_answers(share)
    asking = next((member.party_id for member in members if member.party.is_lead), 0)
    givers = sorted({*given.halves, *(member.party_id for member in members if member.party.gives)}) or [0]
    if not any(key.startswith(OWN_ENTRIES) for key in by_key):
        return [_of_two(given, members, by_key, asking, giver) for giver in givers]
    names = {party.pk: str(party) for party in share.parties.all()}
    return [
        *(
            replace(
                _of_two(given, members, _with_entries(by_key, giver, asking), asking, giver),
                asker=names.get(asking, KnownFacts.asker),
                giver=names.get(giver, KnownFacts.giver),
            )
            for giver in givers
        ),
        *(_of_receiver(given, members, by_key, receiver) for receiver in sorted(given.receiving)),
    ]


def _of_two(
    given: StoredAnswers, members: Sequence[Member], clauses: Mapping[str, Clause], asking: int, giver: int
) -> KnownFacts:
    """Return what is known of the party that asks and one that gives."""
    people = [*_people(members, asking, Side.ACQUIRER), *_people(members, giver, Side.SUPPLIER)]
    return KnownFacts({**given.request, **given.halves.get(giver, {})}, people, clauses)


def _of_receiver(
    given: StoredAnswers, members: Sequence[Member], clauses: Mapping[str, Clause], party: int
) -> KnownFacts:
    """Return what is known of another party that receives: who is accountable at it."""
    accountable = {"accountable": given.receiving[party].get("accountable")}
    return KnownFacts(accountable, _people(members, party, Side.ACQUIRER), _with_entries(clauses, 0, party))


def _with_entries(by_key: Mapping[str, Clause], giver: int, receiver: int) -> Mapping[str, Clause]:
    """Return the clauses by key, with the entries of two of several parties in place of what one clause says of two."""
    entries = {
        "delivery.route": by_key.get(of_party("schedule.flow", giver)),
        "signatures.signatories": by_key.get("schedule.signatures"),
        "parties.people": by_key.get(of_party("schedule.posts", receiver)),
        LEAD_OF_SUPPLIER: by_key.get(of_party("schedule.posts", giver)),
    }
    return {**by_key, **{key: clause for key, clause in entries.items() if clause}}


def _people(members: Sequence[Member], party: int, side: Side) -> list[ListedPerson]:
    return [
        ListedPerson(str(member), member.office, side, Role(member.role))
        for member in members
        if member.party_id == party
    ]


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
    key = LEAD_OF_SUPPLIER if LEAD_OF_SUPPLIER in known.clauses else "parties.people"
    found = (known.says(key, words) for words in LEAD_TO_BE_NAMED)
    if leads and (clause := next(filter(None, found), None)):
        lead = f"{listed(leads)} {'is' if len(leads) == 1 else 'are'} already its lead"
        says = f"Clause {clause.number} says that {_inside(known.giver)} will name its lead."
        yield Contradiction(clause, f"{says} The People page says that {lead}.")


def _dates(known: KnownFacts) -> Iterator[Contradiction]:
    """Yield a contradiction if the data is wanted before the supplier can deliver it."""
    clause = known.says("summary.share", as_text(known.answers.get("needed_by")))
    earliest = as_text(part(known.answers.get("s_effort"), "earliest"))
    if clause and (too_late := wanted_too_early(known.answers)) and (other := known.says("delivery.route", earliest)):
        named = too_late.replace(KnownFacts.asker, known.asker).replace(KnownFacts.giver, known.giver)
        says = f"{named} See clauses {clause.number} and {other.number}."
        yield Contradiction(clause, says)
        yield Contradiction(other, says)


def _routes(known: KnownFacts) -> Iterator[Contradiction]:
    """Yield a contradiction if the supplier cannot support a route asked for."""
    asked, given = known.answer("delivery"), known.answer("s_route")
    clause = known.says("delivery.route", escape(given.words)[1:] if isinstance(given, Given) else "")
    if clause and isinstance(asked, Given) and isinstance(given, Given) and routes_differ(asked, given):
        says = f"{known.asker} asks for {asked.words}. {known.giver} can support {given.words}."
        yield Contradiction(clause, f"{says} Decide which one clause {clause.number} must say.")


def _joint(known: KnownFacts) -> Iterator[Contradiction]:
    """Yield a contradiction if joint controllers state in different ways who does what in one activity."""
    if clause := known.says("schedule.joint", STATED_BY):
        says = f"In clause {clause.number}, joint controllers state in different ways who does what in one activity."
        yield Contradiction(clause, f"{says} They must agree it, and the clause must say it once.")


def _inside(name: str) -> str:
    """Return a name as it stands inside a sentence."""
    return "the supplier" if name == KnownFacts.giver else name


def _about_people(known: KnownFacts) -> Iterator[Contradiction]:
    """Yield a contradiction if data said to be about no one includes personal data."""
    if (why := at_odds(known.answers)) and (clause := known.says("need.doubt", "Two answers do not agree")):
        yield Contradiction(clause, f"Clause {clause.number} says that two answers do not agree. {why}")


def _once(known: KnownFacts) -> Iterator[Contradiction]:
    """Yield a contradiction if data that keeps coming is to be delivered once."""
    clause = known.says("summary.share", KEEPS_COMING[0]) or known.says("summary.share", KEEPS_COMING[1])
    if comes_once(known.answers) and clause:
        says = f"Clause {clause.number} says that the data keeps coming. Another answer says that it comes once."
        yield Contradiction(clause, f"{says} Decide which one the text must say.")


LOOKS: tuple[Callable[[KnownFacts], Iterator[Contradiction]], ...] = (
    _signs, _accounts, _leads, _dates, _routes, _joint, _about_people, _once,
)  # fmt: skip
LOOKED_AT = (
    "summary.share", "parties.people", "delivery.route", "signatures.signatories", "need.doubt", "schedule.signatures",
    "schedule.joint", "schedule.flow", "schedule.posts",
)  # fmt: skip
