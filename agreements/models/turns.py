"""By when each side answers: 20 working days of its nation after its turn began, or the day asked for or named."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from django.utils import timezone

from community.organisations.nations import nation_of
from datashare.lib.clock import long_date, working_day_after, working_days_between

from .answer_dates import AnswerDate
from .requesting import Round
from .share import DataShare, Party

DEFAULT_DAYS: Final = 20


def begin_turn(
    share: DataShare,
    parties: Iterable[Party],
    sent: Round,
    *,
    not_by: Mapping[int, int] = MappingProxyType({}),
    wanted: date | None = None,
) -> None:
    """Store by when these parties answer about a round, from now on: by the day that who asks wants, if it does.

    `not_by` has who cannot answer for a party.
    """
    now = timezone.now()
    for party in parties:
        on = working_day_after(timezone.localdate(now), DEFAULT_DAYS, nation_of(party.organisation))
        given = {"edition": share.edition, "round": sent, "on": wanted or on, "named": False, "begun_at": now}
        given["not_by_id"] = not_by.get(party.pk)
        AnswerDate.objects.update_or_create(party=party, met_at=None, defaults=given)


def end_turn(parties: Iterable[Party]) -> None:
    """Record that these parties have answered."""
    AnswerDate.objects.filter(party__in=parties, met_at=None).update(met_at=timezone.now())


def awaited_from(share: DataShare, party: Party) -> AnswerDate | None:
    """Return by when this party answers, if it is its turn. One query."""
    return AnswerDate.objects.awaited().filter(edition=share.edition, party=party).select_related("round").first()


def in_words(awaited: AnswerDate, name: str) -> str:
    """Return by when a party of this name answers, as a sentence."""
    when = f"{long_date(awaited.on)}{_far(awaited.on)}"
    if awaited.named:
        return f"{name} said that it will answer by {when}."
    if awaited.round.setting.get("answer_by") == awaited.on.isoformat():
        return f"{name} was asked to answer by {when}."
    return f"{name} should answer by {when}."


def _far(on: date) -> str:
    days = working_days_between(timezone.localdate(), on)
    if days < 0:
        return f", which was {_counted(-days)} ago"
    return f", in {_counted(days)}" if days else ", which is today" if on == timezone.localdate() else ""


def _counted(days: int) -> str:
    return "1 working day" if days == 1 else f"{days} working days"
