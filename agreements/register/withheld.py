"""Keeps people out of what is published: roles stay; names, e-mail addresses and telephone numbers do not."""

import re
from collections.abc import Iterable, Iterator

from agreements.forms.words import Json, text

NAME, EMAIL, TELEPHONE = "[name withheld]", "[e-mail address withheld]", "[telephone number withheld]"
_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
# British numbers, as people write them: +44 20 7946 0000, (0191) 498 0000, 07700 900123.
_TELEPHONE = re.compile(r"(?<![\w.,])\(?(?:\+44|0044|0)(?:[\s().-]*\d){9,10}(?!\d)")
_STYLED = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame)\.?\s+"
# Written in one way in one place and in another in the next.
_ALIKE = ("'\u2018\u2019\u02bc", "-\u2010\u2011")


def people_named_in(value: Json) -> Iterator[str]:
    """The names of the people picked anywhere inside an answer."""
    if isinstance(value, dict):
        if is_person(value):
            yield text(value["name"])
        for part in value.values():
            yield from people_named_in(part)
    elif isinstance(value, list):
        for item in value:
            yield from people_named_in(item)


def is_person(value: dict[str, Json]) -> bool:
    """Whether this part of an answer is somebody, as the person picker keeps them."""
    return "name" in value and not value.keys().isdisjoint({"email", "role"})


def roles_only(value: Json) -> Json:
    """An answer with each person in it reduced to their role."""
    if isinstance(value, dict):
        return value.get("role") if is_person(value) else {key: roles_only(part) for key, part in value.items()}
    return [roles_only(item) for item in value] if isinstance(value, list) else value


class Withheld:
    """Takes known people, and every e-mail address and telephone number, out of what people wrote."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = _pattern_of(names)

    def clean(self, written: str) -> str:
        written = _TELEPHONE.sub(TELEPHONE, _EMAIL.sub(EMAIL, written))
        return self._names.sub(NAME, written) if self._names else written


def _pattern_of(names: Iterable[str]) -> re.Pattern[str] | None:
    """Full names, and surnames after a style: one word alone could be any word, so it is left."""
    whole = {tuple(name.split()) for name in names if len(name.split()) > 1}
    if not whole:
        return None
    full = [r"\s+".join(map(_typed, words)) for words in whole]
    styled = [_STYLED + _typed(words[-1]) for words in whole]
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(full + styled, key=len, reverse=True))})(?!\w)", re.IGNORECASE)


def _typed(word: str) -> str:
    """A word however somebody types its apostrophes and hyphens."""
    return "".join(next((f"[{alike}]" for alike in _ALIKE if letter in alike), re.escape(letter)) for letter in word)
