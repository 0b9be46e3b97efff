"""What changed in an event, in words: stored values by the question set, things by their names at the time."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from agreements.kinds import ChangeKey, EventKind
from agreements.models import EventDetails, Verdict
from agreements.notifications.fact_words import clause_name, clause_places, section_title
from agreements.questionnaire.supplier import every_place
from agreements.questionnaire.words import Json, text
from datashare.lib.phrases import listed


@dataclass(frozen=True)
class ChangeInWords:
    """What changed, from what to what, as a member reads it."""

    what: str
    before: str
    after: str
    # Words of a clause, shown with each changed word marked; other changes are short and shown whole.
    is_wording: bool = False


WORDINGS: Final = frozenset(
    {ChangeKey.WORDING, ChangeKey.WORDING_REPLACED, ChangeKey.CLAUSE_ADDED, ChangeKey.PROPOSED_AGAIN}
)


def changes_in_words(details: EventDetails, version: str) -> list[ChangeInWords]:
    """Return the changes of an event that differ in words, with `version` the question set of its answers."""
    found = [*_agreed(details), *(_in_words(change, details, version) for change in details.content["changes"])]
    return [change for change in found if change.before != change.after]


def _agreed(details: EventDetails) -> Iterator[ChangeInWords]:
    """Yield which clauses were agreed together; the sentence names a single one."""
    if details.event.kind in (EventKind.CLAUSES_AGREED, EventKind.CLAUSES_SIGNED_BEFORE):
        clauses: Any = details.facts.get("clauses", [])
        if len(clauses) > 1:
            yield ChangeInWords("Clauses agreed", "", clause_places(clauses))


def _in_words(change: Mapping[str, Any], details: EventDetails, version: str) -> ChangeInWords:
    head, _, thing = str(change["key"]).partition(":")
    key, before, after = ChangeKey(head), change["before"], change["after"]
    if key == ChangeKey.ANSWER:
        return _answer(thing, before, after, version)
    if key in WORDINGS:
        return ChangeInWords(_wording(key, thing, details), text(before), text(after), is_wording=True)
    if key == ChangeKey.VERDICT:
        return ChangeInWords(section_title(thing, version), "", verdict_in_words(after, version))
    if key == ChangeKey.REPLY:
        return ChangeInWords(f"Reply to the comment on “{section_title(thing, version)}”", "", text(after))
    return ChangeInWords(_NAMES[key](details), text(before), text(after))


def _answer(key: str, before: Json, after: Json, version: str) -> ChangeInWords:
    place = every_place(version).get(key)
    if place is None:
        return ChangeInWords(key, text(before), text(after))
    was, now = (place.step.words(key, value).labelled() for value in (before, after))
    return ChangeInWords(place.question.ask, was, now)


def _wording(key: ChangeKey, thing: str, details: EventDetails) -> str:
    """Return which clause's words changed, and how; a single one is named in the sentence already."""
    *party, clause = map(int, thing.split(":"))
    clauses: Any = details.facts.get("clauses", [])
    name = next((clause_name(fact) for fact in clauses if fact[0] == clause), "a clause")
    if key == ChangeKey.CLAUSE_ADDED:
        return f"New: {name}"
    if key == ChangeKey.PROPOSED_AGAIN:
        kept: Any = details.facts.get("kept_for", [])
        return f"Proposed again for {dict(kept).get(party[0], 'the other party')}: wording of {name}"
    if key == ChangeKey.WORDING_REPLACED:
        return f"Wording of {name} (replaces an earlier proposal)"
    is_named = len(clauses) == 1 and details.event.kind != EventKind.ANSWER_PROPOSED
    return "Wording" if is_named else f"Wording of {name}"


def verdict_in_words(response: Mapping[str, Any], version: str) -> str:
    """Return a verdict on a section with its note and the questions it names, as the acquirer may read it."""
    said = ": ".join(filter(None, [Verdict(response["verdict"]).label, response["note"]]))
    places = every_place(version)
    named = [f"“{places[key].question.ask}”" for key in response.get("questions", ()) if key in places]
    return f"{said} (about {listed(named)})" if named else said


def _digest(details: EventDetails) -> str:
    return "Digest signed" if details.event.kind == EventKind.AGREEMENT_SIGNED else "Digest of the text"


_NAMES: Final[dict[ChangeKey, Callable[[EventDetails], str]]] = {
    ChangeKey.PURPOSE: lambda details: "What it receives the data for",
    ChangeKey.NOTE: lambda details: "Message to the supplier",
    ChangeKey.DECISION_NOTE: lambda details: "What they wrote",
    ChangeKey.REASON: lambda details: "Reason",
    ChangeKey.RISK: lambda details: "What they decided",
    ChangeKey.ADVICE: lambda details: "Advice",
    ChangeKey.ACCEPTANCE: lambda details: "What they said of the advice and of a consultation",
    ChangeKey.CERTIFICATE: lambda details: "What they certified",
    ChangeKey.PROOF: lambda details: "How it was done",
    ChangeKey.REVIEW: lambda details: "What the review found",
    ChangeKey.CONTACT: lambda details: "Contact",
    ChangeKey.INCIDENT: lambda details: "What they recorded",
    ChangeKey.COMMENT: lambda details: "Comment",
    ChangeKey.DIGEST: _digest,
    ChangeKey.ENTRY_DIGEST: lambda details: "Digest of the public entry that was read and confirmed",
}
