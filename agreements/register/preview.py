"""A preview of the register entry of words about to be frozen, with each word that will be redacted."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from agreements.models import Agreement, DataShare
from agreements.register.entry import Said, content_from, said_in
from agreements.register.redaction import Piece, Withheld

# How much of the text around a withheld word is shown with it.
AROUND: Final = 40


@dataclass(frozen=True)
class Left:
    """Redacted words, those around them, and why."""

    before: str
    words: str
    after: str
    mark: str
    why: str


@dataclass(frozen=True)
class Preview:
    """An entry as it would be published, and what is redacted."""

    content: Mapping[str, Any]
    withheld: tuple[Left, ...]

    @property
    def fields(self) -> Iterator[Said]:
        return said_in(self.content["says"])

    @property
    def digest(self) -> str:
        """The digest of the whole entry: a change in its words or redactions changes it."""
        text = json.dumps(self.content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


class Noting(Withheld):
    """A Withheld that also records what it redacted."""

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__(names)
        self.noted: list[Left] = []

    def pieces(self, written: str) -> list[Piece]:
        pieces = super().pieces(written)
        self.noted += [_left(written, piece) for piece in pieces]
        return pieces


def _left(written: str, piece: Piece) -> Left:
    before, after = written[: piece.start], written[piece.end :]
    return Left(
        before=("…" if len(before) > AROUND else "") + before[-AROUND:],
        words=written[piece.start : piece.end],
        after=after[:AROUND] + ("…" if len(after) > AROUND else ""),
        mark=piece.mark,
        why=piece.why,
    )


def preview_of(share: DataShare, words: Mapping[str, Any]) -> Preview:
    """Return the entry that these words would make if they were in force now."""
    noting: list[Noting] = []

    def withholding(names: Iterable[str]) -> Withheld:
        noting.append(Noting(names))
        return noting[-1]

    content = content_from(Agreement(share=share, edition=share.edition), words, signed=(), withholding=withholding)
    return Preview(content, tuple(dict.fromkeys(left for one in noting for left in one.noted)))
