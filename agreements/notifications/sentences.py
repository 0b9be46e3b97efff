"""The message of each kind of event, and the sentence that it makes of an event's facts when it is read.

Each phase registers its texts.py when the app is made ready, so that lower layers can find them.
"""

import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from agreements.kinds import Cause, EventKind, FactValue
from agreements.kinds.shapes import FACTS
from agreements.models import EventDetails
from agreements.notifications.fact_words import words_of_fact
from community.models import Ground


@dataclass(frozen=True)
class By:
    """A whole message for each value of a fact: "0", "1" and "many" for a number or a list, else the value itself."""

    fact: str
    messages: "Mapping[str, Message]"

    def chosen(self, value: FactValue) -> "Message":
        if isinstance(value, str):
            return self.messages[value]
        count = len(value) if isinstance(value, list) else int(value or 0)
        return self.messages[str(count) if count < 2 else "many"]


# A whole sentence without its full stop. {actor} is who did it and for whom, {organisation} the latter alone, {cause}
# what made the service act; all other places are facts.
Message: TypeAlias = str | By
ALWAYS: Final = frozenset({"actor", "organisation", "cause"})
# What comes after this in a message is read only by those from whom the changes of the event are not kept.
BEFORE_REASON: Final = ". The reason: "
_MESSAGES: dict[EventKind, Message] = {}


def register(messages: Mapping[EventKind, Message]) -> None:
    """Add the messages of a phase. Raise ValueError if another phase has one for the same kind."""
    for kind, message in messages.items():
        if _MESSAGES.setdefault(kind, message) is not message:
            raise ValueError(f"Two phases have a message for {kind}.")


def registered() -> Mapping[EventKind, Message]:
    """Return every message by its kind."""
    return dict(_MESSAGES)


def texts_in(message: Message) -> Iterator[str]:
    """Yield the text of each alternative of a message."""
    if isinstance(message, str):
        yield message
        return
    for alternative in message.messages.values():
        yield from texts_in(alternative)


def places_in(text: str) -> set[str]:
    """Return the names of the places in a text."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def sentence_of(details: EventDetails, version: str) -> str:
    """Return what happened as one sentence without its full stop, with `version` the question set of its answers.

    Of erased details, only what the event itself tells.
    """
    if details.is_erased:
        return f"Someone did this: {details.in_words} (details were erased)"
    facts, message = details.facts, _MESSAGES[EventKind(details.event.kind)]
    while isinstance(message, By):
        message = message.chosen(facts[message.fact])
    words = {name: words_of_fact(FACTS[name], value, version) for name, value in facts.items()}
    organisation = details.content["organisation"]
    return message.format(
        **words, actor=details.said_by, organisation=organisation, cause=cause_in_words(details.event.cause)
    )


def cause_in_words(code: str) -> str:
    """Return what made the service act, as a sentence without its full stop; empty for no code."""
    if code in set(Ground):
        return str(Ground(code).label)
    return str(Cause(code).label) if code else ""
