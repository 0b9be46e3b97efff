"""Words that code, tests, pages and documentation must not use."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.project.code import ROOT

FOLDERS = ("agreements", "catalogue", "community", "datashare", "docs", "script", "templates", "tests")
KINDS = {".css", ".html", ".json", ".js", ".md", ".py", ".toml", ".txt", ".yaml"}
STILTED = re.compile(
    r"(?<![A-Za-z])(some|no|any|every)body(?![A-Za-z])|(?<![A-Za-z])(whoever|anew|thereof)(?![A-Za-z])", re.IGNORECASE
)
# The account of Unix that has no rights.
ACCOUNT = re.compile(r'DATABASE_USER = "nobody"')


def written() -> Iterator[Path]:
    yield from sorted(ROOT.glob("*.md"))
    for folder in FOLDERS:
        yield from (
            path
            for path in sorted((ROOT / folder).rglob("*"))
            if path.suffix in KINDS and path.name != Path(__file__).name
        )


def stilted_in(text: str) -> list[int]:
    """Return the numbers of the lines that have such a word."""
    lines = enumerate(text.split("\n"), 1)
    return [number for number, line in lines if STILTED.search(line) and not ACCOUNT.search(line)]


def test_people_are_called_by_their_role_and_someone_by_someone() -> None:
    places = [f"{path.relative_to(ROOT)}:{line}" for path in written() for line in stilted_in(path.read_text())]
    assert not places, "Write someone, no one, anyone, everyone, anyone who, again:\n" + "\n".join(places)


@pytest.mark.parametrize("word", ["Somebody", "nobody’s", "whoever", "anew", "test_nobody_signs"])
def test_each_of_these_words_is_seen(word: str) -> None:
    assert stilted_in(f"First line\nIt was {word} here\n") == [2]


@pytest.mark.parametrize("line", ["A new one, the renewal of a body.", "Someone, no one and anyone."])
def test_others_are_not(line: str) -> None:
    assert stilted_in(line) == []
