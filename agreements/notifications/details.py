"""What a notice says of its event: who, what, why, and by when."""

from collections.abc import Mapping
from typing import Any, Final

from agreements.emergency import NEEDED_BY, is_emergency
from agreements.kinds import ChangeKey, EventKind
from agreements.models import DataShare, Event, Verdict
from agreements.models.moving import Moving
from agreements.notifications.audiences import Recipient, SigningTurn
from agreements.notifications.fact_words import section_title
from agreements.notifications.sentences import sentence_of
from agreements.questionnaire.words import day
from agreements.states import Role
from datashare.lib import clock
from datashare.lib.phrases import listed

# A longer text is read on its page.
SHORT_NOTE: Final = 300
# How an organisation that had not signed when an agreement came into force is bound by it after all.
HOW_TO_JOIN: Final = "it can join only by a variation that every party signs"
MUST_LEAD: Final = "It led, so another organisation must take its place: open “Who leads”. "
HOW_TO_JOIN_RULES: Final = "it can join by signing a data share under these rules"
# Events whose notices say to talk to the organisation that asks.
_SAYS_WHOM_TO_ASK: Final = frozenset(
    {EventKind.BROUGHT_INTO_FORCE_WITHOUT, EventKind.PARTY_LEFT_OUT, EventKind.ROUND_ACCEPTED}
)


def urgency(share: DataShare) -> str:
    """Return the beginning of the subject of every message about a data share."""
    return "Emergency – " if is_emergency(share) else ""


def words_of(event: Event, share: DataShare) -> dict[str, str]:
    """Return what the words of a notice may name of its event, the same for each reader."""
    content = event.details.content
    return {
        "urgency": urgency(share),
        "title": share.title,
        "who": event.details.said_by,
        "organisation": content["organisation"],
        "sentence": sentence_of(event.details, share.edition.question_set),
        "round": str(event.details.facts.get("round", "")),
        "reference": share.reference,
        "number": str(event.sequence),
        "head": bytes(event.digest).hex(),
        "note": _quoted(_given(event, ChangeKey.NOTE), " They wrote: "),
        "decision_note": _quoted(_given(event, ChangeKey.DECISION_NOTE), " They wrote: "),
        "reason": _quoted(_given(event, ChangeKey.REASON), " The reason: ", " You can read the reason in the history."),
        "comments": _comments(event, share),
        "accepted": _accepted(event),
        "needed": _needed_by(event, share),
        "core_day": _core_day(event, share),
        "asking": _asking(event, share),
        "moves": _moves(event, share),
        "must_lead": _must_lead(event, share),
        "how_to_join": HOW_TO_JOIN_RULES if share.is_umbrella else HOW_TO_JOIN,
    }


def _asking(event: Event, share: DataShare) -> str:
    """Return who asked for the data, or leads common rules, where a notice says to talk to it."""
    if event.kind not in _SAYS_WHOM_TO_ASK:
        return ""
    return str(share.parties.select_related("organisation").get(is_lead=True))


def _moves(event: Event, share: DataShare) -> str:
    """Return what moves once something is suspended or has resumed; empty for other events. At most six queries."""
    if event.kind not in _OF_SUSPENSIONS:
        return ""
    agreement = share.agreements.in_force().latest("number")
    moves = bool(Moving.under(agreement).pairs())
    if event.kind not in (EventKind.SHARING_RESUMED, EventKind.PART_RESUMED):
        return _GOES_ON if moves else _NOTHING_MOVES
    still = list(agreement.suspensions.standing().select_related("party__organisation"))
    if not still:
        return "Data may be supplied again."
    whole = any(suspension.is_whole for suspension in still)
    what = "The sharing as a whole" if whole else f"The sharing to and from {listed(row.party for row in still)}"
    return (
        f"{what} is still suspended. {'Other data may be supplied again.' if moves else 'No data may be supplied yet.'}"
    )


_GOES_ON: Final = "All sharing that is not suspended goes on."
_NOTHING_MOVES: Final = "No data moves under the agreement now, because the rest of the sharing was suspended before."
_OF_SUSPENSIONS: Final = frozenset(
    {
        *(EventKind.PART_SUSPENDED, EventKind.PART_KEPT_SUSPENDED),
        *(EventKind.SHARING_RESUMED, EventKind.PART_RESUMED),
    }
)


def _must_lead(event: Event, share: DataShare) -> str:
    """Return that another organisation must lead, where the one that led has left."""
    if event.kind not in (EventKind.PARTY_LEFT, EventKind.PARTY_LEFT_AT_ONCE):
        return ""
    left: Any = event.details.facts["parties"]
    led = share.parties.filter(is_lead=True, pk__in=[number for number, _ in left]).exists()
    return MUST_LEAD if led else ""


def _core_day(event: Event, share: DataShare) -> str:
    """Return until when the words that were frozen wait for everyone, as a sentence; empty if they always do."""
    if event.kind != EventKind.TEXT_FROZEN:
        return ""
    until = share.agreements.offered().values_list("core_by", flat=True).first()
    if until is None:
        return ""
    then = "After that day it comes into force once the organisations that must sign have signed."
    return f" The agreement waits for everyone until {clock.long_date(until)}. {then}"


def words_for(reader: Recipient) -> dict[str, str]:
    """Return what differs between the readers of an event: the position in which they sign, and when."""
    signs = next((member for member in reader.members if member.role == Role.SIGNATORY), None)
    office = f" as {signs.office}" if signs and signs.office else ""
    return {
        "as_office": f"{office} for {signs.party}" if signs else "",
        "order": _order(reader.turn),
    }


def _order(turn: SigningTurn) -> str:
    if not turn.in_order:
        return "People can sign in any order."
    if len(turn.due) == 1:
        return "People sign in order, and you sign first."
    return "People sign in order, and you are one of those who sign first."


def _given(event: Event, key: ChangeKey) -> str:
    return " ".join(event.details.given(key).split())


def _quoted(text: str, before: str, instead: str = "") -> str:
    """Return a short text as a quotation; of a longer one, that it is read elsewhere."""
    if not text:
        return ""
    return f"{before}“{text}”" if len(text) <= SHORT_NOTE else instead


def _comments(event: Event, share: DataShare) -> str:
    """Return a list of the sections with a comment on a request that was returned, each with a short comment."""
    if event.kind != EventKind.REQUEST_RETURNED:
        return ""
    verdicts = [
        change for change in event.details.content["changes"] if change["key"].startswith(ChangeKey.VERDICT.of(""))
    ]
    remarks = [(change["key"].partition(":")[2], change["after"]) for change in verdicts if change["after"]["note"]]
    lines = [f"- {section_title(section, share.edition.question_set)}: {_remark(said)}" for section, said in remarks]
    return "\n\nTheir comments on your answers:\n\n" + "\n".join(lines) + "\n\n" if lines else " "


def _remark(response: Mapping[str, str]) -> str:
    """Return a response to a section as the state of the section and a short note."""
    state, note = Verdict(response["verdict"]).as_state, " ".join(response["note"].split())
    return f"{state[:1].lower()}{state[1:]}{_quoted(note, ', ')}"


def _accepted(event: Event) -> str:
    """Return that a proposal was accepted, or that several were."""
    clauses: Any = event.details.facts.get("clauses", [])
    return "Proposals accepted" if len(clauses) > 1 else "Proposal accepted"


def _needed_by(event: Event, share: DataShare) -> str:
    """Return by when the data is needed, as the request that was just sent says it."""
    if event.kind not in (EventKind.REQUEST_SENT, EventKind.REQUEST_SENT_AGAIN):
        return ""
    answers = share.edition.rounds.order_by("number").values_list("answers", flat=True).last() or {}
    needed = day(answers.get(NEEDED_BY))
    organisation = event.details.content["organisation"]
    return f" {organisation} needs the data by {clock.long_date(needed)}." if needed else ""
