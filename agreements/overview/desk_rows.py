"""The rows of a user's desk: data shares sorted by whose turn it is."""

from dataclasses import dataclass, field
from datetime import date, datetime

from agreements.models import DataShare


@dataclass(frozen=True)
class SharesPage:
    """One page of a user's data shares."""

    shares: list[DataShare]
    number: int
    has_next: bool


@dataclass(frozen=True)
class DeskRow:
    """One row: what to do (or whom we wait for), on which data share, since and until when."""

    share: DataShare
    words: str
    address: str
    since: datetime
    due: date | None = None
    emergency: bool = False
    # By when it is answered, by whose turn it is.
    answer_by: date | None = None
    # For which organisation, where the user takes part for several.
    body: str = ""
    # Whether hours count: of an incident.
    urgent: bool = False


@dataclass
class Desk:
    """All rows of a user's desk."""

    mine: list[DeskRow] = field(default_factory=list)
    others: list[DeskRow] = field(default_factory=list)
    coming: list[DeskRow] = field(default_factory=list)
    drafts: list[DeskRow] = field(default_factory=list)
    in_force: list[DeskRow] = field(default_factory=list)
    finished: list[DeskRow] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any(vars(self).values())
