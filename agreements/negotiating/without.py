"""The text of record without a party that was left out: its entries are struck, and other drafted words made again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Max, QuerySet
from django.utils import timezone

from agreements.answers import applicable_answers, stored_answers
from agreements.drafting.build import DraftClause
from agreements.drafting.drafts import facts_of
from agreements.drafting.numbering import Printer, reference_printer, renumber
from agreements.drafting.quoting import escape
from agreements.drafting.several import draft_for
from agreements.kinds import ChangeKey
from agreements.models import Clause, DataShare, Party, Proposal, Wording, documents_of
from agreements.negotiating.own_clauses import STRUCK
from agreements.wording.gaps import awaited_party
from agreements.workflow import EventChange
from community.models import User

Drafts = Mapping[str, DraftClause]
GONE = "{} takes no part in this agreement any more."


@dataclass(frozen=True)
class Text:
    """The clauses of record beside what the service drafts of the parties that are in it now."""

    clauses: Sequence[Clause]
    drafts: Drafts
    printed: Printer

    @classmethod
    def of(cls, share: DataShare) -> "Text":
        counted = share.edition.clauses.in_text().select_related("current").annotate(written=Max("wordings__number"))
        return cls(list(counted.in_order()), _drafts(share), reference_printer(share))


@dataclass(frozen=True)
class Rewritten:
    """What changed in the text, and the clauses that people worded and that still name the party."""

    changes: Sequence[EventChange]
    to_check: Sequence[Clause]


def _drafts(share: DataShare) -> Drafts:
    given, facts = applicable_answers(share, stored_answers(share)), facts_of(share, negotiating=True)
    drafts = (draft_for(document.value, given, facts, share.edition.question_set) for document in documents_of(share))
    return {clause.key: clause for draft in drafts for clause in draft.clauses}


def rewrite(share: DataShare, before: Text, party: Party, *, by: User, acting: Party) -> Rewritten:
    """Give the clauses the words that they have without a party; no one has agreed the new words.

    `before` is the text with it. Words that people wrote stay, but for the party's own entries. The caller holds the
    lock, and has ended what the party gives and receives.
    """
    after, offers, to_check = _drafts(share), [], []
    for clause in before.clauses:
        words = _words_without(clause, before.drafts.get(clause.key), after.get(clause.key), party)
        if words is None or words == _text(clause):
            continue
        if words == STRUCK or _is_drafted(clause, before):
            offers.append((clause, words))
        elif any(name in _text(clause) for name in (str(party), escape(str(party)))):
            to_check.append(clause)
    changes = [_change(clause, words, before.printed) for clause, words in offers]
    _bind_others(before.clauses, after, party)
    _store(offers, by=by, acting=acting)
    _close_proposals(share, [clause for clause, _ in offers], party, by=by, acting=acting)
    renumber(share, {clause.section for clause, words in offers if words == STRUCK})
    return Rewritten(changes, to_check)


def draft_again(share: DataShare, before: Text, *, by: User, acting: Party, why: str) -> Rewritten:
    """Give each clause that has the drafted words those that are drafted now; no one has agreed them.

    `before` is the text as it was drafted. Words that people wrote stay, and are named. The caller holds the lock.
    """
    after = _drafts(share)
    changed = [(clause, after[clause.key].text) for clause in before.clauses if _is_changed(clause, before, after)]
    offers = [(clause, words) for clause, words in changed if _is_drafted(clause, before)]
    _store(offers, by=by, acting=acting)
    clauses = [clause for clause, _ in offers]
    offered = Proposal.objects.open().in_share(share).with_words()
    decided = {"decided_by": by, "decided_for": acting, "decided_at": timezone.now(), "decision_note": why}
    replaced = _of([proposal for proposal in offered if proposal.wording.clause in clauses])
    replaced.update(state=Proposal.State.OVERTAKEN, **decided)
    to_check = [clause for clause, _ in changed if clause not in clauses]
    return Rewritten([_change(clause, words, before.printed) for clause, words in offers], to_check)


def _is_changed(clause: Clause, before: Text, after: Drafts) -> bool:
    """Return whether other words are drafted for a clause by now."""
    was, now = before.drafts.get(clause.key), after.get(clause.key)
    return was is not None and now is not None and was.text != now.text


def _words_without(clause: Clause, was: DraftClause | None, now: DraftClause | None, party: Party) -> str | None:
    """Return the words that a clause has without the party; None if it changes nothing there."""
    if awaited_party(clause.key) == party.pk:
        return STRUCK
    return now.text if was and now and was.text != now.text else None


def _is_drafted(clause: Clause, before: Text) -> bool:
    """Return whether a clause has the words that the service drafts, by number or by key where it names another."""
    drafted = before.drafts[clause.key].text
    return before.printed(_text(clause)) == before.printed(drafted)


def _text(clause: Clause) -> str:
    return clause.current.text if clause.current else ""


def _bind_others(clauses: Sequence[Clause], after: Drafts, party: Party) -> None:
    """Let no clause bind the party that was left out."""
    bound = [clause for clause in clauses if party.pk in clause.binds and awaited_party(clause.key) != party.pk]
    for clause in bound:
        drafted = after.get(clause.key)
        clause.binds = list(drafted.binds) if drafted else [key for key in clause.binds if key != party.pk]
    Clause.objects.bulk_update(bound, ["binds"])


def _store(offers: Sequence[tuple[Clause, str]], *, by: User, acting: Party) -> None:
    """Make these the current words of their clauses."""
    wordings = Wording.objects.bulk_create(
        Wording(
            clause=clause,
            number=clause.written + 1,  # type: ignore[attr-defined]  # counted with the clauses
            text=words,
            based_on_id=clause.current_id,
            author=by,
            party=acting,
        )
        for clause, words in offers
    )
    for (clause, _), wording in zip(offers, wordings, strict=True):
        clause.current_id = wording.pk
    Clause.objects.bulk_update([clause for clause, _ in offers], ["current"])


def _close_proposals(share: DataShare, clauses: Sequence[Clause], party: Party, *, by: User, acting: Party) -> None:
    """Close the proposals for clauses that changed, those of the party, and those that no one else can accept."""
    offered, bound = list(Proposal.objects.open().in_share(share).with_words()), list(share.parties.bound())
    replaced = [proposal for proposal in offered if proposal.wording.clause in clauses]
    refused = [proposal for proposal in offered if proposal not in replaced and _is_dead(proposal, party, bound)]
    decided = {
        "decided_by": by,
        "decided_for": acting,
        "decided_at": timezone.now(),
        "decision_note": GONE.format(party),
    }
    _of(replaced).update(state=Proposal.State.OVERTAKEN, **decided)
    _of(refused).update(state=Proposal.State.REJECTED, **decided)


def _of(proposals: Sequence[Proposal]) -> QuerySet[Proposal]:
    return Proposal.objects.filter(pk__in=[proposal.pk for proposal in proposals])


def _is_dead(proposal: Proposal, party: Party, bound: Sequence[Party]) -> bool:
    """Return whether a proposal is that of the party that was left out, or rejected by all others but that."""
    deciding = {one.pk for one in bound if proposal.wording.clause.is_for(one)} - {proposal.wording.party_id}
    return proposal.wording.party_id == party.pk or not deciding - set(proposal.rejecting)


def _change(clause: Clause, words: str, printed: Printer) -> EventChange:
    return EventChange(ChangeKey.WORDING.of(clause.pk), printed(_text(clause)), printed(words))
