"""The circumstances of three or more parties: those of each, with its own answers, and those of all."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from agreements.answers import StoredAnswers
from agreements.drafting.body_names import names
from agreements.drafting.circumstances import Circumstances
from agreements.drafting.facts import Facts, PartyFacts
from agreements.drafting.library import phrases
from agreements.drafting.library.decided_items import named
from agreements.drafting.quoting import Prose, capital, escape, inline, listed
from agreements.drafting.values import Answered, Gap, Given, as_text
from agreements.questionnaire.receiver import RECEIVER_KEYS
from agreements.questionnaire.supplier import supplier_set
from agreements.wording.gaps import for_each

ACT = "of the Data Protection Act 2018"
PART_3 = f"Part 3 {ACT}"
FOR_LAW_ENFORCEMENT = f"To {{}}: {PART_3}; a new law enforcement purpose must meet section 36(3)."
FOR_ANOTHER_PURPOSE = (
    "To {}: the data was collected for a law enforcement purpose. It may be disclosed for another purpose because the "
    "law authorises that (section 36(4)): {}. The UK GDPR applies to the disclosure."
)


@dataclass(frozen=True)
class OfOne(Circumstances):
    """What one party of several has answered, and what it does."""

    me: PartyFacts
    # The questions whose gaps only this party fills.
    own: frozenset[str]
    # The names of the parties that receive for law enforcement, under Part 3 of the Data Protection Act 2018.
    enforcers: frozenset[str] = frozenset()

    @property
    def receives(self) -> bool:
        return any(party.name == self.me.name for party in self.facts.acquirers)

    @property
    def gives(self) -> bool:
        return any(party.name == self.me.name for party in self.facts.suppliers)

    @property
    def checking(self) -> tuple[PartyFacts, ...]:
        return (self.me,)

    def does(self, what: str) -> bool:
        """Return whether this is a "party", a "giver" or a "receiver"."""
        return {"party": True, "giver": self.gives, "receiver": self.receives}[what]

    def with_own_gaps(self, text: str) -> str:
        """Return a text about this party, whose gaps are its own where only it can answer."""
        return for_each(text, self.own, self.me.key) if self.me.key > 0 else text

    def cell(self, value: Any) -> Prose:
        """Return a value in a table that also says what others have answered."""
        return Prose(self.with_own_gaps(inline(value)))

    @property
    def part(self) -> Prose:
        """What the party does, for its entry in Schedule 1."""
        does = [word for word, true in (("gives", self.gives), ("receives", self.receives)) if true]
        lead = "Lead; " if self.me.name == self.facts.acquirers[0].name else ""
        said = f"{lead}{' and '.join(does)} data"
        return Prose(said[:1].upper() + said[1:])

    @property
    def takers(self) -> tuple[PartyFacts, ...]:
        """The parties to which this one gives data."""
        named = {name for flow in self.facts.flows if flow.giver == self.me.name for name in flow.receivers}
        others = (party for party in self.facts.acquirers if party.name != self.me.name)
        return tuple(party for party in others if not self.facts.flows or party.name in named)

    @property
    def givers(self) -> tuple[PartyFacts, ...]:
        """The parties that give data to this one."""
        named = {flow.giver for flow in self.facts.flows if self.me.name in flow.receivers}
        others = (party for party in self.facts.suppliers if party.name != self.me.name)
        return tuple(party for party in others if not self.facts.flows or party.name in named)

    @property
    def counterparts(self) -> Prose:
        return names(self.takers)

    @property
    def as_receivers(self) -> str:
        return "receivers" if len(self.takers) > 1 else "receiver"

    @property
    def under_part_3(self) -> bool:
        """Whether it receives for law enforcement, so that Part 3 applies to it in place of the UK GDPR."""
        return self.me.name in self.enforcers

    def by_end(self, uk_gdpr: str, part_3: str) -> Prose:
        """Return the law that applies to what this party does: the UK GDPR, Part 3 of the 2018 Act, or either."""
        return _by_end(self._under_part_3_by_end, uk_gdpr, part_3)

    @property
    def _under_part_3_by_end(self) -> list[bool]:
        """Whether Part 3 applies, at each end of a flow at which the party is."""
        receiving = [self.under_part_3] if self.receives else []
        return [*receiving, *([self.collected_for_law_enforcement] if self.gives else [])]

    @property
    def giving_roles(self) -> frozenset[str]:
        """The role that it states for the data that it gives; empty if it states none."""
        value = self.answer("s_role") if self.gives else None
        return frozenset(value.options) if isinstance(value, Given) else frozenset()

    @property
    def joint_keys(self) -> tuple[str, ...]:
        """The questions that it answers about what it decides together with others, as one that receives or gives."""
        receiving = ("joint",) if self.receives and "joint" in self.roles else ()
        return (*receiving, *(("s_joint",) if "joint" in self.giving_roles else ()))

    @property
    def regime(self) -> str:
        """The law that applies to the data in its hands (Data Protection Act 2018 ss29, 30)."""
        return f"{PART_3} (law enforcement processing)" if self.under_part_3 else "UK GDPR"

    @property
    def giving_regime(self) -> Prose:
        """The law that applies to the disclosure, by whom the data goes to (Data Protection Act 2018 s36(3), (4))."""
        if not self.collected_for_law_enforcement:
            return Prose("UK GDPR")
        same = [party for party in self.takers if party.name in self.enforcers]
        other = [party for party in self.takers if party.name not in self.enforcers]
        said = [FOR_LAW_ENFORCEMENT.format(names(same))] if same else []
        if other:
            said.append(FOR_ANOTHER_PURPOSE.format(names(other), inline(self.answer("s_basis").part("authorised"))))
        return Prose(" ".join(said))

    def giving_basis(self, basis: Answered) -> Prose:
        """Return the Article 6 basis for disclosing; a gap where data leaves law enforcement without one."""
        if isinstance(basis, Gap):
            return inline(basis)
        article_6 = [option for option in basis.options if option != "part_3"]
        if article_6:
            return capital(listed(phrases.cited(basis.key, article_6)))
        leaves = any(party.name not in self.enforcers for party in self.takers)
        return inline(Gap("s_basis")) if leaves else Prose(f"Not an Article 6 basis: {PART_3} applies")

    def items_given(self, items: Answered, decided: Answered) -> Prose:
        """Return the items that the party gives, by name, and whether it gives less of one than was asked for."""
        if isinstance(items, Gap) or isinstance(decided, Gap):
            return inline(items if isinstance(items, Gap) else decided)
        decisions = {str(row.cells.get("decision") or "") for row in decided}
        if decisions == {"refuse"}:
            return Prose("None: the giver has refused every item")
        if "" in decisions:
            return inline(Gap("s_items"))
        refused = {named(row) for row in decided if row.cells.get("decision") == "refuse"}
        kept = (as_text(row.cells.get("item")) for row in items if named(row) not in refused)
        less = ", except as stated below" if decisions & {"reduce", "aggregate"} else ""
        return Prose(f"{'; '.join(escape(name) for name in kept)}{less}")


@dataclass(frozen=True)
class OfSeveral(Circumstances):
    """What holds for all parties, and for any of them. The answers are those of who asks."""

    each: tuple[OfOne, ...]

    @property
    def of_each(self) -> tuple[Mapping[str, Any], ...]:
        return tuple(one.answered for one in self.each)

    def of(self, party: PartyFacts) -> Circumstances:
        """Return the circumstances of one party, with its own answers."""
        return next((one for one in self.each if one.me.key == party.key), self)

    def says(self, key: str, *options: str) -> bool:
        """Return whether any party chose one of these options."""
        return any(one.answer(key).says(*options) for one in self.each)

    def has(self, key: str) -> bool:
        """Return whether any party answered the question."""
        return any(one.has(key) for one in self.each)

    def lacking(self, keys: Sequence[str]) -> Prose | None:
        """Return the gap of each party that receives and has not answered; None if all have."""
        found = [one.cell(gap) for one in self.each if one.receives and (gap := one.lacking(keys)) is not None]
        return listed(dict.fromkeys(found)) if found else None

    @property
    def part_3(self) -> bool:
        """Whether any party receives or gives for law enforcement."""
        return any(one.under_part_3 or one.collected_for_law_enforcement for one in self.each)

    @property
    def enforcing(self) -> bool:
        """Whether Part 3 applies at every end, so that no end is under the UK GDPR."""
        return all(self._under_part_3_by_end)

    def by_end(self, uk_gdpr: str, part_3: str) -> Prose:
        """Return the law that applies to the ends of all flows: the UK GDPR, Part 3 of the 2018 Act, or either."""
        return _by_end(self._under_part_3_by_end, uk_gdpr, part_3)

    @property
    def _under_part_3_by_end(self) -> list[bool]:
        receiving = [one.under_part_3 for one in self.each if one.receives]
        return [*receiving, *(one.collected_for_law_enforcement for one in self.each if one.gives)]

    def part_3_end(self, words: str) -> Prose:
        """Return words about Part 3 if any party processes under it."""
        return Prose(words if self.part_3 else "")

    @property
    def lead(self) -> Prose:
        return names(self.facts.acquirers[:1])

    @property
    def asker(self) -> Prose:
        """Who asked for the data: the lead, unless that was handed over."""
        return escape(self.facts.asker) if self.facts.asker else self.lead

    @property
    def everyone(self) -> Prose:
        return names(self.facts.each)

    @property
    def roles(self) -> frozenset[str]:
        return frozenset().union(*(one.roles | one.giving_roles for one in self.each))

    @property
    def givers_state_roles(self) -> bool:
        return any(one.giving_roles for one in self._giving)

    @property
    def needs_policy(self) -> bool:
        return any(one.needs_policy for one in self.each)

    @property
    def special_given(self) -> bool:
        return any(one.special_given for one in self._giving)

    @property
    def criminal_given(self) -> bool:
        return any(one.criminal_given for one in self._giving)

    @property
    def restricted(self) -> bool:
        return any(one.restricted for one in self._giving)

    @property
    def giver_needs_policy(self) -> bool:
        return any(one.giver_needs_policy for one in self._giving)

    @property
    def _giving(self) -> Iterator[OfOne]:
        return (one for one in self.each if one.gives)

    @property
    def pilot(self) -> bool:
        return any(one.pilot for one in self.each)


def _by_end(under_part_3: list[bool], uk_gdpr: str, part_3: str) -> Prose:
    """Return the law of the ends of which this says whether Part 3 applies to each (Data Protection Act 2018 s29)."""
    if not any(under_part_3):
        return Prose(uk_gdpr)
    if all(under_part_3):
        return Prose(part_3)
    return Prose(f"{uk_gdpr} or, where {PART_3} applies, {part_3.replace(f' {ACT}', ' of that Act')}")


def circumstances_of(given: StoredAnswers, facts: Facts, version: str) -> OfSeveral:
    """Return the circumstances of all parties, each with what it may answer itself."""
    apart = [_of_one(party, given, facts, version) for party in facts.each]
    enforcers = frozenset(one.me.name for one in apart if one.receives and one.enforcing)
    each = tuple(replace(one, enforcers=enforcers) for one in apart)
    return OfSeveral({**given.request, **_half(given, facts.acquirers[0])}, facts, each)


def _of_one(party: PartyFacts, given: StoredAnswers, facts: Facts, version: str) -> OfOne:
    leads = party.name == facts.acquirers[0].name
    answers: Mapping[str, Any] = given.request if leads else given.request_of(party.key)
    own = frozenset() if leads else RECEIVER_KEYS
    if len(facts.suppliers) > 1:
        own |= frozenset(supplier_set(version).places)
    return OfOne({**answers, **_half(given, party)}, facts, party, own)


def _half(given: StoredAnswers, party: PartyFacts) -> Mapping[str, Any]:
    """Return what a party has answered as one that gives."""
    return given.halves.get(party.key, {})
