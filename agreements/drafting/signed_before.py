"""Counts the clauses of a variation that say what was signed before as agreed by the parties that signed them."""

from agreements.kinds import Cause, EventKind
from agreements.models import Clause, ClauseAgreement, DataShare, RequiredSignature
from agreements.models.binding import Binding
from agreements.models.negotiating import BINDS_NO_ONE, ClauseQuerySet
from agreements.wording.gaps import gaps_in
from agreements.workflow import finish


def agree_as_signed(share: DataShare) -> None:
    """Let each party agree, by its signature of the edition that this one varies, the clauses that are as they were.

    A clause is as it was if it has the same key, words and parties. Silence is never agreement: a party that signed
    none of this agrees nothing, and each can withdraw what counts as agreed. Nothing for a first edition. The caller
    holds the lock.
    """
    varied = share.edition.varies
    if varied is None:
        return
    clauses = untouched(share)
    bound = Binding.of(share).bound
    signed = RequiredSignature.objects.filter(agreement__edition=varied, party__in=bound, signature__isnull=False)
    by_party = {row.party: row for row in signed.order_by("pk").select_related("party", "agreement", "signature__user")}
    for party, row in by_party.items():
        own = [clause for clause in clauses if clause.is_for(party)]
        ClauseAgreement.objects.bulk_create(
            ClauseAgreement(wording=clause.current, party=party, by=row.signature.user, at=row.signature.at)
            for clause in own
        )
        if own:
            finish(
                share,
                EventKind.CLAUSES_SIGNED_BEFORE,
                by=None,
                facts={
                    "agreement": row.agreement.number,
                    "clauses": [clause.fact for clause in own],
                    "parties": [party.fact],
                },
                cause=Cause.SIGNED_BEFORE,
                subject=f"party:{party.pk}",
            )


def untouched(share: DataShare) -> list[Clause]:
    """Return the clauses of a variation that say what those of the edition before said, to the same parties.

    Not those that only say what people did, nor one with a gap. Two queries.
    """
    varied = share.edition.varies
    if varied is None:
        return []
    before = {clause.key: clause for clause in _words_of(varied.clauses.in_text())}
    return [
        clause
        for clause in _words_of(share.edition.clauses.in_text())
        if (old := before.get(clause.key)) and _is_same(old, clause)
    ]


def _words_of(clauses: ClauseQuerySet) -> ClauseQuerySet:
    return clauses.select_related("current").in_order()


def _is_same(old: Clause, new: Clause) -> bool:
    if old.current is None or new.current is None or tuple(new.binds) == BINDS_NO_ONE:
        return False
    is_same = old.current.text == new.current.text and sorted(old.binds) == sorted(new.binds)
    return is_same and not gaps_in(new.current.text)
