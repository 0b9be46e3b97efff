"""An agreement that something stops cannot be frozen, unless a lead of each party goes on despite it."""

import json

import pytest
from django.core.exceptions import PermissionDenied

from agreements.drafting.stops import stops_in
from agreements.kinds import EventKind
from agreements.models import DataShare, Outcome, StopOverride
from agreements.negotiating import stopping
from agreements.responding import actions as responding
from agreements.signing import freezing
from agreements.states import State
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from datashare.lib.exceptions import Incomplete, NotNow
from tests.agreements import stages
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
UNCHECKED = {"legal_check": {"chosen": "not_yet"}, "dp_check": stages.answers_of_today()["legal_check"]}


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a share that is agreed, but that no legal adviser has checked."""
    return stages.agreed(cast, asset, {**stages.answers_of_today(), **UNCHECKED})


def key(share: DataShare) -> str:
    (stop,) = stops_in(share, list(share.parties.all()))
    return stop.key


def test_it_cannot_be_frozen_and_every_page_says_why(cast: Cast, share: DataShare) -> None:
    why = "No legal adviser has checked the request for Barchester City Council."
    with pytest.raises(Incomplete, match=why):
        freezing.freeze_words(share=share, by=cast.acquirer)
    for lead in (cast.acquirer, cast.supplier):
        for page in ("freeze", "stops", "overview"):
            assert why in Visitor(lead).get(page, share).words, page
    assert "Freeze the text</button>" not in Visitor(cast.acquirer).get("freeze", share).words


def test_it_is_shown_before_it_is_sent_and_before_the_decision(cast: Cast, asset: DataAsset) -> None:
    draft = stages.draft(cast, asset, {**stages.answers_of_today(), **UNCHECKED})
    for page in ("request", "check"):
        seen = Visitor(cast.acquirer).get(page, draft)
        assert "No legal adviser has checked the request" in seen.words, page
        assert seen.all("//*[@id='would-stop']//a/@href")
    sent = stages.submitted(cast, asset, {**stages.answers_of_today(), **UNCHECKED})
    assert "No legal adviser has checked" in Visitor(cast.supplier).get("decide", sent).words


def test_a_lead_of_each_party_goes_on_and_the_agreement_prints_why(cast: Cast, share: DataShare) -> None:
    stop = key(share)
    seen = Visitor(cast.acquirer).get("go_on", share, stop)
    assert "Why does your organisation go on despite this?" in seen.words
    assert Visitor(cast.acquirer).post("go_on", share, stop, reason="").errors
    Visitor(cast.acquirer).post("go_on", share, stop, reason="Our officer is ill until May.")
    with pytest.raises(Incomplete, match="Office for Records must still decide whether to go on despite this"):
        freezing.freeze_words(share=share, by=cast.acquirer)
    stopping.go_on(share=share, key=stop, reason="We accept that.", by=cast.supplier)
    stopping.go_on(share=share, key=stop, reason="Once is enough.", by=cast.supplier)
    assert StopOverride.objects.count() == 2

    words = freezing.freeze_words(share=stages.fresh(share), by=cast.acquirer).words
    (point,) = json.loads(words.words)["open_points"]
    assert point["says"].startswith("No legal adviser has checked")
    assert point["reasons"] == [
        {"party": "Barchester City Council", "reason": "Our officer is ill until May."},
        {"party": "Office for Records", "reason": "We accept that."},
    ]
    assert "Annex: open points" in words.html
    assert "Our officer is ill until May." in words.html
    history = Visitor(cast.supplier).get("history", stages.fresh(share)).words
    assert "goes on despite this: No legal adviser has checked the request" in history
    assert share.events.filter(kind=EventKind.STOP_OVERRIDDEN).count() == 2
    assert verify_everything().findings == []


def test_words_without_open_points_print_no_annex(cast: Cast, asset: DataAsset) -> None:
    words = stages.signing(cast, asset).agreements.get().words
    assert "open_points" not in json.loads(words.words)
    assert "Annex: open points" not in words.html


def test_words_that_settle_nothing_cannot_be_frozen(cast: Cast, asset: DataAsset) -> None:
    share = stages.agreed(cast, asset)
    stages.reword(share, cast, "basis.lawful", "The supplier’s lawful basis is to be settled at the first review.")
    stages.agree_everything(share, cast)
    with pytest.raises(Incomplete, match="says “to be settled”"):
        freezing.freeze_words(share=share, by=cast.acquirer)
    stages.reword(share, cast, "basis.lawful", "The supplier relies on public task.")
    stages.agree_everything(share, cast)
    assert freezing.freeze_words(share=share, by=cast.acquirer)


def test_other_words_that_settle_nothing_need_another_decision(cast: Cast, asset: DataAsset) -> None:
    share = stages.agreed(cast, asset)
    for words in ("The lawful basis is to be settled.", "The lawful basis is to be confirmed."):
        stages.reword(share, cast, "basis.lawful", words)
        stages.agree_everything(share, cast)
        parties = list(share.parties.bound())
        (standing,) = stopping.standing_stops(share, parties)
        assert standing.waiting == parties
        for lead in (cast.acquirer, cast.supplier):
            stopping.go_on(share=share, key=standing.stop.key, reason="It follows.", by=lead)
    (point,) = json.loads(freezing.freeze_words(share=share, by=cast.acquirer).words.words)["open_points"]
    assert "to be confirmed" in point["says"]


def test_only_a_lead_goes_on(cast: Cast, share: DataShare) -> None:
    for user in (cast.acquirer_colleague, cast.acquirer_expert, cast.supplier_signatory, cast.onlooker, cast.stranger):
        with pytest.raises(PermissionDenied):
            stopping.go_on(share=share, key=key(share), reason="I say so.", by=user)
    assert not StopOverride.objects.exists()


def test_no_one_goes_on_despite_what_no_agreement_makes_lawful(cast: Cast, asset: DataAsset) -> None:
    unlawful = {"basis": {"chosen": ["legitimate_interests"], "why": "We want it."}}
    share = stages.submitted(cast, asset, {**stages.answers_of_today(), **unlawful})
    with pytest.raises(Incomplete, match="A public authority cannot do so"):
        responding.decide(share=share, outcome=Outcome.ACCEPT, reason=None, text="", by=cast.supplier)
    page = Visitor(cast.supplier).post("decide", share, outcome="accept", message="Let us begin.")
    assert any("A public authority cannot do so" in error for error in page.errors)
    assert "Let us begin." in page.words
    assert "You cannot agree to negotiate while this stands" in page.words
    assert stages.fresh(share).edition.state == State.SUBMITTED
    responding.decide(share=share, outcome=Outcome.RETURN, reason=None, text="Name another basis.", by=cast.supplier)
    assert stages.fresh(share).edition.state == State.RETURNED


def test_what_stops_nothing_any_more_cannot_be_overridden(cast: Cast, asset: DataAsset) -> None:
    share = stages.agreed(cast, asset)
    with pytest.raises(NotNow, match="does not stop the agreement any more"):
        stopping.go_on(share=share, key="legal_check:1", reason="Why not?", by=cast.acquirer)
    assert "does not stop the agreement any more" in Visitor(cast.acquirer).get("go_on", share, "legal_check:1").words
    assert "No answer and no clause stops the agreement" in Visitor(cast.supplier).get("stops", share).words


def test_it_is_the_moment_while_clauses_are_agreed(cast: Cast, asset: DataAsset) -> None:
    frozen = stages.signing(cast, asset)
    assert Visitor(cast.acquirer).get("stops", frozen).status == 409
    assert Visitor(cast.stranger).get("stops", frozen).status == 404
