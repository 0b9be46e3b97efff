"""The error pages of a data share lead to it, and say what is so in its state."""

import pytest

from agreements.kinds.state_words import why_not_now
from agreements.states import TRANSITIONS, State, open_now
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.cast import Cast
from tests.support.visiting import Seen, Visitor, address

pytestmark = pytest.mark.django_db


def links(seen: Seen) -> list[str]:
    return seen.all("//main//a/@href")


def test_pages_of_a_sent_request_lead_to_its_overview(cast: Cast, asset: DataAsset) -> None:
    share = stages.submitted(cast, asset)
    visitor = Visitor(cast.acquirer)
    for page, args in (("step", ("title",)), ("check", ()), ("stopped", ()), ("sign", ()), ("freeze", ())):
        for seen in (visitor.get(page, share, *args), visitor.post(page, share, *args)):
            if seen.status not in (403, 409):
                continue
            assert address("overview", share) in links(seen), page
            assert address(page, share, *args) not in links(seen), page
            assert seen.heading in ("You cannot do this now", "You cannot do this yet")
    assert "You have sent this request, so you cannot change it now." in visitor.get("step", share, "title").words
    assert visitor.get("overview", share).status == 200


def test_page_that_a_role_does_not_allow_leads_to_the_overview(cast: Cast, asset: DataAsset) -> None:
    share = stages.submitted(cast, asset)
    seen = Visitor(cast.onlooker).get("invite", share)
    assert seen.status == 403
    assert address("overview", share) in links(seen)
    assert address("invite", share) not in links(seen)


def test_every_closed_action_has_a_sentence() -> None:
    for row in TRANSITIONS:
        for state in State:
            if not open_now(row.action, state):
                sentence = why_not_now(row.action, state, of_umbrella=False)
                assert sentence.endswith(".")
                assert "you cannot" in sentence
                assert "state of this data share" not in sentence
