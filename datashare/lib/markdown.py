"""Markdown that people or clause authors wrote, made into safe HTML with GOV.UK classes."""

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

# html off: a tag in the text is shown as it was typed, never obeyed.
_parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "maxNesting": 20}).enable("table")

_CLASSES = {
    "h1": "govuk-heading-l",
    "h2": "govuk-heading-m",
    "h3": "govuk-heading-s",
    "h4": "govuk-heading-s",
    "p": "govuk-body",
    "a": "govuk-link",
    "ul": "govuk-list govuk-list--bullet",
    "ol": "govuk-list govuk-list--number",
    "table": "govuk-table",
    "thead": "govuk-table__head",
    "tbody": "govuk-table__body",
    "tr": "govuk-table__row",
    "th": "govuk-table__header",
    "td": "govuk-table__cell",
    "hr": "govuk-section-break govuk-section-break--m govuk-section-break--visible",
    "blockquote": "govuk-inset-text",
}
_cleaner = nh3.Cleaner(
    tags={*_CLASSES, "strong", "em", "code", "pre", "li", "br"},
    attributes={"a": {"href", "title"}, "ol": {"start"}},
    set_tag_attribute_values={tag: {"class": name} for tag, name in _CLASSES.items()},
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener noreferrer",
)


# A document of ninety clauses takes 40 ms; most of them are the library's own words, the same for everybody.
@lru_cache(maxsize=2048)
def render(text: str) -> Markup:
    """HTML for a text in CommonMark with tables; safe to show whoever wrote it."""
    html = _cleaner.clean(_parser.render(text))
    return Markup(_scrolling(html))  # noqa: S704 (cleaned by nh3 against an allow-list)


def _scrolling(html: str) -> str:
    """On a narrow screen a table scrolls by itself, by keyboard too, and the page does not."""
    scroller = '<div class="table-scroll" role="group" aria-label="Table" tabindex="0"><table'
    return html.replace("<table", scroller).replace("</table>", "</table></div>")
