"""Clauses that the record of risks writes, and no proposal."""

from agreements.models import Clause
from datashare.lib.exceptions import NotNow


def must_take_words(clause: Clause) -> None:
    """Raise NotNow for a clause that takes no other words.

    One that is only offered is accepted or rejected first; one that shows what people decided follows their decisions.
    """
    if clause.is_offered:
        raise NotNow("This clause is not part of the text yet. Accept or reject it first, or comment on it.")
    if clause.is_from_the_record:
        raise NotNow(
            f"Clause {clause.called} shows what people decided in the impact assessment. Change it on the page of "
            "risks, and the clause follows."
        )
