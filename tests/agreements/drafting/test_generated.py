"""Five hundred data shares made from seeds: the journey ends, drafts are whole, nothing leaks, stops fire rightly."""

import re
from collections.abc import Iterator
from typing import Any, Final

import pytest

from agreements.answers import request_journey
from agreements.drafting.circumstances import Circumstances
from agreements.drafting.library import short
from agreements.drafting.library.screening import SIGNS
from agreements.drafting.stops import stops_of
from agreements.models import Clause, Wording
from agreements.negotiating.contradictions import KnownFacts, contradictions_among
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.question_sets import CURRENT
from agreements.questionnaire.receiver import RECEIVER_KEYS, receiver_journey
from agreements.questionnaire.supplier import own_journey
from agreements.wording.gaps import MARK, awaited_party, question_of
from tests.agreements.drafting.expected import (
    ABOUT_PEOPLE,
    asked_of_giver,
    asked_of_request,
    chose,
    is_short,
    stops_on_giving,
    stops_on_receiving,
)
from tests.agreements.drafting.generated import SETS, AnswerSet, answer_set, word

SEEDS: Final = range(SETS)
# What the person who sends a request declares on the last page: no answer, and given before anyone else reads a draft.
DECLARED: Final = {"considered", "risks_read"}
# What no reader may see: a name from a template or an answer's key, an empty value, a broken mark.
UNFILLED: Final = re.compile(
    r"\{\{|\}\}|\{%|"
    r"(?:[|:>]) None(?= \||\.|$)|\bundefined\b|\[\[(?!gap:)|\b[a-z]+(?:_[a-z0-9]+)+\b|\(\)|,,| ,|\.\.(?!\.)"
)


def journeys(made: AnswerSet) -> Iterator[tuple[int, Journey]]:
    """Yield the paths of all parties with their number: of who asks, of each that gives, of each other receiver."""
    request = request_journey(made.share, made.stored.request)
    asked = request.to_draft()
    yield 0, request
    for party, half in made.stored.halves.items():
        yield party, own_journey(CURRENT.version, half, asked)
    for party, half in made.stored.receiving.items():
        yield party, receiver_journey(CURRENT.version, half, asked)


def keys_of(journey: Journey) -> set[str]:
    return {place.question.key for place in journey.places() if place.step.kind != "check"}


def failing(check: Any) -> list[str]:
    """Return what a check finds wrong with any of the sets, each with its seed."""
    return [f"{seed}: {wrong}" for seed in SEEDS for wrong in check(answer_set(seed))][:20]


# --- The journey ------------------------------------------------------------------------------------


def walked(made: AnswerSet) -> Iterator[str]:
    """Answer page after page as they come up, from nothing."""
    pool, pages = made.stored.request, []
    kept: dict[str, Any] = {}
    while step := request_journey(made.share, kept).next_unanswered():
        if step.slug in pages or step.kind == "check":
            break
        pages.append(step.slug)
        kept |= {key: pool.get(key, "full") for key in step.keys}
    journey = request_journey(made.share, kept)
    left = {place.question.key for place in journey.gaps()}
    if left:
        yield f"never asked {left}"
    if journey.ready_to_submit() == bool(journey.stops()):
        yield "cannot be sent though nothing stops it, or can though something does"


def test_journey_of_a_complete_set_ends() -> None:
    assert failing(lambda made: walked(made) if made.complete else ()) == []


def asked_wrongly(made: AnswerSet) -> Iterator[str]:
    asked = asked_of_request(made.stored.request, of_two=not made.facts.of_several)
    short = is_short(made.stored.request, of_two=not made.facts.of_several)
    shown = made.stored.request
    for party, journey in journeys(made):
        if party == 0:
            expected = asked
            shown = dict(journey.to_draft())
        elif party in made.stored.halves and not RECEIVER_KEYS & journey.question_set.places.keys():
            expected = asked_of_giver(made.stored.halves[party], shown, short=short)
        else:
            own = {key: value for key, value in shown.items() if key not in RECEIVER_KEYS}
            expected = asked_of_request({**own, **made.stored.receiving[party]}) & RECEIVER_KEYS
        if wrong := keys_of(journey) ^ expected:
            yield f"party {party}: {sorted(wrong)}"


def test_each_party_is_asked_what_its_facts_call_for() -> None:
    assert failing(asked_wrongly) == []


# --- The drafts -------------------------------------------------------------------------------------


def test_no_draft_has_an_unfilled_variable() -> None:
    def look(made: AnswerSet) -> Iterator[str]:
        for draft in made.documents:
            for clause in draft.clauses:
                if found := UNFILLED.search(MARK.sub("GAP", clause.text)):
                    yield f"{clause.key}: {clause.text[max(0, found.start() - 60) : found.end() + 20]!r}"

    assert failing(look) == []


def test_no_answer_of_a_closed_branch_is_in_a_draft() -> None:
    def look(made: AnswerSet) -> Iterator[str]:
        text = "\n".join(clause.text for draft in made.documents for clause in draft.clauses)
        closed = {
            word(key, party or 1): key
            for party, journey in journeys(made)
            for key in journey.answers
            if key not in keys_of(journey)
        }
        yield from (key for secret, key in closed.items() if secret in text)

    assert failing(look) == []


def test_every_gap_names_a_question_that_opens() -> None:
    def look(made: AnswerSet) -> Iterator[str]:
        open_to: dict[int, set[str]] = {}
        for party, journey in journeys(made):
            open_to.setdefault(party, set()).update(keys_of(journey))
        givers = [open_to[party] for party in made.stored.halves]
        # Of a request that is stopped, what comes after the answer that stops it waits for another one.
        documents = () if request_journey(made.share, made.stored.request).stops() else made.documents
        for draft in documents:
            for clause in draft.clauses:
                for gap in set(clause.gaps) - DECLARED:
                    awaited, question = awaited_party(gap), question_of(gap)
                    places = [open_to.get(awaited, set())] if awaited else [open_to[0], *givers]
                    if not any(question in place for place in places):
                        yield f"{clause.key}: {gap}"

    assert failing(look) == []


# --- The short form ---------------------------------------------------------------------------------


def test_short_form_is_drafted_where_answers_allow_it_and_nowhere_else() -> None:
    def look(made: AnswerSet) -> Iterator[str]:
        agreement, assessment = made.documents
        expected = is_short(made.stored.request, of_two=not made.facts.of_several)
        if agreement.title.endswith("(short form)") != expected:
            yield f"{agreement.title}, expected {expected}"
        if expected and assessment.clauses:
            yield "an assessment of a short form"
        if expected and not {clause.key for clause in agreement.clauses} <= {found.key for found in short.CLAUSES}:
            yield "clauses of the full form"

    assert failing(look) == []
    fit = [is_short(answer_set(seed).stored.request, of_two=not answer_set(seed).facts.of_several) for seed in SEEDS]
    assert sum(fit) >= 10


def test_short_form_has_no_sign_of_high_risk() -> None:
    """Every sign that an assessment looks for rules the short form out, so that none is due (Article 35)."""

    def look(made: AnswerSet) -> Iterator[str]:
        if is_short(made.stored.request, of_two=not made.facts.of_several):
            s = Circumstances(dict(made.applicable.request), made.facts)
            yield from (sign.says for sign in SIGNS if s.personal and sign.present(s))

    assert failing(look) == []


# --- What stops them --------------------------------------------------------------------------------


def expected_stops(made: AnswerSet) -> set[tuple[str, int]]:
    found, apply = set(), made.applicable
    for party in made.parties:
        says = apply.request if party.is_lead else apply.request_of(party.pk)
        if party.receives or party.is_lead:
            found |= {(kind, party.pk) for kind in stops_on_receiving(says, apply.request)}
        if party.gives:
            takers = [other for other in made.parties if other.pk in made.takers[party.pk]]
            gateways = [apply.request if other.is_lead else apply.request_of(other.pk) for other in takers]
            found |= {(kind, party.pk) for kind in stops_on_giving(apply.halves.get(party.pk, {}), gateways)}
    return found


def test_every_stop_that_must_fire_does_and_no_other() -> None:
    def look(made: AnswerSet) -> Iterator[str]:
        fired = {(str(stop.kind), stop.party) for stop in stops_of(made.applicable, made.parties, made.takers)}
        yield from (f"{sorted(fired ^ expected_stops(made))}",) if fired != expected_stops(made) else ()

    assert failing(look) == []


@pytest.mark.parametrize("kind", ["no_power", "barred", "no_gateway", "roles", "transfer", "no_assessment", "not_held"])
def test_sets_reach_every_stop(kind: str) -> None:
    assert any(kind == found for seed in SEEDS for found, _ in expected_stops(answer_set(seed)))


# --- What the library says of one thing in two places ------------------------------------------------

# Two statements of which at most one can be true of a data share.
STAYS: Final = "only in the United Kingdom. This|will not leave the United Kingdom"
AT_ODDS: Final = (
    ("It is not legally binding|not intended to create a contract", "is a contract between the parties"),
    ("will not be joined to any other data", "will be joined to other data"),
    (STAYS, "may leave the United Kingdom|does not yet know whether the data will leave"),
    (
        r"the parties will receive the data or work on it\.",
        "only to the processors named in section 2|pass the data on only as",
    ),
    ("No organisation other than the parties", "these organisations will receive the data"),
    (r"will not use the data to contact the people whom it concerns\.", "may use the data to contact"),
    ("no impact assessment is made", "impact assessment describes|full impact assessment|assessment still holds"),
    ("will not be about identifiable living people, so", "Article 33|Article 34|lawful basis is"),
    ("until the use described in this document ends", r"Once the period of use or this \w+ has ended"),
    ("[Tt](?:his|he) memorandum", "[Tt]his agreement sets|is a contract between"),
    ("Each party bears its own costs of making", "Otherwise each party bears"),
    ("A single supply", r"How often \| (?!Once|\[\[gap)"),
    ("a person will take each decision", r"taken automatically\.|without meaningful human involvement"),
    ("This is an emergency", "It must be completed before the data is supplied"),
)
SIDES: Final = re.compile(r"\b(?:the|an?) (?:acquirer|supplier)\b", re.IGNORECASE)
QUOTED: Final = re.compile(r"^>.*$", re.MULTILINE)


def test_library_does_not_contradict_itself() -> None:
    def look(made: AnswerSet) -> Iterator[str]:
        text = "\n".join(clause.text for draft in made.documents for clause in draft.clauses)
        own = QUOTED.sub("", text)
        yield from (f"{one} / {other}" for one, other in AT_ODDS if re.search(one, own) and re.search(other, own))

    assert failing(look) == []


def test_text_of_several_names_no_side() -> None:
    def look(made: AnswerSet) -> Iterator[str]:
        drafted = [clause for draft in made.documents for clause in draft.clauses] if made.facts.of_several else []
        named = ((clause.key, SIDES.search(QUOTED.sub("", clause.text))) for clause in drafted)
        yield from (f"{key}: {found[0]}" for key, found in named if found)

    assert failing(look) == []


# --- Answers that contradict each other ---------------------------------------------------------------


def at_odds(request: Any) -> set[str]:
    """Return the questions whose answers contradict an earlier one, by plain sense."""
    about_people = chose(request, "data_types", *ABOUT_PEOPLE)
    keeps_coming = chose(request, "tri_kind", "repeat", "continuous")
    found = {"data_types"} if about_people and chose(request, "tri_personal", "no") else set()
    return found | ({"frequency"} if keeps_coming and chose(request, "frequency", "one_off") else set())


def test_answers_at_odds_are_named_to_those_who_ask() -> None:
    def look(made: AnswerSet) -> Iterator[str]:
        journey = request_journey(made.share, made.stored.request)
        named = {found.place.question.key for found in journey.at_odds()}
        if named != at_odds(journey.answered()):
            yield f"{named}"

    assert failing(look) == []


def test_clauses_contradict_nothing_but_answers_at_odds() -> None:
    """Routes that differ are for the parties to settle; all else in these sets agrees."""

    def look(made: AnswerSet) -> Iterator[str]:
        drafted = [clause for draft in made.documents for clause in draft.clauses]
        clauses = {
            clause.key: Clause(number=clause.number, key=clause.key, current=Wording(text=clause.text))
            for clause in drafted
        }
        apply, (giver, *_) = made.applicable, made.takers
        known = KnownFacts({**apply.request, **apply.halves.get(giver, {})}, (), clauses)
        named = [found.says for found in contradictions_among(known) if " asks for " not in found.says]
        expected = at_odds(apply.request) - ({"data_types"} if "need.doubt" not in clauses else set())
        stated_twice = "joint" if any("as stated by" in clause.text for clause in drafted) else ""
        if len(named) != len(expected) + bool(stated_twice):
            yield f"{named} / {expected}"

    assert failing(look) == []
