"""Three bodies in one data share: what one writes for itself, no other reads, wherever it looks."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from agreements.models import Clause, DataShare, Document, Outcome, Verdict
from agreements.negotiating import actions as negotiation
from agreements.questionnaire.supplier import supplier_set
from agreements.responding import actions as responding
from catalogue.models import DataAsset
from community.models import Notification, User
from tests.agreements import stages
from tests.agreements.requesting.test_receivers_halves import answer
from tests.agreements.requesting.test_several_receivers import add, sent
from tests.cast import Bodies, Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
PAGES = (
    *("overview", "request", "response", "agreement", "assessment", "people", "files", "history", "evidence"),
    *("check", "own_half", "decided", "missing_answers", "proposals"),
)


@pytest.fixture
def share(cast: Cast, asset: DataAsset, bodies: Bodies) -> DataShare:
    """Return a sent request: the council receives, the office gives, the agency gives and receives."""
    draft = stages.draft(cast, asset)
    add(draft, cast, bodies.elsewhere, gives=True)
    return sent(draft, cast)


def read(share: DataShare, user: User) -> Iterator[tuple[str, str]]:
    """Yield everything that a user can read of a data share: pages, the history and its file, exports, mail, search."""
    visitor = Visitor(user)
    for page in PAGES:
        yield page, visitor.get(page, share).response.content.decode()
    for place in ("shares", "catalogue:search", reverse("notifications")):
        yield place, visitor.get(place).response.content.decode()
    for document in Document:
        yield document, visitor.get("draft", share, document).response.content.decode()
        for kind in ("md", "json"):
            yield f"{document}.{kind}", visitor.get("download", share, document, kind).response.content.decode()
    for clause in Clause.objects.filter(edition=share.edition)[:3]:
        yield "clause", visitor.get("clause", share, clause.pk).response.content.decode()
    for party in share.parties.all():
        yield "response", visitor.get("response", share, query={"of": str(party.pk)}).response.content.decode()
    for note in Notification.objects.filter(user=user):
        yield "mail", f"{note.subject} {note.body}"


def readers_of(share: DataShare, word: str, *users: User) -> set[str]:
    return {user.full_name for user in users for _, content in read(share, user) if word in content}


def give_own(share: DataShare, by: User, slug: str, **values: Any) -> None:
    step = supplier_set(share.edition.question_set).steps[slug]
    responding.answer_own_half(share=share, step=step, values=values, revision=0, by=by)


def test_private_notes_stay_with_each_body(share: DataShare, cast: Cast) -> None:
    stages.verdict_on(share, cast.supplier, "purpose", Verdict.QUESTION, "Which Act?", "Ask Ms Quince.")
    stages.verdict_on(share, cast.stranger, "legal", Verdict.QUESTION, "Which aim?", "Ask Mr Medlar.")
    people = (cast.acquirer, cast.supplier, cast.stranger)
    assert readers_of(share, "Quince", *people) == set()
    for user in (cast.supplier, cast.stranger):
        responding.decide(share=share, outcome=Outcome.ACCEPT, reason=None, text="", by=user)
    share = stages.fresh(share)
    assert readers_of(share, "Quince", *people) == {cast.supplier.full_name}
    assert readers_of(share, "Medlar", *people) == {cast.stranger.full_name}
    assert readers_of(share, "Which aim?", *people) == {cast.stranger.full_name, cast.acquirer.full_name}


def test_unsent_answers_stay_with_each_body(share: DataShare, cast: Cast) -> None:
    people = (cast.acquirer, cast.supplier, cast.stranger)
    answer(share, cast.stranger, "access", access="Only the medlar team.")
    give_own(share, cast.stranger, "experts", s_experts={"legal": "Ms Sorrel, solicitor"})
    give_own(share, cast.supplier, "experts", s_experts={"legal": "Mr Tansy, solicitor"})
    assert readers_of(share, "medlar", *people) == {cast.stranger.full_name}
    assert readers_of(share, "Sorrel", *people) == {cast.stranger.full_name}
    assert readers_of(share, "Tansy", *people) == {cast.supplier.full_name}
    for user in (cast.stranger, cast.supplier):
        responding.decide(share=share, outcome=Outcome.ACCEPT, reason=None, text="", by=user)
    for word in ("medlar", "Sorrel", "Tansy"):
        assert readers_of(stages.fresh(share), word, *people) == {user.full_name for user in people}


def test_private_comments_stay_with_each_body(share: DataShare, cast: Cast) -> None:
    for user in (cast.supplier, cast.stranger):
        responding.decide(share=share, outcome=Outcome.ACCEPT, reason=None, text="", by=user)
    share = stages.fresh(share)
    clause = share.edition.clauses.all()[0]
    people = (cast.acquirer, cast.supplier, cast.stranger)
    for user, word in zip(people, ("quince", "medlar", "sorrel"), strict=True):
        negotiation.comment(clause=clause, text=f"Our {word} view.", private=True, by=user)
    for user, word in zip(people, ("quince", "medlar", "sorrel"), strict=True):
        assert readers_of(share, f"Our {word} view", *people) == {user.full_name}
