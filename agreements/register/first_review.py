"""The day by which an agreement in force is first reviewed, as its signed words say."""

from collections.abc import Mapping
from datetime import date

from dateutil.relativedelta import relativedelta

from agreements.emergency import DAYS as EMERGENCY_DAYS
from agreements.emergency import due_after
from agreements.models import Agreement
from agreements.questionnaire.words import Json, chosen, day, part
from agreements.register.entry import sources_of
from agreements.register.signed_words import still_said


def answers_on_review(agreement: Agreement) -> Mapping[str, Json]:
    """Return the answers that set the first review, so far as the signed words support them.

    If they differ from the sent answer, the answer given since counts, if the words support that.
    """
    sources = sources_of(agreement)
    answers = dict(sources.sent)
    if clauses := sources.superseding("review_every"):
        since = sources.now.get("review_every")
        answers["review_every"] = since if still_said("review_every", since, clauses) else None
    if not any(f"{EMERGENCY_DAYS} days after" in clause.text for clause in sources.clauses):
        answers.pop("tri_kind", None)
    return answers


def first_review(answers: Mapping[str, Json], since: date) -> date | None:
    """Return the day by which an agreement in force since `since` is first reviewed; None if the answers give none."""
    if "emergency" in chosen(answers.get("tri_kind")):
        return due_after(since)
    value = answers.get("review_every")
    every = min(chosen(value), default="")
    months = {"6_months": 6, "1_year": 12, "2_years": 24}.get(every)
    if months:
        return since + relativedelta(months=months)
    return day(part(value, "on")) if every else None
