"""Why a text could not be printed as it stands, shown next to its field."""

from datashare.lib import glyphs, long_words


def flaw_in(text: str) -> str:
    """Return what to change, as a field's message; empty if every letter prints and no word is too long."""
    letter = glyphs.unprintable(text)
    if letter and glyphs.PICTURES.match(letter):
        return f"Remove the emoji {glyphs.named(letter)}. Agreements cannot have emoji"
    if letter:
        return f"Replace the letter {glyphs.named(letter)}. We cannot print it"
    if long := long_words.long_word(text):
        limit = f"A word can have up to {long_words.LONGEST_WORD:,} letters. This has {len(long):,}"
        return f"Add spaces to “{long[:20]}…”. {limit}"
    return ""
