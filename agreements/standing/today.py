"""How an agreement stands today, and who is still a party to it."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Exists, OuterRef
from django.utils import timezone

from agreements.models import Agreement, Departure, Ending, Party, RequiredSignature
from agreements.states import State
from datashare.lib.clock import long_date

# What the public reads of how an agreement ended.
HOW: Final = {
    Ending.TERM: "Its term was over",
    Ending.NOTICE: "An organisation gave notice",
    Ending.AT_ONCE: "An organisation ended it early",
    Ending.SUPERSEDED: "A later version took its place",
}


@dataclass(frozen=True)
class Standing:
    """How an agreement stands today, as the register and the check page say it."""

    state: State
    since: date
    suspended_since: date | None = None
    ends_on: date | None = None
    under_notice: bool = False
    ended_on: date | None = None
    how: str = ""
    review_on: date | None = None
    # Whether no data moves, as organisations have suspended their parts one by one.
    nothing_moves: bool = False

    @property
    def is_suspended(self) -> bool:
        return self.state == State.SUSPENDED or (self.nothing_moves and not self.ended_on)

    @property
    def label(self) -> str:
        if self.is_suspended:
            return "In force, sharing suspended"
        return State.ENDED.label if self.ended_on else State.IN_FORCE.label

    @property
    def colour(self) -> str:
        if self.is_suspended:
            return "yellow"
        return "green" if self.state == State.IN_FORCE else "grey"

    @property
    def review(self) -> str:
        """By when it is reviewed, or that the review is overdue; empty once it has ended, or without a date."""
        if self.review_on is None or self.ended_on:
            return ""
        day = long_date(self.review_on)
        return f"Overdue since {day}" if self.review_on < timezone.localdate() else day

    @property
    def ends(self) -> str:
        """When it ends and why; empty once it has ended, or without a day."""
        if self.ends_on is None or self.ended_on:
            return ""
        return f"{long_date(self.ends_on)}{': an organisation gave notice' if self.under_notice else ''}"


def standing_of(agreement: Agreement, *, nothing_moves: bool = False) -> Standing:
    """Return how an agreement that was in force stands today. Its edition must be at hand; no query.

    `nothing_moves` says that the parts that are suspended stop all data (`standing/paused.py`).
    """
    if agreement.in_force_at is None:
        raise ValueError("It was never in force.")
    state, ended = State(agreement.edition.state), agreement.ended_on
    return Standing(
        state=state if ended is None else State.ENDED,
        since=timezone.localdate(agreement.in_force_at),
        suspended_since=timezone.localdate(agreement.edition.state_since) if state == State.SUSPENDED else None,
        ends_on=agreement.ends_on,
        under_notice=agreement.is_under_notice,
        ended_on=ended,
        how=HOW.get(Ending(agreement.ends_by), "") if ended and agreement.ends_by else "",
        review_on=agreement.review_on,
        nothing_moves=nothing_moves,
    )


def remaining(agreement: Agreement) -> list[Party]:
    """Return the parties that an agreement still binds: they signed it and have not left. One query."""
    required = RequiredSignature.objects.filter(agreement=agreement, party=OuterRef("pk"))
    left = Departure.objects.gone().filter(agreement=agreement, party=OuterRef("pk"))
    signed = Party.objects.filter(Exists(required), ~Exists(required.filter(signature=None)), ~Exists(left))
    return list(signed.in_order().select_related("organisation"))
