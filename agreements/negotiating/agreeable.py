"""How many clauses each party can agree now, and how many answers each side owes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.db import connection

from agreements.emergency import deferrable
from agreements.models import DataShare
from agreements.questionnaire.supplier import question_for
from agreements.states import Side, State
from agreements.wording.gaps import awaited_party, gaps_in, question_of

_STANDING = """
    WITH clause AS MATERIALIZED (
        SELECT clause.id, clause.edition_id, clause.current_id, clause.binds,
        CASE WHEN position('[[gap:' in wording.text) > 0 THEN wording.text END AS with_gap
        FROM agreements_clause clause LEFT JOIN agreements_wording wording ON wording.id = clause.current_id
        WHERE clause.edition_id = ANY(%(editions)s) AND NOT clause.is_offered
    ), agreed AS MATERIALIZED (
        SELECT wording_id, party_id FROM agreements_clauseagreement
        WHERE wording_id IN (SELECT current_id FROM clause)
    ), offered AS MATERIALIZED (
        SELECT wording.clause_id, array_agg(proposal.id) AS proposals
        FROM agreements_proposal proposal JOIN agreements_wording wording ON wording.id = proposal.wording_id
        WHERE proposal.state = 'open' AND wording.clause_id IN (SELECT id FROM clause)
        GROUP BY wording.clause_id
    ), party AS MATERIALIZED (
        SELECT edition.id AS edition_id, party.share_id, party.id
        FROM agreements_edition edition JOIN agreements_party party ON party.share_id = edition.share_id
        WHERE edition.id = ANY(%(editions)s) AND (party.is_lead OR party.gives OR party.receives OR party.in_rules)
    )
    SELECT party.share_id, party.id, count(*), count(*) FILTER (WHERE NOT waits AND with_gap IS NULL),
        array_agg(with_gap) FILTER (WHERE NOT waits AND with_gap IS NOT NULL)
    FROM clause JOIN party ON party.edition_id = clause.edition_id
        AND (cardinality(clause.binds) = 0 OR party.id = ANY(clause.binds))
    LEFT JOIN offered ON offered.clause_id = clause.id
    CROSS JOIN LATERAL (SELECT proposals IS NOT NULL AND cardinality(proposals) > (
        SELECT count(*) FROM agreements_proposalrejection rejection
        WHERE rejection.proposal_id = ANY(proposals) AND rejection.party_id = party.id) AS waits) standing
    WHERE (coalesce(clause.current_id, 0), party.id) NOT IN (SELECT wording_id, party_id FROM agreed)
    GROUP BY party.share_id, party.id
"""


@dataclass
class Ready:
    """For one data share: how many clauses each party can agree now, and which answers each side owes."""

    # How many each has not agreed, whether it can or not; empty if all are agreed.
    left: dict[int, int] = field(default_factory=dict)
    clauses: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    # Questions that must be answered before a clause with no proposal can be agreed; None: no side's question.
    owed: dict[Side | None, set[str]] = field(default_factory=lambda: defaultdict(set))

    def owed_by(self, side: Side | None, party: int) -> int:
        """Return how many answers a party owes that answers a whole side, or none; gaps without a question are all's.

        What only another of several parties can answer does not count; what is its own does, whatever its side.
        """
        asked = [key for asked in {side, None} for key in self.owed.get(asked, ())]
        shared = sum(awaited_party(key) is None for key in asked)
        return shared + sum(awaited_party(key) == party for keys in self.owed.values() for key in keys)


def ready(shares: Sequence[DataShare], emergencies: Iterable[int]) -> dict[int, Ready]:
    """Return, for each data share in negotiation, what is left, what can be agreed and what is owed. One query."""
    found: dict[int, Ready] = defaultdict(Ready)
    versions, urgent = {share.pk: share.edition.question_set for share in shares}, set(emergencies)
    for share, party, left, whole, with_gaps in _rows(shares):
        here, later = found[share], deferrable(versions[share]) if share in urgent else frozenset()
        lacking = [[key for key in gaps_in(text) if question_of(key) not in later] for text in with_gaps or ()]
        here.left[party] = left
        here.clauses[party] = whole + sum(not keys for keys in lacking)
        _owe(here, versions[share], [key for keys in lacking for key in keys])
    return found


def _owe(here: Ready, version: str, keys: Iterable[str]) -> None:
    for key in set(keys):
        here.owed[_side_of(version, key)].add(key)


@lru_cache(4096)
def _side_of(version: str, key: str) -> Side | None:
    asked = question_for(version, key)
    return asked.side if asked else None


def _rows(shares: Iterable[DataShare]) -> list[tuple[int, int, int, int, list[str] | None]]:
    negotiated = [share.edition_id for share in shares if share.edition.state == State.NEGOTIATING]
    if not negotiated:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, {"editions": negotiated})
        rows: list[tuple[int, int, int, int, list[str] | None]] = cursor.fetchall()
    return rows
