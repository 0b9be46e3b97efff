"""What stops an agreement from being signed: each stop fires for its answers, and for no others."""

from typing import Any

import pytest

from agreements.answers import StoredAnswers
from agreements.drafting.stops import Stop, stops_of
from agreements.drafting.stops_of_text import empty_words
from agreements.models import Clause, Party, Wording
from agreements.models.stops import ABSOLUTE, StopKind
from community.models import Organisation

ASKS = Party(pk=1, organisation=Organisation(name="Barchester City Council"), is_lead=True, receives=True)
GIVES = Party(pk=2, organisation=Organisation(name="Office for Records"), gives=True)
SOUND: dict[str, Any] = {
    "data_types": ["personal"],
    "power_have": "yes",
    "gateway": {"chosen": "statutory", "statutory": "Water Act 2003, section 1"},
    "basis": {"chosen": ["public_task"], "why": "A duty."},
    "role": {"acquirer": "independent", "supplier": "independent"},
    "transfer": "yes",
    "transfer_where": [{"id": "row1", "country": "Ireland", "who": "A cloud region", "safeguard": "adequacy"}],
    "dpia_state": {"chosen": "start_here"},
    "legal_check": {"chosen": "other", "name": "A Lawyer", "on": "2026-11-01"},
    "dp_check": {"chosen": "other", "name": "An Officer", "on": "2026-11-01"},
}
OWN: dict[str, Any] = {
    "s_hold": {"chosen": "all"},
    "s_items": [{"id": "row1", "item": "Name", "decision": "accept"}, {"id": "row2", "decision": "refuse"}],
    "s_gateway": {"chosen": "agree"},
    "s_basis": {"chosen": ["public_task"]},
}


def stops(request: dict[str, Any] | None = None, own: dict[str, Any] | None = None) -> list[Stop]:
    given = StoredAnswers({**SOUND, **(request or {})}, {GIVES.pk: {**OWN, **(own or {})}})
    return stops_of(given, [ASKS, GIVES])


def test_sound_answers_stop_nothing() -> None:
    assert stops() == []


CASES: list[tuple[dict[str, Any], dict[str, Any], StopKind, str]] = [
    ({"power_have": "no"}, {}, StopKind.NO_POWER, "Barchester City Council has no legal power to receive the data."),
    ({"power_have": "not_sure"}, {}, StopKind.NO_POWER, "does not know whether it has a power"),
    ({"basis": {"chosen": ["legitimate_interests"]}}, {}, StopKind.BASIS_REFUSED, "relies on legitimate interests"),
    (
        {"basis": {"chosen": ["public_task", "recognised_interest"]}},
        {},
        StopKind.BASIS_REFUSED,
        "Barchester City Council relies on a recognised legitimate interest. A public authority cannot do so",
    ),
    ({}, {"s_basis": {"chosen": ["legitimate_interests"]}}, StopKind.BASIS_REFUSED, "Office for Records relies on"),
    ({"role": {"acquirer": "joint", "supplier": "independent"}}, {}, StopKind.ROLES, "Controllers are joint together"),
    ({"role": {"acquirer": "independent", "supplier": "joint"}}, {}, StopKind.ROLES, "Controllers are joint together"),
    ({"role": {"acquirer": "not_sure", "supplier": "independent"}}, {}, StopKind.ROLES, "is not sure which role"),
    ({"transfer": "not_sure"}, {}, StopKind.TRANSFER, "does not know whether the data will leave the UK"),
    (
        {"transfer_where": [{"id": "a", "country": "France", "safeguard": "none"}]},
        {},
        StopKind.TRANSFER,
        "The data goes to France without a safeguard",
    ),
    ({"transfer_where": [{"id": "a", "country": "Peru"}]}, {}, StopKind.TRANSFER, "The data goes to Peru without"),
    (
        {"dpia_state": {"chosen": "screened_out"}, "data_types": ["personal", "children"]},
        {},
        StopKind.NO_ASSESSMENT,
        "there are signs of high risk: data about children or people in vulnerable situations.",
    ),
    ({"legal_check": {"chosen": "not_yet"}}, {}, StopKind.LEGAL_CHECK, "No legal adviser has checked the request"),
    ({"dp_check": {"chosen": "not_yet"}}, {}, StopKind.PROTECTION_CHECK, "No data protection adviser has checked"),
    ({}, {"s_hold": {"chosen": "none"}}, StopKind.NOT_HELD, "Office for Records says that it does not hold the data."),
    ({}, {"s_gateway": {"chosen": "bar"}}, StopKind.BARRED, "the law prevents it from disclosing the data"),
    ({"gateway": {"chosen": "none_found"}}, {}, StopKind.NO_GATEWAY, "No law is named that lets Office for Records"),
    ({}, {"s_items": [{"id": "row1", "decision": "refuse"}]}, StopKind.NOTHING_SHARED, "refuses every data item"),
]


@pytest.mark.parametrize(("request_", "own", "kind", "says"), CASES)
def test_it_fires_alone_and_says_who_must_do_what(
    request_: dict[str, Any], own: dict[str, Any], kind: StopKind, says: str
) -> None:
    (stop,) = stops(request_, own)
    assert stop.kind == kind
    assert says in stop.says
    assert stop.do.endswith(".")
    assert stop.is_absolute == (kind in ABSOLUTE)
    assert stop.party == (
        GIVES.pk if kind.value in {"not_held", "barred", "no_gateway", "nothing_shared"} or own else 1
    )


QUIET: list[tuple[dict[str, Any], dict[str, Any]]] = [
    # No sign of high risk, so none is needed.
    ({"dpia_state": {"chosen": "screened_out"}}, {}),
    # The supplier names the power itself.
    ({"gateway": {"chosen": "none_found"}}, {"s_gateway": {"chosen": "another", "another": "Section 5"}}),
    # Both are joint, one item of two is shared, part is held.
    ({"role": {"acquirer": "joint", "supplier": "joint"}}, {"s_hold": {"chosen": "part"}}),
    # It does not leave, so a row that was left over says nothing.
    ({"transfer": "no", "transfer_where": [{"id": "a", "safeguard": "none"}]}, {}),
    # In an emergency a check may follow, as the answer may.
    ({"tri_kind": {"chosen": "emergency"}, "legal_check": {"chosen": "not_yet"}}, {}),
    # Data about no one needs no data protection adviser.
    ({"data_types": ["none"], "tri_personal": "no", "dp_check": {"chosen": "not_yet"}}, {}),
]


@pytest.mark.parametrize(("request_", "own"), QUIET)
def test_it_is_quiet_otherwise(request_: dict[str, Any], own: dict[str, Any]) -> None:
    assert stops(request_, own) == []


def test_each_body_that_receives_answers_for_itself() -> None:
    other = Party(pk=3, organisation=Organisation(name="Barchester Fire Service"), receives=True)
    given = StoredAnswers(SOUND, {GIVES.pk: OWN}, {3: {"power_have": "no", "legal_check": {"chosen": "not_yet"}}})
    found = stops_of(given, [ASKS, other, GIVES])
    assert [(stop.kind, stop.party) for stop in found] == [(StopKind.NO_POWER, 3), (StopKind.LEGAL_CHECK, 3)]
    assert all("Barchester Fire Service" in stop.says for stop in found)


OTHER = Party(pk=3, organisation=Organisation(name="Barchester Fire Service"), receives=True)
NONE_FOUND: dict[str, Any] = {"gateway": {"chosen": "none_found"}}


def test_giver_cannot_agree_with_a_gateway_that_another_receiver_did_not_find() -> None:
    given = StoredAnswers(SOUND, {GIVES.pk: OWN}, {3: NONE_FOUND})
    (stop,) = stops_of(given, [ASKS, OTHER, GIVES])
    assert (stop.kind, stop.party) == (StopKind.NO_GATEWAY, GIVES.pk)
    assert stop.says == "No law is named that lets Office for Records disclose the data to Barchester Fire Service."


def test_gateway_of_one_that_receives_nothing_from_a_giver_does_not_stop_it() -> None:
    given = StoredAnswers(SOUND, {GIVES.pk: OWN}, {3: NONE_FOUND})
    assert stops_of(given, [ASKS, OTHER, GIVES], {GIVES.pk: {ASKS.pk}}) == []


def test_one_that_asks_and_gives_needs_no_gateway_to_itself() -> None:
    both = Party(pk=1, organisation=ASKS.organisation, is_lead=True, receives=True, gives=True)
    given = StoredAnswers(
        {**SOUND, **NONE_FOUND}, {1: OWN, 2: {**OWN, "s_gateway": {"chosen": "another"}}}, {3: {**SOUND}}
    )
    assert stops_of(given, [both, OTHER, GIVES]) == []


@pytest.mark.parametrize(
    "words",
    [
        "The supplier’s lawful basis is to be settled at the first review.",
        "Retention: TBC",
        "The basis is to be confirmed.",
        "Power: n/a",
        "The route will be agreed later.",
        "t.b.c.",
        "Retention: not applicable",
        "The contact is not yet known.",
        "Fee: ???",
        "Fee: XXX",
        "The route is yet to be finalised.",
    ],
)
def test_words_that_settle_nothing_stop_it(words: str) -> None:
    clause = Clause(pk=7, number="6.2", heading="Lawful basis", key="basis.disclose", current=Wording(text=words))
    (stop,) = empty_words([clause])
    assert (stop.kind, stop.clause, stop.is_absolute) == (StopKind.NO_ANSWER, clause, False)
    assert stop.says.startswith("Clause 6.2, Lawful basis, says “")


@pytest.mark.parametrize(
    "words",
    [
        "The supplier relies on public task.",
        "Anything that remains to be done is listed in Schedule 1.",
        "Each party agrees to be bound.",
        "The data is to be deleted.",
        "Each party tells Natasha Brown of NATO.",
        "Is it lawful? Each party says so.",
    ],
)
def test_words_that_settle_something_do_not(words: str) -> None:
    clause = Clause(pk=7, number="6.2", heading="Lawful basis", key="basis.disclose", current=Wording(text=words))
    assert empty_words([clause]) == []


def test_words_that_settle_nothing_are_found_behind_those_of_the_library() -> None:
    clause = Clause(pk=7, number="1.2", heading="Term", key="term", current=Wording(text="To be agreed. Fee: TBC"))
    clause.starter = "To be agreed."
    (stop,) = empty_words([clause])
    assert "“TBC”" in stop.says


def test_words_of_the_library_do_not() -> None:
    clause = Clause(pk=7, number="1.2", heading="Term", key="term", current=Wording(text="The fee is to be agreed."))
    clause.starter = "The fee is to be agreed."
    assert empty_words([clause]) == []


def test_stop_of_one_that_receives_for_law_enforcement_names_its_law() -> None:
    police = {"basis": {"chosen": ["part_3"], "part_3": "Schedule 7, paragraph 5"}}
    bare = [{"id": "row1", "country": "France", "who": "A host", "safeguard": "none"}]
    joint = {"acquirer": "joint", "supplier": "independent"}
    for answers, laws in (
        (police, ("Data Protection Act 2018, section 58", "Data Protection Act 2018, sections 72 to 78")),
        ({}, ("UK GDPR, Article 26", "UK GDPR, Chapter V")),
    ):
        said = [stop.says for stop in stops({**answers, "transfer_where": bare, "role": joint})]
        assert [law for law in laws if any(f"({law})." in says for says in said)] == list(laws)
