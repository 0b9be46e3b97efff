"""Which questions of holders a request asks: the version that each had published when it was first asked for data."""

from collections.abc import Iterable
from typing import Final

from agreements.models import BodyQuestions, DataShare
from agreements.questionnaire.of_bodies import PLUS

# As many as the version of a question set has room for.
MOST_BODIES: Final = 20


def version_with(base: str, holders: Iterable[int | None]) -> str:
    """Return the version of a question set with the newest questions of these holders, by key. One query.

    Of more holders than a version can name, the others ask nothing.
    """
    newest = BodyQuestions.objects.newest().filter(organisation__in=[key for key in holders if key])
    tokens = [made.token for made in newest if made.asks_anything]
    return PLUS.join([base, *tokens[: max(MOST_BODIES - base.count(PLUS), 0)]])


def follow_holders(share: DataShare) -> None:
    """Ask what the holders of the records ask, after one was added or removed. Two queries, more if that changes.

    Those that the request asks already stay in the version in which it asks them.
    """
    base, *tokens = share.edition.question_set.split(PLUS)
    holders = set(share.assets.exclude(publisher=None).values_list("publisher", flat=True))
    asked = BodyQuestions.objects.filter(token__in=tokens, organisation__in=holders).order_by("organisation_id")
    kept = list(asked) if tokens else []
    known = PLUS.join([base, *(made.token for made in kept)])
    version = version_with(known, holders - {made.organisation_id for made in kept})
    if version == share.edition.question_set:
        return
    share.edition.question_set = version
    share.edition.save(update_fields=["question_set"])
