"""What the text loses with a clause: said before it is struck."""

from agreements.drafting.library.needed import why_needed
from agreements.models import Clause
from agreements.wording.references import BEGIN, referred_to
from datashare.lib.phrases import listed


def doubts_about(clause: Clause) -> list[str]:
    """Return, in sentences, why to think twice before a clause is struck; empty if there is no reason. One query."""
    why = why_needed(clause.key)
    needed = [f"{why} If this clause is struck, every organisation must decide to go on without it."] if why else []
    referring = (
        clause.edition.clauses.in_text().filter(current__text__contains=BEGIN).select_related("current").in_order()
    )
    names = [found.called for found in referring if found.current and clause.key in referred_to(found.current.text)]
    verb = "refers" if len(names) == 1 else "refer"
    word = "Clause" if len(names) == 1 else "Clauses"
    return [*needed, *([f"{word} {listed(names)} {verb} to it, and must be reworded."] if names else [])]
