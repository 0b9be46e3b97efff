"""A round is sent with its common rules and with who gives data to whom, and what changed of them is shown."""

import pytest

from agreements.models import DataShare, Outcome
from agreements.requesting import actions as requesting
from agreements.requesting import bodies as request_bodies
from agreements.requesting import under_rules
from agreements.responding import actions as responding
from catalogue.models import DataAsset
from tests.agreements import schedules, stages, umbrellas
from tests.agreements.requesting.test_several_receivers import add, sent
from tests.cast import Bodies, Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db


def sent_again(share: DataShare, cast: Cast) -> DataShare:
    requesting.submit(share=stages.fresh(share), declared=stages.DECLARED, by=cast.acquirer)
    return stages.fresh(share)


def test_rules_chosen_while_returned_are_a_change(cast: Cast, asset: DataAsset) -> None:
    rules = umbrellas.in_force(cast, (umbrellas.made(umbrellas.NAMES[0]),))
    share = stages.returned(cast, asset)
    setting = share.edition.rounds.get().setting
    assert (setting["rules"], setting["flows"], setting["risks"]) == ("", [], [])
    assert setting["records"] == [f"“{asset.title}” (Office for Records)"]
    under_rules.stand_under(share=share, rules=schedules.rules_in(rules), by=cast.acquirer)
    share = sent_again(share, cast)
    named = f"“{umbrellas.TITLE}” ({rules.reference}, version 1)"
    changes = Visitor(cast.supplier).get("round_changes", share, 2).words
    assert f"Common rules that the request stands under New Now {named}" in changes
    assert f"The request stands under the common rules {named}." in Visitor(cast.supplier).get("response", share).words


def test_flows_set_while_returned_are_a_change(cast: Cast, asset: DataAsset, bodies: Bodies) -> None:
    draft = stages.draft(cast, asset)
    add(draft, cast, bodies.elsewhere)
    share = sent(draft, cast)
    assert share.edition.rounds.get().setting["flows"] == [
        "Office for Records gives data to Barchester City Council",
        "Office for Records gives data to Agency for Elsewhere",
    ]
    responding.decide(share=share, outcome=Outcome.RETURN, reason=None, text="Not to both.", by=cast.supplier)
    agency = share.parties.get(organisation=bodies.elsewhere)
    _remove(stages.fresh(share), cast, agency.pk)
    share = sent_again(share, cast)
    words = Visitor(cast.supplier).get("round_changes", share, 2).words
    assert "Who gives data to whom Removed Before Office for Records gives data to Barchester City Council" in words


def _remove(share: DataShare, cast: Cast, key: int) -> None:
    request_bodies.remove_body(share=share, party=share.parties.get(pk=key), by=cast.acquirer)


def test_plain_round_says_nothing_of_it(cast: Cast, asset: DataAsset) -> None:
    share = sent_again(stages.returned(cast, asset), cast)
    words = Visitor(cast.supplier).get("round_changes", share, 2).words
    assert "Common rules" not in words
    assert "No answers changed." in words
    assert "stands under the common rules" not in Visitor(cast.supplier).get("response", share).words
