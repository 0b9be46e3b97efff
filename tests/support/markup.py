"""Pages and fragments, read as a browser would."""

from typing import Any

from lxml import html


def page(content: bytes) -> Any:
    """A whole page, to be asked with XPath. Any: what XPath answers depends on the question."""
    return html.fromstring(content)


def fragment(markup: str) -> Any:
    """A piece of a page inside a div."""
    return html.fragment_fromstring(markup, create_parent="div")
