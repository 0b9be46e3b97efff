"""Divides an article into its sections, each with an address on the page."""

import re
from dataclasses import dataclass
from typing import Final

from django.utils.text import slugify
from markupsafe import Markup

from datashare.lib import markdown

_HEADING: Final = re.compile(r"^## (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class ArticleSection:
    """A part of an article under its heading; the first has none."""

    heading: str
    words: Markup

    @property
    def anchor(self) -> str:
        """Its address on the page; never one that the page itself uses."""
        return f"section-{slugify(self.heading)}"


def sections_of(body: str) -> list[ArticleSection]:
    """Return the sections of an article in Markdown."""
    first, *rest = _HEADING.split(body)
    pairs = zip(rest[::2], rest[1::2], strict=True)
    return [ArticleSection("", markdown.render(first)), *(ArticleSection(h, markdown.render(t)) for h, t in pairs)]
