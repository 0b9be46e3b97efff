"""Pages and fragments, parsed as by a browser."""

from typing import Any

from lxml import html


def page(content: bytes) -> Any:
    """Return a whole page for XPath queries. Any: the type of a result depends on the query."""
    return html.fromstring(content)


def fragment(markup: str) -> Any:
    """Return a piece of a page inside a div."""
    return html.fragment_fromstring(markup, create_parent="div")


def flat(response: Any) -> str:
    """Return the source of a page with every white space as one space, which is how a browser shows its words."""
    return " ".join(response.content.decode().split())
