"""The clause that prints who checked what: once it is text of record, each answer of an expert writes it again."""

from collections.abc import Mapping

from agreements.answers import applicable_answers, stored_answers
from agreements.drafting.drafts import facts_of
from agreements.drafting.several import draft_for
from agreements.kinds import ChangeKey
from agreements.models import Clause, DataShare, Document, Party, Wording
from agreements.states import State
from agreements.workflow import EventChange
from community.models import User

PRINTS_CHECKS = frozenset({"consultation.experts"})


def printed_checks(share: DataShare) -> Mapping[str, str]:
    """Return the clauses that print checks as they are drafted now, by key; none before clauses are text of record."""
    if share.edition.state != State.NEGOTIATING:
        return {}
    given = applicable_answers(share, stored_answers(share))
    made = draft_for(Document.DPIA, given, facts_of(share, negotiating=True), share.edition.question_set)
    return {clause.key: clause.text for clause in made.clauses if clause.key in PRINTS_CHECKS}


def rewrite_checks(share: DataShare, party: Party, by: User, before: Mapping[str, str]) -> list[EventChange]:
    """Give those clauses the words that the checks make now; return what changed.

    `before` are the words that they made before. Words that people wrote stay. No party has agreed the new words.
    """
    after = printed_checks(share)
    changed = {key: text for key, text in after.items() if text != before.get(key)}
    clauses = share.edition.clauses.in_text().filter(key__in=changed).select_related("current")
    drafted = [clause for clause in clauses if clause.current and clause.current.text == before.get(clause.key)]
    return [reword(clause, changed[clause.key], party, by) for clause in drafted]


def reword(clause: Clause, text: str, party: Party, by: User) -> EventChange:
    """Give a clause of record the words that a record makes now, and return the change."""
    before, number = clause.current, clause.wordings.count() + 1
    wording = Wording.objects.create(clause=clause, number=number, text=text, based_on=before, author=by, party=party)
    clause.current = wording
    clause.save(update_fields=["current"])
    return EventChange(ChangeKey.WORDING.of(clause.pk), before.text if before else "", text)
