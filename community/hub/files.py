"""Reads the guidance and the glossary that the project brings with it: Markdown and TOML files."""

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from django.utils.text import slugify

from community.models import GuidanceState, Stage

FOLDER: Final = Path(__file__).parent / "guidance"
GLOSSARY: Final = Path(__file__).parent / "glossary.toml"
FENCE: Final = "+++\n"
# What a person can change about each; its digest tells whether anyone has.
OF_ARTICLE: Final = (
    *("title", "summary", "kind", "stage", "place", "skill", "body"),
    *("questions", "clauses", "stops", "pages", "sources", "state"),
)
OF_TERM: Final = ("name", "means", "also", "guide")


def articles() -> Iterator[dict[str, Any]]:
    """Return the fields of each article, by its file's name."""
    for path in sorted(FOLDER.glob("*.md")):
        yield article(path.read_text(encoding="utf-8"))


def article(text: str) -> dict[str, Any]:
    """Return the fields of an article from the text of its file: facts between two lines of +++, then the words."""
    _, facts, body = text.split(FENCE, 2)
    fields = tomllib.loads(facts)
    stages = list(Stage.values)
    fields["place"] += 100 * (stages.index(fields["stage"]) + 1)
    return fields | {"body": body.strip(), "state": GuidanceState.PUBLISHED.value}


def terms() -> Iterator[dict[str, Any]]:
    """Return the fields of each term."""
    for entry in tomllib.loads(GLOSSARY.read_text(encoding="utf-8"))["term"]:
        yield {"also": [], "guide": "", **entry, "slug": slugify(entry["name"])}


def digest(fields: Mapping[str, Any], names: tuple[str, ...]) -> str:
    """Return the SHA-256 of these fields."""
    kept = json.dumps([fields[name] for name in names], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(kept.encode()).hexdigest()
