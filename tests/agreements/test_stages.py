"""The stages that other tests start from are in their states."""

from collections.abc import Callable

import pytest

from agreements import policy
from agreements.models import DataShare, SealJob
from agreements.states import State
from agreements.verifying.audit import verify_everything
from agreements.wording.gaps import has_gap
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("stage", "state"),
    [
        (stages.draft, State.DRAFT),
        (stages.submitted, State.SUBMITTED),
        (stages.assessing, State.ASSESSING),
        (stages.returned, State.RETURNED),
        (stages.refused, State.REFUSED),
        (stages.reconsidering, State.RECONSIDERING),
        (stages.withdrawn, State.WITHDRAWN),
        (stages.negotiating, State.NEGOTIATING),
        (stages.agreed, State.NEGOTIATING),
        (stages.signing, State.SIGNING),
        (stages.in_force, State.IN_FORCE),
    ],
)
def test_it_reaches_the_stage(
    stage: Callable[[Cast, DataAsset], DataShare], state: State, cast: Cast, asset: DataAsset
) -> None:
    share = stage(cast, asset)

    assert share.edition.state == state
    assert policy.disagreements() == []


def test_everyone_but_the_stranger_takes_part(cast: Cast, asset: DataAsset) -> None:
    share = stages.submitted(cast, asset)

    seen = {name for name, user in cast.everyone().items() if DataShare.objects.visible_to(user).exists()}
    assert seen == set(cast.everyone()) - {"stranger"}
    assert share.members.live().count() == len(seen)


def test_agreed_leaves_no_gap(cast: Cast, asset: DataAsset) -> None:
    share = stages.agreed(cast, asset)

    texts = [clause.current.text for clause in share.edition.clauses.select_related("current") if clause.current]
    assert texts
    assert not any(has_gap(text) for text in texts)


def test_in_force_owes_a_seal_and_has_a_sound_history(cast: Cast, asset: DataAsset) -> None:
    share = stages.in_force(cast, asset)

    assert SealJob.objects.filter(agreement__share=share).count() == 1
    assert verify_everything([share]).findings == []
