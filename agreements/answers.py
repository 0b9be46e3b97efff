"""The stored answers of a data share, as the journeys of both parties."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import BigIntegerField, QuerySet, Value

from agreements.kinds import ChangeKey
from agreements.models import Answer, DataShare, Decision, Party, PartyAnswer, Round
from agreements.models.flows import at_ends_in, givers_in
from agreements.models.sent import OPEN_TO_BOTH
from agreements.questionnaire.conditions import GIVES_AND_RECEIVES, NOT_FOR_SHORT, ONLY_GIVES, picked
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.question_sets import question_set
from agreements.questionnaire.receiver import RECEIVER_KEYS, receiver_journey, shared
from agreements.questionnaire.shape import Answers, Step
from agreements.questionnaire.supplier import own_journey, question_for
from agreements.questionnaire.words import Json, is_empty
from agreements.states import Side, State
from agreements.wording.gaps import awaited_party, question_of
from agreements.workflow import EventChange


def journey_of(share: DataShare) -> Journey:
    """Return the journey of this data share with its current answers. One query."""
    return request_journey(share, share.edition.answers.as_mapping())


def request_journey(share: DataShare, answers: Answers) -> Journey:
    """Return the acquirer's path with these answers. No query, or two at most for a single delivery."""
    against = _not_for_short(share) if picked(answers, "tri_kind", "one_off") else ""
    given = {NOT_FOR_SHORT: against} if against else {}
    return Journey(question_set(share.edition.question_set), answers, given=given)


def _not_for_short(share: DataShare) -> str:
    """Return what of the data share itself rules the short form out; empty if nothing does."""
    if share.edition.rules_id:
        return "rules"
    parties = [party for party in share.parties.all() if party.sides]
    bodies = {party.organisation_id for party in parties}
    if not any(party.gives for party in parties):
        bodies |= set(share.assets.values_list("publisher", flat=True))
    return "several" if len(bodies) > 2 or any(party.gives and party.receives for party in parties) else ""


def journey_as_sent(sent: Round) -> Journey:
    """Return the acquirer's path with its answers as a round sent them. No query."""
    return Journey(question_set(sent.edition.question_set), sent.answers)


def revision_of(answers: Any) -> int:
    """Return a number that grows whenever one of these answers changes."""
    return sum(row.revision for row in answers)


def says_as_sent(sent: Round, party: Party, request: Answers) -> Answers:
    """Return the answers of one that receives, with those of the request that hold for all, as a round sent them."""
    return request if party.is_lead else {**shared(request), **sent.halves.get(str(party.pk), {})}


def own_journey_of(share: DataShare, sent: Round, party: Party) -> Journey:
    """Return the journey of a supplier's own questions about a round, with its current answers. One query."""
    own = share.edition.party_answers.filter(party=party).as_mapping()
    return own_journey(share.edition.question_set, own, sent.answers, among_several(share, party))


def among_several(share: DataShare, party: Party) -> str:
    """Return whether a party is one of several, and only gives; empty between two with one flow.

    No query where the parties are known.
    """
    parties = [each for each in share.parties.all() if each.sides]
    if len(parties) < 3 and not any(each.gives and each.receives for each in parties):
        return ""
    return GIVES_AND_RECEIVES if party.receives or party.is_lead else ONLY_GIVES


def request_for(share: DataShare, reader: Party | None) -> dict[str, Any]:
    """Return the answers of the request as this party may read them: until it is sent, only who asks. One query."""
    if reader and reader.is_lead:
        return share.edition.answers.as_mapping()
    return dict(share.rounds_read.order_by("-number").values_list("answers", flat=True).first() or {})


def halves_for(share: DataShare, reader: Party | None) -> dict[int, dict[str, Any]]:
    """Return each party's answers about its own half as this party may read them.

    Its own as they stand; those of others as they came with their newest decision, for the party that asks, and for all
    once they negotiate. At most two queries.
    """
    halves: dict[int, dict[str, Any]] = {}
    if (reader and reader.is_lead) or State(share.edition.state) in OPEN_TO_BOTH:
        made = Decision.objects.filter(round__edition=share.edition, party__in=givers_in(share.edition_id))
        newest = made.order_by("party", "-round__number").distinct("party")
        halves = {party: dict(half or {}) for party, half in newest.values_list("party", "own_half")}
    if reader and reader.gives:
        halves[reader.pk] = share.edition.party_answers.filter(party=reader).as_mapping()
    return halves


def receiving_for(share: DataShare, reader: Party | None) -> dict[int, dict[str, Any]]:
    """Return what each other body that receives has answered about itself, as this party may read it.

    Its own as it stands; that of others as it was sent with the newest round. No query if only who asks receives.
    """
    others = {party.pk for party in share.parties.all() if party.receives_too}
    if not others:
        return {}
    sent = share.rounds_read.order_by("-number").values_list("halves", flat=True).first() or {}
    halves = {int(party): dict(half) for party, half in sent.items() if int(party) in others}
    if reader and reader.pk in others:
        halves[reader.pk] = share.edition.party_answers.filter(party=reader).as_mapping()
    return halves


def receiving_journey_of(share: DataShare, party: Party) -> Journey:
    """Return the path of another body that receives, with its current answers. Two queries."""
    own = share.edition.party_answers.filter(party=party).as_mapping()
    return receiver_journey(share.edition.question_set, own, journey_of(share).answered())


def gaps_about_themselves(asked: Sequence[tuple[DataShare, int]]) -> dict[tuple[int, int], int]:
    """Return how many questions about itself each of these parties, which receive besides who asks, has not answered.

    By the keys of data share and party; a party without any is left out. Two queries, or none for no party.
    """
    if not asked:
        return {}
    editions = {share.edition_id for share, _ in asked}
    halves = PartyAnswer.objects.filter(edition__in=editions, party__in=[party for _, party in asked])
    own: dict[int, Answers] = dict(halves.mapped_by("party"))
    requests: dict[int, Answers] = dict(Answer.objects.filter(edition__in=editions).mapped_by("edition"))
    found = {}
    for share, party in asked:
        version = share.edition.question_set
        # With another that receives, it is never the short form.
        given = {NOT_FOR_SHORT: "several"}
        request = Journey(question_set(version), requests.get(share.edition_id, {}), given=given).answered()
        found[share.pk, party] = len(receiver_journey(version, own.get(party, {}), request).gaps())
    return {key: count for key, count in found.items() if count}


def halves_to_send(share: DataShare, request: Answers) -> dict[str, Answers]:
    """Return what other bodies that receive have answered, to send with a round. No query if there are none."""
    others = {party.pk for party in share.parties.all() if party.receives_too}
    if not others:
        return {}
    stored = dict(share.edition.party_answers.filter(party__in=others).mapped_by("party"))
    version = share.edition.question_set
    return {str(party): receiver_journey(version, half, request).answered() for party, half in stored.items()}


def journey_for(share: DataShare, reader: Party | None) -> Journey:
    """Return the acquirer's path with its answers as this party may read them. One query."""
    return request_journey(share, request_for(share, reader))


@dataclass(frozen=True)
class StoredAnswers:
    """The answers of a data share: those of the request, and each party's own half by the party's key."""

    request: Answers
    halves: Mapping[int, Answers]
    # What each other body that receives answered in place of the one that asks.
    receiving: Mapping[int, Answers] = field(default_factory=dict)

    @property
    def of_each(self) -> "list[Answers]":
        """All answers by key, for each receiver once with the half of each supplier, or without if none answered."""
        halves = [self.halves[half] for half in sorted(self.halves)] or [{}]
        requests = [self.request, *(self.request_of(party) for party in self.receiving)]
        return [{**request, **half} for request in requests for half in halves]

    def request_of(self, party: int) -> Answers:
        """Return the answers of the request with those of another body that receives in place of the asker's own."""
        return {**shared(self.request), **self.receiving.get(party, {})}

    @property
    def own(self) -> Answers:
        """The suppliers' own answers by key; of a question that several answered, the answer of the first."""
        merged: dict[str, Json] = {}
        for half in sorted(self.halves, reverse=True):
            merged |= self.halves[half]
        return merged

    @property
    def flat(self) -> Answers:
        """All answers by key."""
        return {**self.request, **self.own}

    def value(self, gap: str) -> Json:
        """Return the answer that a gap lacks: of one of several parties if the gap is its own."""
        party = awaited_party(gap)
        if party is None:
            return self.flat.get(gap)
        return {**self.receiving.get(party, {}), **self.halves.get(party, {})}.get(question_of(gap))

    def with_answers(self, party: Party, side: Side | None, given: Answers) -> "StoredAnswers":
        """Return these with what a party answers now, on one side of the questionnaire."""
        if side == Side.SUPPLIER:
            own = {**self.halves.get(party.pk, {}), **given}
            return replace(self, halves={**self.halves, party.pk: own})
        if not party.is_lead:
            own = {**self.receiving.get(party.pk, {}), **given}
            return replace(self, receiving={**self.receiving, party.pk: own})
        return replace(self, request={**self.request, **given})

    def without(self, keys: Collection[str]) -> "StoredAnswers":
        """Return these without the answers that some gaps lack: of one of several parties if a gap is its own."""
        halves, receiving = (
            {party: _without(half, _asked(keys, party)) for party, half in found.items()}
            for found in (self.halves, self.receiving)
        )
        return StoredAnswers(_without(self.request, keys), halves, receiving)


def _asked(gaps: Collection[str], party: int) -> set[str]:
    """Return the questions of those gaps that this party's answers fill."""
    return {question_of(gap) for gap in gaps if awaited_party(gap) in (None, party)}


def _without(answers: Answers, keys: Collection[str]) -> Answers:
    return {key: value for key, value in answers.items() if key not in keys}


def stored_answers(share: DataShare) -> StoredAnswers:
    """Return what all parties have answered so far, without those whose every flow has closed. One query."""
    halves = share.edition.party_answers.filter(party__in=at_ends_in(share.edition_id)).mapped_by("party")
    request = share.edition.answers.mapped_by(Value(None, BigIntegerField()))
    found = {party: dict(given) for party, given in request.union(halves, all=True)}
    return divided(found.pop(None, {}), found)


def divided(request: Answers, given: Mapping[int, Answers]) -> StoredAnswers:
    """Return the answers of each party divided into what it answers as one that gives, and as one that receives."""
    receiving = {party: {key: half[key] for key in half if key in RECEIVER_KEYS} for party, half in given.items()}
    giving = {party: _without(half, RECEIVER_KEYS) for party, half in given.items()}
    return StoredAnswers(
        request,
        {party: half for party, half in giving.items() if half},
        {party: half for party, half in receiving.items() if half},
    )


def applicable_answers(share: DataShare, given: StoredAnswers) -> StoredAnswers:
    """Return the answers whose question applies, from which the documents are drafted."""
    asked = request_journey(share, given.request).to_draft()
    version = share.edition.question_set
    # What only one of several is asked is stored only for such a one.
    halves = {party: own_journey(version, half, asked, ONLY_GIVES).answered() for party, half in given.halves.items()}
    receiving = {party: receiver_journey(version, half, asked).answered() for party, half in given.receiving.items()}
    return StoredAnswers(asked, halves, receiving)


def journeys_of(share: DataShare, party: Party | None) -> Mapping[Side, Journey]:
    """Return the journey of each side with its current answers, the supplier's side as this party has it. One query.

    For a party that gives nothing, the supplier's side is that of the first that does.
    """
    given = stored_answers(share)
    request = request_journey(share, given.request)
    first = next(iter(sorted(given.halves)), 0)
    half = given.halves.get(party.pk if party and party.gives else first, {})
    among = among_several(share, party) if party and party.gives else ""
    own = own_journey(share.edition.question_set, half, request.answered(), among)
    return {Side.ACQUIRER: request, Side.SUPPLIER: own}


def changes_to(before: Answers, after: Answers) -> list[EventChange]:
    """Return what the history keeps of changed answers; not one that was empty before and after."""
    return [
        EventChange(ChangeKey.ANSWER.of(key), value, after[key])
        for key, value in before.items()
        if not (is_empty(value) and is_empty(after[key]))
    ]


def kept_of(share: DataShare, step: Step, party: Party | None) -> "QuerySet[Answer] | QuerySet[PartyAnswer]":
    """Return the stored answers to a step, of this party if it is a question about its own half."""
    if side_of(share, step) == Side.SUPPLIER or (party is not None and not party.is_lead):
        return PartyAnswer.objects.filter(edition=share.edition, party=party, key__in=step.keys)
    return Answer.objects.filter(edition=share.edition, key__in=step.keys)


def side_of(share: DataShare, step: Step) -> Side | None:
    asked = question_for(share.edition.question_set, step.keys[0])
    return asked.side if asked else None
