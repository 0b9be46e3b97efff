"""Answer sets made from a seed: every branch of the questions, two to five parties, a word of its own in each text."""

from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from random import Random
from typing import Any, Final

from agreements.answers import StoredAnswers, applicable_answers
from agreements.drafting.build import Draft, Facts, PartyFacts
from agreements.drafting.facts import FlowFacts
from agreements.drafting.several import draft_for
from agreements.models import DataShare, Edition, Party
from agreements.questionnaire import law, options, term_options
from agreements.questionnaire.question_sets import CURRENT
from agreements.questionnaire.receiver import RECEIVER_KEYS
from community.models import Organisation
from tests.agreements.drafting.answers import FACTS

SETS: Final = 500
# Of this many sets, one is made to fit the short form; half of those then have one answer that does not.
SHORT_OF: Final = 6
FITS: Final[dict[str, Any]] = {
    "tri_kind": "one_off",
    "form_length": "short",
    "linkage": "no",
    "volume": "under_1000",
    "automated": "no",
    "risk_signs": ["none"],
    "role": {"acquirer": "independent", "supplier": "independent"},
    "transfer": "no",
}
UNFIT: Final[tuple[dict[str, Any], ...]] = (
    {"form_length": "full"},
    {"data_types": ["personal", "special"]},
    {"data_types": ["criminal"]},
    {"data_types": ["personal", "children"]},
    {"linkage": "yes"},
    {"volume": "million_or_more"},
    {"automated": "trains"},
    {"risk_signs": ["scoring"]},
    {"role": {"acquirer": "joint", "supplier": "joint"}},
    {"transfer": "yes"},
    {"gateway": {"chosen": "dea"}},
)
BODIES: Final = (
    ("Department for Transport", True),
    ("HM Revenue & Customs", True),
    ("Office for National Statistics", True),
    ("Barchester City Council", False),
    ("Barchester Police", True),
    ("Barchester Hospitals NHS Foundation Trust", False),
    ("Barchester Fire and Rescue Service", False),
)
# Questions that are answered by these words for most sets, so that most of them have a request that can be sent.
USUAL: Final = {"tri_public": "no", "tri_aggregate": "no", "tri_processor": "no", "classification": "official"}


def word(key: str, owner: int) -> str:
    """Return the word that only this party's answer to this question has."""
    return f"W{key.replace('_', '')}{owner}X"


@dataclass
class AnswerMaker:
    """Makes the answers of one party; `complete` leaves none out."""

    rng: Random
    owner: int
    complete: bool
    items: tuple[str, ...] = ("Name", "Postcode")
    made: dict[str, Any] = field(default_factory=dict)

    def one(self, listed: options.Options, *usual: str) -> str:
        """Return an option: one of the usual ones four times in five, if there are any."""
        return self.rng.choice(usual if usual and self.rng.random() < 0.8 else listed.keys)

    def some(self, listed: options.Options, most: int = 3) -> list[str]:
        found = self.rng.sample(listed.keys, self.rng.randint(1, min(most, len(listed.keys))))
        return ["none"] if "none" in found else found

    def put(self, key: str, value: Any) -> None:
        """Keep an answer, or leave it out; the questions before a request are always answered."""
        if self.complete or key.startswith("tri_") or self.rng.random() < 0.75:
            self.made[key] = value

    def text(self, *keys: str) -> None:
        for key in keys:
            self.put(key, f"{word(key, self.owner)} as stated.")

    def group(self, key: str, listed: options.Options, *usual: str, says: tuple[str, ...] = ()) -> None:
        """Put a choice, and in it the words that belong to it."""
        picked = self.one(listed, *usual)
        parts = {part: word(key, self.owner) for part in says if part not in listed.keys or part == picked}
        self.put(key, {"chosen": picked, **parts})

    def person(self, *keys: str) -> None:
        for key in keys:
            named = {"chosen": "other", "name": word(key, self.owner), "role": "Officer", "email": "a@example.gov.uk"}
            none = {"chosen": "not_yet", "name": "", "role": "", "email": ""}
            self.put(key, none if key.endswith("_check") and self.rng.random() < 0.2 else named)

    def table(self, key: str, **columns: Any) -> None:
        rows = [{"id": f"r{place}", **columns} for place in range(self.rng.randint(1, 2))]
        named = {name: word(key, self.owner) for name, value in columns.items() if value is None}
        self.put(key, [{**row, **named} for row in rows])


def _before(to: AnswerMaker) -> None:
    """Answer what is asked before a request, one time in eight in a way that stops it."""
    stops = to.rng.random() < 0.125
    for key, listed in (
        ("tri_public", options.YES_NO),
        ("tri_aggregate", options.WOULD_AGGREGATE_DO),
        ("tri_processor", options.YES_NO),
    ):
        to.put(key, to.one(listed) if stops else USUAL[key])
    to.put("tri_personal", to.one(options.YES_NO_NOT_SURE, "yes"))
    kind = to.one(options.KINDS_OF_SHARE)
    to.put("tri_kind", {"chosen": kind, "risk": word("tri_kind", to.owner)} if kind == "emergency" else kind)


def _purpose(to: AnswerMaker) -> None:
    to.put("title", f"Share {word('title', to.owner)}")
    to.text("aims", "how_helps", "if_refused", "alternatives", "who_benefits", "public_view")
    to.group("policy_area", options.POLICY_AREAS, says=("detail",))
    picked = to.some(options.BENEFITS)
    to.put("benefits", {"chosen": picked, **dict.fromkeys(picked, word("benefits", to.owner))})
    to.table("benefit_measures", measure=None, baseline="1", target="2", by="2028-03-31")


def _legal(to: AnswerMaker) -> None:
    to.put("power_have", to.one(options.YES_NO_NOT_SURE, "yes"))
    to.group("power_text", law.KINDS_OF_POWER, says=("section",))
    to.group("gateway", law.GATEWAYS, "statutory", "dea", says=("statutory", "common_law", "implied", "court_order"))
    chapter = to.one(law.DEA_CHAPTERS)
    dea = {"chapter": chapter, "objective": "fuel_poverty", "bodies": word("dea", to.owner)}
    to.put("dea", {**dea, "stage": to.one(law.DEA_STAGES), "accreditation": word("dea", to.owner)})
    to.text("confidentiality", "hra_fairness", "dea_case")
    to.person("legal_check", "dp_check", "sec_check")


def _data(to: AnswerMaker) -> None:
    to.put("data_types", to.some(options.DATA_TYPES, 4))
    row = {"identifies": to.one(options.IDENTIFIES), "why": word("items", to.owner), "how_used": "Matching"}
    to.put("items", [{"id": item, "item": item, **row, "keep_until": "30 days"} for item in to.items])
    to.put("subjects", {"chosen": to.some(options.GROUPS_OF_PEOPLE), "who": word("subjects", to.owner)})
    to.group("frequency", options.FREQUENCIES, says=("detail",))
    to.put("linkage", to.one(options.YES_NO))
    to.table("linkage_list", dataset=None, matched_on="Name", purpose="To match", risk="")
    to.put("volume", to.one(options.VOLUMES))
    to.put("scope_dates", {"start": "2025-04-01", "end": "2026-03-31"})
    to.put("geography", {"chosen": to.some(options.AREAS), "local": "Barset", "outside_uk": "Jersey"})
    to.group("automated", options.AUTOMATION, says=("detail",))
    to.text("quality_need")


def _protection(to: AnswerMaker) -> None:
    bases = [to.one(law.LAWFUL_BASES, "public_task", "legal_obligation")]
    competent = {"part_3": word("basis", to.owner)} if bases == ["part_3"] else {}
    to.put("basis", {"chosen": bases, "why": word("basis", to.owner), **competent})
    to.text("necessary", "crim_basis")
    to.put("sc_condition", to.some(law.SPECIAL_CATEGORY_CONDITIONS))
    to.put("sc_public", to.some(law.PUBLIC_INTEREST_CONDITIONS))
    to.put("sc_schedule_8", to.some(law.SCHEDULE_8_CONDITIONS))
    to.put("apd", {"title": word("apd", to.owner), "link": ""})
    mine = to.one(law.ROLES, "independent", "joint")
    theirs = mine if mine == "joint" and to.rng.random() < 0.8 else to.one(law.ROLES, "independent")
    to.put("role", {"acquirer": mine, "supplier": theirs})
    duties = {duty.key: "All together" for duty in law.JOINT_DUTIES}
    to.put("joint", [{"id": "r1", "activity": word("joint", to.owner), **duties}])
    to.put("transfer", to.one(options.YES_NO_NOT_SURE))
    to.table("transfer_where", country="Peru", who=None, safeguard=to.one(law.TRANSFER_SAFEGUARDS))
    to.put("risk_signs", ["none"] if to.rng.random() < 0.5 else to.some(law.SIGNS_OF_HIGH_RISK))
    to.group("dpia_state", options.DPIA_STATES, says=("yes", "screened_out"))
    to.group("compatible", options.COMPATIBLE, says=("why",))
    to.put("privacy_notice", {"how": word("privacy_notice", to.owner), "link": ""})
    to.table("rights", right=to.one(law.RIGHTS), who=None, within="20 working days")


def _people(to: AnswerMaker) -> None:
    to.person("lead", "accountable", "dpo")
    to.put("ico_number", f"ZA{to.owner:06}")
    person = {"chosen": "other", "name": word("team", to.owner), "role": "Officer"}
    to.put("team", [{"id": "r1", "skill": "legal", "person": person}])
    to.put("other_orgs", to.one(options.YES_NO))
    to.table(
        "other_orgs_list", organisation=None, role=to.one(options.RECIPIENT_ROLES), reason="Hosting", country="Wales"
    )


def _security(to: AnswerMaker) -> None:
    to.put("classification", to.one(options.CLASSIFICATIONS, "official", "official_sensitive"))
    to.put("delivery", {"chosen": to.some(options.DELIVERY_ROUTES), "detail": word("delivery", to.owner)})
    to.group("onward", options.ONWARD, says=("detail",))
    to.text("access", "outputs")
    to.put("format", word("format", to.owner))
    to.table("storage", system=None, host="A host", country="United Kingdom", assurance="")
    controls = {"dspt": "standards met, 30 June 2026", "more": word("controls", to.owner)}
    to.put("controls", {"chosen": to.some(options.CONTROLS), **controls})


def _terms(to: AnswerMaker) -> None:
    to.group("retention", options.KEEP_FOR, says=("why",))
    if to.made.get("retention", {}).get("chosen") == "other":
        to.made["retention"]["detail"] = "9 months"
    to.text("disposal", "uses_forbidden", "results_back", "foi", "costs", "dispute", "stop", "join_leave", "supersedes")
    to.group("review_every", options.REVIEW_EVERY)
    if to.made.get("review_every", {}).get("chosen") == "on_change":
        to.made["review_every"]["on"] = "2027-11-01"
    to.put("needed_by", "2026-12-15")
    to.put("project_dates", {"start": "2027-01-01", "end": "2027-12-31"})
    to.table("breach", party="Each party", contact=None, hours="24")
    to.group("contact_people", term_options.CONTACT, says=("yes",))
    to.put("notice", to.one(term_options.NOTICE))
    to.put("governing_law", to.one(law.LEGAL_EFFECTS))


def request_of(rng: Random, owner: int, *, complete: bool) -> dict[str, Any]:
    """Return an answer to each question of a request, those that its own answers close among them."""
    to = AnswerMaker(rng, owner, complete)
    for part in (_before, _purpose, _legal, _data, _protection, _people, _security, _terms):
        part(to)
    return to.made


def half_of(rng: Random, owner: int, *, complete: bool, receivers: int) -> dict[str, Any]:
    """Return an answer to each question of a party that gives, those that the answers close among them."""
    to = AnswerMaker(rng, owner, complete)
    to.group("s_hold", options.HOLDINGS, "all", "part", says=options.HOLDINGS.keys)
    decision = to.one(options.ITEM_DECISIONS, "accept")
    rows = [{"id": item, "item": item, "decision": decision, "reason": word("s_items", owner)} for item in to.items]
    to.put("s_items", rows)
    to.put("s_route", {"chosen": to.some(options.DELIVERY_ROUTES), "other": word("s_route", owner)})
    payer = to.one(options.PAYERS, *(() if receivers == 1 else ("supplier",)))
    to.put("s_effort", {"effort": "A day", "cost": "", "payer": payer, "earliest": "2026-12-10"})
    to.group("s_gateway", options.GATEWAY_VIEWS, "agree", "another", says=options.GATEWAY_VIEWS.keys)
    bases = [to.one(law.LAWFUL_BASES, "public_task", "part_3")]
    to.put("s_basis", {"chosen": bases, "part_3": "Schedule 7", "authorised": "", "why": word("s_basis", owner)})
    to.put("s_sc_condition", to.some(law.SPECIAL_CATEGORY_CONDITIONS))
    to.put("s_sc_public", to.some(law.PUBLIC_INTEREST_CONDITIONS))
    to.text("s_crim_basis", "s_restriction", "s_privacy", "s_conditions")
    to.put("s_apd", {"title": word("s_apd", owner), "link": ""})
    to.put("s_ico_number", f"ZB{owner:06}")
    to.put("s_experts", {skill: word("s_experts", owner) for skill in ("legal", "security")})
    to.put("s_signatory", {"name": word("s_signatory", owner), "position": "Director", "order": "any"})
    return to.made


@dataclass(frozen=True, eq=False)
class AnswerSet:
    """What is stored of one data share, as it stands, and the parties whose answers those are."""

    seed: int
    complete: bool
    parties: tuple[Party, ...]
    facts: Facts
    stored: StoredAnswers

    @cached_property
    def share(self) -> DataShare:
        """A share that is nowhere stored: the answers that apply depend on its questions and its parties only."""
        share = DataShare(pk=self.seed + 1, edition=Edition(question_set=CURRENT.version))
        share._prefetched_objects_cache = {"parties": self.parties}  # type: ignore[attr-defined]
        return share

    @cached_property
    def applicable(self) -> StoredAnswers:
        return applicable_answers(self.share, self.stored)

    @property
    def takers(self) -> dict[int, set[int]]:
        """The keys of those that receive from each that gives."""
        keys = {str(party): party.pk for party in self.parties}
        if not self.facts.flows:
            return {self.facts.suppliers[0].key: {1}}
        return {keys[flow.giver]: {keys[name] for name in flow.receivers} for flow in self.facts.flows}

    @cached_property
    def documents(self) -> tuple[Draft, ...]:
        found = self.applicable
        return tuple(draft_for(document, found, self.facts, CURRENT.version) for document in ("mou", "dpia"))


def _parties(rng: Random) -> tuple[Party, ...]:
    """Return two to five parties: the first asks, and at least one other gives."""
    named = rng.sample(BODIES, rng.choice((2, 2, 3, 4, 5)))
    plain = len(named) == 2 and rng.random() < 0.8
    # One that asks and gives needs someone else to receive.
    asker_gives, made = not plain and rng.random() < 0.3, []
    for key, (name, _) in enumerate(named, 1):
        part = "gives" if key == 2 else rng.choice(("gives", "receives", "both"))
        receives = (
            key == 1
            or (part != "gives" and not plain)
            or (key == 2 and not plain and (asker_gives or rng.random() < 0.3))
        )
        gives = key == 2 or (key > 2 and part != "receives") or (key == 1 and asker_gives)
        organisation = Organisation(pk=key, name=name)
        made.append(Party(pk=key, organisation=organisation, is_lead=key == 1, receives=receives, gives=gives))
    return tuple(made)


def _facts(rng: Random, parties: tuple[Party, ...]) -> Facts:
    known = {str(p): PartyFacts(name=str(p), key=p.pk, government=dict(BODIES)[str(p)]) for p in parties}
    receivers = tuple(known[str(party)] for party in parties if party.receives)
    givers = tuple(known[str(party)] for party in parties if party.gives)
    facts = replace(FACTS, acquirers=receivers, suppliers=givers)
    if not facts.of_several:
        return facts
    flows = []
    for giver in givers:
        others = [party.name for party in receivers if party.name != giver.name]
        flows.append(FlowFacts(giver=giver.name, receivers=tuple(rng.sample(others, rng.randint(1, len(others))))))
    return replace(facts, flows=tuple(flows))


def _fitting(rng: Random, request: dict[str, Any]) -> dict[str, Any]:
    """Return answers that fit the short form, or all but one do."""
    kinds = rng.choice((["personal"], ["personal", "pseudonymised"], ["confidential"]))
    plain = {"chosen": "statutory", "statutory": word("gateway", 1)}
    basis = {"chosen": ["public_task"], "part_3": "", "why": word("basis", 1)}
    subjects = {"chosen": ["taxpayers"], "who": word("subjects", 1)}
    fits = {**FITS, "data_types": kinds, "gateway": plain, "basis": basis, "subjects": subjects}
    unfit = rng.choice(UNFIT) if rng.random() < 0.5 else {}
    return {key: value for key, value in {**fits, **unfit}.items() if key in request or key == "form_length"}


@cache
def answer_set(seed: int) -> AnswerSet:
    """Return the answer set of a seed: the same each time; three in five have every answer."""
    rng = Random(seed)  # noqa: S311 (not for secrets)
    complete = rng.random() < 0.6
    parties = _parties(rng)
    others = [party for party in parties if party.receives and not party.is_lead]
    receivers = len(others) + 1
    halves = {p.pk: half_of(rng, p.pk, complete=complete, receivers=receivers) for p in parties if p.gives}
    request = request_of(rng, 1, complete=complete)
    if seed % SHORT_OF == 0:
        request |= _fitting(rng, request)
    receiving = {}
    for party in others:
        own = request_of(rng, party.pk, complete=complete)
        receiving[party.pk] = {key: value for key, value in own.items() if key in RECEIVER_KEYS}
    return AnswerSet(seed, complete, parties, _facts(rng, parties), StoredAnswers(request, halves, receiving))
