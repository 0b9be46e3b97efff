"""The single act that a person can do next on a data share, or whom everybody waits for."""

from dataclasses import dataclass

from django.urls import reverse

from agreements.states import Action, State
from agreements.views.access import Page
from agreements.waiting import act_on, awaited_on
from community.models import User

# By the page that the act is done on.
SENTENCES = {
    "sign": "The words are frozen. Read the whole text, then sign it or decline with a reason.",
    "response": "Read each section, say what you agree, and decide.",
    "request": "Both documents are drafted from your answers as you give them.",
    "agreement": "Agree each clause or propose other wording.",
    "freeze": "Everybody has agreed every clause. Once the words are frozen, each signatory reads and signs them.",
}


@dataclass(frozen=True)
class Next:
    """A button with a sentence, or a sentence alone."""

    sentence: str
    button: str = ""
    address: str = ""


def next_act(page: Page, user: User) -> Next:
    """What this person does next here: the same as on the list of their data shares."""
    if act := act_on(page.share, user):
        words, name = act
        return _button(page, words, name, SENTENCES[name])
    if Action.PROPOSE in page.open_to and Action.AGREE not in page.open_to:
        return _button(page, "Advise on the clauses", "agreement", "Comment on a clause or propose other wording.")
    return Next(_waiting(page, user))


def _button(page: Page, words: str, name: str, sentence: str) -> Next:
    return Next(sentence, words, reverse(f"agreements:{name}", args=[page.share.reference]))


def _waiting(page: Page, user: User) -> str:
    if page.state == State.IN_FORCE:
        return "The agreement is in force. Nothing is waiting."
    if page.state in {State.REFUSED, State.WITHDRAWN}:
        return f"This data share is finished: {page.state.label.lower()}."
    return f"Waiting for {awaited_on(page.share, user)}."
