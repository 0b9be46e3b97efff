"""Redacts people from what is published: roles stay; names, email addresses and telephone numbers do not."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from agreements.questionnaire.words import Json, text
from agreements.register.folding import Folded, ends_in_mark, fold
from agreements.register.names import ways_of
from agreements.register.telephones import telephones_in

NAME, EMAIL, TELEPHONE = "[name withheld]", "[email address withheld]", "[telephone number withheld]"
_EMAIL = re.compile(r"(?<![\w.+'-])[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")


def people_named_in(value: Json) -> Iterator[str]:
    """Yield the names of the people picked anywhere inside an answer."""
    if isinstance(value, dict):
        if is_person(value):
            yield text(value["name"])
        for part in value.values():
            yield from people_named_in(part)
    elif isinstance(value, list):
        for item in value:
            yield from people_named_in(item)


def is_person(value: dict[str, Json]) -> bool:
    """Return whether this part of an answer is a person, as the person picker stores them."""
    return "name" in value and not value.keys().isdisjoint({"email", "role"})


def roles_only(value: Json) -> Json:
    """Return an answer with each person in it reduced to their role."""
    if isinstance(value, dict):
        return value.get("role") if is_person(value) else {key: roles_only(part) for key, part in value.items()}
    return [roles_only(item) for item in value] if isinstance(value, list) else value


@dataclass(frozen=True)
class Piece:
    """Redacted words, their replacement, and why."""

    start: int
    end: int
    mark: str
    why: str


class Withheld:
    """Redacts known people, and every email address and telephone number, from free text."""

    def __init__(self, names: Iterable[str]) -> None:
        self._ways = ways_of(names)

    def clean(self, written: str) -> str:
        """Return the text with a mark in place of each redacted word."""
        for piece in reversed(self.pieces(written)):
            written = written[: piece.start] + piece.mark + written[piece.end :]
        return written

    def pieces(self, written: str) -> list[Piece]:
        """Return the redactions in this text, in order; two that overlap are one, for the reason of the first."""
        folded = fold(written)
        candidates = sorted(self._found(written, folded), key=lambda piece: (piece.start, -piece.end))
        pieces: list[Piece] = []
        for piece in candidates:
            if not pieces or piece.start >= pieces[-1].end:
                pieces.append(piece)
            elif piece.end > pieces[-1].end:
                pieces[-1] = replace(pieces[-1], end=piece.end)
        return pieces

    def _found(self, written: str, folded: Folded) -> Iterator[Piece]:
        def piece(start: int, end: int, mark: str, why: str) -> Piece:
            last = folded.places[end - 1] + 1
            return Piece(folded.places[start], ends_in_mark(written, last), mark, why)

        for address in _EMAIL.finditer(folded.text):
            yield piece(address.start(), address.end(), EMAIL, "An email address")
        for start, end in telephones_in(written, folded):
            yield piece(start, end, TELEPHONE, "A telephone number")
        for way in self._ways:
            at = 0
            while name := way.pattern.search(folded.text, at):
                candidate = piece(name.start(), name.end(), NAME, "The name of someone in this data share")
                # Words that do not fit may hold a name that does: "dr Amina Okafor".
                at = name.start() + 1
                if way.fits(written[candidate.start : candidate.end]):
                    at = name.end()
                    yield candidate
