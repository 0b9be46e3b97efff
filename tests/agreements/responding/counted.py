"""Requests that a supplier has answered, stored at one go for the nightly count."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from agreements.models import (
    DataShare,
    Decision,
    Edition,
    Outcome,
    Party,
    QuestionThread,
    Round,
    SectionResponse,
    ThreadPost,
    Verdict,
)
from agreements.questionnaire.question_sets import CURRENT
from community.models import Organisation, User

SPECIAL = ("personal", "special")


def bodies(count: int) -> list[Organisation]:
    """Return organisations that ask."""
    begun = Organisation.objects.count()
    numbers = range(begun, begun + count)
    return [Organisation.objects.create(name=f"Body {number}", slug=f"body-{number}") for number in numbers]


def sent(asker: Organisation, supplier: Organisation, by: User, types: Sequence[str] = SPECIAL) -> Round:
    """Return the first round of a request that no one has decided on."""
    share = open_share(by)
    Party.objects.create(share=share, organisation=asker, is_lead=True, receives=True)
    Party.objects.create(share=share, organisation=supplier, gives=True)
    return again(share, by, types)


def open_share(by: User) -> DataShare:
    now = timezone.now()
    return Edition.objects.open_first(question_set=CURRENT.version, open_questions=0, title="A request", by=by, at=now)


def again(share: DataShare, by: User, types: Sequence[str] = SPECIAL) -> Round:
    """Return the next round of a request."""
    given = {"data_types": list(types)}
    number = share.edition.rounds.count() + 1
    return Round.objects.create(edition=share.edition, number=number, answers=given, submitted_by=by)


def decide(
    made: Round,
    outcome: Outcome = Outcome.RETURN,
    named: Sequence[str] = (),
    *,
    at: datetime | None = None,
) -> None:
    """Decide on a round as its supplier, with one response that names these questions."""
    party, by = supplier_of(made), made.submitted_by
    if named:
        given: dict[str, Any] = {"section": "data", "verdict": Verdict.QUESTION, "questions": list(named)}
        SectionResponse.objects.create(round=made, party=party, by=by, note="Their secret words.", **given)
    Decision.objects.create(round=made, party=party, outcome=outcome, by=by, at=at or timezone.now())


def supplier_of(made: Round) -> Party:
    return Party.objects.get(share=made.edition.share, gives=True)


def discuss(made: Round, key: str, *, begun_by: Party) -> None:
    """Write about a question, the given party first, then the supplier."""
    supplier = supplier_of(made)
    thread = QuestionThread.objects.create(edition=made.edition, party=supplier, key=key)
    for party in (begun_by, supplier):
        ThreadPost.objects.create(thread=thread, party=party, author=made.submitted_by, text="Their secret words.")


def returned_often(supplier: Organisation, by: User, named: Sequence[str], types: Sequence[str] = SPECIAL) -> None:
    """Store six requests of three organisations: three came back about these questions, and three were agreed."""
    for asker in bodies(3):
        decide(sent(asker, supplier, by, types), named=named)
        decide(sent(asker, supplier, by, types), Outcome.ACCEPT)
