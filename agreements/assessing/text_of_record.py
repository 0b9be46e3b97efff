"""The clauses that show the record of risks: once they are text of record, each decision writes them again."""

from agreements.answers import applicable_answers, stored_answers
from agreements.drafting.drafts import facts_of
from agreements.drafting.several import draft_for
from agreements.members.checks_in_text import reword
from agreements.models import DataShare, Document, Party
from agreements.models.negotiating import FROM_THE_RECORD
from agreements.states import State
from agreements.workflow import EventChange
from community.models import User


def rewrite(share: DataShare, party: Party, by: User) -> list[EventChange]:
    """Give the clauses that show the record the words it makes now; return what changed.

    No party has agreed the new words. Nothing to do before the clauses are the text of record.
    """
    if share.edition.state != State.NEGOTIATING:
        return []
    given = applicable_answers(share, stored_answers(share))
    drafted = draft_for(Document.DPIA, given, facts_of(share, negotiating=True), share.edition.question_set)
    made = {clause.key: clause.text for clause in drafted.clauses if clause.key in FROM_THE_RECORD}
    shown = share.edition.clauses.in_text().filter(key__in=made).select_related("current")
    stale = [clause for clause in shown if clause.current and clause.current.text not in ("", made[clause.key])]
    return [reword(clause, made[clause.key], party, by) for clause in stale]
