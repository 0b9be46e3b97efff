"""The text of a variation begins with what the parties had agreed besides the draft."""

import pytest
from django.db import transaction

from agreements.answers import journey_of
from agreements.kinds import EventKind
from agreements.models import Clause, DataShare, Outcome, Proposal
from agreements.negotiating import actions, agreeing, own_clauses
from agreements.requesting import actions as requesting
from agreements.responding import actions as responding
from agreements.signing import freezing
from agreements.signing.varied_words import VariationKind, kind_of
from agreements.storing import store_step
from agreements.varying import actions as varying
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
OWN_WORDS = "The acquirer will tell the supplier ten working days before it publishes results."
CHANGED = "The parties settle disagreements at the table of the leads."


def clause_of(share: DataShare, key: str) -> Clause:
    return share.edition.clauses.select_related("current").get(key=key)


def text_of(share: DataShare, key: str) -> str:
    clause = clause_of(share, key)
    return clause.current.text if clause.current else "none"


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    """Return an agreement in force with a clause of the supplier's own, one that was struck and two reworded."""
    share = stages.negotiating(cast, asset)
    own_clauses.offer_clause(
        share=share,
        after=clause_of(share, "purpose.need").pk,
        heading="Notice of publication",
        text=OWN_WORDS,
        reason="We want to be told.",
        binds=[],
        by=cast.supplier,
    )
    quality = clause_of(share, "purpose.benefits")
    own_clauses.propose_striking(clause=quality, based_on=quality.current_id or 0, reason="No need.", by=cast.supplier)
    for proposal in Proposal.objects.open().in_share(share):
        actions.accept(proposal=proposal, by=cast.acquirer)
    for key in ("costs.disputes", "purpose.aims"):
        stages.reword(share, cast, key, CHANGED)
    stages.agree_everything(share, cast)
    return in_force(share, cast)


def in_force(share: DataShare, cast: Cast) -> DataShare:
    freezing.freeze_words(share=stages.fresh(share), by=cast.acquirer)
    stages.sign_everything(stages.fresh(share), cast)
    return stages.fresh(share)


def varied(share: DataShare, cast: Cast, **answers: str) -> DataShare:
    """Return the text of a variation in negotiation, with these answers changed."""
    varying.vary(share=share, by=cast.acquirer)
    share = stages.fresh(share)
    for key, value in answers.items():
        step = journey_of(share).question_set.places[key].step
        with transaction.atomic():
            party = share.parties.get(is_lead=True)
            store_step(share, step, {key: value}, party=party, revision=1, by=cast.acquirer)
    requesting.submit(share=stages.fresh(share), declared=stages.DECLARED, by=cast.acquirer)
    responding.decide(share=stages.fresh(share), outcome=Outcome.ACCEPT, reason=None, text="", by=cast.supplier)
    return stages.fresh(share)


def test_clause_of_a_party_stands_where_it_stood_with_its_number(share: DataShare, cast: Cast) -> None:
    before = list(share.edition.clauses.in_text().filter(section="M3").in_order().values_list("number", "heading"))
    share = varied(share, cast)
    now = list(share.edition.clauses.in_text().filter(section="M3").in_order().values_list("number", "heading"))
    assert now == before
    assert "Notice of publication" in [heading for _, heading in now]
    own = share.edition.clauses.select_related("current__party").get(heading="Notice of publication")
    assert own.current
    assert (own.current.text, str(own.current.party)) == (OWN_WORDS, "Office for Records")
    assert OWN_WORDS in Visitor(cast.acquirer).get("clause", share, own.pk).words


def test_struck_clause_stays_struck_without_a_number(share: DataShare, cast: Cast) -> None:
    share = varied(share, cast)
    struck = clause_of(share, "purpose.benefits")
    assert struck.is_struck
    assert struck.number == ""
    assert struck.wordings.get(number=1).text


def test_changed_words_hold_where_the_draft_is_what_it_was(share: DataShare, cast: Cast) -> None:
    share = varied(share, cast, aims="A purpose of the second edition alone.")
    assert text_of(share, "costs.disputes") == CHANGED
    assert "A purpose of the second edition alone." in text_of(share, "purpose.aims")


def test_clauses_that_were_signed_count_as_agreed_by_who_signed(share: DataShare, cast: Cast) -> None:
    share = varied(share, cast, aims="A purpose of the second edition alone.")
    parties = {party.pk for party in share.parties.all()}
    clauses = {clause.key: clause for clause in share.edition.clauses.in_text().with_agreeing()}
    own = next(clause for clause in clauses.values() if clause.heading == "Notice of publication")
    for untouched in (own, clauses["costs.disputes"], clauses["purpose.benefits"]):
        assert set(untouched.agreeing) == parties
    assert list(clauses["purpose.aims"].agreeing) == []
    events = share.events.filter(kind=EventKind.CLAUSES_SIGNED_BEFORE)
    assert events.count() == 2
    assert "which signed the same words in version 1" in Visitor(cast.onlooker).get("history", share).words
    assert verify_everything().findings == []


def test_agreement_by_an_earlier_signature_can_be_withdrawn(share: DataShare, cast: Cast) -> None:
    share = varied(share, cast)
    clause = clause_of(share, "costs.disputes")
    wording = clause.current_id or 0
    assert agreeing.disagree(clause=clause, wording=wording, reason="It did not work.", by=cast.supplier)
    assert len(share.edition.clauses.with_agreeing().get(pk=clause.pk).agreeing) == 1


def test_who_signs_sees_the_changes_first(share: DataShare, cast: Cast) -> None:
    share = varied(share, cast, aims="A purpose of the second edition alone.")
    stages.agree_everything(share, cast)
    before = Visitor(cast.acquirer).get("freeze", share).words
    assert "Material change" in before
    assert "check the impact assessment again" in before
    freezing.freeze_words(share=stages.fresh(share), by=cast.acquirer)
    page = Visitor(cast.acquirer_signatory).get("sign", share)
    words = page.words
    assert "which is in force" in words
    assert "Answers changed: " in words
    assert words.index("What this version changes") < words.index("Your signature covers every word")
    changed = page.all("//details//summary")
    assert any(line.startswith("Changed: ") and "Purpose" in line for line in changed)
    assert not any("Disputes" in line for line in changed)


def test_first_text_changes_nothing(cast: Cast, asset: DataAsset) -> None:
    assert "What this version changes" not in Visitor(cast.acquirer).get("sign", stages.signing(cast, asset)).words


@pytest.mark.parametrize(
    ("keys", "kind"),
    [
        (["costs.costs"], VariationKind.MINOR),
        ([], VariationKind.MINOR),
        (["summary.term"], VariationKind.MATERIAL),
        (["retention.period__12"], VariationKind.MATERIAL),
        (["purpose.aims", "annex.items", "legal.power"], VariationKind.TOO_LARGE),
    ],
)
def test_kind_of_change_follows_from_what_is_touched(keys: list[str], kind: VariationKind) -> None:
    assert kind_of(keys) == kind


def test_variation_with_carried_words_is_signed_with_them(share: DataShare, cast: Cast) -> None:
    share = varied(share, cast)
    stages.agree_everything(share, cast)
    share = in_force(share, cast)
    signed = share.agreements.in_force().get().words.words
    assert OWN_WORDS in signed
    assert CHANGED in signed
    assert "Benefits to the public" not in signed
