"""Several organisations act at once: the data share moves once, and every rejection counts."""

from functools import partial

import pytest

from agreements.kinds import EventKind
from agreements.models import DataShare, Outcome, Proposal
from agreements.negotiating import actions as negotiating
from agreements.responding import actions as responding
from agreements.states import State
from catalogue.models import DataAsset
from community.models import User
from datashare.lib.exceptions import Conflict
from tests.agreements import stages
from tests.agreements.negotiating.clauses import current_of, whole_clauses
from tests.agreements.several import asked_of_two
from tests.cast import Cast
from tests.faults.together import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault]


@pytest.fixture
def share(transactional_db: None, cast: Cast, asset: DataAsset) -> DataShare:
    return asked_of_two(cast, asset)


def accept_at_once(share: DataShare, *suppliers: User) -> list[object]:
    accepts = partial(responding.decide, share=share, outcome=Outcome.ACCEPT, reason=None, text="")
    return at_once([partial(accepts, by=person) for person in suppliers])


@pytest.fixture
def proposal(share: DataShare, cast: Cast) -> Proposal:
    """Return a proposal of who asked, that two suppliers decide on."""
    assert not [done for done in accept_at_once(share, cast.supplier, cast.stranger) if isinstance(done, Exception)]
    clause = whole_clauses(stages.fresh(share))[0]
    return negotiating.propose(
        clause=clause, based_on=current_of(clause), text="Other words.", reason="So.", by=cast.acquirer
    )


def test_two_suppliers_decide_last_at_once_and_it_moves_once(share: DataShare, cast: Cast) -> None:
    done = accept_at_once(share, cast.supplier, cast.stranger)

    assert not [problem for problem in done if isinstance(problem, Exception)]
    kinds = list(share.events.values_list("kind", flat=True))
    assert (kinds.count(EventKind.OWN_DATA_ACCEPTED), kinds.count(EventKind.ROUND_ACCEPTED)) == (2, 1)
    share = stages.fresh(share)
    assert share.edition.state == State.NEGOTIATING
    assert share.edition.clauses.count() == len(set(share.edition.clauses.values_list("key", flat=True))) > 0


def test_all_others_reject_at_once_and_it_closes(proposal: Proposal, cast: Cast) -> None:
    rejects = partial(negotiating.reject, proposal=proposal, note="No.")

    done = at_once([partial(rejects, by=person) for person in (cast.supplier, cast.stranger)])

    assert done == [None, None]
    proposal.refresh_from_db()
    assert (proposal.state, proposal.rejections.count()) == (Proposal.State.REJECTED, 2)


def test_one_rejects_while_another_accepts_and_the_words_are_accepted(proposal: Proposal, cast: Cast) -> None:
    done = at_once(
        [
            partial(negotiating.reject, proposal=proposal, note="No.", by=cast.supplier),
            partial(negotiating.accept, proposal=proposal, by=cast.stranger),
        ]
    )

    proposal.refresh_from_db()
    assert (proposal.state, done[1]) == (Proposal.State.ACCEPTED, None)
    assert isinstance(done[0], Conflict) or proposal.rejections.count() == 1
