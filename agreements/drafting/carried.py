"""Carries into the text of the next edition what the parties had agreed besides the draft.

Clauses of their own, clauses that they struck, and words that they changed where the draft is what it was.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from agreements.drafting.numbering import renumber
from agreements.models import Clause, DataShare, Wording

# The fewest parties that a clause about some of them binds.
FEWEST: Final = 2


def carry_over(share: DataShare) -> None:
    """Carry the text of the edition that this one varies into its first text. Nothing for a first edition.

    Parties agree what is carried like any other words. Words that were changed stay out where the answers now make
    another draft of the clause: they were agreed about something else.
    """
    varied = share.edition.varies
    if varied is None:
        return
    now = {clause.key: clause for clause in share.edition.clauses.in_text().with_starter()}
    before = list(varied.clauses.in_text().with_starter().in_order())
    owns = list(_own_clauses(share, before, now))
    changed = [(now[old.key], old.current) for old in before if old.current and _is_carried(old, now)]
    clauses = [*(clause for clause, _ in owns), *(clause for clause, _ in changed)]
    Clause.objects.bulk_create([clause for clause, _ in owns])
    first = [_wording(clause, 1, agreed) for clause, agreed in owns]
    later = [_wording(clause, 2, agreed) for clause, agreed in changed]
    for clause, wording in zip(clauses, Wording.objects.bulk_create([*first, *later]), strict=True):
        clause.current = wording
    Clause.objects.bulk_update(clauses, ["current"])
    renumber(share, {clause.section for clause in clauses})


def _own_clauses(share: DataShare, before: list[Clause], now: Mapping[str, Clause]) -> Iterator[tuple[Clause, Wording]]:
    """Yield each clause that a party added, to stand after the clause that it followed, with its words."""
    bound, position = {party.pk for party in share.parties.bound()}, 0
    for old in before:
        position = now[old.key].position if old.key in now else position
        binds = [key for key in old.binds if key in bound]
        if old.is_own and not old.is_struck and old.current and (not old.binds or len(binds) >= FEWEST):
            copy = Clause(
                edition=share.edition,
                document=old.document,
                section=old.section,
                section_heading=old.section_heading,
                number="",
                position=position,
                key=old.key,
                heading=old.heading,
                binds=binds,
            )
            yield copy, old.current


def _is_carried(old: Clause, now: Mapping[str, Clause]) -> bool:
    """Return whether a clause was struck, or reworded and its draft is what it was."""
    found = now.get(old.key)
    if found is None or old.is_from_the_record or old.current is None:
        return False
    return old.is_struck or (old.current.text != old.starter and found.starter == old.starter)


def _wording(clause: Clause, number: int, agreed: Wording) -> Wording:
    """Return words as they were agreed, with their author, as a wording of a clause of this edition."""
    based_on = clause.current if number > 1 else None
    who = {"author_id": agreed.author_id, "party_id": agreed.party_id}
    return Wording(clause=clause, number=number, text=agreed.text, based_on=based_on, **who)
