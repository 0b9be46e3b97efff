"""What changed from one round of a request to the next: answers, each body's own, and the responses to both."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agreements.models import DataShare, Decision, Leading, Party, Round, Verdict
from agreements.notifications.fact_words import section_title
from agreements.questionnaire.conditions import ONLY_GIVES
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.question_sets import question_set
from agreements.questionnaire.receiver import receiver_journey
from agreements.questionnaire.shape import Answers
from agreements.questionnaire.supplier import own_journey
from agreements.questionnaire.words import Words

NOTHING_SAID = "No response"
# What is sent with a round besides its answers, as its page asks.
SETTING = {"rules": "Common rules that the request stands under", "flows": "Who gives data to whom"}


@dataclass(frozen=True)
class ChangedAnswer:
    """A question whose answer differs: New, Changed or Removed, and both answers in words."""

    ask: str
    kind: str
    before: Words
    after: Words


@dataclass(frozen=True)
class ChangedVerdict:
    section: str
    before: str
    after: str


@dataclass(frozen=True)
class ChangesOfParty:
    """What a body changed in its own answers and, if it responds, in its response to each section."""

    party: Party
    answers: Sequence[ChangedAnswer]
    verdicts: Sequence[ChangedVerdict] = ()


@dataclass(frozen=True)
class BetweenRounds:
    """Two rounds, one sent after the other, and what differs."""

    before: Round
    after: Round
    # The common rules that the request stands under, and who gives data to whom.
    setting: Sequence[ChangedAnswer]
    answers: Sequence[ChangedAnswer]
    receiving: Sequence[ChangesOfParty]
    giving: Sequence[ChangesOfParty]


def between_rounds(
    share: DataShare, number: int, parties: Sequence[Party], reader: Party | None
) -> BetweenRounds | None:
    """Return what a round changed, as this party may read it; None if there is no such round, or none went before.

    What a supplier changed is for that supplier and for who asks. Four queries.
    """
    rounds = {sent.number: sent for sent in share.rounds_read.select_related("submitted_by")}
    if number not in rounds or number - 1 not in rounds:
        return None
    before, after = rounds[number - 1], rounds[number]
    asked = question_set(share.edition.question_set)
    old, new = (_without_declarations(Journey(asked, sent.answers)) for sent in (before, after))
    receiving = (_received(share, party, before, after) for party in parties if not party.is_lead)
    return BetweenRounds(
        before,
        after,
        list(_settings(before.setting, after.setting)),
        list(_differing(Journey(asked, before.answers), old, new)),
        [found for found in receiving if found.answers],
        list(_given(share, parties, before, after, reader)),
    )


def _settings(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[ChangedAnswer]:
    """Yield what differs besides the answers; nothing of a round that was sent before this was kept."""
    for key, ask in SETTING.items():
        if key in old and key in new and old[key] != new[key]:
            kind = "New" if not old[key] else "Removed" if not new[key] else "Changed"
            yield ChangedAnswer(ask, kind, _lines(old[key]), _lines(new[key]))


def _lines(value: str | Sequence[str]) -> Words:
    return Words(lines=tuple(filter(None, [value] if isinstance(value, str) else value)))


def _without_declarations(journey: Journey) -> Mapping[str, Any]:
    """Return the answers without the declarations, which are made again at each sending."""
    places = journey.question_set.places
    return {key: value for key, value in journey.answered().items() if places[key].step.kind != "check"}


def _differing(journey: Journey, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[ChangedAnswer]:
    for key, place in journey.question_set.places.items():
        was, now = old.get(key), new.get(key)
        if was != now:
            kind = "New" if was is None else "Removed" if now is None else "Changed"
            yield ChangedAnswer(place.question.ask, kind, *(_words(journey, key, value) for value in (was, now)))


def _words(journey: Journey, key: str, value: Any) -> Words:
    return journey.describe(key, value) if value is not None else Words()


def _received(share: DataShare, party: Party, before: Round, after: Round) -> ChangesOfParty:
    """Return what another body that receives changed about itself."""
    version = share.edition.question_set

    def path(half: Answers, sent: Round) -> Journey:
        return receiver_journey(version, half, sent.answers)

    key = str(party.pk)
    return ChangesOfParty(party, _halves(path, before.halves.get(key), before, after.halves.get(key), after))


def _halves(
    path: Callable[[Answers, Round], Journey], old: Answers | None, before: Round, new: Answers | None, after: Round
) -> list[ChangedAnswer]:
    one, other = path(old or {}, before), path(new or {}, after)
    return list(_differing(other, one.answered(), other.answered()))


def _given(
    share: DataShare, parties: Sequence[Party], before: Round, after: Round, reader: Party | None
) -> Iterator[ChangesOfParty]:
    """Yield what each supplier that decided on both rounds changed, as far as the reader may read it."""
    version, made = share.edition.question_set, _decisions(before, after)

    def path(half: Answers, sent: Round) -> Journey:
        return own_journey(version, half, sent.answers, ONLY_GIVES)

    leading = Leading.of(share)
    for party in parties:
        one, other = made.get((before.pk, party.pk)), made.get((after.pk, party.pk))
        if one and other and (reader == party or all(leading.led(reader, each.at) for each in (one, other))):
            answers = _halves(path, one.own_half, before, other.own_half, after)
            verdicts = list(_verdicts(version, one, other))
            if answers or verdicts:
                yield ChangesOfParty(party, answers, verdicts)


def _decisions(before: Round, after: Round) -> dict[tuple[int, int], Decision]:
    made = Decision.objects.standing().filter(round__in=[before, after]).select_related("round")
    made = made.prefetch_related("round__responses")
    return {(decision.round_id, decision.party_id): decision for decision in made}


def _verdicts(version: str, one: Decision, other: Decision) -> Iterator[ChangedVerdict]:
    old, new = (_said(decision) for decision in (one, other))
    for section in dict.fromkeys([*old, *new]):
        was, now = old.get(section, NOTHING_SAID), new.get(section, NOTHING_SAID)
        if was != now:
            yield ChangedVerdict(section_title(section, version), was, now)


def _said(decision: Decision) -> dict[str, str]:
    """Return the response of a supplier to each section, as the acquirer may read it."""
    responses = [said for said in decision.round.responses.all() if said.party_id == decision.party_id]
    return {
        said.section: ": ".join(filter(None, [Verdict(said.verdict).as_state, said.note]))
        for said in sorted(responses, key=lambda said: said.pk)
    }
