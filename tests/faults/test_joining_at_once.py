"""Bodies sign at once agreements by which they join common rules: each completes once, and each body joins once."""

from functools import partial

import pytest

from agreements.kinds import EventKind
from agreements.models import Accession, SealJob
from agreements.requesting import under_rules
from agreements.states import State
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from tests.agreements import schedules, stages, umbrellas
from tests.cast import Cast, make_asset
from tests.faults.together import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault]


def test_five_sign_at_once_and_each_joins_once(transactional_db: None, cast: Cast) -> None:
    others = tuple(umbrellas.made(name) for name in umbrellas.NAMES)
    umbrella = umbrellas.in_force(cast, others[:2])
    schedules.held_by(others[0])
    draft = stages.draft(cast, make_asset(others[0].organisation), stages.checked_answers())
    under_rules.stand_under(share=draft, rules=schedules.rules_in(umbrella), by=cast.acquirer)
    share = schedules.of_several(cast, stages.fresh(draft), others)
    agreement = share.agreements.select_related("words", "share").get()

    people = [cast.acquirer_signatory, *(body.signatory for body in others)]
    done = at_once([partial(umbrellas.sign, agreement, person) for person in people])

    assert done == [None] * 5
    assert stages.fresh(share).edition.state == State.IN_FORCE
    assert share.events.filter(kind=EventKind.BROUGHT_INTO_FORCE).count() == 1
    assert SealJob.objects.filter(agreement=agreement).count() == 1
    joined = {str(row.organisation) for row in Accession.objects.select_related("organisation")}
    assert joined == {str(body.organisation) for body in others[2:]}
    assert verify_everything().findings == []


def test_body_that_signs_two_agreements_at_once_joins_once(
    transactional_db: None, cast: Cast, asset: DataAsset
) -> None:
    umbrella = umbrellas.in_force(cast, (umbrellas.made(umbrellas.NAMES[0]),))
    one = schedules.frozen(cast, asset, umbrella)
    other = schedules.frozen(cast, make_asset(stages.working_for(cast.supplier), "Other records"), umbrella)
    pair = [share.agreements.select_related("words", "share").get() for share in (one, other)]

    people = (cast.acquirer_signatory, cast.supplier_signatory)
    done = at_once([partial(umbrellas.sign, agreement, person) for agreement in pair for person in people])

    assert done == [None] * 4
    for share in (one, other):
        assert share.events.filter(kind=EventKind.BROUGHT_INTO_FORCE).count() == 1
    assert Accession.objects.get().organisation == stages.working_for(cast.supplier)
    assert verify_everything().findings == []
