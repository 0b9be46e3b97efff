"""A specimen's answers typed page after page."""

from collections.abc import Iterator
from typing import Any

from agreements.models import DataShare
from agreements.questionnaire import tables
from agreements.questionnaire.forms.base import posted
from agreements.questionnaire.shape import Step
from tests.agreements.stages import answers_of_today
from tests.support.visiting import Seen, Visitor


def typed_answers() -> dict[str, Any]:
    """Return the specimen that opens every branch, with people typed in, since none is a member."""
    return {key: _typed(value) for key, value in answers_of_today().items()}


def _typed(value: Any) -> Any:
    if isinstance(value, list):
        return [_typed(item) for item in value]
    if not isinstance(value, dict):
        return value
    inside = {key: _typed(item) for key, item in value.items()}
    return inside | {"chosen": "other"} if value.get("chosen") == "7" else inside


def pages(share: DataShare, step: Step, answers: dict[str, Any]) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    """Yield the pages of one step, each as (name and arguments, what is typed into it)."""
    if step.kind != "table":
        yield ("step", share, step.slug), posted(step.open(answers))
    else:
        for row in tables.rows(answers, step.keys[0]):
            yield ("row", share, step.slug, "new"), posted(step.open_row(row))


def save(visitor: Visitor, where: tuple[Any, ...], typed: dict[str, Any], **buttons: str) -> Seen:
    """Open the page, then send it with these values and the page's revision."""
    page = visitor.get(*where)
    assert page.status == 200, (where, page.status)
    return visitor.post(*where, **typed, revision=page.fields["revision"][0], **buttons)
