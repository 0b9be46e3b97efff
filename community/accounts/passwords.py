"""Rejects passwords that are too easy to guess: sequences, repeats, personal facts (NCSC guidance)."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    NumericPasswordValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError

from community.models import domain_of

# The minimum length of a password after its easy-to-guess parts are removed.
LEFT: Final = 8
SHORTEST_WORD: Final = 3
SHORTEST_RUN: Final = 3
_ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz"
_KEYS: Final = ("01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "!@#$%^&*()_+", '!"£$%^&*()_+', "qazwsxedc")
_PAIRS: Final = ("1q2w3e4r5t6y7u8i9o0p", "1a2b3c4d5e6f7g8h9i", "a1b2c3d4e5f6g7h8i9")
_ROWS: Final = (_ALPHABET, *_KEYS, *_PAIRS)
_RUNS: Final = (*_ROWS, *(row[::-1] for row in _ROWS))
# Letters with a stroke, or of two, that Unicode does not take apart.
_STROKES: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe"}
)
_SWAPPED: Final = str.maketrans("013457@$!|", "oieastasil")


class LongPassword(MinimumLengthValidator):
    """Django's check of the length, in the service's own words."""

    def get_error_message(self) -> str:
        return f"Password must be at least {self.min_length} characters"


class UncommonPassword(CommonPasswordValidator):
    """Django's list of common passwords, in the service's own words."""

    def get_error_message(self) -> str:
        return "Choose a password that is harder to guess. Many people use this one"


class NotOnlyNumbers(NumericPasswordValidator):
    """Django's check for letters, in the service's own words."""

    def get_error_message(self) -> str:
        return "Choose a password that is not only numbers"


class UnlikeOwnDetails(UserAttributeSimilarityValidator):
    """Django's comparison with the account, in the service's own words."""

    def get_error_message(self) -> str:
        return "Choose a password that is less like your %(verbose_name)s"


class PredictablePassword:
    """Refuses a password of repeats and sequences, a common one with additions, and one's own name."""

    def validate(self, password: str, user: Any = None) -> None:
        plain = _plain(password)
        if len(without_runs(plain)) < LEFT:
            raise ValidationError("Choose a password without repeats, or sequences like “abcd” and “1234”", "runs")
        own = list(words_about(user)) if user is not None else []
        if any(_left(text, own) < LEFT for text in (plain, plain.translate(_SWAPPED))):
            message = "Choose a password that does not use your name, email address, organisation or “{}”"
            raise ValidationError(message.format(settings.SERVICE_NAME), "own")
        if any(_is_common(text) for text in (plain, plain.translate(_SWAPPED))):
            raise ValidationError("Choose a password that is harder to guess. This is like a common password", "common")

    def get_help_text(self) -> str:
        return "Do not use a sequence, repeated characters, or words about yourself."


def words_about(user: Any) -> Iterable[str]:
    """Yield what others know about this person: name, address, organisation, and the service's own name."""
    email = str(getattr(user, "email", "") or "")
    domain = domain_of(email)
    body = domain.organisation if domain else None
    texts = [str(getattr(user, "full_name", "") or ""), email, settings.SERVICE_NAME]
    texts += [body.name, body.abbreviation] if body else []
    for text in texts:
        for word in re.split(r"[\W_]+", _folded(text)):
            if len(word) >= SHORTEST_WORD:
                yield word


def without_runs(text: str) -> str:
    """Return the text with each repeat once, and each run of letters, numbers or keys as its first."""
    text = re.sub(r"(.+?)\1+", r"\1", text)
    result, start = "", 0
    while start < len(text):
        end = start + 1
        while end < len(text) and any(text[start : end + 1] in row for row in _RUNS):
            end += 1
        result += text[start : start + 1] if end - start >= SHORTEST_RUN else text[start:end]
        start = end
    return result


def _left(text: str, words: Iterable[str]) -> int:
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, "\0")
    return len(without_runs(text.replace("\0", "")))


def _is_common(text: str) -> bool:
    """Return whether it is a password many people use, once or repeated, with numbers and marks around it."""
    for once in (text, re.sub(r"(.{4,}?)[\W_]*(?:\1[\W_]*)+", r"\1", text), _without_other_repeats(text)):
        core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", once)
        around = len(once) - len(core)
        if once in _common() or (len(core) > SHORTEST_WORD and core in _common() and around < LEFT):
            return True
    return False


def _without_other_repeats(text: str) -> str:
    """Return the text with each word in it once, and with runs of numbers and marks as their first."""
    parts = dict.fromkeys(re.findall(r"[^\W\d_]+|[\W\d_]+", text))
    return "".join(part if part.isalpha() else without_runs(part) for part in parts)


def _common() -> set[str]:
    if not _COMMON:
        _COMMON.update(CommonPasswordValidator().passwords)
    return _COMMON


_COMMON: set[str] = set()


def _folded(text: str) -> str:
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))
    return bare.translate(_STROKES)


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", _folded(text))
