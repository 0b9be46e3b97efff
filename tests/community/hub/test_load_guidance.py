"""What the project brings with it is stored once, follows its files, and never overwrites what people changed."""

from datetime import date
from typing import Any

import pytest
from django.core.management import call_command

from community.hub import loading
from community.hub.files import OF_ARTICLE, OF_TERM, articles, terms
from community.hub.loading import load_guidance
from community.models import GlossaryTerm, Guidance, GuidanceState
from tests.cast import Cast

pytestmark = pytest.mark.django_db

SLUG = "who-may-sign"


def given_an_older_version(**older: Any) -> None:
    """Store an article as an earlier version of its file had it."""
    [fields] = [fields for fields in articles() if fields["slug"] == SLUG]
    Guidance.objects.filter(slug=SLUG).delete()
    loading._store(Guidance, None, fields | older, OF_ARTICLE)


def test_every_article_and_term_is_stored() -> None:
    assert load_guidance() == {"added": 85}
    assert Guidance.objects.published().count() == 25
    assert GlossaryTerm.objects.count() == 60


def test_loading_again_changes_nothing(guidance: None) -> None:
    before = Guidance.history.count(), GlossaryTerm.history.count()

    assert load_guidance() == {"unchanged": 85}

    assert (Guidance.history.count(), GlossaryTerm.history.count()) == before


def test_a_new_version_of_a_file_is_stored_with_its_history(guidance: None) -> None:
    given_an_older_version(title="Who signs", body="Older words.")

    assert load_guidance() == {"unchanged": 84, "updated": 1}

    article = Guidance.objects.get(slug=SLUG)
    assert article.title == "Who may sign"
    assert [past.title for past in article.history.all()] == ["Who may sign", "Who signs"]


@pytest.mark.parametrize("change", [{"title": "Ours"}, {"body": "Ours."}, {"state": GuidanceState.WITHDRAWN}])
def test_what_a_person_changed_stays(guidance: None, change: dict[str, str]) -> None:
    given_an_older_version(summary="Older.")
    Guidance.objects.filter(slug=SLUG).update(**change)

    assert load_guidance() == {"unchanged": 84, "kept": 1}

    [stored] = Guidance.objects.filter(slug=SLUG).values(*change)
    assert stored == change


def test_words_that_someone_reviewed_stay(guidance: None, cast: Cast) -> None:
    given_an_older_version(summary="Reviewed.")
    Guidance.objects.filter(slug=SLUG).update(reviewed_by=cast.acquirer, reviewed_on=date(2026, 11, 20))

    assert load_guidance() == {"unchanged": 84, "kept": 1}
    assert Guidance.objects.get(slug=SLUG).summary == "Reviewed."


def test_a_term_that_a_person_changed_stays(guidance: None) -> None:
    GlossaryTerm.objects.filter(slug="controller").update(means="Ours.", loaded="an older file")

    assert load_guidance()["kept"] == 1
    assert GlossaryTerm.objects.get(slug="controller").means == "Ours."


def test_every_field_of_a_file_is_one_that_loading_compares() -> None:
    assert {*next(articles())} - {"slug"} == {*OF_ARTICLE}
    assert {*next(terms())} - {"slug"} == {*OF_TERM}


def test_command_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_guidance")

    assert capsys.readouterr().out == "Guidance and glossary: 85 added, 0 updated, 0 unchanged, 0 kept.\n"
