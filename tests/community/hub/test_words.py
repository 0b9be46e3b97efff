"""The articles and the glossary as they are written: complete, plain, and about things that exist."""

import re
from typing import Any, Final

import pytest
from django.urls import get_resolver

from agreements.drafting.library import dpia, mou, rules
from agreements.models.stops import StopKind
from agreements.questionnaire.question_sets import CURRENT, CURRENT_RULES
from agreements.questionnaire.sections.triage import COVERED, REST, STEPS
from agreements.questionnaire.supplier import supplier_set
from community.hub.files import FOLDER, articles, terms
from community.models import GuidanceKind, Stage
from community.skills import Skill
from tests.community.hub.reading_age import reading_age, syllables
from tests.project.code import ROOT

ARTICLES, TERMS = list(articles()), list(terms())
SLUGS: Final = {article["slug"] for article in ARTICLES}
NAMES: Final = [name for term in TERMS for name in (term["name"], *term["also"])]
OLDEST: Final = 11
EVERY: Final = pytest.mark.parametrize("article", ARTICLES, ids=lambda article: str(article["slug"]))


def words_of(article: dict[str, Any]) -> list[str]:
    return re.findall(r"[^\s|>#*_-]\S*", article["body"])


def known_keys() -> dict[str, set[str]]:
    """Return every key that an article can be about, by subject."""
    sets = (CURRENT, CURRENT_RULES, supplier_set(CURRENT.version))
    asked = {place.question.key for asked in sets for place in asked}
    triage = {question.key for step in (*STEPS, COVERED, *REST) for question in step.questions}
    pages = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    for namespace, (_, resolver) in get_resolver().namespace_dict.items():
        pages |= {f"{namespace}:{name}" for name in resolver.reverse_dict if isinstance(name, str)}
    return {
        "questions": asked | triage,
        "clauses": {clause.key for library in (mou, dpia, rules) for clause in library.CLAUSES},
        "stops": set(StopKind.values),
        "pages": pages,
    }


def test_there_are_twenty_five_articles_and_sixty_terms() -> None:
    assert len(ARTICLES) == 25
    assert len({term["name"].lower() for term in TERMS}) == len(TERMS) == 60


def test_each_file_is_named_after_its_article() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} == SLUGS


@EVERY
def test_an_article_says_what_it_is(article: dict[str, Any]) -> None:
    assert article["kind"] in GuidanceKind.values
    assert article["stage"] in Stage.values
    assert article["skill"] in Skill.values
    assert 1 <= len(article["title"]) <= 60
    assert article["summary"].endswith(".")
    assert len(article["summary"]) <= 150


@EVERY
def test_an_article_has_400_to_900_words(article: dict[str, Any]) -> None:
    assert 400 <= len(words_of(article)) <= 900


@EVERY
def test_an_article_names_its_sources(article: dict[str, Any]) -> None:
    assert article["sources"]
    for source in article["sources"]:
        assert source["title"]
        assert re.fullmatch(r"https?://[a-z0-9.-]+/\S*", source["address"])


@EVERY
@pytest.mark.parametrize("subject", ["questions", "clauses", "stops", "pages"])
def test_what_an_article_is_about_exists(article: dict[str, Any], subject: str) -> None:
    assert set(article[subject]) - known_keys()[subject] == set()


@pytest.mark.parametrize("page", sorted({page for article in ARTICLES for page in article["pages"]}))
def test_a_page_that_an_article_is_about_shows_it(page: str) -> None:
    views = [path.read_text() for app in ("agreements", "catalogue") for path in (ROOT / app).rglob("*views.py")]
    assert sum(f'guidance_on(pages=["{page}"])' in view for view in views) == 1


@EVERY
def test_links_of_an_article_lead_to_articles(article: dict[str, Any]) -> None:
    links = re.findall(r"\]\(([^)]+)\)", article["body"])
    inside = [re.fullmatch(r"/community/guidance/([a-z-]+)/", link) for link in links]
    assert all(inside), links
    assert links, "the way on"
    assert {match[1] for match in inside if match} <= SLUGS - {article["slug"]}


@EVERY
def test_a_reader_of_eleven_can_read_an_article(article: dict[str, Any]) -> None:
    age = reading_age(f"{article['summary']}\n{article['body']}")
    assert age <= OLDEST, f"{age:.1f}"


@pytest.mark.parametrize("term", TERMS, ids=lambda term: str(term["slug"]))
def test_a_term_is_one_line(term: dict[str, Any]) -> None:
    assert re.fullmatch(r"[A-Z][^\n]{10,140}\.", term["means"])
    assert term["guide"] in SLUGS | {""}
    assert term["name"] not in term["also"]


def test_no_name_belongs_to_two_terms() -> None:
    lower = [name.lower() for name in NAMES]
    assert {name for name in lower if lower.count(name) > 1} == set()


def test_every_question_that_stops_a_request_has_an_article() -> None:
    about = {stop for article in ARTICLES for stop in article["stops"]}
    assert set(StopKind.values) - about == set()


@pytest.mark.parametrize(("word", "count"), [("law", 1), ("made", 1), ("needed", 2), ("little", 2), ("agreement", 3)])
def test_syllables_are_counted(word: str, count: int) -> None:
    assert syllables(word) == count


def test_long_words_in_long_sentences_need_an_older_reader() -> None:
    assert reading_age("We ask. You answer. It is done.") < 6
    assert (
        reading_age("Notwithstanding subsequent modification, organisational responsibility necessarily persists.") > 20
    )


def test_a_page_that_does_not_exist_is_not_known() -> None:
    assert "community:home" in known_keys()["pages"]
    assert "community:nowhere" not in known_keys()["pages"]
