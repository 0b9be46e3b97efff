"""The rule for people's names: letters that others can see and read."""

import unicodedata
from typing import Final

from django.core.exceptions import ValidationError

from datashare.lib.govuk.characters import says_something

# Allowed besides letters and their marks: signs in names, titles and pronouns.
_BETWEEN: Final = frozenset(" .,'’‘-‐‑–·()/&0123456789")
_SCRIPTS: Final = ("LATIN", "CYRILLIC", "GREEK")
MOST_MARKS: Final = 3


def cleaned(name: str) -> str:
    """Return the name as it is stored: composed letters, single spaces."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def validate_name(name: str) -> None:
    """Raise ValidationError for invisible, unreadable or confusable letters (UTS #39)."""
    kept = cleaned(name)
    if not any(_is_letter(sign) for sign in kept):
        raise ValidationError("Enter a name that has letters in it", code="no_letters")
    if any(not says_something(sign) and sign != " " for sign in kept):
        raise ValidationError("Enter a name without hidden characters", code="hidden")
    if drawn := next((sign for sign in kept if _is_drawn(sign)), ""):
        raise ValidationError(f"Enter a name with a plain letter instead of “{drawn}”", code="drawn")
    if foreign := next((sign for sign in kept if not _may_stand(sign)), ""):
        raise ValidationError(f"Enter a name without “{foreign}”", code="sign")
    if any(len(_scripts(word)) > 1 for word in kept.split()):
        raise ValidationError("Enter a name that uses one alphabet in each word", code="mixed")
    if _most_marks(kept) > MOST_MARKS:
        raise ValidationError("Enter a name with fewer accents on each letter", code="marks")


def is_name(name: str) -> bool:
    """Return whether this is a name that others can see and read."""
    try:
        validate_name(name)
    except ValidationError:
        return False
    return True


def _is_letter(sign: str) -> bool:
    return unicodedata.category(sign)[0] == "L" and says_something(sign)


def _is_drawn(sign: str) -> bool:
    """Return whether this is a styled form of another letter (𝐀, Ａ, Ⓐ, ª), by its compatibility decomposition."""
    return unicodedata.decomposition(sign).startswith("<") and sign not in _BETWEEN


def _may_stand(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LM" or sign in _BETWEEN


def _scripts(word: str) -> set[str]:
    return {script for sign in word for script in _SCRIPTS if unicodedata.name(sign, "").startswith(script)}


def _most_marks(name: str) -> int:
    most = run = 0
    for sign in name:
        run = run + 1 if unicodedata.category(sign)[0] == "M" else 0
        most = max(most, run)
    return most
