"""The single act that a person can do next on a data share, or whom everybody waits for."""

from dataclasses import dataclass

from django.urls import reverse

from agreements.models import RequiredSignature
from agreements.states import Action, State
from agreements.views.access import Page
from agreements.waiting import waiting_for
from community.models import User

# In the order in which they are offered: the first that is open to the person is the next act.
ACTS = (
    (
        Action.SIGN,
        "Read and sign",
        "sign",
        "The words are frozen. Read the whole text, then sign it or decline with a reason.",
    ),
    (Action.RESPOND, "Respond to the request", "response", "Read each section, say what you agree, and decide."),
    (
        Action.ANSWER,
        "Answer the questions",
        "request",
        "Both documents are drafted from your answers as you give them.",
    ),
    (Action.AGREE, "Work through the clauses", "agreement", "Agree each clause or propose other wording."),
    (Action.PROPOSE, "Advise on the clauses", "agreement", "Comment on a clause or propose other wording."),
)


@dataclass(frozen=True)
class Next:
    """A button with a sentence, or a sentence alone."""

    sentence: str
    button: str = ""
    address: str = ""


def next_act(page: Page, user: User) -> Next:
    """What this person does next here."""
    for action, button, name, sentence in ACTS:
        if action in page.open_to and (action != Action.SIGN or _has_yet_to_sign(page, user)):
            return Next(sentence, button, reverse(f"agreements:{name}", args=[page.share.reference]))
    return Next(_waiting(page))


def _has_yet_to_sign(page: Page, user: User) -> bool:
    due = RequiredSignature.objects.filter(
        agreement__share=page.share, member__user=user, agreement__taken_back_at=None
    )
    return due.exclude(agreement__signatures__user=user).exists()


def _waiting(page: Page) -> str:
    if page.state == State.IN_FORCE:
        return "The agreement is in force. Nothing is waiting."
    if page.state in {State.REFUSED, State.WITHDRAWN}:
        return f"This data share is finished: {page.state.label.lower()}."
    bodies = {party.side: party.organisation.name for party in reversed(page.parties)}
    return f"Waiting for {waiting_for(page.share, bodies)}."
