"""Words too long for any line: a page breaks them anywhere, but a renderer takes minutes."""

import re
from typing import Final

# The length of the longest address that a field accepts.
LONGEST_WORD: Final = 2000
# Scripts that are written without spaces break between any two letters.
UNSPACED: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
)
UNBROKEN: Final = re.compile(rf"[^\s{UNSPACED}]{{{LONGEST_WORD + 1},}}")


def long_word(text: str) -> str:
    """Return the first word that is too long; empty if none is. Scripts written without spaces have no long words."""
    found = UNBROKEN.search(text)
    return found[0] if found else ""
