"""Two people of one supplier decide at once: one decision counts, the other is told that it was made."""

from functools import partial

import pytest

from agreements.models import DataShare, Decision, Outcome, Reason, ReconsiderationAnswer
from agreements.responding import actions, passing_on, reconsidering
from agreements.states import State
from catalogue.models import DataAsset
from community.models import Membership
from datashare.lib.exceptions import NotNow
from tests.agreements import stages
from tests.agreements.responding.test_reconsider import another_lead
from tests.cast import Bodies, Cast
from tests.faults.together import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault]


@pytest.fixture
def share(transactional_db: None, cast: Cast, asset: DataAsset) -> DataShare:
    return stages.submitted(cast, asset)


def test_one_passes_on_while_another_agrees(share: DataShare, cast: Cast, bodies: Bodies) -> None:
    Membership.objects.filter(organisation=bodies.elsewhere).update(handles_requests=True)
    second = another_lead(share, cast.supplier, "Ravi Sen")

    done = at_once(
        [
            partial(passing_on.pass_on, share=share, body=bodies.elsewhere, note="They hold it.", by=cast.supplier),
            partial(actions.decide, share=share, outcome=Outcome.ACCEPT, reason=None, text="", by=second),
        ]
    )

    [refused] = [problem for problem in done if isinstance(problem, Exception)]
    assert isinstance(refused, NotNow)
    decision = Decision.objects.get()
    expected = State.SUBMITTED if decision.outcome == Outcome.PASS_ON else State.NEGOTIATING
    assert stages.fresh(share).edition.state == expected


def test_two_reconsider_at_once(share: DataShare, cast: Cast, asset: DataAsset) -> None:
    people = [another_lead(share, cast.supplier, name) for name in ("Ravi Sen", "Gita Rao")]
    actions.decide(share=share, outcome=Outcome.REFUSE, reason=Reason.COST, text="No.", by=cast.supplier)
    reconsidering.ask(share=share, reasons="It is free.", by=cast.acquirer)

    done = at_once(
        [
            partial(reconsidering.answer, share=share, upholds=True, text="No.", by=people[0]),
            partial(reconsidering.answer, share=share, upholds=False, text="", by=people[1]),
        ]
    )

    [refused] = [problem for problem in done if isinstance(problem, Exception)]
    assert isinstance(refused, NotNow)
    given = ReconsiderationAnswer.objects.get()
    assert stages.fresh(share).edition.state == (State.REFUSED if given.upholds else State.SUBMITTED)
