"""One request to several suppliers: what one of them must not read, and what holds after one has refused."""

import re

import pytest

from agreements import policy
from agreements.access import Page
from agreements.answers import stored_answers
from agreements.drafting.drafts import draft_of
from agreements.drafting.left_open import deferred_gap_filler
from agreements.members import actions as members
from agreements.members.suggestions import suggested_order
from agreements.models import DataShare, Document, EndGround, Outcome, PartyAnswer, Proposal, Reason, Verdict, Wording
from agreements.models.flows import records_given
from agreements.negotiating import actions as negotiation
from agreements.negotiating import late_answers
from agreements.negotiating.contradictions import contradictions_in
from agreements.questionnaire.forms.supplier import ItemsForm
from agreements.questionnaire.supplier import question_for
from agreements.register.publish import publish_owed
from agreements.requesting import actions as requesting
from agreements.requesting import records
from agreements.responding import actions
from agreements.responding.views import _context_of
from agreements.reviewing import ending
from agreements.signing import actions as sign_off
from agreements.signing import freezing
from agreements.states import Action, Role, State
from agreements.varying import actions as varying
from agreements.verifying.audit import verify_everything
from agreements.wording.gaps import mark
from catalogue.models import DataAsset
from community.models import Notification, User
from community.organisations.moving import move_organisation
from tests.agreements import stages
from tests.agreements.responding.test_several_suppliers import answer, decide, other, party, sent, share
from tests.cast import Bodies, Cast, make_person
from tests.support.visiting import Visitor

__all__ = ["other", "share"]
pytestmark = pytest.mark.django_db

PAGES = (
    *("overview", "request", "response", "history", "evidence"),
    *("agreement", "assessment", "people", "files", "decided"),
)


@pytest.fixture
def useful(cast: Cast, asset: DataAsset, other: DataAsset, bodies: Bodies) -> DataShare:
    """Return a request that can go on without the data of the Agency for Elsewhere."""
    draft = stages.draft(cast, asset, stages.checked_answers())
    records.add_record(share=draft, asset=other, by=cast.acquirer)
    records.say_needed(share=draft, useful=[bodies.elsewhere.pk], by=cast.acquirer)
    return sent(draft, cast)


def refuse(share: DataShare, by: User, why: str = "The Act does not allow it.") -> DataShare:
    actions.decide(share=share, outcome=Outcome.REFUSE, reason=Reason.COST, text=why, by=by)
    return stages.fresh(share)


def without_elsewhere(useful: DataShare, cast: Cast) -> DataShare:
    """Return the data share in negotiation after the useful data was refused."""
    refuse(useful, cast.stranger)
    return decide(useful, cast.supplier, Outcome.ACCEPT)


def texts(share: DataShare) -> str:
    return "\n".join(Wording.objects.filter(clause__edition=share.edition).values_list("text", flat=True))


def test_supplier_that_refused_reads_no_response_of_another(useful: DataShare, cast: Cast) -> None:
    stages.verdict_on(useful, cast.supplier, "purpose", Verdict.QUESTION, "Which marmalade Act?", "Ask Ms Quince.")
    answer(useful, cast.supplier, "gateway", s_gateway={"chosen": "disagree", "why": "Rhubarb."})
    share = without_elsewhere(useful, cast)

    reader = Visitor(cast.stranger)
    for page in PAGES:
        content = reader.get(page, share).response.content.decode()
        assert "marmalade" not in content, page
        assert "Quince" not in content, page
    other_one = party(share, cast.supplier)
    seen = reader.get("response", share, query={"of": str(other_one.pk)}).response.content.decode()
    assert "marmalade" not in seen
    assert "Quince" not in seen
    assert "The Act does not allow it." in seen


def test_supplier_that_refused_reads_the_request_as_sent(useful: DataShare, cast: Cast) -> None:
    share = without_elsewhere(useful, cast)
    share.edition.answers.filter(key="aims").update(value="Unsent gooseberry aims.")
    assert "gooseberry" not in Visitor(cast.stranger).get("request", share).words


def test_supplier_that_refused_is_told_that_it_takes_no_part(useful: DataShare, cast: Cast) -> None:
    share = without_elsewhere(useful, cast)
    reader = Visitor(cast.stranger)
    words = reader.get("overview", share).words
    assert "has agreed every clause" not in words
    assert "Agency for Elsewhere has taken no part in this data share since" in words
    assert "It refused to give its own data, and the others went on without it." in words
    assert reader.get("shares").status == 200
    assert "The others now agree the clauses without your data." in reader.get("decided", share).words


def test_who_asked_still_reads_why_useful_data_was_refused(useful: DataShare, cast: Cast) -> None:
    share = without_elsewhere(useful, cast)
    left = party(share, cast.stranger)
    asker = Visitor(cast.acquirer)
    assert "Decisions of the suppliers" in asker.get("response", share).words
    assert "The Act does not allow it." in asker.get("response", share, query={"of": str(left.pk)}).words


def test_all_refused_and_none_reads_the_words_of_another(share: DataShare, cast: Cast) -> None:
    refuse(share, cast.supplier, "Because of marmalade.")
    share = refuse(share, cast.stranger, "Because of quinces.")
    assert share.edition.state == State.REFUSED
    for user, own, others in (
        (cast.supplier, "marmalade", "quinces"),
        (cast.stranger, "quinces", "marmalade"),
    ):
        visitor = Visitor(user)
        assert own in visitor.get("overview", share).words
        for page in PAGES:
            assert others not in visitor.get(page, share).response.content.decode(), page
        assert "All suppliers refused the request." in visitor.get("overview", share).words
    words = Visitor(cast.acquirer).get("overview", share).words
    assert "Office for Records: Cost or capacity" in words
    assert "Agency for Elsewhere: Cost or capacity" in words


def test_coded_reason_of_a_refusal_is_withheld_from_other_suppliers(share: DataShare, cast: Cast) -> None:
    share = refuse(share, cast.supplier)
    for page in ("overview", "history"):
        assert "cost or capacity" not in Visitor(cast.stranger).get(page, share).words.lower(), page
        assert "refused to share its own data" in Visitor(cast.stranger).get(page, share).words, page
        assert "cost or capacity" in Visitor(cast.supplier).get(page, share).words.lower(), page
        assert "cost or capacity" in Visitor(cast.acquirer).get(page, share).words.lower(), page
    told = Notification.objects.filter(topic=share.reference, user=cast.stranger)
    assert not any("capacity" in note.body for note in told)


def test_draft_keeps_the_half_of_another_supplier_until_all_negotiate(share: DataShare, cast: Cast) -> None:
    experts = {"legal": "Ms Quince, solicitor"}
    answer(share, cast.supplier, "experts", s_experts=experts)
    share = decide(share, cast.supplier, Outcome.ACCEPT)
    for page in PAGES:
        content = Visitor(cast.stranger).get(page, share).response.content.decode()
        assert "Quince" not in content, page
    for kind in ("md", "json"):
        for document in Document:
            seen = Visitor(cast.stranger).get("download", share, document.value, kind).response.content.decode()
            assert "Quince" not in seen
    drafted = draft_of(share, Document.MOU, reader=party(share, cast.acquirer))
    assert "Quince" in "\n".join(clause.text for clause in drafted.clauses)


def test_answers_of_a_supplier_that_refused_draft_nothing(useful: DataShare, cast: Cast) -> None:
    answer(useful, cast.stranger, "experts", s_experts={"legal": "Ms Quince, solicitor"})
    answer(useful, cast.supplier, "experts", s_experts={"legal": "Mr Medlar, solicitor"})
    share = without_elsewhere(useful, cast)
    assert "Quince" not in texts(share)
    assert "Medlar" in texts(share)
    assert set(stored_answers(share).halves) == {party(share, cast.supplier).pk}


def test_agreement_lists_no_record_that_was_refused(useful: DataShare, cast: Cast) -> None:
    share = without_elsewhere(useful, cast)
    assert "Energy use of homes" not in texts(share)
    assert "Council tax records of households" in texts(share)
    assert [asset.title for asset in records_given(share)] == ["Council tax records of households"]


def test_supplier_asked_again_gets_its_permissions_back(share: DataShare, cast: Cast, other: DataAsset) -> None:
    refuse(share, cast.stranger)
    share = decide(share, cast.supplier, Outcome.ACCEPT)
    records.remove_record(share=share, asset=other, by=cast.acquirer)
    share = sent(share, cast)
    assert policy.held(cast.stranger, share) == {Action.LOOK_BACK}
    words = Visitor(cast.stranger).get("response", share).words
    assert "Respond to each section" not in words
    overview = Visitor(cast.stranger).get("overview", share).words
    assert "The request does not ask for its data any more." in overview
    assert "sent the request again" not in Visitor(cast.stranger).get("history", share).words
    assert Visitor(cast.stranger).get("round_changes", share, 2).status == 404
    share = decide(share, cast.supplier, Outcome.RETURN)
    records.add_record(share=share, asset=other, by=cast.acquirer)
    share = sent(share, cast)
    assert Action.VIEW in policy.held(cast.stranger, share)
    assert "sent the request again" in Visitor(cast.stranger).get("history", share).words

    assert party(share, cast.stranger).gives
    assert policy.disagreements() == []
    assert Action.ACCEPT in policy.held(cast.stranger, share)
    decide(share, cast.stranger, Outcome.ACCEPT)
    assert decide(share, cast.supplier, Outcome.ACCEPT).edition.state == State.NEGOTIATING


def test_supplier_that_left_reads_no_refusal_of_another(share: DataShare, cast: Cast, other: DataAsset) -> None:
    refuse(share, cast.stranger)
    share = decide(share, cast.supplier, Outcome.RETURN)
    records.remove_record(share=share, asset=other, by=cast.acquirer)
    share = sent(share, cast)
    share = refuse(share, cast.supplier, "Because of marmalade.")
    assert share.edition.state == State.REFUSED
    reader = Visitor(cast.stranger)
    for page in PAGES:
        content = reader.get(page, share).response.content.decode()
        assert "marmalade" not in content, page
    assert "Cost or capacity" not in reader.get("overview", share).words
    assert "marmalade" in Visitor(cast.acquirer).get("overview", share).words


def test_private_note_says_who_reads_it(share: DataShare, cast: Cast) -> None:
    stages.verdict_on(share, cast.supplier, "purpose", Verdict.QUESTION, "Which?", "Ask Ms Quince.")
    section = Visitor(cast.supplier).get("respond_section", share, "purpose").words
    assert "Only your organisation sees this" in section
    assert "Only the suppliers see this" not in section
    share = decide(share, cast.supplier, Outcome.RETURN)
    seen = Visitor(cast.supplier).get("response", share).words
    assert "Only your organisation sees this" in seen
    assert "Questions we asked Office for Records" in seen
    assert "Questions we asked Office for Records and" not in seen


def test_page_after_the_last_decision_says_what_all_came_to(share: DataShare, cast: Cast) -> None:
    decide(share, cast.supplier, Outcome.RETURN)
    share = decide(share, cast.stranger, Outcome.ACCEPT)
    words = Visitor(cast.stranger).get("decided", share).words
    assert "can change its answers and send the request again" in words
    assert "now agree the clauses" not in words


def test_list_names_the_suppliers_that_are_waited_for(share: DataShare, cast: Cast) -> None:
    assert "Agency for Elsewhere and Office for Records to respond" in Visitor(cast.acquirer).get("shares").words or (
        "Office for Records and Agency for Elsewhere to respond" in Visitor(cast.acquirer).get("shares").words
    )
    decide(share, cast.supplier, Outcome.RETURN)
    for user in (cast.acquirer, cast.supplier):
        assert "Agency for Elsewhere to decide" in Visitor(user).get("shares").words
        assert "Office for Records to decide" not in Visitor(user).get("shares").words
    decide(share, cast.stranger, Outcome.ACCEPT)
    assert "Office for Records and Agency for Elsewhere" in Visitor(cast.acquirer).get("shares").words


def test_what_one_supplier_owes_is_not_counted_for_another(share: DataShare, cast: Cast) -> None:
    decide(share, cast.supplier, Outcome.ACCEPT)
    share = decide(share, cast.stranger, Outcome.ACCEPT)
    lines = Visitor(cast.acquirer).get("overview", share).all("//div[@class='next-panel']/ul[1]/li")
    for name in ("Office for Records", "Agency for Elsewhere"):
        [own] = [line for line in lines if line.startswith(f"{name} must still agree")]
        assert re.search(r" and answer \d+ questions", own)
    assert not any("Office for Records and Agency for Elsewhere" in line for line in lines)
    missing = Visitor(cast.acquirer).get("missing_answers", share).words
    assert "Waiting for Office for Records and" not in missing


def test_no_contradiction_between_people_of_two_suppliers(share: DataShare, cast: Cast, bodies: Bodies) -> None:
    for user, name in ((cast.supplier, "Victor Stone"), (cast.stranger, "Femi Obi")):
        PartyAnswer.objects.create(
            edition=share.edition,
            party=party(share, user),
            key="s_signatory",
            value={"name": name, "position": "Director", "order": "any" if name == "Femi Obi" else "after"},
            author=user,
        )
    decide(share, cast.supplier, Outcome.ACCEPT)
    share = decide(share, cast.stranger, Outcome.ACCEPT)
    members.invite(
        share=share, email=cast.supplier_signatory.email, role=Role.SIGNATORY, office="Director", by=cast.supplier
    )
    femi = make_person("director", "Femi Obi", bodies.elsewhere)
    members.invite(share=share, email=femi.email, role=Role.SIGNATORY, office="Director", by=cast.stranger)
    assert not [found for found in contradictions_in(share) if "signatory" in found.says]
    page = Page(DataShare.objects.read_by(cast.acquirer).with_doubts().get(pk=share.pk).tied(), cast.acquirer)
    assert suggested_order(page) == (
        "given",
        "Office for Records said in its response that it signs after the acquirer.",
    )


def test_own_questions_name_ones_own_organisation(share: DataShare, cast: Cast) -> None:
    reader = DataShare.objects.read_by(cast.stranger).with_doubts().get(pk=share.pk).tied()
    context = _context_of(Page(reader, cast.stranger), share.edition.rounds.get(), ItemsForm)
    assert context.supplier == "Agency for Elsewhere"
    assert context.acquirer == "Barchester City Council"


def test_answers_proposed_again_are_those_of_one_supplier(share: DataShare, cast: Cast) -> None:
    own, others = party(share, cast.supplier), party(share, cast.stranger)
    for one in (own, others):
        PartyAnswer.objects.create(
            edition=share.edition, party=one, key="s_power", value={"chosen": "yes"}, author=cast.supplier
        )
    left = stored_answers(share).without([f"s_power__{own.pk}"])
    assert "s_power" not in left.halves[own.pk]
    assert "s_power" in left.halves[others.pk]


def test_variation_taken_back_gives_a_closed_supplier_its_rights_again(
    cast: Cast, asset: DataAsset, other: DataAsset, bodies: Bodies
) -> None:
    share = stages.in_force(cast, asset)
    varying.vary(share=share, by=cast.acquirer)
    share = stages.fresh(share)
    records.add_record(share=share, asset=other, by=cast.acquirer)
    share = sent(share, cast)
    assert Action.ACCEPT in policy.held(cast.stranger, share)
    requesting.withdraw(share=share, reason="", by=cast.acquirer)
    share = stages.fresh(share)
    assert (share.edition.number, share.edition.state) == (1, State.IN_FORCE)
    assert not party(share, cast.stranger).gives
    assert policy.disagreements() == []
    assert policy.held(cast.stranger, share) == {Action.LOOK_BACK}
    assert Visitor(cast.stranger).get("overview", share).status == 200
    assert verify_everything().findings == []


def _sign_all(share: DataShare, cast: Cast, bodies: Bodies) -> DataShare:
    """Bring an edition in negotiation into force, signed for all three organisations."""
    people = {cast.acquirer: cast.acquirer_signatory, cast.supplier: cast.supplier_signatory}
    if party(share, cast.stranger).gives:
        director = User.objects.filter(full_name="Femi Obi").first()
        people[cast.stranger] = director or make_person("director", "Femi Obi", bodies.elsewhere)
    for lead, signatory in people.items():
        if not share.members.filter(user=signatory, role=Role.SIGNATORY).exists():
            members.invite(share=share, email=signatory.email, role=Role.SIGNATORY, office="Director", by=lead)
    stages.fill_gaps(share, cast)
    for lead in people:
        own = party(share, lead)
        left = share.edition.clauses.binding(own).exclude(current__agreements__party=own)
        negotiation.agree(share=share, wordings={clause.pk: clause.current_id or 0 for clause in left}, by=lead)
    agreement = freezing.freeze_words(share=stages.fresh(share), by=cast.acquirer)
    for signatory in people.values():
        sign_off.sign(agreement=agreement, digest=agreement.words.digest, method="password", by=signatory)
    publish_owed()
    return stages.fresh(share)


def test_variation_without_a_supplier_that_left_leaves_the_first_edition_provable(
    share: DataShare, cast: Cast, bodies: Bodies
) -> None:
    decide(share, cast.supplier, Outcome.ACCEPT)
    share = _sign_all(decide(share, cast.stranger, Outcome.ACCEPT), cast, bodies)
    first = share.entry.records
    director = User.objects.get(full_name="Femi Obi")
    ending.end_at_once(share=share, ground=EndGround.NO_POWER, reason="Repealed.", by=director)
    varying.vary(share=stages.fresh(share), by=cast.acquirer)
    share = decide(sent(stages.fresh(share), cast), cast.supplier, Outcome.ACCEPT)
    assert verify_everything().findings == []
    assert stages.fresh(share).entry.records == first
    assert len(first) == 2

    share = _sign_all(share, cast, bodies)
    assert share.edition.number == 2
    assert [title for _, title, _ in share.entry.records] == ["Council tax records of households"]
    assert share.entry.suppliers == ["Office for Records"]
    assert verify_everything().findings == []


def test_late_answers_of_two_suppliers_to_one_clause_are_both_kept(share: DataShare, cast: Cast) -> None:
    decide(share, cast.supplier, Outcome.ACCEPT)
    share = decide(share, cast.stranger, Outcome.ACCEPT)
    own, others = party(share, cast.supplier), party(share, cast.stranger)
    value = {"chosen": "agree", "why": ""}
    asked = question_for(share.edition.question_set, "s_gateway")
    assert asked is not None
    for user in (cast.supplier, cast.stranger):
        late_answers.fill(share=share, step=asked.place.step, cleaned={"s_gateway": value}, revision=0, by=user)
    waiting = Proposal.objects.open().in_share(share).filter(wording__party=own)
    assert waiting.exists()
    for proposal in waiting:
        negotiation.accept(proposal=proposal, by=cast.acquirer)
    for proposal in Proposal.objects.open().in_share(share).filter(wording__party=others):
        negotiation.accept(proposal=proposal, by=cast.acquirer)
    current = "\n".join(share.edition.clauses.values_list("current__text", flat=True))
    assert "s_gateway" not in current
    assert not Proposal.objects.open().in_share(share).exists()
    for user in (cast.acquirer, cast.supplier, cast.stranger):
        for page in ("overview", "agreement", "missing_answers", "proposals", "history"):
            assert Visitor(user).get(page, share).status == 200, page


def test_answer_that_follows_an_emergency_names_its_supplier(share: DataShare, cast: Cast) -> None:
    share.edition.answers.filter(key="tri_kind").update(value=stages.EMERGENCY)
    decide(share, cast.supplier, Outcome.ACCEPT)
    share = decide(share, cast.stranger, Outcome.ACCEPT)
    own = party(share, cast.stranger).pk
    assert "To be completed by Agency for Elsewhere within" in deferred_gap_filler(share)(mark(f"s_privacy__{own}"))


def test_supplier_whose_work_moved_to_the_other_supplier_still_decides(
    share: DataShare, cast: Cast, bodies: Bodies
) -> None:
    support = make_person("support", "Sam Support", bodies.council)
    User.objects.filter(pk=support.pk).update(is_superuser=True, is_staff=True)
    type(bodies.elsewhere).objects.filter(pk=bodies.elsewhere.pk).update(is_closed=True)
    move_organisation(
        closed=bodies.elsewhere, successor=bodies.revenue, reason="Merged.", by=User.objects.get(pk=support.pk)
    )
    decide(share, cast.stranger, Outcome.RETURN)
    share = decide(share, cast.supplier, Outcome.ACCEPT)
    assert share.edition.state == State.RETURNED
    assert Visitor(cast.acquirer).get("records", share).status == 200
    share = sent(share, cast)
    decide(share, cast.stranger, Outcome.ACCEPT)
    share = decide(share, cast.supplier, Outcome.ACCEPT)
    assert share.edition.state == State.NEGOTIATING
    assert "Energy use of homes" in texts(share)
    assert policy.disagreements() == []


def test_private_comment_stays_with_the_organisation_of_its_author(share: DataShare, cast: Cast) -> None:
    decide(share, cast.supplier, Outcome.ACCEPT)
    share = decide(share, cast.stranger, Outcome.ACCEPT)
    clause = share.edition.clauses.all()[0]
    negotiation.comment(clause=clause, text="Only marmalade for us.", private=True, by=cast.supplier)
    for user in (cast.acquirer, cast.stranger):
        for page, *args in (("clause", clause.pk), ("history",), ("evidence",), ("overview",), ("agreement",)):
            assert "marmalade" not in Visitor(user).get(page, share, *args).response.content.decode(), page


def test_supplier_added_to_a_returned_request_is_asked_as_for_the_first_time(
    cast: Cast, asset: DataAsset, other: DataAsset
) -> None:
    share = stages.returned(cast, asset)
    records.add_record(share=share, asset=other, by=cast.acquirer)
    share = sent(share, cast)
    told = Notification.objects.filter(topic=share.reference)
    assert "after your comments" not in told.get(user=cast.stranger).body
    assert "after your comments" in told.filter(user=cast.supplier).latest("pk").body
