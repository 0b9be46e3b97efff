"""Searching the hub: a question typed as a sentence, a term, any of its names, and input that cannot be searched."""

import pytest
from django.test import Client

from tests.support.markup import flat, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("guidance")]


def found(client: Client, words: str) -> list[str]:
    """Return the addresses that a search links to, in order."""
    shown = page(client.get("/community/", {"q": words}).content)
    links = shown.xpath("//main//h3/a/@href | //main//dl//a/@href")
    return [link.removeprefix("/community/") for link in links]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("who may sign for a council", "guidance/who-may-sign/"),
        ("How long may we keep the data?", "guidance/"),
        ("consent", "guidance/lawful-basis/"),
        ("why was my request refused", "guidance/refuse-usefully/"),
        ("HMRC", "guidance/"),
        ("impact assessment", "guidance/start-the-dpia-early/"),
    ],
)
def test_a_sentence_finds_its_article_first(client: Client, words: str, first: str) -> None:
    assert found(client, words)[0].startswith(first)


@pytest.mark.parametrize("words", ["memorandum of understanding", "MoU", "mou"])
def test_a_term_is_found_by_each_of_its_names(client: Client, words: str) -> None:
    assert "glossary/#memorandum-of-understanding" in found(client, words)


def test_words_that_are_nowhere_together_find_what_has_some(client: Client) -> None:
    words = flat(client.get("/community/", {"q": "umbrella zeppelin"}))

    assert "Nothing has all of these words. This has some of them." in words
    assert "guidance/city-umbrella/" in words


@pytest.mark.parametrize("words", ["zeppelin", "the of and", "'\"&|!():*\\", "<zeppelin>", "%", "🎈"])
def test_nothing_found_says_what_to_try(client: Client, words: str) -> None:
    assert "use fewer words, or different words for the same thing" in flat(client.get("/community/", {"q": words}))


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("x" * 201, "Search words must be 200 characters or fewer"),
        ("a\x00b", "Remove the characters that we cannot store"),
        ("a\u202eb", "Remove the hidden characters that change the text direction"),
    ],
)
def test_what_cannot_be_searched_says_why(client: Client, words: str, problem: str) -> None:
    shown = page(client.get("/community/", {"q": words}).content)

    assert shown.findtext(".//title").startswith("Error: ")
    assert problem in shown.xpath("//a[@href='#q']")[0].text_content()
    assert problem in shown.xpath("//*[@id='q-error']")[0].text_content()


@pytest.mark.parametrize("words", ["", "   "])
def test_no_words_show_all_guidance(client: Client, words: str) -> None:
    assert len(found(client, words)) == 25
