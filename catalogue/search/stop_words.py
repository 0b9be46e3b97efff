"""Stop words: words of a query that say nothing about the data."""

from datashare.lib.plain import words_typed

# Exact forms: "need" is a stop word, "needs" is not ("special educational needs"). PostgreSQL drops the shortest.
_ASKING = frozenset(
    """
    get gets getting find finding show give tell want wants wanted need looking look search searching seek seeking
    request requesting ask asking obtain acquire download fetch know see view
    could would should may might must shall able like please hello hi thanks thank
    anyone anyone someone someone anything something everything
    much many exist exists available let lets us im i'm i’d i'd we'd we’d i've we've whats what's where's whos who's
    """.split()  # noqa: SIM905 (a list of so many strings cannot be read)
)
# Words that apply to every record, so they do not distinguish records.
_EVERYTHING = frozenset({"data", "dataset", "datasets", "information", "info"})


def told(words: str) -> list[str]:
    """Return the words without stop words; all of them if nothing else was typed."""
    typed = words_typed(words)
    for furniture in (_ASKING | _EVERYTHING, _ASKING):
        if left := [word for word in typed if word.strip("?!.,;:\"'“”‘’()").casefold() not in furniture]:
            return left
    return typed
