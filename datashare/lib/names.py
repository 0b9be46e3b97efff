"""The rule for people's names and titles: letters that others can see and read."""

import unicodedata
from typing import Final

from django.core.exceptions import ValidationError

from datashare.lib.govuk.characters import says_something
from datashare.lib.placeholders import refuse_placeholder

# Allowed besides letters and their marks: signs in names, titles and pronouns.
_BETWEEN: Final = frozenset(" .,'’‘-‐‑–·()/&0123456789")
# The first word of a letter's Unicode name is its alphabet, but for marks of many; Japanese and Korean mix theirs.
_OF_MANY: Final = frozenset({"COMBINING", "MODIFIER", "VEDIC"})
_EAST_ASIAN: Final = frozenset(
    {"CJK", "IDEOGRAPHIC", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "BOPOMOFO"}
)
MOST_MARKS: Final = 3
# Letters of phonetics, of inscriptions and of sinology, which stand in no name.
_OF_SCHOLARS: Final = ("LATIN LETTER SMALL CAPITAL", "LATIN EPIGRAPHIC", "LATIN LETTER SINOLOGICAL")


def cleaned(name: str) -> str:
    """Return the name as it is stored: composed letters, single spaces."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def validate_name(name: str) -> None:
    """Raise ValidationError for invisible, unreadable or confusable letters (UTS #39), and for signs of no name."""
    _validate_readable(name, "a name")
    if foreign := next((sign for sign in cleaned(name) if not _may_stand(sign)), ""):
        raise ValidationError(f"Enter a name without “{foreign}”", code="sign")


def validate_title(title: str) -> None:
    """Raise ValidationError for a title that others could not read. It may have signs that no name has."""
    refuse_placeholder(title)
    _validate_readable(title, "a title")


def _validate_readable(text: str, called: str) -> None:
    kept = cleaned(text)
    if not any(_is_letter(sign) for sign in kept):
        raise ValidationError(f"Enter {called} that has letters in it", code="no_letters")
    if any(not says_something(sign) and sign != " " for sign in kept):
        raise ValidationError(f"Enter {called} without hidden characters", code="hidden")
    if drawn := next((sign for sign in kept if _is_drawn(sign)), ""):
        raise ValidationError(f"Enter {called} with a plain letter instead of “{drawn}”", code="drawn")
    if any(len(_scripts(word)) > 1 for word in kept.split()):
        raise ValidationError(f"Enter {called} that uses one alphabet in each word", code="mixed")
    if not _has_each_mark_on_a_letter(kept):
        raise ValidationError(f"Enter {called} with fewer accents, each on a letter", code="marks")


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
    """Return whether this is a styled form of another letter (𝐀, Ａ, Ⓐ, ª, ᴀ), or a small letter of phonetics (ɷ).

    Those have a compatibility decomposition, or are small Latin letters without a capital, which no name has.
    """
    if unicodedata.category(sign)[0] != "L":
        return False
    called = unicodedata.name(sign, "")
    spoken = called.startswith("LATIN SMALL LETTER") and sign.upper() == sign.lower()
    return unicodedata.decomposition(sign).startswith("<") or called.startswith(_OF_SCHOLARS) or spoken


def _may_stand(sign: str) -> bool:
    return unicodedata.category(sign)[0] == "L" or _is_mark(sign) or sign in _BETWEEN


def _is_mark(sign: str) -> bool:
    """Return whether it is a mark on a letter. Those that enclose a letter, or are one, are in no name."""
    is_letter = unicodedata.name(sign, "").startswith("COMBINING LATIN")
    return unicodedata.category(sign) in {"Mn", "Mc"} and not is_letter


def _scripts(word: str) -> set[str]:
    """Return the alphabets of a word's letters and marks."""
    named = {unicodedata.name(sign, "").split(" ")[0] for sign in word if unicodedata.category(sign)[0] in "LM"}
    return {"CJK" if script in _EAST_ASIAN else script for script in named - _OF_MANY}


def _has_each_mark_on_a_letter(text: str) -> bool:
    run, after_letter = 0, False
    for sign in text:
        marked = unicodedata.category(sign)[0] == "M"
        run, after_letter = (run + 1, after_letter) if marked else (0, _is_letter(sign))
        if marked and (run > MOST_MARKS or not after_letter or not _is_mark(sign)):
            return False
    return True
