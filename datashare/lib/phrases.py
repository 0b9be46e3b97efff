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


def of_all(count: int, total: int, one: str) -> str:
    """Return "3 of the 5 clauses"; for all of them "all 5 clauses", "both clauses" or "the clause"."""
    if count < total or not total:
        return f"{count:,} of {'' if total == 1 else 'the '}{plural(total, one)}"
    return f"the {one}" if total == 1 else f"both {one}s" if total == 2 else f"all {plural(total, one)}"


def with_article(thing: str) -> str:
    """Return "an organisation" for `{{ "organisation"|with_article }}`."""
    return f"{'an' if thing[:1].lower() in 'aeiou' else 'a'} {thing}"
