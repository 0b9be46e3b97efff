"""Support staff record a review; words that change lose it, and no one else may change guidance."""

from datetime import date
from typing import Any

import pytest
from django.forms.models import model_to_dict
from django.test import Client

from community.models import Guidance, User
from tests.cast import Cast
from tests.community.test_admin_rights import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("guidance")]

SLUG = "who-may-sign"


@pytest.fixture
def support() -> Client:
    return browser(User.objects.create_superuser("sam@elsewhere.gov.uk", full_name="Sam Porter"))


def save(client: Client, **changed: Any) -> int:
    """Send the form of the article as it stands with some changes."""
    article = Guidance.objects.get(slug=SLUG)
    lists = {name: ",".join(getattr(article, name)) for name in ("questions", "clauses", "stops", "pages")}
    shown = {name: value for name, value in model_to_dict(article).items() if value is not None}
    page = f"/admin/community/guidance/{article.pk}/change/"
    return client.post(page, {**shown, **lists, "sources": "[]", **changed}).status_code


def review_of() -> tuple[Any, Any]:
    article = Guidance.objects.get(slug=SLUG)
    return article.reviewed_by, article.reviewed_on


def test_a_review_is_recorded_with_its_history(support: Client, cast: Cast) -> None:
    Guidance.objects.filter(slug=SLUG).update(sources=[])

    assert save(support, reviewed_by=cast.acquirer.pk, reviewed_on="2026-11-20") == 302

    assert review_of() == (cast.acquirer, date(2026, 11, 20))
    latest = Guidance.history.latest()
    assert (latest.reviewed_by, latest.history_user.email) == (cast.acquirer, "sam@elsewhere.gov.uk")


def test_words_that_change_lose_their_review(support: Client, cast: Cast) -> None:
    Guidance.objects.filter(slug=SLUG).update(sources=[], reviewed_by=cast.acquirer, reviewed_on=date(2026, 11, 20))

    assert save(support, body="Other words.") == 302
    assert review_of() == (None, None)


def test_a_change_of_place_keeps_the_review(support: Client, cast: Cast) -> None:
    Guidance.objects.filter(slug=SLUG).update(sources=[], reviewed_by=cast.acquirer, reviewed_on=date(2026, 11, 20))

    body = Guidance.objects.get(slug=SLUG).body.replace("\n", "\r\n")

    assert save(support, place=799, body=body) == 302
    assert review_of() == (cast.acquirer, date(2026, 11, 20))


def test_a_day_without_a_reviewer_is_refused(support: Client) -> None:
    assert save(support, reviewed_on="2026-11-20") == 200
    assert review_of() == (None, None)


def test_a_member_of_a_data_share_changes_no_guidance(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.acquirer)

    assert save(client, title="Ours") in {302, 403, 404}
    assert Guidance.objects.get(slug=SLUG).title == "Who may sign"
