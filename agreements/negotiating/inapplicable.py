"""Clauses that no longer apply to the current answers."""

from typing import Final

from agreements.answers import StoredAnswers, applicable_answers, stored_answers
from agreements.drafting.circumstances import Circumstances
from agreements.drafting.clause_templates import by_key, template_of
from agreements.drafting.drafts import facts_of
from agreements.drafting.facts import Facts
from agreements.drafting.library.shape import always
from agreements.drafting.several import draft_for
from agreements.models import Clause, DataShare, Document

REASON: Final = "The answers have changed, so this clause no longer applies."


def not_applying(share: DataShare) -> frozenset[str]:
    """Return the keys of the library's clauses that do not apply as all parties have answered by now."""
    facts, given = facts_of(share), applicable_answers(share, stored_answers(share))
    each = [Circumstances(answers, facts) for answers in given.of_each]
    if facts.of_several or any(one.short for one in each):
        return _not_drafted(share, facts, given)
    return frozenset(key for key, template in by_key().items() if not any(map(template.when, each)))


def _not_drafted(share: DataShare, facts: Facts, given: StoredAnswers) -> frozenset[str]:
    """Return the keys of the library's clauses of record that drafts of several, or short ones, no longer have."""
    drafts = [draft_for(document.value, given, facts, share.edition.question_set) for document in Document]
    drafted = {clause.key for made in drafts for clause in made.clauses}
    kept = share.edition.clauses.in_text().values_list("key", flat=True)
    return frozenset(key for key in kept if key not in drafted and template_of(key))


def no_longer_applies(clause: Clause) -> bool:
    """Return whether a clause has words although it no longer applies. No query for one that always applies."""
    return may_cease(clause) and not clause.is_struck and clause.key in not_applying(clause.edition.share)


def may_cease(clause: Clause) -> bool:
    """Return whether a clause applies only for certain answers."""
    template = template_of(clause.key)
    return template is not None and (template.when is not always or clause.key != template.key)
