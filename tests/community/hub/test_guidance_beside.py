"""What helps with something: the articles about its keys, and the terms in its words."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.hub.beside import guidance_on
from community.hub.spotting import Term, terms_in
from community.models import Guidance, GuidanceState

TERMS = [
    Term("agreement", "data sharing agreement", "Terms.", ("DSA",)),
    Term("data", "shared data", "Data.", ()),
    Term("gateway", "gateway", "A door.", ("legal gateway",)),
    Term("power", "power", "A right.", ()),
]


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("Which gateway lets the supplier disclose it?", ["gateway"]),
        ("Two powers, one Legal Gateway, no power.", ["power", "gateway"]),
        ("A data sharing agreement (DSA)", ["agreement"]),
        ("gateways’ end", ["gateway"]),
        ("empowered, powerful, power-station, regateway", []),
        ("", []),
    ],
)
def test_terms_are_found_under_any_name_and_never_inside_words(text: str, slugs: list[str]) -> None:
    assert [term.slug for term in terms_in(text, TERMS)] == slugs


def test_no_terms_find_nothing() -> None:
    assert terms_in("gateway", []) == []


@pytest.mark.django_db
def test_articles_come_in_order_with_terms_in_one_query(guidance: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        beside = guidance_on(text="Which gateway?", questions=["gateway", "s_gateway"], stops=["barred"])

    assert len(queries) == 1
    assert [article.slug for article in beside.articles] == [
        "find-power-and-gateway",
        "councils-asking-whitehall",
        "refuse-usefully",
    ]
    assert [article.slug for article in beside.of_stop("barred")] == ["find-power-and-gateway", "refuse-usefully"]
    assert [term.name for term in beside.terms] == ["gateway"]


@pytest.mark.django_db
def test_keys_that_no_article_is_about_give_nothing(guidance: None) -> None:
    assert not guidance_on(questions=["x"], clauses=[])
    assert not guidance_on()


@pytest.mark.django_db
def test_an_article_that_is_not_published_is_not_shown(guidance: None) -> None:
    Guidance.objects.filter(slug="who-may-sign").update(state=GuidanceState.SUPERSEDED)

    assert "who-may-sign" not in [article.slug for article in guidance_on(pages=["agreements:sign"]).articles]
