"""One request to several suppliers: each answers, responds and decides for its own data."""

import pytest

from agreements import policy
from agreements.drafting.drafts import draft_of
from agreements.kinds import EventKind
from agreements.members import actions as members
from agreements.models import DataShare, Document, Outcome, Party, Reason, Verdict, Wording
from agreements.negotiating import actions as negotiation
from agreements.negotiating.readiness import obstacles_to_freezing
from agreements.questionnaire.supplier import supplier_set
from agreements.register.publish import publish_owed
from agreements.requesting import actions as requesting
from agreements.requesting import records
from agreements.responding import actions
from agreements.signing import actions as sign_off
from agreements.signing import freezing
from agreements.states import Action, Role, State
from agreements.verifying.audit import verify_everything
from agreements.wording.gaps import MARK, awaited_party, gaps_in, has_gap, question_of
from catalogue.models import DataAsset
from community.models import Membership, User
from datashare.lib.exceptions import Incomplete, NotNow
from tests.agreements import stages
from tests.agreements.assessments import decide_all
from tests.agreements.negotiating.clauses import whole_clauses
from tests.cast import Bodies, Cast, make_asset, make_person
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(bodies: Bodies) -> DataAsset:
    """Return a record of another body, whose requests Zoe handles."""
    Membership.objects.filter(organisation=bodies.elsewhere).update(handles_requests=True)
    return make_asset(bodies.elsewhere, "Energy use of homes")


@pytest.fixture
def share(cast: Cast, asset: DataAsset, other: DataAsset) -> DataShare:
    """Return a request that both bodies are reading."""
    draft = stages.draft(cast, asset, stages.checked_answers())
    records.add_record(share=draft, asset=other, by=cast.acquirer)
    return sent(draft, cast)


def sent(share: DataShare, cast: Cast) -> DataShare:
    requesting.submit(share=share, declared=stages.DECLARED, by=cast.acquirer)
    return stages.fresh(share)


def decide(share: DataShare, by: User, outcome: Outcome) -> DataShare:
    reason = Reason.NO_POWER if outcome == Outcome.REFUSE else None
    text = "" if outcome == Outcome.ACCEPT else "The Act does not allow it."
    actions.decide(share=share, outcome=outcome, reason=reason, text=text, by=by)
    return stages.fresh(share)


def party(share: DataShare, user: User) -> Party:
    return members.party_of(share, user)


def gaps_of(share: DataShare, user: User) -> set[str]:
    """Return the questions whose answers the clauses lack from this user's organisation alone."""
    texts = Wording.objects.filter(clause__edition=share.edition).values_list("text", flat=True)
    keys = gaps_in("\n".join(texts))
    return {question_of(key) for key in keys if awaited_party(key) == party(share, user).pk}


def answer(share: DataShare, by: User, slug: str, **values: object) -> None:
    step = supplier_set(share.edition.question_set).steps[slug]
    actions.answer_own_half(share=share, step=step, values=values, revision=0, by=by)


def kinds(share: DataShare) -> list[str]:
    return list(share.events.order_by("sequence").values_list("kind", flat=True))


def test_each_holder_gives_a_flow_of_its_own(share: DataShare, cast: Cast) -> None:
    flows = [
        (flow.needed, {(str(end.party), end.act) for end in flow.ends.all()}) for flow in share.edition.flows.all()
    ]
    council = (str(party(share, cast.acquirer)), "receives")
    assert flows == [
        (True, {(str(party(share, cast.supplier)), "gives"), council}),
        (True, {(str(party(share, cast.stranger)), "gives"), council}),
    ]


def test_one_suppliers_decision_moves_nothing_by_itself(share: DataShare, cast: Cast) -> None:
    for outcome in (Outcome.ACCEPT, Outcome.RETURN, Outcome.REFUSE):
        with_one = stages.fresh(share)
        if not with_one.edition.rounds.get().decisions.exists():
            decide(with_one, cast.supplier, outcome)
        assert stages.fresh(share).edition.state == State.ASSESSING
    assert kinds(share)[-1] == EventKind.OWN_DATA_ACCEPTED


def test_negotiation_starts_when_all_have_agreed(share: DataShare, cast: Cast) -> None:
    decide(share, cast.supplier, Outcome.ACCEPT)
    share = decide(share, cast.stranger, Outcome.ACCEPT)

    assert share.edition.state == State.NEGOTIATING
    assert share.edition.clauses.exists()
    assert kinds(share)[-2:] == [EventKind.OWN_DATA_ACCEPTED, EventKind.ROUND_ACCEPTED]


def test_request_goes_back_when_all_have_decided_and_one_returned_it(share: DataShare, cast: Cast) -> None:
    decide(share, cast.supplier, Outcome.RETURN)
    share = decide(share, cast.stranger, Outcome.ACCEPT)
    assert share.edition.state == State.RETURNED
    page = Visitor(cast.acquirer).get("request", share).words
    assert "Office for Records: The Act does not allow it." in page


def test_refused_flow_that_is_useful_closes_and_the_others_go_on(
    cast: Cast, asset: DataAsset, other: DataAsset, bodies: Bodies
) -> None:
    draft = stages.draft(cast, asset)
    records.add_record(share=draft, asset=other, by=cast.acquirer)
    records.say_needed(share=draft, useful=[bodies.elsewhere.pk], by=cast.acquirer)
    share = sent(draft, cast)
    decide(share, cast.stranger, Outcome.REFUSE)
    share = decide(share, cast.supplier, Outcome.ACCEPT)

    assert share.edition.state == State.NEGOTIATING
    left = party(share, cast.stranger)
    assert (left.gives, left.sides) == (False, frozenset())
    assert policy.held(cast.stranger, share) == {Action.LOOK_BACK}
    assert policy.disagreements() == []
    assert not any("Elsewhere" in line for line in obstacles_to_freezing(share))
    assert Visitor(cast.stranger).get("overview", share).status == 200


def test_refused_flow_that_is_needed_brings_the_request_back(share: DataShare, cast: Cast, other: DataAsset) -> None:
    decide(share, cast.stranger, Outcome.REFUSE)
    share = decide(share, cast.supplier, Outcome.ACCEPT)
    assert share.edition.state == State.RETURNED
    page = Visitor(cast.acquirer).get("request", share).words
    assert "Agency for Elsewhere refused to share its data." in page

    records.remove_record(share=share, asset=other, by=cast.acquirer)
    share = sent(share, cast)
    assert not party(share, cast.stranger).gives
    assert decide(share, cast.supplier, Outcome.ACCEPT).edition.state == State.NEGOTIATING


def test_data_share_ends_only_when_all_refuse(share: DataShare, cast: Cast) -> None:
    assert decide(share, cast.supplier, Outcome.REFUSE).edition.state == State.ASSESSING
    assert decide(share, cast.stranger, Outcome.REFUSE).edition.state == State.REFUSED


def test_supplier_that_has_decided_waits_for_the_others(share: DataShare, cast: Cast) -> None:
    decide(share, cast.supplier, Outcome.ACCEPT)
    supplier = Visitor(cast.supplier)

    with pytest.raises(NotNow, match="has decided on this request"):
        stages.verdict_on(share, cast.supplier, "purpose", Verdict.QUESTION, "Why?")
    with pytest.raises(NotNow, match="has decided on this request"):
        decide(share, cast.supplier, Outcome.REFUSE)
    assert (
        "Office for Records has decided. Waiting for Agency for Elsewhere to decide."
        in supplier.get("overview", share).words
    )
    assert supplier.get("respond_section", share, "purpose").status == 409
    assert "Respond to the request" not in supplier.get("shares").words
    assert "Respond to the request" in Visitor(cast.stranger).get("shares").words


def test_suppliers_do_not_read_what_another_wrote(share: DataShare, cast: Cast) -> None:
    stages.verdict_on(share, cast.supplier, "purpose", Verdict.QUESTION, "Which marmalade Act?", "Ask Ms Quince.")
    share = decide(share, cast.supplier, Outcome.RETURN)

    reader, asker = Visitor(cast.stranger), Visitor(cast.acquirer)
    for page in ("overview", "request", "response", "history", "evidence", "agreement", "people"):
        words = reader.get(page, share).response.content.decode()
        assert "marmalade" not in words, page
        assert "Quince" not in words, page
        assert "does not allow it" not in words, page
    assert "Which marmalade Act?" in asker.get("response", share).words
    assert "Quince" not in asker.get("response", share).response.content.decode()
    assert "Which marmalade Act?" in asker.get("history", share).words


def test_acquirer_chooses_whose_response_to_read(share: DataShare, cast: Cast) -> None:
    stages.verdict_on(share, cast.stranger, "purpose", Verdict.QUESTION, "Whose homes?")
    share = decide(share, cast.stranger, Outcome.RETURN)
    asker, elsewhere = Visitor(cast.acquirer), party(share, cast.stranger)

    first = asker.get("response", share)
    assert "Not decided yet" in first.words
    assert "Whose homes?" not in first.words
    chosen = asker.get("response", share, query={"of": str(elsewhere.pk)}).words
    assert "Response of Agency for Elsewhere" in chosen
    assert "Whose homes?" in chosen


def test_each_answers_its_own_half_and_the_draft_names_each(share: DataShare, cast: Cast) -> None:
    answer(share, cast.supplier, "gateway", s_gateway={"chosen": "agree"})
    assert party(share, cast.supplier).answers.filter(key="s_gateway").exists()
    assert not party(share, cast.stranger).answers.exists()

    decide(share, cast.supplier, Outcome.ACCEPT)
    share = decide(share, cast.stranger, Outcome.ACCEPT)
    texts = "\n".join(Wording.objects.filter(clause__edition=share.edition).values_list("text", flat=True))
    headings = set(share.edition.clauses.values_list("heading", flat=True))
    assert {"Office for Records as giver", "Agency for Elsewhere as giver"} <= headings
    assert gaps_of(share, cast.stranger) - gaps_of(share, cast.supplier) == {"s_gateway"}
    assert not any(key.startswith("s_") for key in gaps_in(texts) if awaited_party(key) is None)


def test_draft_for_one_supplier_reads_as_ever(cast: Cast, asset: DataAsset) -> None:
    share = stages.assessing(cast, asset)
    for document in Document:
        drafted = draft_of(share, document, reader=share.parties.get(gives=True))
        assert not any("giver" in clause.text or "__" in clause.key + clause.text for clause in drafted.clauses)


def test_missing_answer_of_one_supplier_is_not_anothers(share: DataShare, cast: Cast) -> None:
    decide(share, cast.supplier, Outcome.ACCEPT)
    share = decide(share, cast.stranger, Outcome.ACCEPT)
    [key, *_] = sorted(gaps_of(share, cast.supplier) & gaps_of(share, cast.stranger))
    own, others = (f"{key}__{party(share, user).pk}" for user in (cast.supplier, cast.stranger))

    supplier = Visitor(cast.supplier)
    assert supplier.get("missing_answer", share, own).status == 200
    assert supplier.get("missing_answer", share, others).status == 403
    groups = supplier.get("missing_answers", share).words
    assert "Office for Records must answer" in groups
    assert "Agency for Elsewhere must answer" in groups


def test_holder_without_need_must_leave_one(cast: Cast, asset: DataAsset, other: DataAsset, bodies: Bodies) -> None:
    draft = stages.draft(cast, asset)
    records.add_record(share=draft, asset=other, by=cast.acquirer)
    both = [bodies.elsewhere.pk, bodies.revenue.pk]
    with pytest.raises(Incomplete, match="at least one organisation unticked"):
        records.say_needed(share=draft, useful=both, by=cast.acquirer)
    seen = Visitor(cast.acquirer).post("needed", draft, useful=both)
    assert seen.status == 200
    assert "Leave at least one organisation unticked" in seen.words


def test_people_of_both_suppliers_are_invited_by_their_own(share: DataShare, cast: Cast) -> None:
    members.invite(share=share, email="new@elsewhere.gov.uk", role=Role.OBSERVER, by=cast.stranger)
    assert share.members.get(email="new@elsewhere.gov.uk").party == party(share, cast.stranger)


def test_list_of_clauses_counts_the_organisations(share: DataShare, cast: Cast) -> None:
    decide(share, cast.supplier, Outcome.ACCEPT)
    share = decide(share, cast.stranger, Outcome.ACCEPT)
    clause = whole_clauses(share)[0]
    for user in (cast.acquirer, cast.supplier):
        negotiation.agree(share=share, wordings={clause.pk: clause.current_id or 0}, by=user)

    words = Visitor(cast.stranger).get("agreement", share).words
    assert "Where each organisation stands" in words
    assert "2 of 3 organisations have agreed. Agency for Elsewhere has not agreed yet" in words
    assert "Agency for Elsewhere Has agreed 0 of" in words


def test_all_three_agree_sign_and_are_listed(share: DataShare, cast: Cast, bodies: Bodies) -> None:
    decide(share, cast.supplier, Outcome.ACCEPT)
    share = decide(share, cast.stranger, Outcome.ACCEPT)
    people = {cast.acquirer: cast.acquirer_signatory, cast.supplier: cast.supplier_signatory}
    people[cast.stranger] = make_person("director", "Femi Obi", bodies.elsewhere)
    for lead, signatory in people.items():
        if not share.members.filter(user=signatory, role=Role.SIGNATORY).exists():
            members.invite(share=share, email=signatory.email, role=Role.SIGNATORY, office="Director", by=lead)
    decide_all(share)
    for clause in share.edition.clauses.select_related("current"):
        wording = clause.current
        if wording and has_gap(wording.text):
            proposed = negotiation.propose(
                clause=clause,
                based_on=wording.pk,
                text=MARK.sub("as agreed", wording.text),
                reason="",
                by=cast.acquirer,
            )
            decides = cast.supplier if clause.is_for(party(share, cast.supplier)) else cast.stranger
            negotiation.accept(proposal=proposed, by=decides)
    for lead in people:
        own = party(share, lead)
        left = share.edition.clauses.binding(own).exclude(current__agreements__party=own)
        wordings = {clause.pk: clause.current_id or 0 for clause in left}
        negotiation.agree(share=share, wordings=wordings, by=lead)
    agreement = freezing.freeze_words(share=share, by=cast.acquirer)
    for signatory in people.values():
        assert stages.fresh(share).edition.state == State.SIGNING
        sign_off.sign(agreement=agreement, digest=agreement.words.digest, method="password", by=signatory)

    share = stages.fresh(share)
    assert share.edition.state == State.IN_FORCE
    publish_owed()
    assert len(share.entry.suppliers) == 2
    report = verify_everything()
    assert report.findings == []
