"""Replies to the comments on a returned request, kept from the time they are written until they are sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from agreements.models import Answer, DataShare
from community.models import User

# The key among the acquirer's answers; no question has it, so no journey and no document reads it.
KEY: Final = "replies_to_send"
# Revisions of the replies to a round begin above those to the rounds before, so that an old page is told apart.
OF_A_ROUND: Final = 1000


@dataclass(frozen=True)
class Replies:
    """What the acquirer has written to the supplier and not sent yet; the supplier sees none of it."""

    note: str = ""
    by_section: Mapping[str, str] = field(default_factory=dict)
    revision: int = 0
    author: User | None = None

    def __bool__(self) -> bool:
        return bool(self.note or any(self.by_section.values()))


def written_for(share: DataShare) -> Replies:
    """Return what is written so far. One query, two if that is nothing."""
    kept = Answer.objects.filter(edition=share.edition, key=KEY).select_related("author").first()
    if kept is None:
        return Replies(revision=max(share.edition.rounds.count() - 1, 0) * OF_A_ROUND)
    value: dict[str, Any] = kept.value
    return Replies(value["note"], value["sections"], kept.revision, kept.author)


def same_round(one: int, other: int) -> bool:
    """Return whether two revisions are of replies to the same round."""
    return one // OF_A_ROUND == other // OF_A_ROUND


def write(share: DataShare, note: str, by_section: Mapping[str, str], by: User) -> None:
    """Keep these replies in place of those kept before."""
    value = {"note": note, "sections": dict(by_section)}
    seen = written_for(share).revision
    Answer.objects.update_or_create(
        edition=share.edition, key=KEY, defaults={"value": value, "author": by, "revision": seen + 1}
    )


def drop(share: DataShare) -> None:
    """Remove the replies: they have been sent."""
    Answer.objects.filter(edition=share.edition, key=KEY).delete()
