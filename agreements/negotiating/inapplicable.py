"""Clauses that no longer apply to the current answers, and the proposal to remove their words."""

from typing import Final

from agreements.answers import StoredAnswers, applicable_answers, stored_answers
from agreements.drafting.circumstances import Circumstances
from agreements.drafting.clause_templates import by_key, template_of
from agreements.drafting.drafts import facts_of
from agreements.drafting.facts import Facts
from agreements.drafting.library.shape import always
from agreements.drafting.several import draft_for
from agreements.models import Clause, DataShare, Document, Proposal
from agreements.negotiating.actions import propose
from community.models import User
from datashare.lib.exceptions import NotNow

# The usual legal text for a removed clause whose number is kept.
NOT_USED: Final = "Not used."
REASON: Final = "The answers have changed, so this clause no longer applies."


def not_applying(share: DataShare) -> frozenset[str]:
    """Return the keys of the library's clauses that do not apply as all parties have answered by now."""
    facts, given = facts_of(share), applicable_answers(share, stored_answers(share))
    if len(facts.each) > 2:
        return _not_drafted(share, facts, given)
    each = [Circumstances(answers, facts) for answers in given.of_each]
    return frozenset(key for key, template in by_key().items() if not any(map(template.when, each)))


def _not_drafted(share: DataShare, facts: Facts, given: StoredAnswers) -> frozenset[str]:
    """Return the keys of the library's clauses of record that drafts of several parties no longer have."""
    drafts = [draft_for(document.value, given, facts, share.edition.question_set) for document in Document]
    drafted = {clause.key for made in drafts for clause in made.clauses}
    kept = share.edition.clauses.values_list("key", flat=True)
    return frozenset(key for key in kept if key not in drafted and template_of(key))


def no_longer_applies(clause: Clause) -> bool:
    """Return whether a clause has words although it no longer applies. No query for one that always applies."""
    return may_cease(clause) and not is_struck(clause) and clause.key in not_applying(clause.edition.share)


def may_cease(clause: Clause) -> bool:
    """Return whether a clause applies only for certain answers."""
    template = template_of(clause.key)
    return template is not None and (template.when is not always or clause.key != template.key)


def is_struck(clause: Clause) -> bool:
    """Return whether the clause's words are already removed."""
    return clause.current is not None and clause.current.text.strip() == NOT_USED


def propose_out(*, clause: Clause, based_on: int, by: User) -> Proposal:
    """Propose to remove a clause's words and keep its number. Idempotent.

    Raise Conflict if the clause has other words than those that were seen, NotNow if it applies.
    """
    if not no_longer_applies(clause):
        raise NotNow(f"The answers still require clause {clause.number}. Propose different wording for it.")
    return propose(clause=clause, based_on=based_on, text=NOT_USED, reason=REASON, by=by)
