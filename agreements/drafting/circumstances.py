"""Conditions derived from answers and facts that decide which clauses a document has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from agreements.drafting.body_names import names
from agreements.drafting.facts import Facts, PartyFacts, RulesFacts
from agreements.drafting.library.bars import bars_on
from agreements.drafting.library.phrases import sentence_case
from agreements.drafting.quoting import Prose, inline, listed
from agreements.drafting.values import Answered, Gap, Given
from agreements.questionnaire import conditions
from agreements.questionnaire.law import NEED_POLICY_DOCUMENT
from agreements.questionnaire.words import is_empty

GOVERNING_LAWS = {"england_wales": "England and Wales", "scotland": "Scotland", "northern_ireland": "Northern Ireland"}
DEVOLVED = ("scotland", "wales", "northern_ireland")
# The conditions in Article 9(2) that section 10(2) of the Data Protection Act 2018 ties to Part 1 of Schedule 1.
SCHEDULE_ONE_PART_ONE = ("employment", "health_care", "public_health", "research")


@dataclass(frozen=True)
class Circumstances:
    """The conditions read by the predicates of clauses and risks, and by their templates as `s`."""

    answered: Mapping[str, Any]
    facts: Facts

    def answer(self, key: str) -> Answered:
        """Return an answer, or its gap."""
        value = self.answered.get(key)
        return Gap(key) if is_empty(value) else Given(key, value)

    def says(self, key: str, *options: str) -> bool:
        """Return whether one of these options was chosen."""
        return self.answer(key).says(*options)

    def has(self, key: str) -> bool:
        """Return whether the question was answered."""
        return bool(self.answer(key))

    def lacking(self, keys: Sequence[str]) -> Prose | None:
        """Return the gap of the first of these questions that has no answer; None if all have one."""
        return next((inline(Gap(key)) for key in keys if not self.has(key)), None)

    @property
    def all_government(self) -> bool:
        return all(party.government for party in self.facts.parties)

    @property
    def kind(self) -> str:
        """The name of the agreement; the ICO's code expects more than a memorandum outside government."""
        if self.facts.members:
            return "Umbrella memorandum" if self.all_government else "Umbrella agreement"
        name = "memorandum of understanding" if self.all_government else "data sharing agreement"
        if self.short:
            return f"{name.capitalize()} (short form)"
        return f"Emergency {name}" if self.emergency else name.capitalize()

    @property
    def doc(self) -> str:
        return "memorandum" if self.all_government else "agreement"

    @property
    def governing_law(self) -> str:
        """The law under which the agreement is a contract; empty if it is none, as between bodies of government."""
        answer = self.answer("governing_law")
        laws = (words for option, words in GOVERNING_LAWS.items() if answer.says(option))
        return "" if self.all_government else next(laws, "")

    @property
    def emergency(self) -> bool:
        """Whether it was requested with the short set of questions; the rest is due within 14 days."""
        return self.says("tri_kind", "emergency")

    @property
    def short(self) -> bool:
        """Whether it is drafted in the short form: never for more than two bodies, nor under common rules."""
        return conditions.short_form(self.answered) and not self.of_several and self.rules is None

    @property
    def acquirer(self) -> Prose:
        return names(self.facts.acquirers)

    @property
    def supplier(self) -> Prose:
        return names(self.facts.suppliers)

    @property
    def parts(self) -> Prose:
        """The sentences that say which party is in law a part of another body; empty if none is."""
        return Prose(
            " ".join(
                f"{sentence_case(names([party]))} is in law part of {names([replace(party, name=party.part_of)])}."
                for party in self.facts.each
                if party.part_of
            )
        )

    @property
    def supplier_lead(self) -> Prose:
        return listed(party.lead for party in self.facts.suppliers if party.lead)

    @property
    def from_hmrc(self) -> bool:
        found = (party.name.casefold().replace("&", "and") for party in self.facts.suppliers)
        return any("revenue and customs" in name or "valuation office agency" in name for name in found)

    @property
    def bars(self) -> tuple[str, ...]:
        """What Acts say that restrict what may be disclosed, besides the law of Revenue and Customs."""
        return tuple(bars_on(self.facts.suppliers, self.facts.acquirers))

    @property
    def restricted(self) -> bool:
        """Whether an Act restricts what may be disclosed, by the name of a body or by an answer."""
        return bool(self.bars) or self.has("s_restriction")

    @property
    def known(self) -> bool:
        """Whether the kind of data has been answered."""
        return self.has("data_types") or self.has("tri_personal")

    @property
    def personal(self) -> bool:
        return conditions.personal(self.answered)

    @property
    def impersonal(self) -> bool:
        return not conditions.may_be_personal(self.answered)

    @property
    def doubtful(self) -> bool:
        """Whether the answers contradict each other on whether people can be identified."""
        return self.personal and self.says("tri_personal", "no")

    @property
    def special(self) -> bool:
        return conditions.special(self.answered)

    @property
    def criminal(self) -> bool:
        return conditions.criminal(self.answered)

    @property
    def health(self) -> bool:
        by_nhs = self.special and any("NHS" in party.name.split() for party in self.facts.suppliers)
        return by_nhs or self.says("sc_condition", "health_care", "public_health") or self.says("subjects", "patients")

    @property
    def research(self) -> bool:
        """Whether personal data is processed for research, archiving or statistics (UK GDPR Article 84A)."""
        area = self.says("policy_area", "research_statistics") or self.says("sc_condition", "research")
        return self.personal and (area or self.says("s_sc_condition", "research"))

    @property
    def statistics(self) -> bool:
        """Whether official statistics may come of it."""
        return self.says("policy_area", "research_statistics") or self.says("benefits", "statistics")

    @property
    def by_consent(self) -> bool:
        """Whether a party relies on consent."""
        basis = self.says("basis", "consent") or self.says("s_basis", "consent")
        return basis or self.says("sc_condition", "explicit_consent") or self.says("s_sc_condition", "explicit_consent")

    @property
    def devolved(self) -> bool:
        return self.says("geography", *DEVOLVED)

    @property
    def part_one(self) -> bool:
        given = self.special_given and self.says("s_sc_condition", *SCHEDULE_ONE_PART_ONE)
        return given or self.says("sc_condition", *SCHEDULE_ONE_PART_ONE)

    @property
    def public_interest(self) -> bool:
        return self.special and conditions.public_interest(self.answered)

    @property
    def enforcing(self) -> bool:
        """Whether the acquirer is a competent authority that uses the data for law enforcement."""
        return conditions.enforcing(self.answered)

    @property
    def collected_for_law_enforcement(self) -> bool:
        """Whether the supplier is a competent authority that collected the data for law enforcement."""
        return self.personal and self.says("s_basis", "part_3")

    @property
    def sensitive_enforcing(self) -> bool:
        return conditions.sensitive_enforcing(self.answered)

    def by_end(self, uk_gdpr: str, part_3: str) -> Prose:
        """Return the law that applies to each end of the flow: the UK GDPR, Part 3 of the 2018 Act, or each for one.

        A supplier that discloses to one that is no competent authority does so under the UK GDPR (2018 Act s36(4)).
        """
        if not self.enforcing:
            return Prose(uk_gdpr)
        if self.collected_for_law_enforcement:
            return Prose(part_3)
        return Prose(f"{uk_gdpr} (for the supplier) and {part_3} (for the acquirer)")

    @property
    def needs_policy(self) -> bool:
        return self.personal and conditions.needs_policy_document(self.answered)

    @property
    def policy_certain(self) -> bool:
        """Whether it is needed even if criminal offence data is under the control of official authority."""
        return self.enforcing or self.says("sc_condition", *NEED_POLICY_DOCUMENT)

    @property
    def special_given(self) -> bool:
        """Whether a supplier discloses special category data under the UK GDPR."""
        return conditions.special_given(self.answered)

    @property
    def criminal_given(self) -> bool:
        return conditions.criminal_given(self.answered)

    @property
    def public_interest_given(self) -> bool:
        return conditions.public_interest_given(self.answered)

    @property
    def giver_needs_policy(self) -> bool:
        return conditions.giver_needs_policy_document(self.answered)

    @property
    def pilot(self) -> bool:
        """Whether it begins as a pilot: debt and fraud (Digital Economy Act 2017, codes of practice)."""
        return self.dea and self.chapter("chapter_3", "chapter_4") and not self.stage("business_as_usual")

    @property
    def dea(self) -> bool:
        return self.says("gateway", "dea")

    def chapter(self, *keys: str) -> bool:
        return self.answer("dea").part("chapter").says(*keys)

    def stage(self, *keys: str) -> bool:
        return self.answer("dea").part("stage").says(*keys)

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles of the two sides, no matter which side has which."""
        role = self.answer("role")
        parts = (role.part(side) for side in ("acquirer", "supplier"))
        return frozenset(option for part in parts if isinstance(part, Given) for option in part.options)

    @property
    def rules(self) -> RulesFacts | None:
        """The common rules that it stands under."""
        return self.facts.rules

    def fixed_by_rules(self, key: str) -> bool:
        """Return whether those rules have the clause of this key."""
        return bool(key) and self.facts.rules is not None and key in self.facts.rules.clauses

    @property
    def of_each(self) -> tuple[Mapping[str, Any], ...]:
        """The answers of each party that may answer for itself: between two, those of both in one."""
        return (self.answered,)

    def of(self, party: PartyFacts) -> "Circumstances":
        """Return the circumstances of one party: between two, those of both."""
        return self

    @property
    def checking(self) -> tuple[PartyFacts, ...]:
        """The parties whose experts check what a document about these circumstances states."""
        return self.facts.each

    @property
    def of_several(self) -> bool:
        """Whether it is drafted as a text of several parties, with schedules."""
        return self.facts.of_several

    @property
    def others(self) -> bool:
        return self.says("other_orgs", "yes")

    @property
    def may_leave(self) -> bool:
        return self.personal and self.says("transfer", "yes", "not_sure")

    @property
    def sensitive(self) -> bool:
        return self.special or self.criminal or (self.personal and self.about_vulnerable)

    @property
    def about_vulnerable(self) -> bool:
        """Whether the data, or the people in it, include children or people in vulnerable situations."""
        return self.says("data_types", "children", "vulnerable") or self.says("subjects", "children", "pupils")
