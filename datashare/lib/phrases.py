"""Makes the small phrases of sentences: lists, counts, articles."""

from collections.abc import Iterable


def listed(words: Iterable[object], last: str = "and") -> str:
    """Return "a, b and c"; with semicolons if a part has commas of its own."""
    parts = [str(word) for word in words]
    if len(parts) < 2:
        return "".join(parts)
    comma = "; " if any("," in part for part in parts) else ", "
    return f"{comma.join(parts[:-1])}{';' if comma == '; ' else ''} {last} {parts[-1]}"


def plural(count: int, one: str, many: str = "") -> str:
    """Return "3 questions" for `{{ 3|plural("question") }}`; `many` for words with another plural."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def with_article(thing: str) -> str:
    """Return "an organisation" for `{{ "organisation"|with_article }}`."""
    return f"{'an' if thing[:1].lower() in 'aeiou' else 'a'} {thing}"
