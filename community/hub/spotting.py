"""Finds the terms of the glossary in a text."""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple


class Term(NamedTuple):
    """A term with its meaning, and its other names."""

    slug: str
    name: str
    means: str
    also: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.also)


# Not a part of a longer word: gateways, but not gateway-drug or information-gateway.
_WORD: Final = r"(?<![\w-]){}(?:s|es)?(?![\w-])"


def terms_in(text: str, terms: Iterable[Term]) -> list[Term]:
    """Return the terms that a text uses under any of their names, in the order of its words."""
    by_name = {name.lower(): term for term in terms for name in term.names}
    if not by_name:
        return []
    # The longest name first: “data sharing agreement” is not “agreement”.
    names = "|".join(re.escape(name) for name in sorted(by_name, key=len, reverse=True))
    matches = re.finditer(_WORD.format(f"({names})"), text, re.IGNORECASE)
    return list(dict.fromkeys(by_name[match[1].lower()] for match in matches))
