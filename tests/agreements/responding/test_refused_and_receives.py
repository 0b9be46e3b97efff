"""One that refused to give its data and still receives is among the suppliers, and reads its own refusal."""

import pytest

from agreements.models import DataShare, Outcome, Party, Reason
from agreements.requesting import actions as requesting
from agreements.requesting import bodies as adding
from agreements.requesting import records
from agreements.responding import actions as responding
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.cast import Bodies, Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
OFFICE, AGENCY = "Office for Records", "Agency for Elsewhere"
WHY = "Marmalade records stay here."
STANDING = "//h2[@id='standing']/following-sibling::dl[1]/div"


@pytest.fixture
def share(cast: Cast, asset: DataAsset, bodies: Bodies) -> DataShare:
    """Return a negotiation in which an agency has refused to give its data, and receives that of the office."""
    draft = stages.draft(cast, asset)
    told = {"purpose": "Checking who needs help.", "email": cast.stranger.email, "by": cast.acquirer}
    adding.add_body(share=draft, body=bodies.elsewhere, gives=True, **told)  # type: ignore[arg-type]
    records.say_needed(share=draft, useful=[bodies.elsewhere.pk], by=cast.acquirer)
    requesting.submit(share=draft, declared=stages.DECLARED, by=cast.acquirer)
    responding.decide(share=stages.fresh(draft), outcome=Outcome.ACCEPT, reason=None, text="", by=cast.supplier)
    refused = {"outcome": Outcome.REFUSE, "reason": Reason.NO_POWER, "text": WHY}
    responding.decide(share=stages.fresh(draft), by=cast.stranger, **refused)  # type: ignore[arg-type]
    return stages.fresh(draft)


def agency(share: DataShare) -> Party:
    return share.parties.get(organisation__name=AGENCY)


def test_it_only_receives_now(share: DataShare) -> None:
    assert (agency(share).gives, agency(share).receives) == (False, True)


def test_who_asked_reads_its_refusal(share: DataShare, cast: Cast) -> None:
    visitor = Visitor(cast.acquirer)
    rows = visitor.get("response", share).all(STANDING)
    assert [row.removesuffix(" Shown below").partition(" Read ")[0] for row in rows] == [
        f"{AGENCY} Refused",
        f"{OFFICE} Agreed to start negotiating",
    ]
    assert WHY in visitor.get("response", share, query={"of": str(agency(share).pk)}).words


def test_it_reads_its_own_refusal_and_no_other_response(share: DataShare, cast: Cast) -> None:
    words = Visitor(cast.stranger).get("response", share).words
    assert WHY in words
    assert "You receive data, so you do not read the responses." not in words
    other = share.parties.get(organisation__name=OFFICE).pk
    assert WHY in Visitor(cast.stranger).get("response", share, query={"of": str(other)}).words


def test_others_do_not_read_it(share: DataShare, cast: Cast) -> None:
    seen = Visitor(cast.supplier).get("response", share, query={"of": str(agency(share).pk)})
    assert WHY not in seen.words
    assert f"{AGENCY} Refused" in seen.all(STANDING)
