"""People assess each risk; what no one assessed is marked as proposed and cannot be signed."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, transaction

from agreements.assessing import actions
from agreements.assessing.risks import risk_in, risks_of
from agreements.drafting.drafts import draft_of
from agreements.kinds import EventKind
from agreements.models import Clause, DataShare, Document, EventDetails, Outcome, Proposal, RiskDecision
from agreements.negotiating import late_answers
from agreements.notifications.sentences import sentence_of
from agreements.questionnaire.question_sets import question_set
from agreements.requesting import actions as requesting
from agreements.responding import actions as responding
from agreements.signing import freezing
from agreements.varying.actions import vary
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from community.models import User
from datashare.lib.exceptions import Conflict, Incomplete, NotNow
from tests.agreements import stages
from tests.agreements.assessments import JUDGED, assess_everything
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
KEY = "kept_too_long"
OWN = {"source": "A letter goes to an old address.", "harm": "Someone else reads about a person’s health."}
POSTED = {
    **{name: str(value) for name, value in JUDGED.items() if name not in ("due", "is_approved")},
    "is_approved": "yes",
    "revision": "0",
}


def assess(share: DataShare, by: User, key: str = KEY, revision: int = 0, **other: Any) -> RiskDecision:
    given = {**JUDGED, **other}
    return actions.assess(share=share, risk=key, given=given, revision=revision, by=by)


def words_of(share: DataShare, key: str) -> str:
    """Return a clause of the draft of the impact assessment as the acquirer reads it."""
    draft = draft_of(share, Document.DPIA, reader=share.parties.get(is_lead=True))
    return next(clause.text for clause in draft.clauses if clause.key == key)


def row_of(text: str, words: str) -> str:
    return next(line for line in text.splitlines() if words in line)


@pytest.fixture
def draft(cast: Cast, asset: DataAsset) -> DataShare:
    return stages.draft(cast, asset)


@pytest.fixture
def negotiating(cast: Cast, asset: DataAsset) -> DataShare:
    return stages.negotiating(cast, asset)


def test_what_no_one_assessed_is_marked_as_proposed(draft: DataShare, cast: Cast) -> None:
    register = words_of(draft, "risks.register")
    assert "| Proposed: possible | Proposed: significant | Proposed: medium |" in row_of(register, "Copies are kept")
    assert "No one has assessed these risks yet." in register
    plan = row_of(words_of(draft, "measures.plan"), "Put a date on every copy")
    assert "Proposed: Put a date" in plan
    assert plan.endswith("| Proposed: reduced | Not judged |")

    assess(draft, cast.acquirer_colleague, measure="Delete by a job each night.", severity="severe", remaining="medium")
    register = words_of(draft, "risks.register")
    assert row_of(register, "Copies are kept").endswith("| Possible | Severe | High |")
    plan = row_of(words_of(draft, "measures.plan"), "Delete by a job")
    approved = "Owner: Head of Data, Example Office. Approved by: Director of Data, Example Office."
    assert f"{approved} | Reduced | Medium (remote, significant) |" in plan


def test_once_every_risk_is_assessed_nothing_is_proposed(draft: DataShare, cast: Cast) -> None:
    assess_everything(draft, cast.acquirer)
    both = words_of(draft, "risks.register") + words_of(draft, "measures.plan")
    assert "Proposed" not in both
    assert "No one has assessed" not in both


def test_decision_is_told_and_kept_with_those_before(draft: DataShare, cast: Cast) -> None:
    first = assess(draft, cast.acquirer)
    again = assess(draft, cast.acquirer, revision=1)
    assert again == first
    second = assess(draft, cast.acquirer_expert, revision=1, remaining="medium")
    assert (second.revision, second.first) == (2, first.first)
    told = EventDetails.objects.of(draft, EventKind.RISK_ASSESSED)
    assert told.count() == 2
    newest = told.first()
    assert newest is not None
    assert "assessed this risk: Copies are kept for longer" in sentence_of(newest, draft.edition.question_set)
    (change,) = newest.content["changes"]
    assert "Remaining risk: Low" in change["before"]
    assert "Remaining risk: Medium" in change["after"]
    assert list(draft.edition.risk_decisions.standing()) == [second]
    page = Visitor(cast.acquirer).get("assess_risk", draft, KEY)
    assert "Earlier decisions on this risk (1)" in page.words
    assert page.words.count("Remaining risk: Low") == 1
    assert verify_everything().findings == []


def test_two_people_who_assess_one_risk_lose_nothing(draft: DataShare, cast: Cast) -> None:
    assess(draft, cast.acquirer)
    with pytest.raises(Conflict, match="decided on this risk after you opened the page"):
        assess(draft, cast.acquirer_colleague, remaining="high")
    seen = Visitor(cast.acquirer_colleague).post("assess_risk", draft, KEY, **POSTED | {"measure": "Another measure."})
    assert seen.status == 409
    assert "Their decision is below" in " ".join(seen.errors)
    assert "Remaining risk: Low" in seen.words
    assert seen.all("//textarea[@name='measure']") == ["Another measure."]
    assert seen.all("//input[@name='revision']/@value") == ["1"]
    seen = Visitor(cast.acquirer_colleague).post(
        "assess_risk", draft, KEY, **POSTED | {"revision": "1", "remaining": "high"}
    )
    assert seen.status == 302
    assert draft.edition.risk_decisions.standing().get().remaining == "high"


def test_risk_that_people_add_stands_after_those_of_the_library(draft: DataShare, cast: Cast) -> None:
    added = actions.add(share=draft, given={**JUDGED, **OWN}, by=cast.acquirer)
    assert actions.add(share=draft, given={**JUDGED, **OWN}, by=cast.acquirer) == added
    second = actions.add(share=draft, given={**JUDGED, **OWN, "source": "Another | one."}, by=cast.acquirer)
    assert (added.risk, second.risk) == ("own-1", "own-2")
    rows = [line for line in words_of(draft, "risks.register").splitlines() if line.startswith("| ")]
    assert "A letter goes to an old address." in rows[-2]
    assert "Added by Barchester City Council" in rows[-2]
    assert r"Another \| one." in rows[-1]
    assess(draft, cast.acquirer, key="own-1", revision=1, **{**OWN, "source": "A letter goes astray."})
    assert "A letter goes astray." in words_of(draft, "risks.register")


def test_struck_risk_is_printed_with_the_reason_and_can_come_back(draft: DataShare, cast: Cast) -> None:
    struck = actions.strike(share=draft, risk=KEY, reason="No copy is made", revision=0, by=cast.acquirer)
    register = words_of(draft, "risks.register")
    assert "- Copies are kept for longer than they are needed. No copy is made." in register
    assert not [line for line in register.splitlines() if line.startswith("|") and "Copies are kept" in line]
    assess(draft, cast.acquirer, revision=struck.revision)
    assert row_of(words_of(draft, "risks.register"), "Copies are kept").startswith("|")


def test_answer_that_no_longer_raises_a_risk_takes_it_out(draft: DataShare, cast: Cast) -> None:
    assess(draft, cast.acquirer, key="creep")
    draft.edition.answers.filter(key="tri_kind").update(value="one_off")
    assert "more than the purpose agreed" not in words_of(draft, "risks.register")
    with pytest.raises(NotNow, match="do not raise this risk any more"):
        assess(draft, cast.acquirer, key="creep", revision=1)
    assert Visitor(cast.acquirer).get("assess_risk", draft, "creep").status == 404


def test_decisions_are_never_changed(draft: DataShare, cast: Cast) -> None:
    decision = assess(draft, cast.acquirer)
    for act in (lambda: RiskDecision.objects.update(remaining="none"), decision.delete):
        with pytest.raises(ProgrammingError), transaction.atomic():
            act()


def test_assessment_in_negotiation_writes_the_clauses_again(negotiating: DataShare, cast: Cast) -> None:
    clause = negotiating.edition.clauses.get(key="measures.plan")
    before = clause.current
    assert before is not None
    assert "Proposed: Put a date" in before.text
    assess(negotiating, cast.supplier_expert, measure="Delete by a job each night.")
    clause.refresh_from_db()
    assert clause.current is not None
    assert (clause.current.author, clause.current.based_on) == (cast.supplier_expert, before)
    assert "Delete by a job each night." in clause.current.text
    assert not clause.current.agreements.exists()
    told = EventDetails.objects.of(negotiating, EventKind.RISK_ASSESSED).get()
    assert len(told.content["changes"]) == 3
    assert verify_everything().findings == []


@pytest.mark.parametrize("key", ["risks.register", "measures.plan"])
def test_clause_of_the_record_is_not_reworded_or_struck(negotiating: DataShare, cast: Cast, key: str) -> None:
    clause = negotiating.edition.clauses.get(key=key)
    given = {"based_on": str(clause.current_id), "reason": "Simpler."}
    visitor = Visitor(cast.acquirer)
    seen = visitor.post("propose", negotiating, clause.pk, text="There is no risk.", send="yes", **given)
    assert "shows what people decided in the impact assessment" in seen.words
    assert visitor.post("strike", negotiating, clause.pk, **given).status == 409
    assert not clause.wordings.filter(number__gt=1).exists()
    page = visitor.get("clause", negotiating, clause.pk)
    assert "Propose different wording" not in page.words
    assert "Assess the risks" in page.words


def test_text_with_a_proposed_score_cannot_be_frozen(cast: Cast, asset: DataAsset) -> None:
    share = stages.agreed(cast, asset)
    added = {**JUDGED, **OWN, "is_approved": False}
    risk = actions.add(share=share, given=added, by=cast.acquirer)
    _agree_again(share, cast)
    with pytest.raises(Incomplete, match="1 measure against risks to people has not been approved"):
        freezing.freeze_words(share=stages.fresh(share), by=cast.acquirer)
    assess(share, cast.acquirer, key=risk.risk, revision=1, **OWN)
    _agree_again(share, cast)
    agreement = freezing.freeze_words(share=stages.fresh(share), by=cast.acquirer)
    assert "A letter goes to an old address." in agreement.words.words


def _agree_again(share: DataShare, cast: Cast) -> None:
    stages.agree_everything(stages.fresh(share), cast)


def test_no_one_goes_on_despite_risks_that_no_one_assessed(negotiating: DataShare, cast: Cast) -> None:
    for lead in (cast.acquirer, cast.supplier):
        seen = Visitor(lead).get("stops", negotiating)
        assert "The service only proposed how to score them." in seen.words
        assert "nothing that the service proposed can be signed as if people had decided it" in seen.words
        assert Visitor(lead).get("go_on", negotiating, "risks_proposed:").status == 403


@pytest.mark.parametrize("person", ["acquirer_signatory", "supplier_signatory", "onlooker"])
def test_who_only_signs_or_observes_reads_and_cannot_assess(negotiating: DataShare, cast: Cast, person: str) -> None:
    who = getattr(cast, person)
    assert "Copies are kept for longer" in Visitor(who).get("risks", negotiating).words
    assert Visitor(who).post("assess_risk", negotiating, KEY, **POSTED).status == 403
    with pytest.raises(PermissionDenied):
        assess(negotiating, who)


def test_nothing_is_assessed_while_the_supplier_responds_or_people_sign(cast: Cast, asset: DataAsset) -> None:
    for stage in (stages.submitted, stages.signing):
        share = stage(cast, asset)
        assert Visitor(cast.acquirer).get("risks", share).status == 200
        assert Visitor(cast.acquirer).post("assess_risk", share, KEY, **POSTED).status == 409


def test_data_about_no_one_has_no_risk_to_assess(cast: Cast, asset: DataAsset) -> None:
    answers = stages.answers_of_today() | {"tri_personal": "no", "data_types": ["commercial"]}
    share = stages.draft(cast, asset, answers)
    assert risks_of(share, share.parties.get(is_lead=True)) == ()
    assert "There are no risks to assess" in Visitor(cast.acquirer).get("risks", share).words
    assert Visitor(cast.acquirer).post("add_risk", share, **POSTED | OWN).status == 409
    with pytest.raises(NotNow):
        actions.add(share=share, given={**JUDGED, **OWN}, by=cast.acquirer)


def test_other_risks_follow_one_after_another(draft: DataShare, cast: Cast) -> None:
    visitor, party = Visitor(cast.acquirer), draft.parties.get(is_lead=True)
    first, *rest = [risk.key for risk in risks_of(draft, party)]
    assert visitor.get("risks", draft).all("//a[@role='button']/@href") == [f"/shares/{draft.reference}/risks/{first}/"]
    for here, to in zip([first, *rest], [*rest, ""], strict=True):
        seen = visitor.post("assess_risk", draft, here, **POSTED)
        assert seen.goes_to == f"/shares/{draft.reference}/risks/{f'{to}/' if to else ''}"
    found = risk_in(risks_of(draft, party), first)
    assert found is not None
    assert not found.is_open


def test_page_keeps_what_was_typed_and_says_what_is_wrong(draft: DataShare, cast: Cast) -> None:
    visitor = Visitor(cast.acquirer)
    seen = visitor.post("assess_risk", draft, KEY, measure="We look.", effect="reduced", remaining="none", revision="0")
    assert seen.errors == [
        "Select how likely the harm is",
        "Select how severe it would be",
        "Enter which post makes sure that it is done",
        "Select whether someone has approved the measure",
        "Select how likely the harm is once the measure is in place",
        "Select how severe it would be once the measure is in place",
        "Select a risk that remains, or say that the measure eliminates the risk",
    ]
    assert seen.all("//textarea[@name='measure']") == ["We look."]
    wrong = {"due-day": "31", "due-month": "2", "due-year": "2027", "likelihood": "certain", "revision": "x"}
    assert visitor.post("assess_risk", draft, KEY, **POSTED | wrong).status == 200
    assert not RiskDecision.objects.exists()
    assert visitor.get("assess_risk", draft, "no_such_risk").status == 404


def test_variation_begins_with_the_decisions_that_stand(cast: Cast, asset: DataAsset) -> None:
    share = stages.in_force(cast, asset)
    before = list(share.edition.risk_decisions.standing().values_list("risk", "remaining", "by", "at"))
    edition = vary(share=share, by=cast.acquirer)
    assert list(edition.risk_decisions.values_list("risk", "remaining", "by", "at")) == before
    assert len(before) > 5


def test_late_answer_that_raises_a_risk_writes_the_clauses_without_a_proposal(cast: Cast, asset: DataAsset) -> None:
    answers = stages.answers_of_today()
    share = stages.negotiating(cast, asset, {key: answers[key] for key in answers if key != "automated"})
    clause: Clause = share.edition.clauses.get(key="risks.register")
    assert clause.current is not None
    assert "No one notices that an automatic decision is wrong" not in clause.current.text
    step = question_set(share.edition.question_set).places["automated"].step
    given = {"automated": {"chosen": "decides", "detail": "Letters go out without a person."}}
    late_answers.fill(share=share, step=step, cleaned=given, revision=0, by=cast.acquirer)
    clause.refresh_from_db()
    assert "No one notices that an automatic decision is wrong" in clause.current.text
    assert not Proposal.objects.open().in_share(share).filter(wording__clause=clause).exists()
    assert verify_everything().findings == []


def test_supplier_neither_changes_nor_reads_how_the_request_was_assessed_before(cast: Cast, asset: DataAsset) -> None:
    share = stages.returned(cast, asset)
    assess(share, cast.acquirer, measure="A measure that no one has sent.")
    assert Visitor(cast.supplier).post("assess_risk", share, KEY, **POSTED).status == 403
    with pytest.raises(PermissionDenied, match="only the organisation that asks"):
        assess(share, cast.supplier, revision=1)
    assert "Assess the next risk" not in Visitor(cast.supplier).get("risks", share).words
    assert "A measure that no one has sent." in Visitor(cast.acquirer).get("history", share).words
    for page in ("history", "evidence"):
        assert b"A measure that no one has sent." not in Visitor(cast.supplier).get(page, share).response.content


def test_eliminated_risk_leaves_none_and_words_can_be_signed(draft: DataShare, cast: Cast) -> None:
    visitor = Visitor(cast.acquirer)
    seen = visitor.post("assess_risk", draft, KEY, **POSTED | {"effect": "eliminated", "remaining": "high"})
    assert seen.errors == ["Select none, or say that the measure reduces the risk"]
    assert visitor.post("assess_risk", draft, KEY, **POSTED | {"effect": "eliminated", "remaining": "none"}).goes_to


def test_risk_is_open_again_when_the_answers_behind_it_change(draft: DataShare, cast: Cast) -> None:
    assess(draft, cast.acquirer, measure="Delete by a job each night.")
    reader = draft.parties.get(is_lead=True)
    draft.edition.answers.filter(key="retention").update(value={"length": 9, "unit": "years", "why": "For an inquiry."})
    found = risk_in(risks_of(draft, reader), KEY)
    assert found is not None
    assert found.is_open
    assert "Proposed: possible" in row_of(words_of(draft, "risks.register"), "Copies are kept")
    assert "Answers changed" in Visitor(cast.acquirer).get("risks", draft).words
    seen = Visitor(cast.acquirer).get("assess_risk", draft, KEY)
    assert "The answers behind it have changed since" in seen.words
    assert seen.all("//textarea[@name='measure']") == ["Delete by a job each night."]
    again = assess(draft, cast.acquirer, revision=1, measure="Delete by a job each night.")
    assert again.revision == 2
    assert "Proposed" not in row_of(words_of(draft, "risks.register"), "Copies are kept")


def test_supplier_reads_decisions_on_risks_as_they_were_sent(cast: Cast, asset: DataAsset) -> None:
    draft = stages.draft(cast, asset, stages.checked_answers())
    assess(draft, cast.acquirer, measure="As it was sent.")
    requesting.submit(share=stages.fresh(draft), declared=stages.DECLARED, by=cast.acquirer)
    share = stages.fresh(draft)
    responding.decide(share=share, outcome=Outcome.RETURN, reason=None, text="Look again.", by=cast.supplier)
    assess(stages.fresh(share), cast.acquirer, revision=1, measure="As it is being changed.")
    plan = {
        user: Visitor(user).get("draft", stages.fresh(share), "dpia").words for user in (cast.acquirer, cast.supplier)
    }
    assert "As it is being changed." in plan[cast.acquirer]
    assert "As it was sent." in plan[cast.supplier]
    assert "As it is being changed." not in plan[cast.supplier]


def test_post_that_approved_a_measure_is_asked_for_and_printed(cast: Cast, asset: DataAsset) -> None:
    draft = stages.draft(cast, asset)
    visitor = Visitor(cast.acquirer)
    refused = visitor.post("assess_risk", draft, KEY, **{**POSTED, "approved_by": ""})
    assert "Enter which post approved it" in refused.words
    visitor.post("assess_risk", draft, KEY, **POSTED)
    assert "Approved by: Director of Data, Example Office." in words_of(draft, "measures.plan")
    visitor.post("assess_risk", draft, KEY, **{**POSTED, "is_approved": "no", "revision": "1"})
    assert "Not approved yet." in words_of(draft, "measures.plan")
    assert draft.edition.risk_decisions.filter(risk=KEY).order_by("-revision")[0].approved_by == ""
