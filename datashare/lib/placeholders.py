"""Words that stand where an answer should, so that a text of them would settle nothing."""

import re
from typing import Final

from django.core.exceptions import ValidationError

# The whole of what was typed: signs only, or one of these, with or without a full stop.
_NOTHING: Final = re.compile(
    r"[\W_]+|t\.?b\.?[acd]|n[/\\.]?a|not applicable|x{2,}|not (?:yet )?(?:known|decided|agreed|confirmed)(?: yet)?"
    r"|unknown|(?:yet )?to (?:be|follow)(?: (?:settled|confirmed|agreed|decided|determined|advised|announced))?"
    r"(?: later)?",
    re.IGNORECASE,
)


def is_placeholder(text: str) -> bool:
    """Return whether all that was typed only says that an answer is missing: TBC, n/a, a dash."""
    words = text.strip()
    return bool(words) and _NOTHING.fullmatch(words.rstrip(". ") or words) is not None


def flaw_of(text: str, *, required: bool = True) -> str:
    """Return what to change, as a field's message; empty for a text that says something."""
    if not is_placeholder(text):
        return ""
    otherwise = "" if required else ", or leave this blank"
    return f"Enter the answer itself{otherwise}. “{text.strip()[:20]}” does not say it"


def refuse_placeholder(text: str) -> None:
    """Raise ValidationError for a text that only says that an answer is missing."""
    if flaw := flaw_of(text):
        raise ValidationError(flaw)
