"""What each body that receives answers about itself: by it alone, sent with the request, drafted under its name."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from agreements import policy
from agreements.answers import applicable_answers, receiving_journey_of, stored_answers
from agreements.drafting.drafts import draft_of
from agreements.drafting.missing import missing_in
from agreements.kinds import EventKind
from agreements.models import DataShare, Document, Outcome, Party, Wording
from agreements.negotiating import late_answers
from agreements.negotiating.inapplicable import not_applying
from agreements.negotiating.readiness import obstacles_to_freezing
from agreements.questionnaire.receiver import RECEIVER_KEYS, receiver_set
from agreements.requesting import bodies as bodies_of_request
from agreements.requesting.own_half import answer_own
from agreements.responding import actions as responding
from agreements.states import Action, State
from agreements.verifying.audit import verify_everything
from agreements.wording.gaps import awaited_party, gaps_in, question_of
from catalogue.models import DataAsset
from community.models import User
from datashare.lib.exceptions import Conflict, NotNow
from tests.agreements import stages
from tests.agreements.requesting.test_several_receivers import add, sent
from tests.cast import Bodies, Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
ACCESS = "Only the gooseberry team."


@pytest.fixture
def share(cast: Cast, asset: DataAsset, bodies: Bodies) -> DataShare:
    """Return an unsent request in which the Agency for Elsewhere receives too."""
    draft = stages.draft(cast, asset)
    add(draft, cast, bodies.elsewhere)
    return draft


def own(share: DataShare, cast: Cast) -> Party:
    return share.parties.get(members__user=cast.stranger)


def answer(share: DataShare, by: User, slug: str, revision: int = 0, **values: Any) -> None:
    step = receiver_set(share.edition.question_set).steps[slug]
    answer_own(share=share, step=step, values=values, revision=revision, by=by)


def negotiated(share: DataShare, cast: Cast) -> DataShare:
    share = sent(share, cast)
    responding.decide(share=share, outcome=Outcome.ACCEPT, reason=None, text="", by=cast.supplier)
    return stages.fresh(share)


def texts(share: DataShare) -> str:
    return "\n".join(Wording.objects.filter(clause__edition=share.edition).values_list("text", flat=True))


def test_receiver_answers_its_own_questions_on_its_pages(share: DataShare, cast: Cast) -> None:
    reader = Visitor(cast.stranger)
    listed = reader.get("own_half", share)
    assert listed.heading == "Questions about your organisation"
    assert "Agency for Elsewhere must answer" in listed.words
    assert "Answer the questions about your organisation" in reader.get("overview", share).words
    seen = reader.get("own_question", share, "access")
    assert seen.status == 200
    assert reader.post("own_question", share, "access", access=ACCESS, revision="0").status == 302
    assert own(share, cast).answers.get(key="access").value == ACCESS
    assert share.edition.answers.get(key="access").value != ACCESS
    stale = reader.post("own_question", share, "access", access="Others.", revision="0")
    assert stale.status == 409
    assert "gooseberry" in stale.words
    assert share.events.filter(kind=EventKind.OWN_ANSWERED).count() == 1


def test_receiver_lists_its_own_systems(share: DataShare, cast: Cast) -> None:
    reader = Visitor(cast.stranger)
    assert reader.get("own_row", share, "storage", "new").status == 200
    theirs = share.edition.answers.get(key="storage").value
    answer(share, cast.stranger, "storage", storage=[{**theirs[0], "id": "mine"}])
    page = reader.get("own_question", share, "storage")
    assert "System 1" in page.words
    kept = own(share, cast).answers.get(key="storage")
    assert reader.post("own_question", share, "storage", remove="mine", revision=str(kept.revision)).status == 302
    kept.refresh_from_db()
    assert kept.value == []
    assert share.edition.answers.get(key="storage").value == theirs


def test_no_party_answers_for_another(share: DataShare, cast: Cast) -> None:
    assert Action.ANSWER_OWN not in policy.held(cast.acquirer, share)
    with pytest.raises(PermissionDenied):
        answer(share, cast.acquirer, "access", access="For them.")
    for user in (cast.acquirer, cast.acquirer_colleague):
        assert Visitor(user).get("own_half", share).status == 403
        assert Visitor(user).post("own_question", share, "access", access="For them.").status == 403
    assert Visitor(cast.supplier).get("own_half", share).status == 404
    share = sent(share, cast)
    assert Visitor(cast.supplier).get("own_half", share).status == 403
    assert not own(share, cast).answers.exists()


def test_colleagues_answer_is_not_overwritten_unseen(share: DataShare, cast: Cast) -> None:
    answer(share, cast.stranger, "access", access=ACCESS)
    with pytest.raises(Conflict):
        answer(share, cast.stranger, "access", access="Others.")


def test_others_read_the_answers_as_sent(share: DataShare, cast: Cast) -> None:
    answer(share, cast.stranger, "access", access=ACCESS)
    asker = Visitor(cast.acquirer)
    pages = ("overview", "request", "check", "response", "agreement", "assessment", "history", "evidence", "people")
    for page in pages:
        assert "gooseberry" not in asker.get(page, share).response.content.decode(), page
    assert "gooseberry" in Visitor(cast.stranger).get("agreement", share).words
    share = sent(share, cast)
    for user in (cast.acquirer, cast.supplier, cast.stranger):
        words = Visitor(user).get("request", share).words
        assert "Answers of Agency for Elsewhere about itself" in words
        assert "gooseberry" in words
    answer(share, cast.stranger, "access", revision=1, access="Only the quince team.")
    for user in (cast.acquirer, cast.supplier):
        for page in pages:
            seen = Visitor(user).get(page, share)
            assert "quince" not in seen.response.content.decode(), page
    assert "quince" in Visitor(cast.stranger).get("history", share).words
    assert verify_everything().findings == []


def test_what_is_missing_is_named_as_that_party(share: DataShare, cast: Cast) -> None:
    left = len(receiving_journey_of(share, own(share, cast)).gaps())
    for page in ("request", "check"):
        words = Visitor(cast.acquirer).get(page, share).words
        assert f"Agency for Elsewhere must answer {left} questions" in words, page


def test_gaps_of_a_receiver_are_its_own(share: DataShare, cast: Cast) -> None:
    answer(share, cast.stranger, "access", access=ACCESS)
    share = negotiated(share, cast)
    assert share.edition.state == State.NEGOTIATING
    party = own(share, cast)
    gaps = gaps_in(texts(share))
    mine = {question_of(key) for key in gaps if awaited_party(key) == party.pk}
    assert {"basis", "retention", "dpo"} <= mine <= RECEIVER_KEYS
    assert "access" not in mine
    items = [item for item in missing_in(share) if item.party == party.pk]
    assert items
    assert all(item.waits_on(party) for item in items)
    assert not any(item.waits_on(share.parties.get(is_lead=True)) for item in items)
    assert obstacles_to_freezing(share)
    words = Visitor(cast.acquirer).get("missing_answers", share).words
    assert "Agency for Elsewhere must answer" in words
    assert "Because of your other answers" not in words
    with pytest.raises(NotNow):
        answer(share, cast.stranger, "access", revision=1, access="Late.")


def test_receiver_fills_its_own_gap_in_negotiation(share: DataShare, cast: Cast) -> None:
    share = negotiated(share, cast)
    party = own(share, cast)
    key = f"access__{party.pk}"
    assert key in gaps_in(texts(share))
    assert Visitor(cast.stranger).get("missing_answer", share, key).status == 200
    assert Visitor(cast.acquirer).get("missing_answer", share, key).status == 403
    assert Visitor(cast.stranger).get("missing_answer", share, "dp_check").status == 403
    step = receiver_set(share.edition.question_set).steps["access"]
    done = late_answers.fill(share=share, step=step, cleaned={"access": ACCESS}, revision=0, by=cast.stranger)
    assert done.proposed
    given = stored_answers(share)
    assert given.receiving[party.pk]["access"] == ACCESS
    assert given.request["access"] != ACCESS
    assert applicable_answers(share, given).value(key) == ACCESS


def test_documents_say_each_rule_once_and_each_entry_apart(share: DataShare, cast: Cast) -> None:
    answer(share, cast.stranger, "access", access=ACCESS)
    words = negotiated(share, cast).edition.clauses.select_related("current")
    texts_of = {clause.key: clause.current.text for clause in words if clause.current}
    asker, receiver = share.parties.get(is_lead=True), own(share, cast)
    assert f"| Access | {ACCESS} |" in texts_of[f"schedule.party__{receiver.pk}"]
    assert "gooseberry" not in texts_of[f"schedule.party__{asker.pk}"]
    assert "Each receiver keeps the data for no longer than the period that its entry" in texts_of["retention.period"]
    assert sum("Only the gooseberry team" in text for text in texts_of.values()) == 1
    for text in texts_of.values():
        assert "the acquirer" not in text.lower()
        assert "the supplier" not in text.lower()


def test_body_that_gives_and_receives_answers_both_halves(cast: Cast, asset: DataAsset, bodies: Bodies) -> None:
    draft = stages.draft(cast, asset)
    add(draft, cast, bodies.elsewhere, gives=True)
    answer(draft, cast.stranger, "access", access=ACCESS)
    share = sent(draft, cast)
    reader = Visitor(cast.stranger)
    assert reader.get("own_half", share).status == 200
    assert reader.get("own_step", share, "gateway").status == 200
    assert reader.get("decide", share).status == 200
    for user in (cast.supplier, cast.stranger):
        responding.decide(share=share, outcome=Outcome.ACCEPT, reason=None, text="", by=user)
    given = stored_answers(stages.fresh(share))
    party = own(share, cast)
    assert given.receiving[party.pk] == {"access": ACCESS}
    assert party.pk not in given.halves
    awaited = {question_of(key) for key in gaps_in(texts(share)) if awaited_party(key) == party.pk}
    assert {"basis", "s_gateway"} <= awaited


def test_one_that_asks_and_gives_answers_for_its_own_data(cast: Cast, asset: DataAsset, bodies: Bodies) -> None:
    draft = stages.draft(cast, asset)
    add(draft, cast, bodies.elsewhere)
    everyone = {(one.pk, other.pk) for one in _all(bodies) for other in _all(bodies) if one != other}
    bodies_of_request.set_flows(share=draft, flows=everyone, by=cast.acquirer)
    share = sent(draft, cast)
    assert policy.disagreements() == []
    asker = Visitor(cast.acquirer)
    assert asker.get("own_half", share).status == 200
    assert asker.get("own_question", share, "gateway").status == 200
    assert asker.get("decide", share).status == 403
    assert "Others read your answers in the agreement" in asker.get("own_half", share).words
    assert f"/shares/{share.reference}/request/own/gateway/" in asker.get("agreement", share).response.content.decode()
    for page in ("overview", "request", "response", "agreement", "shares"):
        assert (asker.get(page) if page == "shares" else asker.get(page, share)).status == 200, page
    for user in (cast.supplier, cast.stranger):
        responding.decide(share=share, outcome=Outcome.ACCEPT, reason=None, text="", by=user)
    assert stages.fresh(share).edition.state == State.NEGOTIATING
    assert verify_everything().findings == []


def _all(bodies: Bodies) -> list[Any]:
    return [bodies.council, bodies.revenue, bodies.elsewhere]


def test_agreement_lists_the_parties_and_who_gives_to_whom(cast: Cast, asset: DataAsset, bodies: Bodies) -> None:
    draft = stages.draft(cast, asset)
    add(draft, cast, bodies.elsewhere, gives=True)
    share = sent(draft, cast)
    drafted = draft_of(share, Document.MOU, reader=share.parties.get(is_lead=True))
    said = {clause.key: clause.text for clause in drafted.clauses}
    assert "- Barchester City Council: lead; receives data" in said["parties.parties"]
    assert "- Agency for Elsewhere: gives and receives data" in said["parties.parties"]
    agency, office = own(share, cast), share.parties.get(organisation=bodies.revenue)
    assert "| Receives the data for | Checking who needs help. |" in said[f"schedule.party__{agency.pk}"]
    assert "| To | Barchester City Council |" in said[f"schedule.flow__{agency.pk}"]
    assert "| To | Barchester City Council and Agency for Elsewhere |" in said[f"schedule.flow__{office.pk}"]


def test_agreement_of_two_bodies_has_no_flows(cast: Cast, asset: DataAsset) -> None:
    share = stages.submitted(cast, asset)
    drafted = draft_of(share, Document.MOU, reader=share.parties.get(is_lead=True))
    [text] = [clause.text for clause in drafted.clauses if clause.key == "parties.parties"]
    assert "| Barchester City Council | Acquirer |" in text
    assert "Data goes between" not in text


def test_two_that_both_give_and_receive_agree_an_entry_for_each_half(
    cast: Cast, asset: DataAsset, bodies: Bodies
) -> None:
    draft = stages.draft(cast, asset, stages.checked_answers())
    add(draft, cast, bodies.revenue, email=cast.supplier.email)
    both = {(bodies.council.pk, bodies.revenue.pk), (bodies.revenue.pk, bodies.council.pk)}
    bodies_of_request.set_flows(share=draft, flows=both, by=cast.acquirer)
    assert Visitor(cast.acquirer).get("agreement", draft).status == 200
    share = sent(draft, cast)
    responding.decide(share=share, outcome=Outcome.ACCEPT, reason=None, text="", by=cast.supplier)
    share = stages.fresh(share)
    assert share.edition.state == State.NEGOTIATING
    keys = set(share.edition.clauses.values_list("key", flat=True))
    for party in share.parties.all():
        assert {f"schedule.{entry}__{party.pk}" for entry in ("party", "receiving", "giving", "flow")} <= keys
    assert not_applying(share) == frozenset()
    for page in ("agreement", "overview", "response"):
        assert Visitor(cast.supplier).get(page, share).status == 200, page
    clause = share.edition.clauses.get(key=f"schedule.flow__{share.parties.get(is_lead=True).pk}")
    assert "| To | The Office for Records |" in (clause.current.text if clause.current else "")
    assert Visitor(cast.supplier).get("clause", share, clause.pk).status == 200
    assert verify_everything().findings == []
