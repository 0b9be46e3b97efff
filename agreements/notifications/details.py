"""What a notice says of its event: who, what, why, and by when."""

from typing import Final

from agreements.emergency import NEEDED_BY, is_emergency
from agreements.models import DataShare, Event, Verdict
from agreements.notifications.audiences import Recipient
from agreements.questionnaire.words import day
from agreements.states import Action, Role
from datashare.lib import clock

# The names that reasons have among the changes of an event.
COVERING_NOTE: Final = "Covering note"
DECISION_NOTE: Final = "In their words"
REASON: Final = "Reason"
# A longer text is read on its page.
SHORT_NOTE: Final = 300


def urgency(share: DataShare) -> str:
    """Return the beginning of the subject of every message about a data share."""
    return "Emergency – " if is_emergency(share) else ""


def words_of(event: Event, share: DataShare) -> dict[str, str]:
    """Return what the words of a notice may name of its event, the same for each reader."""
    content = event.details.content
    return {
        "title": share.title,
        "who": event.details.said_by,
        "organisation": content["organisation"],
        "says": event.details.says,
        "round": event.subject.removeprefix("round:"),
        "reference": share.reference,
        "number": str(event.sequence),
        "head": bytes(event.digest).hex(),
        "note": _quoted(_after(event, COVERING_NOTE), " They wrote: "),
        "decision_note": _quoted(_after(event, DECISION_NOTE), " They wrote: "),
        "reason": _quoted(_after(event, REASON), " The reason: ", " You can read the reason in the history."),
        "comments": _comments(event),
        "decided": _decided(event),
        "needed": _needed_by(event, share),
    }


def words_for(reader: Recipient) -> dict[str, str]:
    """Return what differs between the readers of an event: the position in which they sign, and when."""
    signs = next((member for member in reader.members if member.role == Role.SIGNATORY), None)
    office = f" as {signs.office}" if signs and signs.office else ""
    return {
        "as_office": f"{office} for {signs.party}" if signs else "",
        "order": "People sign in order, and you sign first." if reader.in_order else "People can sign in any order.",
    }


def _after(event: Event, what: str) -> str:
    changes = event.details.content["changes"]
    return next((" ".join(str(change["after"]).split()) for change in changes if change["what"] == what), "")


def _quoted(text: str, before: str, instead: str = "") -> str:
    """Return a short text as a quotation; of a longer one, that it is read elsewhere."""
    if not text:
        return ""
    return f"{before}“{text}”" if len(text) <= SHORT_NOTE else instead


def _comments(event: Event) -> str:
    """Return a list of the sections with a comment on a request that was returned, each with a short comment."""
    if event.action != Action.RETURN:
        return ""
    changes = event.details.content["changes"]
    remarks = [change for change in changes if ": " in change["after"] and change["what"] != DECISION_NOTE]
    lines = [f"- {change['what']}: {_remark(' '.join(change['after'].split()))}" for change in remarks]
    return "\n\nTheir comments on your answers:\n\n" + "\n".join(lines) + "\n\n" if lines else " "


def _remark(response: str) -> str:
    """Return a response to a section as the state of the section and a short note."""
    label, _, note = response.partition(": ")
    state = next((verdict.as_state for verdict in Verdict if verdict.label == label), label)
    return f"{state[:1].lower()}{state[1:]}{_quoted(note, ', ')}"


def _decided(event: Event) -> str:
    """Return what happened to a proposal, or to several: Proposal accepted, Proposals accepted."""
    if event.action != Action.DECIDE:
        return ""
    verb, several = event.details.says.partition(" ")[0], "the proposals from" in event.details.says
    return f"{'Proposals' if several else 'Proposal'} {verb}"


def _needed_by(event: Event, share: DataShare) -> str:
    """Return by when the data is needed, as the request that was just sent says it."""
    if event.action != Action.SUBMIT:
        return ""
    answers = share.edition.rounds.order_by("number").values_list("answers", flat=True).last() or {}
    needed = day(answers.get(NEEDED_BY))
    organisation = event.details.content["organisation"]
    return f" {organisation} needs the data by {clock.long_date(needed)}." if needed else ""
