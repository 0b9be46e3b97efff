"""Clauses, and short helpers for the actions on them."""

from typing import Any

from agreements.models import Clause, DataShare, Document, Proposal
from agreements.models.negotiating import FROM_THE_RECORD
from agreements.negotiating import actions as negotiating
from agreements.wording.gaps import has_gap
from community.models import User
from tests.support.visiting import Seen, Visitor

OTHER_WORDS = "The data may be used for the purpose of this agreement, and for no other."


def whole_clauses(share: DataShare, document: Document = Document.MOU) -> list[Clause]:
    """Return the clauses without a gap that parties word themselves, in order."""
    clauses = share.edition.clauses.filter(document=document).exclude(key__in=FROM_THE_RECORD).select_related("current")
    return [clause for clause in clauses if clause.current and not has_gap(clause.current.text)]


def text_of(clause: Clause) -> str:
    """Return the current text of the clause."""
    current = Clause.objects.select_related("current").get(pk=clause.pk).current
    assert current is not None
    return current.text


def current_of(clause: Clause) -> int:
    current = Clause.objects.get(pk=clause.pk).current_id
    assert current is not None
    return current


def proposed(clause: Clause, by: User, text: str = OTHER_WORDS, reason: str = "It is clearer.") -> Proposal:
    """Propose wording by the real action, as from a page just opened."""
    return negotiating.propose(clause=clause, based_on=current_of(clause), text=text, reason=reason, by=by)


def send(user: User, clause: Clause, **typed: Any) -> Seen:
    """Post the page to propose other wording."""
    given = {"text": OTHER_WORDS, "reason": "It is clearer.", "based_on": current_of(clause), "send": "yes"} | typed
    return Visitor(user).post("propose", clause.edition.share, clause.pk, **given)


def seal_of(visitor: Visitor, page: str, *args: Any) -> list[str]:
    """Return the page's token of what it shows; empty if the page is not for this user."""
    seen = visitor.get(page, *args)
    return seen.fields.get("shown", []) if seen.status == 200 else []


def tick(visitor: Visitor, page: str, *args: Any, **ticked: Any) -> Seen:
    """Open a page, tick what it shows and send it."""
    return visitor.post(page, *args, shown=seal_of(visitor, page, *args), **ticked)
