"""What stops an agreement from being signed: one list, from the answers of each party and the words of the clauses."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from agreements.answers import StoredAnswers, applicable_answers, stored_answers
from agreements.drafting.circumstances import Circumstances
from agreements.drafting.facts import Facts
from agreements.drafting.library.screening import SIGNS
from agreements.models import Clause, DataShare, Party
from agreements.models.flows import takers_in
from agreements.models.stops import ABSOLUTE, StopKind
from agreements.questionnaire.conditions import enforcing, personal, picked
from agreements.questionnaire.shape import Answers
from agreements.questionnaire.words import chosen, part, rows_of, text
from datashare.lib.phrases import listed

# Article 6(1) of the UK GDPR, closing words, as amended by section 70 of the Data (Use and Access) Act 2025: points
# (ea) and (f) do not apply to public authorities in the performance of their tasks.
NOT_FOR_PUBLIC_BODIES: Final = {
    "legitimate_interests": "legitimate interests",
    "recognised_interest": "a recognised legitimate interest",
}


@dataclass(frozen=True)
class Stop:
    """A reason not to sign: what is so, what to do, and of which party's answer or which clause."""

    kind: StopKind
    says: str
    do: str
    # The question whose answer it is, and the party that gave it.
    question: str = ""
    party: int | None = None
    clause: Clause | None = None
    # What it is about besides, so that going on despite it does not outlive that.
    about: str = ""

    @property
    def key(self) -> str:
        """What a party goes on despite, in a form that can be stored: of a clause, in the words it has now."""
        about = f"{self.clause.pk}.{self.clause.current_id}" if self.clause else self.party
        return f"{self.kind}:{about or ''}{self.about and '.'}{self.about[:12]}"

    @property
    def is_absolute(self) -> bool:
        """Whether no one may go on despite it."""
        return self.kind in ABSOLUTE

    @property
    def why_absolute(self) -> str:
        """Why no one may go on despite it, as the end of a sentence."""
        if self.kind == StopKind.RISKS_PROPOSED:
            return "nothing that the service proposed can be signed as if people had decided it"
        return "no agreement makes it lawful"


@dataclass(frozen=True)
class _Half:
    """The answers of one party, by its name; a supplier's with those of the request that it answers."""

    name: str
    key: int
    says: Answers
    request: Answers
    # Of one that gives: those that receive from it.
    takers: "Sequence[_Half]" = ()


def stops_in(share: DataShare, parties: Sequence[Party]) -> list[Stop]:
    """Return what stops this data share from being signed, by these parties’ answers. One query, two of several."""
    several = sum(party.receives for party in parties) > 1
    return stops_of(applicable_answers(share, stored_answers(share)), parties, takers_in(share) if several else None)


def stops_of(
    found: StoredAnswers, parties: Sequence[Party], takers: Mapping[int, Collection[int]] | None = None
) -> list[Stop]:
    """Return the stops of answers that apply. No query.

    `takers` are the keys of those that receive from each giver; without them, all others that receive.
    """
    receivers = [_receiver(found, party) for party in parties if party.is_lead or party.receives]
    givers = [_giver(found, party, receivers, takers) for party in parties if party.gives]
    stops = [stop for half in receivers for look in OF_RECEIVERS for stop in look(half)]
    return [*stops, *(stop for half in givers for look in OF_GIVERS for stop in look(half))]


def stops_of_request(asking: Party, answers: Answers) -> list[Stop]:
    """Return the stops of a request that is being answered, by who asks. No query."""
    half = _Half(str(asking), asking.pk, answers, answers)
    return [stop for look in OF_RECEIVERS for stop in look(half)]


def stops_of_supplier(
    giver: Party, own: Answers, request: Answers, takers: Sequence[tuple[Party, Answers]]
) -> list[Stop]:
    """Return the stops of a supplier's own answers. No query.

    `takers` receive from it, each with its answers and those of the request that hold for all.
    """
    others = [_Half(str(party), party.pk, says, request) for party, says in takers]
    half = _Half(str(giver), giver.pk, own, request, others)
    return [stop for look in OF_GIVERS for stop in look(half)]


def _receiver(found: StoredAnswers, party: Party) -> _Half:
    says = found.request if party.is_lead else found.request_of(party.pk)
    return _Half(str(party), party.pk, says, found.request)


def _giver(
    found: StoredAnswers, party: Party, receivers: Sequence[_Half], takers: Mapping[int, Collection[int]] | None
) -> _Half:
    known = None if takers is None else takers.get(party.pk, ())
    others = [half for half in receivers if half.key != party.pk and (known is None or half.key in known)]
    return _Half(str(party), party.pk, found.halves.get(party.pk, {}), found.request, others)


# --- Who receives -----------------------------------------------------------------------------------


def _power(half: _Half) -> Iterator[Stop]:
    if picked(half.says, "power_have", "no", "not_sure"):
        so = "has no legal power" if picked(half.says, "power_have", "no") else "does not know whether it has a power"
        yield Stop(
            StopKind.NO_POWER,
            f"{half.name} {so} to receive the data. An agreement does not create one.",
            f"{half.name} must ask a legal adviser, and name the power or end the request.",
            "power_have",
            half.key,
        )


def _basis(half: _Half) -> Iterator[Stop]:
    yield from _refused(half, "basis")


def _refused(half: _Half, key: str) -> Iterator[Stop]:
    refused = [words for option, words in NOT_FOR_PUBLIC_BODIES.items() if picked(half.says, key, option)]
    if refused:
        yield Stop(
            StopKind.BASIS_REFUSED,
            f"{half.name} relies on {listed(refused)}. A public authority cannot do so for its tasks (UK GDPR, Article "
            "6(1), last paragraph).",
            f"{half.name} must rely on another lawful basis. For its tasks that is usually public task.",
            key,
            half.key,
        )


def _roles(half: _Half) -> Iterator[Stop]:
    roles = {text(part(half.says.get("role"), side)) for side in ("acquirer", "supplier")} - {""}
    if "joint" in roles and len(roles) > 1:
        so = "One organisation is named as a joint controller, and the other is not."
        law = _law(half, "UK GDPR, Article 26", "Data Protection Act 2018, section 58")
        yield _role_stop(half, f"{so} Controllers are joint together ({law}).")
    elif "not_sure" in roles:
        yield _role_stop(half, f"{half.name} is not sure which role each organisation has.")


def _role_stop(half: _Half, says: str) -> Stop:
    return Stop(StopKind.ROLES, says, "The organisations must settle their roles.", "role", half.key)


def _law(half: _Half, uk_gdpr: str, part_3: str) -> str:
    """Return the law that applies to the data in the hands of one that receives (Data Protection Act 2018 s29)."""
    return part_3 if enforcing(half.says) else uk_gdpr


def _transfer(half: _Half) -> Iterator[Stop]:
    bare = [
        text(row.get("country")) or "a country that is not named"
        for row in rows_of(half.says.get("transfer_where"))
        if not chosen(row.get("safeguard")) - {"none"}
    ]
    leaves = picked(half.says, "transfer", "yes")
    if leaves and bare:
        law = _law(half, "UK GDPR, Chapter V", "Data Protection Act 2018, sections 72 to 78")
        so = f"The data goes to {listed(bare)} without a safeguard ({law})."
        yield _transfer_stop(half, so, "transfer_where")
    elif picked(half.says, "transfer", "not_sure"):
        yield _transfer_stop(half, f"{half.name} does not know whether the data will leave the UK.", "transfer")


def _transfer_stop(half: _Half, says: str, question: str) -> Stop:
    do = f"{half.name} must say where the data goes and which safeguard protects it there."
    return Stop(StopKind.TRANSFER, says, do, question, half.key)


def _assessment(half: _Half) -> Iterator[Stop]:
    """Yield a stop for data that shows signs of high risk and is not assessed (UK GDPR, Article 35)."""
    facts = Facts(reference="", title="", acquirers=(), suppliers=(), today=date.min)
    circumstances = Circumstances(half.says, facts)
    signs = [sign.says for sign in SIGNS if sign.present(circumstances)]
    if signs and picked(half.says, "dpia_state", "screened_out"):
        shown = listed(f"{sign[:1].lower()}{sign[1:]}" for sign in signs)
        yield Stop(
            StopKind.NO_ASSESSMENT,
            f"{half.name} decided that it needs no impact assessment, but there are signs of high risk: {shown}.",
            f"{half.name} must assess the risk. The service drafts an impact assessment from the answers.",
            "dpia_state",
            half.key,
        )


def _checks(half: _Half) -> Iterator[Stop]:
    if picked(half.request, "tri_kind", "emergency"):
        # A check may follow in an emergency, as the answer to the question may.
        return
    required = {StopKind.LEGAL_CHECK: "legal"}
    if personal(half.request):
        required[StopKind.PROTECTION_CHECK] = "data protection"
    for kind, skill in required.items():
        if picked(half.says, kind.value, "not_yet"):
            yield Stop(
                kind,
                f"No {skill} adviser has checked the request for {half.name}.",
                f"{half.name} must ask a {skill} adviser to check the answers, on the People page.",
                kind.value,
                half.key,
            )


# --- Who gives --------------------------------------------------------------------------------------


def _holding(half: _Half) -> Iterator[Stop]:
    if picked(half.says, "s_hold", "none"):
        yield Stop(
            StopKind.NOT_HELD,
            f"{half.name} says that it does not hold the data.",
            "Ask the organisation that holds it.",
            "s_hold",
            half.key,
        )


def _own_role(half: _Half) -> Iterator[Stop]:
    """Yield a stop for one that is not sure of its role, or is a joint controller with none that receives from it."""
    if picked(half.says, "s_role", "not_sure"):
        yield _own_role_stop(half, f"{half.name} is not sure which role it has for the data that it gives.")
    stated = [text(part(taker.says.get("role"), "acquirer")) for taker in half.takers]
    if picked(half.says, "s_role", "joint") and all(stated) and "joint" not in stated:
        so = f"{half.name} says that it is a joint controller, and none of those that receive its data does."
        yield _own_role_stop(half, f"{so} Controllers are joint together (UK GDPR, Article 26).")


def _own_role_stop(half: _Half, says: str) -> Stop:
    return Stop(StopKind.ROLES, says, "The organisations must settle their roles.", "s_role", half.key)


def _items(half: _Half) -> Iterator[Stop]:
    decisions = [text(row.get("decision")) for row in rows_of(half.says.get("s_items"))]
    if decisions and set(decisions) == {"refuse"}:
        yield Stop(
            StopKind.NOTHING_SHARED,
            f"{half.name} refuses every data item.",
            f"{half.name} must share at least one item, or refuse the request.",
            "s_items",
            half.key,
        )


def _gateway(half: _Half) -> Iterator[Stop]:
    if picked(half.says, "s_gateway", "bar"):
        yield Stop(
            StopKind.BARRED,
            f"{half.name} says that the law prevents it from disclosing the data.",
            f"{half.name} must refuse the request, or correct this answer.",
            "s_gateway",
            half.key,
        )
    elif picked(half.says, "s_gateway", "agree") and (bare := _without_gateway(half)):
        to = f" to {listed(bare)}" if len(half.takers) > 1 else ""
        yield Stop(
            StopKind.NO_GATEWAY,
            f"No law is named that lets {half.name} disclose the data{to}.",
            f"{half.name} must name the power that it relies on.",
            "s_gateway",
            half.key,
        )


def _without_gateway(half: _Half) -> list[str]:
    """Return those that receive from it and found no gateway: to agree with them names none."""
    return [taker.name for taker in half.takers if picked(taker.says, "gateway", "none_found")]


def _own_basis(half: _Half) -> Iterator[Stop]:
    yield from _refused(half, "s_basis")


Look = Callable[[_Half], Iterator[Stop]]
OF_RECEIVERS: Final[tuple[Look, ...]] = (_power, _basis, _roles, _transfer, _assessment, _checks)
OF_GIVERS: Final[tuple[Look, ...]] = (_own_role, _holding, _gateway, _items, _own_basis)
