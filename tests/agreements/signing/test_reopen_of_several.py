"""A party without which the text may come into force ends nothing for the others: it reopens no text."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from agreements.kinds import EventKind
from agreements.models import DataShare
from agreements.signing import actions as sign_off
from agreements.signing import freezing, joining_later
from agreements.signing.joining_later import CoreSet
from agreements.states import State
from tests.agreements import stages, umbrellas
from tests.agreements.signing import three
from tests.agreements.signing.signatures import newest, signed
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
STAGE = three.agreed


def in_core(share: DataShare, cast: Cast) -> None:
    """Freeze words that need not wait for the second supplier after five days."""
    day = timezone.localdate() + timedelta(days=5)
    freezing.freeze_words(share=share, core=CoreSet(frozenset(), day), by=cast.acquirer)


def moved(share: DataShare, cast: Cast) -> None:
    """Freeze words, and go on without the second supplier."""
    freezing.freeze_words(share=share, by=cast.acquirer)
    (late,) = joining_later.movable(stages.fresh(share), newest(share))
    joining_later.move(share=stages.fresh(share), party=late, reason="Late.", by=cast.acquirer)


@pytest.mark.parametrize("stage", [in_core, moved])
def test_who_need_not_sign_cannot_reopen(
    stage: Callable[[DataShare, Cast], None], cast: Cast, share: DataShare
) -> None:
    stage(share, cast)
    share = stages.fresh(share)
    signed(share, cast.acquirer_signatory)
    optional = Visitor(cast.stranger)
    assert optional.get("reopen", share).status == 403
    assert optional.post("reopen", share, reason="We object.").status == 403
    with pytest.raises(PermissionDenied, match="can come into force without Agency for Elsewhere"):
        sign_off.reopen(share=share, reason="We object.", by=cast.stranger)
    assert "Reopen the text" not in optional.get("sign", share).words
    assert "reopen the text" not in optional.get("overview", share).words
    assert "reopen the text" not in optional.get("replace_signatory", share).words
    assert stages.fresh(share).edition.state == State.SIGNING
    assert not share.events.filter(kind=EventKind.TEXT_REOPENED).exists()

    for person in (cast.acquirer, cast.supplier):
        assert "Reopen the text" in Visitor(person).get("sign", share).words
        assert "You can reopen the text" in Visitor(person).get("overview", share).words
    assert Visitor(cast.supplier).post("reopen", share, reason="It is wrong.").status == 302
    assert stages.fresh(share).edition.state == State.NEGOTIATING


def test_who_must_sign_can_reopen_of_three(cast: Cast, share: DataShare) -> None:
    freezing.freeze_words(share=share, by=cast.acquirer)
    assert Visitor(cast.stranger).post("reopen", stages.fresh(share), reason="It is wrong.").status == 302
    assert stages.fresh(share).edition.state == State.NEGOTIATING


def test_body_that_rules_may_do_without_cannot_reopen_them(cast: Cast) -> None:
    bodies = tuple(umbrellas.made(name) for name in umbrellas.NAMES[:2])
    share = umbrellas.agreed(cast, bodies)
    freezing.freeze_words(share=share, by=cast.acquirer)
    late = share.parties.get(organisation=bodies[1].organisation)
    joining_later.move(share=stages.fresh(share), party=late, reason="Late.", by=cast.acquirer)
    assert Visitor(bodies[1].lead).post("reopen", stages.fresh(share), reason="No.").status == 403
    assert Visitor(bodies[0].lead).post("reopen", stages.fresh(share), reason="No.").status == 302
