"""The other side's answers as each side may read them: as last sent, never as they are being edited."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from agreements.models import Answer, DataShare, Edition, Round
from agreements.states import ENDED, STANDING, State
from datashare.lib.aggregates import AsMapping

# From these states on, an answer is public to both sides with the words that it makes (negotiating/late_answers.py).
OPEN_TO_BOTH: Final = frozenset({State.NEGOTIATING, State.SIGNING}) | STANDING | ENDED


def keep_unsent_from_others(shares: Iterable[DataShare]) -> None:
    """Show these data shares in the edition in force while a variation of it has not been sent.

    `shares` are those that are read for another side than the acquirer's. At most one query.
    """
    unsent = [share for share in shares if share.edition.varies_id and share.edition.state == State.DRAFT]
    varied = Edition.objects.in_bulk([share.edition.varies_id for share in unsent]) if unsent else {}
    for share in unsent:
        share.edition = varied[share.edition.varies_id]
        share.tied()


def some_for(share: DataShare, keys: Sequence[str], *, asks: bool) -> Mapping[str, Any]:
    """Return some answers of the request as the party that asks, or any other reader, may read them.

    Only the party that asks reads answers that were never sent. One query, two before the first sending.
    """
    if not asks and State(share.edition.state) not in OPEN_TO_BOTH:
        sent = share.edition.rounds.order_by("-number").values_list(*[f"answers__{key}" for key in keys]).first()
        if sent is not None:
            return dict(zip(keys, sent, strict=True))
    return dict(share.edition.answers.filter(key__in=keys).values_list("key", "value"))


def for_list(shares: Sequence[DataShare], others: Collection[int], keys: Sequence[str]) -> dict[int, dict[str, Any]]:
    """Return, for each data share, the answers of these keys as its reader may read them.

    `others` are the data shares that they read for another side than the acquirer's. One query, two if there are any.
    """
    wanted = Answer.objects.filter(edition__in=[share.edition_id for share in shares], key__in=keys)
    mapped = wanted.values("edition_id").annotate(every=AsMapping("key", "value"))
    stored = dict(mapped.values_list("edition_id", "every"))
    closed = [share for share in shares if share.pk in others and State(share.edition.state) not in OPEN_TO_BOTH]
    rounds = Round.objects.filter(edition__in=[share.edition_id for share in closed])
    newest = rounds.order_by("edition_id", "-number").distinct("edition_id")
    for edition, *given in newest.values_list("edition_id", *[f"answers__{key}" for key in keys]) if closed else ():
        stored[edition] = dict(zip(keys, given, strict=True))
    return {share.pk: stored[share.edition_id] for share in shares if share.edition_id in stored}
