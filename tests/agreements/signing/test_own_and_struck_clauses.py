"""An agreement with a clause of a party's own and a struck one: frozen, signed, sealed words, register."""

import json

import pytest
from django.test import Client

from agreements.models import Clause, DataShare, Proposal, RegisterEntry
from agreements.negotiating import actions as negotiation
from agreements.negotiating import own_clauses, stopping
from agreements.signing import freezing
from datashare.lib.exceptions import Incomplete
from tests.agreements import stages
from tests.agreements.register.test_enter import whole
from tests.cast import Cast

pytestmark = pytest.mark.django_db
STAGE = stages.negotiating


@pytest.fixture
def changed(cast: Cast, share: DataShare) -> DataShare:
    """Return the data share with a clause added after 3.2, and the clause on retention struck."""
    made = share
    place, aims = (made.edition.clauses.get(key=key) for key in ("purpose.need", "purpose.measures"))
    text = f"Results are published after the review of clause {aims.number}."
    offered = own_clauses.offer_clause(
        share=made, after=place.pk, heading="Publication", text=text, reason="x", binds=[], by=cast.supplier
    )
    gone = made.edition.clauses.get(key="retention.period")
    struck = own_clauses.propose_striking(clause=gone, based_on=gone.current_id or 0, reason="x", by=cast.supplier)
    for proposal in (offered, struck):
        negotiation.accept(proposal=Proposal.objects.get(pk=proposal.pk), by=cast.acquirer)
    return stages.fresh(made)


def go_on(share: DataShare, cast: Cast) -> None:
    [stop] = [each.stop for each in stopping.standing_stops(share, list(share.parties.all())) if each.holds]
    for lead in (cast.acquirer, cast.supplier):
        stopping.go_on(share=share, key=stop.key, reason="Another agreement says how long.", by=lead)


def test_it_is_not_frozen_before_every_party_goes_on(cast: Cast, changed: DataShare) -> None:
    share = changed
    stages.agree_everything(share, cast)
    with pytest.raises(Incomplete, match="Clause “How long the data is kept” was struck"):
        freezing.freeze_words(share=share, by=cast.acquirer)


def test_frozen_words_have_the_new_clause_and_not_the_struck_one(
    cast: Cast, changed: DataShare, client: Client
) -> None:
    share = changed
    stages.agree_everything(share, cast)
    go_on(share, cast)
    words = freezing.freeze_words(share=share, by=cast.acquirer).words
    content = json.loads(words.words)
    sections = [section for document in content["documents"] for section in document["sections"]]
    clauses = {clause["key"]: clause for section in sections for clause in section["clauses"]}

    assert "retention.period" not in clauses
    assert clauses["retention.disposal"]["number"] == "10.1"
    own, measures = clauses["own.1"], clauses["purpose.measures"]
    assert own["heading"] == "Publication"
    assert own["text"] == f"Results are published after the review of clause {measures['number']}."
    numbers = [clause["number"] for section in sections if section["heading"] == own_section(own, sections) for clause
               in section["clauses"]]  # fmt: skip
    assert numbers == [f"3.{place}" for place in range(1, len(numbers) + 1)]
    assert content["open_points"][0]["says"].startswith("Clause “How long the data is kept” was struck.")

    stages.sign_everything(share, cast)
    assert not Clause.objects.filter(edition=share.edition, is_offered=True).exists()
    entry = RegisterEntry.objects.get(share=share)
    assert entry.says["retention"]["clauses"][0]["number"] == ""
    page = whole(client, f"/register/{share.reference}/")
    assert "As signed, How long the data is kept" in page
    assert "The parties struck this clause." in page


def own_section(own: dict[str, str], sections: list[dict[str, list[dict[str, str]]]]) -> object:
    return next(section["heading"] for section in sections if own in section["clauses"])
