"""Withdrawing an organisation's agreement to a clause, before the words are frozen."""

import pytest

from agreements.kinds import EventKind
from agreements.models import Clause, ClauseAgreement, DataShare, Event
from agreements.negotiating import actions as negotiating
from agreements.negotiating import agreeing
from agreements.signing import freezing
from catalogue.models import DataAsset
from community.models import Notification
from datashare.lib.exceptions import Conflict, Incomplete
from tests.agreements import stages
from tests.agreements.events import changed, said
from tests.agreements.negotiating.clauses import current_of, proposed, whole_clauses
from tests.cast import Cast
from tests.support.visiting import Seen, Visitor

pytestmark = pytest.mark.django_db
WHY = "Our security team has not seen clause 4 yet."
LINK = "Withdraw agreement to this wording"


@pytest.fixture
def agreed(clause: Clause, cast: Cast) -> Clause:
    """Return a clause that both sides have agreed."""
    for lead in (cast.acquirer, cast.supplier):
        negotiating.agree(share=clause.edition.share, wordings={clause.pk: current_of(clause)}, by=lead)
    return clause


def parties_agreeing(clause: Clause) -> set[str]:
    rows = ClauseAgreement.objects.filter(wording=current_of(clause))
    return {str(row.party) for row in rows.select_related("party__organisation")}


def withdraw(visitor: Visitor, clause: Clause, **typed: object) -> Seen:
    given = {"reason": WHY, "wording": current_of(clause)} | typed
    return visitor.post("disagree", clause.edition.share, clause.pk, **given)


@pytest.mark.parametrize(
    ("person", "left"),
    [
        ("acquirer", "Office for Records"),
        ("acquirer_colleague", "Office for Records"),
        ("supplier", "Barchester City Council"),
        ("supplier_colleague", "Barchester City Council"),
    ],
)
def test_agreement_of_own_body_withdrawn_leaves_the_other(person: str, left: str, cast: Cast, agreed: Clause) -> None:
    visitor = Visitor(cast.everyone()[person])
    assert LINK in visitor.get("clause", agreed.edition.share, agreed.pk).words

    seen = withdraw(visitor, agreed)

    assert seen.goes_to == f"/shares/{agreed.edition.share.reference}/clause/{agreed.pk}/"
    assert parties_agreeing(agreed) == {left}
    page = visitor.get("clause", agreed.edition.share, agreed.pk)
    assert WHY in page.words
    assert LINK not in page.words
    assert "Agree this wording" in page.words


def test_withdrawal_is_recorded_with_its_reason_and_told(cast: Cast, agreed: Clause) -> None:
    Notification.objects.all().delete()

    withdraw(Visitor(cast.acquirer), agreed)

    event = Event.objects.get(share=agreed.edition.share, kind=EventKind.AGREEMENT_WITHDRAWN)
    assert said(event) == (
        "withdrew the agreement of Barchester City Council to "
        f"clause {agreed.number} of the agreement, “{agreed.heading}”"
    )
    assert [change["after"] for change in changed(event)] == [WHY]
    told = Notification.objects.filter(subject__startswith="Agreement to a clause withdrawn")
    people = {cast.acquirer_colleague, cast.acquirer_expert, cast.supplier, cast.supplier_colleague}
    assert set(told.values_list("email", flat=True)) == {one.email for one in people | {cast.supplier_expert}}
    assert "withdrew the agreement of" in Visitor(cast.supplier).get("history", agreed.edition.share).words


def test_withdrawn_clause_stops_freezing_until_agreed_again(cast: Cast, asset: DataAsset) -> None:
    share = stages.agreed(cast, asset)
    clause = whole_clauses(share)[0]
    withdraw(Visitor(cast.supplier), clause)

    with pytest.raises(Incomplete, match="Office for Records must still agree 1 clause"):
        freezing.freeze_words(share=share, by=cast.acquirer)

    negotiating.agree(share=share, wordings={clause.pk: current_of(clause)}, by=cast.supplier)
    freezing.freeze_words(share=share, by=cast.acquirer)


def test_withdrawing_twice_is_withdrawing_once(cast: Cast, agreed: Clause) -> None:
    for user in (cast.acquirer, cast.acquirer, cast.acquirer_colleague):
        assert withdraw(Visitor(user), agreed).status == 302

    assert Event.objects.filter(share=agreed.edition.share, kind=EventKind.AGREEMENT_WITHDRAWN).count() == 1
    assert parties_agreeing(agreed) == {"Office for Records"}


def test_withdrawal_without_a_reason_says_so_beside_the_field(cast: Cast, agreed: Clause) -> None:
    seen = withdraw(Visitor(cast.acquirer), agreed, reason=" ")

    assert seen.errors == ["Enter why you are withdrawing your agreement"]
    assert len(parties_agreeing(agreed)) == 2


def test_withdrawal_from_other_words_than_shown_is_a_conflict(cast: Cast, agreed: Clause) -> None:
    shown = current_of(agreed)
    negotiating.accept(proposal=proposed(agreed, cast.supplier), by=cast.acquirer_colleague)

    seen = withdraw(Visitor(cast.acquirer), agreed, wording=shown)

    assert seen.status == 409
    assert WHY in seen.tree.xpath("string(//textarea[@name='reason'])")
    assert len(parties_agreeing(agreed)) == 2
    with pytest.raises(Conflict):
        agreeing.disagree(clause=agreed, wording=shown, reason=WHY, by=cast.acquirer)


def test_page_of_a_clause_not_agreed_says_there_is_nothing_to_withdraw(cast: Cast, clause: Clause) -> None:
    seen = Visitor(cast.acquirer).get("disagree", clause.edition.share, clause.pk)

    assert "there is nothing to withdraw" in seen.words
    assert seen.all("//main//form") == []


@pytest.mark.parametrize(
    ("person", "status"),
    [("acquirer_expert", 403), ("supplier_signatory", 403), ("onlooker", 403), ("stranger", 404)],
)
def test_withdrawal_by_who_may_not_is_refused(person: str, status: int, cast: Cast, agreed: Clause) -> None:
    visitor = Visitor(cast.everyone()[person])

    assert withdraw(visitor, agreed).status == status
    assert len(parties_agreeing(agreed)) == 2
    if status == 403:
        assert LINK not in visitor.get("clause", agreed.edition.share, agreed.pk).words


def test_clause_of_another_data_share_is_not_found(cast: Cast, asset: DataAsset, agreed: Clause) -> None:
    elsewhere = stages.negotiating(cast, asset)

    seen = Visitor(cast.acquirer).post("disagree", elsewhere, agreed.pk, reason=WHY, wording=current_of(agreed))

    assert seen.status == 404
    assert len(parties_agreeing(agreed)) == 2


@pytest.mark.parametrize("stage", [stages.signing, stages.in_force])
def test_words_out_for_signature_keep_their_agreements(stage: stages.Stage, cast: Cast, asset: DataAsset) -> None:
    share: DataShare = stage(cast, asset)
    clause = whole_clauses(share)[0]

    seen = withdraw(Visitor(cast.acquirer), clause)

    assert seen.status == 409
    assert len(parties_agreeing(clause)) == 2
    assert LINK not in Visitor(cast.acquirer).get("clause", share, clause.pk).words
