"""Stores the answers to a step, each with its author, the time and the standard answer that it says."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone

from agreements.answers import kept_of, revision_of
from agreements.models import Answer, DataShare, Party, PartyAnswer, StandardAnswer
from agreements.questionnaire.shape import Answers, Step
from agreements.questionnaire.standard import standard_key
from agreements.questionnaire.words import Json, is_empty
from community.models import User
from datashare.lib.exceptions import Conflict


def store_step(
    share: DataShare,
    step: Step,
    values: Answers,
    *,
    party: Party | None = None,
    revision: int,
    by: User,
    with_empty: bool = False,
) -> dict[str, Json]:
    """Store the answers to a step that differ from those stored; return the values they replace.

    `party` is the one whose own half they belong to; None for the request.

    `revision` is what `revision_of` returned when the form was shown: raise Conflict if a colleague has answered since.
    `with_empty` stores a first answer even if it is empty: the question then counts as seen. A copied answer that is
    saved as it is counts as the data share's own from then on.
    """
    rows = kept_of(share, step, party)
    kept: dict[str, Any] = {row.key: row for row in rows}
    news = {
        key: value
        for key, value in values.items()
        if (kept[key].value != value if key in kept else with_empty or not is_empty(value))
    }
    if news and kept and revision != revision_of(kept.values()):
        raise Conflict("Someone else changed this answer after you opened the page.")
    replaced = {key: kept[key].value if key in kept else None for key in news}
    if copies := [row.pk for row in kept.values() if isinstance(row, Answer) and row.copied_from]:
        Answer.objects.filter(pk__in=copies).update(copied_from="")
    _write(_blank(share, rows.model, party), kept, news, _standards(share, party, news, by), by)
    return replaced


def store(share: DataShare, step: Step, values: Answers, *, party: Party | None = None, by: User) -> None:
    """Store these answers to a step, whatever was stored before."""
    rows = kept_of(share, step, party)
    kept = {row.key: row for row in rows}
    _write(_blank(share, rows.model, party), kept, values, _standards(share, party, values, by), by)


def _blank(share: DataShare, model: Any, party: Party | None) -> Callable[[str], Any]:
    """Return what makes a new row for a key."""
    whose = {"party": party} if model is PartyAnswer else {}
    return lambda key: model(edition=share.edition, key=key, revision=0, **whose)


def _write(
    blank: Callable[[str], Any],
    kept: Mapping[str, Any],
    values: Answers,
    standards: Mapping[str, StandardAnswer],
    by: User,
) -> None:
    """Write answers with their author, the time, their next revision and the standard answer that they say."""
    for key, value in values.items():
        row = kept.get(key) or blank(key)
        row.value, row.author, row.at, row.revision = value, by, timezone.now(), row.revision + 1
        row.standard = standards.get(key)
        if isinstance(row, Answer):
            row.copied_from = ""
        row.save()


def _standards(share: DataShare, party: Party | None, values: Answers, by: User) -> dict[str, StandardAnswer]:
    """Return by key the newest standard answer, of the organisation that answers, which each of these says.

    An older version counts too: it may have been changed since the page was shown. No query for other questions.
    """
    keys = {key: standard_key(key) for key in values if standard_key(key)}
    if not keys:
        return {}
    body = party.organisation_id if party else share.parties.values_list("organisation", flat=True).get(is_lead=True)
    made = StandardAnswer.objects.filter(organisation=body, key__in=keys.values()).readable_by(by)
    versions = list(made.order_by("-version"))
    said = {
        key: next((one for one in versions if one.key == standard and one.is_in(values[key])), None)
        for key, standard in keys.items()
    }
    return {key: one for key, one in said.items() if one}
