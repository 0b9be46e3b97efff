"""An officer advises and each controller accepts the risk that remains; both lapse when risks change."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from agreements.assessing import actions, approval
from agreements.assessing.risks import risks_of
from agreements.drafting.drafts import circumstances_for
from agreements.drafting.library.approved import acceptance_by, advice_to, digest_of_all, digest_of_risks
from agreements.kinds import EventKind
from agreements.members import actions as members
from agreements.models import DataShare, EventDetails, OfficerAdvice, RiskAcceptance, StopKind
from agreements.negotiating import stopping
from agreements.negotiating.readiness import obstacles_to_freezing
from agreements.negotiating.stopping import standing_stops
from agreements.notifications.sentences import sentence_of
from agreements.signing import freezing
from agreements.states import Role
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from community.models import User
from community.skills import Skill
from datashare.lib.exceptions import Conflict, NotNow
from tests.agreements import stages
from tests.agreements.assessments import ACCEPTED, ADVISED, JUDGED, assess_everything
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
KEY = "kept_too_long"


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a share in negotiation with every risk assessed, and a data protection officer on each side."""
    found = stages.negotiating(cast, asset)
    assess_everything(found, cast.acquirer)
    for lead, officer in ((cast.acquirer, cast.acquirer_expert), (cast.supplier, cast.supplier_expert)):
        members.invite(share=found, email=officer.email, role=Role.ADVISER, skill=Skill.DATA_PROTECTION, by=lead)
    return stages.fresh(found)


def risks_seen(share: DataShare) -> str:
    return digest_of_risks(circumstances_for(share, None))


def all_seen(share: DataShare, person: User) -> str:
    return digest_of_all(circumstances_for(share, None), members.party_of(share, person).pk)


def advise(share: DataShare, by: User, **other: Any) -> OfficerAdvice:
    return approval.advise(share=share, given={**ADVISED, **other}, about=risks_seen(share), by=by)


def accept(share: DataShare, by: User, **other: Any) -> RiskAcceptance:
    return approval.accept_risk(share=share, given={**ACCEPTED, **other}, about=all_seen(share, by), by=by)


def text_of(share: DataShare, key: str) -> str:
    clause = share.edition.clauses.select_related("current").get(key=key)
    return clause.current.text if clause.current else ""


def test_advice_and_acceptance_are_printed_told_and_signed(share: DataShare, cast: Cast) -> None:
    assert text_of(share, "approval.advice").count("None on the risks as they stand") == 2
    assert text_of(share, "approval.decisions").count("Not accepted yet") == 2
    advise(share, cast.acquirer_expert, words="Look at *small* groups.")
    advise(share, cast.supplier_expert, advice="stop", words="The notice says nothing of it.")
    accept(share, cast.acquirer_signatory)
    accept(share, cast.supplier, reply="overruled", reasons="The notice was changed on 3 November")
    advice, decisions = text_of(share, "approval.advice"), text_of(share, "approval.decisions")
    assert r"| Barchester City Council | The sharing can go ahead. Look at \*small\* groups. | Officer |" in advice
    assert "It should not go ahead. The notice says nothing of it." in advice
    assert "| Senior information risk owner | Followed |" in decisions
    assert "| Not followed, or not in full: The notice was changed on 3 November |" in decisions
    told = [sentence_of(each, "") for each in EventDetails.objects.of(share, EventKind.RISK_ACCEPTED)]
    assert "accepted the risk that remains for Office for Records as Senior information risk owner" in told[0]
    stages.agree_everything(stages.fresh(share), cast)
    agreement = freezing.freeze_words(share=stages.fresh(share), by=cast.acquirer)
    assert "The notice was changed on 3 November" in agreement.words.words
    assert verify_everything().findings == []


def test_no_one_has_to_agree_what_people_did(share: DataShare, cast: Cast) -> None:
    clause = share.edition.clauses.get(key="approval.advice")
    assert not any(clause.is_for(party) for party in share.parties.all())
    page = Visitor(cast.acquirer).get("clause", share, clause.pk)
    assert "Agree this wording" not in page.words
    assert "Propose different wording" not in page.words
    assert not [line for line in obstacles_to_freezing(share) if "7.1" in line]


def test_both_lapse_when_a_risk_is_assessed_again(share: DataShare, cast: Cast) -> None:
    advise(share, cast.acquirer_expert)
    accept(share, cast.acquirer)
    assert text_of(share, "approval.decisions").count("Not accepted yet") == 1
    given = {**JUDGED, "remaining": "medium"}
    actions.assess(share=share, risk=KEY, given=given, revision=1, by=cast.supplier)
    assert text_of(share, "approval.advice").count("None on the risks as they stand") == 2
    assert text_of(share, "approval.decisions").count("Not accepted yet") == 2


def test_acceptance_lapses_when_advice_is_given_after_it(share: DataShare, cast: Cast) -> None:
    accept(share, cast.acquirer, reply="")
    advise(share, cast.acquirer_expert, advice="stop")
    assert text_of(share, "approval.decisions").count("Not accepted yet") == 2
    with pytest.raises(NotNow, match="whether you follow the advice"):
        accept(share, cast.acquirer, reply="")


def test_what_is_missing_stops_the_agreement_until_each_party_goes_on(share: DataShare, cast: Cast) -> None:
    lines = " ".join(obstacles_to_freezing(share))
    for name in ("Barchester City Council", "Office for Records"):
        assert f"No data protection officer has advised {name} on the risks as they stand" in lines
        assert f"{name} has not accepted the risk that remains." in lines
    advise(share, cast.acquirer_expert)
    accept(share, cast.acquirer)
    lines = " ".join(obstacles_to_freezing(share))
    assert "advised Barchester City Council" not in lines
    assert "Barchester City Council has not accepted" not in lines
    assert "advised Office for Records" in lines


def test_high_risk_takes_a_consultation_by_every_controller(share: DataShare, cast: Cast) -> None:
    actions.assess(share=share, risk=KEY, given={**JUDGED, "remaining": "high"}, revision=1, by=cast.acquirer)
    with pytest.raises(NotNow, match="Consult the Information Commissioner first"):
        accept(share, cast.acquirer)
    seen = Visitor(cast.acquirer).get("accept_risk", share)
    assert "When did the Information Commissioner answer your consultation?" in seen.words
    given = {"about": all_seen(share, cast.acquirer), "office": "SIRO", "consulted": "Not yet."}
    assert Visitor(cast.acquirer).post("accept_risk", share, **given).errors == [
        "Enter when the Information Commissioner answered"
    ]
    tomorrow = timezone.localdate() + timedelta(days=1)
    late = {f"answered-{part}": str(getattr(tomorrow, part)) for part in ("day", "month", "year")}
    assert len(Visitor(cast.acquirer).post("accept_risk", share, **given | late).errors) == 1
    accept(share, cast.acquirer, consulted="On 2 November 2026; IC-123 answered on 20 November.")
    stop = "A high risk to people remains after the measures."
    assert any(stop in line for line in obstacles_to_freezing(share))
    assert Visitor(cast.acquirer).get("go_on", share, "high_risk:").status == 403
    accept(share, cast.supplier, consulted="Jointly, the same.")
    assert not any(stop in line for line in obstacles_to_freezing(share))
    assert "Consulted the Information Commissioner: On 2 November 2026; IC-123" in text_of(share, "approval.decisions")


def test_only_the_officer_advises_and_only_who_leads_or_signs_accepts(share: DataShare, cast: Cast) -> None:
    for person in (cast.acquirer, cast.acquirer_colleague, cast.onlooker, cast.acquirer_signatory):
        with pytest.raises(PermissionDenied):
            advise(share, person)
        assert Visitor(person).get("advise", share).status == 403
    for person in (cast.acquirer_expert, cast.acquirer_colleague, cast.onlooker):
        with pytest.raises(PermissionDenied):
            accept(share, person)
        assert Visitor(person).get("accept_risk", share).status == 403
    assert not OfficerAdvice.objects.exists()
    assert not RiskAcceptance.objects.exists()


def test_adviser_on_law_alone_does_not_advise_as_the_officer(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    assess_everything(share, cast.acquirer)
    with pytest.raises(PermissionDenied, match="Only an adviser on data protection"):
        advise(share, cast.acquirer_expert)


def test_nothing_is_advised_or_accepted_before_every_risk_is_assessed(share: DataShare, cast: Cast) -> None:
    actions.strike(share=share, risk=KEY, reason="None here.", revision=1, by=cast.acquirer)
    advise(share, cast.acquirer_expert)
    share.edition.answers.filter(key="automated").update(value={"chosen": "decides", "detail": ""})
    with pytest.raises(NotNow, match="Every risk must be assessed first"):
        advise(share, cast.acquirer_expert)
    with pytest.raises(NotNow, match="Every risk must be assessed first"):
        accept(share, cast.acquirer)
    assert (
        "You can advise when every risk has been assessed" in Visitor(cast.acquirer_expert).get("advise", share).words
    )


def test_advice_on_risks_that_changed_meanwhile_is_kept_on_the_page(share: DataShare, cast: Cast) -> None:
    about = risks_seen(share)
    actions.assess(share=share, risk=KEY, given={**JUDGED, "remaining": "medium"}, revision=1, by=cast.supplier)
    with pytest.raises(Conflict, match="assessed again"):
        approval.advise(share=share, given=ADVISED, about=about, by=cast.acquirer_expert)
    seen = Visitor(cast.acquirer_expert).post("advise", share, about=about, **ADVISED)
    assert seen.status == 409
    assert "The risks were assessed again after you opened the page." in " ".join(seen.errors)
    assert seen.all("//textarea[@name='words']") == ["The measures suffice."]
    again = seen.all("//input[@name='about']/@value")[0]
    assert again == risks_seen(share)
    assert Visitor(cast.acquirer_expert).post("advise", share, about=again, **ADVISED).status == 302


def test_pages_say_what_is_wrong_beside_the_field(share: DataShare, cast: Cast) -> None:
    advise(share, cast.acquirer_expert)
    visitor, about = Visitor(cast.acquirer), all_seen(share, cast.acquirer)
    seen = visitor.post("accept_risk", share, about=about, office="SIRO")
    assert seen.errors == ["Select what your organisation does about the advice"]
    seen = visitor.post("accept_risk", share, about=about, office="", reply="overruled")
    assert seen.errors == ["Enter why you do not follow the advice", "Enter in which position you accept the risk"]
    officer = Visitor(cast.supplier_expert)
    seen = officer.post("advise", share, about=risks_seen(share), advice="perhaps", words="x" * 4001, office="DPO")
    assert len(seen.errors) == 2
    assert visitor.post("accept_risk", share, about=about, **ACCEPTED).status == 302
    assert accept(share, cast.acquirer) == RiskAcceptance.objects.get()


def test_page_of_risks_says_who_advised_and_who_accepted(share: DataShare, cast: Cast) -> None:
    seen = Visitor(cast.acquirer_expert).get("risks", share)
    assert "Give the advice of the data protection officer of Barchester City Council" in seen.words
    assert "No advice on the risks as they stand" in seen.words
    advise(share, cast.acquirer_expert)
    accept(share, cast.acquirer)
    seen = Visitor(cast.supplier).get("risks", share)
    assert "Accepted by Senior information risk owner" in seen.words
    assert "Give the advice" not in seen.words


def test_advice_not_to_go_ahead_is_not_followed_by_accepting(share: DataShare, cast: Cast) -> None:
    advise(share, cast.acquirer_expert, advice="stop")
    with pytest.raises(NotNow, match="To follow it, do not accept the risk"):
        accept(share, cast.acquirer)
    with pytest.raises(NotNow, match="Say why you do not follow the advice"):
        accept(share, cast.acquirer, reply="overruled")
    about = all_seen(share, cast.acquirer)
    seen = Visitor(cast.acquirer).post("accept_risk", share, about=about, office="SIRO", reply="followed")
    assert seen.errors == ["The advice is that the sharing should not go ahead. To follow it, do not accept the risk."]
    assert accept(share, cast.acquirer, reply="overruled", reasons="The notice has changed.").reasons


def test_another_acceptance_takes_the_place_of_the_first(share: DataShare, cast: Cast) -> None:
    advise(share, cast.acquirer_expert)
    first = accept(share, cast.acquirer)
    assert accept(share, cast.acquirer) == first
    second = accept(share, cast.acquirer_signatory, reply="overruled", reasons="We do more than it says.")
    assert second != first
    assert "We do more than it says" in text_of(share, "approval.decisions")


def test_officer_who_advised_does_not_accept(share: DataShare, cast: Cast) -> None:
    members.invite(
        share=share, email=cast.acquirer.email, role=Role.ADVISER, skill=Skill.DATA_PROTECTION, by=cast.acquirer
    )
    advise(share, cast.acquirer)
    with pytest.raises(PermissionDenied, match="Someone else must accept them"):
        accept(share, cast.acquirer)
    assert accept(share, cast.acquirer_signatory)


def test_processor_accepts_nothing_and_two_processors_are_not_believed(share: DataShare, cast: Cast) -> None:
    role = share.edition.answers.filter(key="role")
    role.update(value={"acquirer": "processor", "supplier": "controller"})
    lines = " ".join(obstacles_to_freezing(share))
    assert "Barchester City Council has not accepted" not in lines
    assert "Office for Records has not accepted" in lines
    with pytest.raises(PermissionDenied, match="only acts on instructions"):
        accept(share, cast.acquirer)
    role.update(value={"acquirer": "processor", "supplier": "processor"})
    lines = " ".join(obstacles_to_freezing(share))
    assert "Barchester City Council has not accepted" in lines
    assert "Office for Records has not accepted" in lines


def test_going_on_does_not_outlive_the_risks_that_it_was_about(share: DataShare, cast: Cast) -> None:
    parties = list(share.parties.bound())
    key = next(each.stop.key for each in standing_stops(share, parties) if each.stop.kind == StopKind.NOT_ACCEPTED)
    for lead in (cast.acquirer, cast.supplier):
        stopping.go_on(share=share, key=key, reason="They are away.", by=lead)
    assert [each.holds for each in standing_stops(share, parties) if each.stop.key == key] == [False]
    actions.assess(share=share, risk=KEY, given={**JUDGED, "remaining": "medium"}, revision=1, by=cast.acquirer)
    assert key not in {each.stop.key for each in standing_stops(share, parties)}
    assert all(each.holds for each in standing_stops(share, parties) if each.stop.kind == StopKind.NOT_ACCEPTED)


def test_struck_risks_are_shown_to_who_advises_and_accepts(share: DataShare, cast: Cast) -> None:
    for risk in risks_of(share, None):
        revision = share.edition.risk_decisions.filter(risk=risk.key).count()
        actions.strike(share=share, risk=risk.key, reason=f"No {risk.key} here.", revision=revision, by=cast.acquirer)
    for person, page in ((cast.acquirer_expert, "advise"), (cast.acquirer, "accept_risk")):
        assert f"No {KEY} here." in Visitor(person).get(page, share).words
    advise(share, cast.acquirer_expert)
    accept(share, cast.acquirer)


def test_both_lapse_when_an_answer_of_the_assessment_changes(share: DataShare, cast: Cast) -> None:
    advise(share, cast.acquirer_expert)
    accept(share, cast.acquirer)
    share.edition.answers.filter(key="costs").update(value="Each pays its own.")
    assert acceptance_by(circumstances_for(share, None), members.party_of(share, cast.acquirer).pk)
    share.edition.answers.filter(key="volume").update(value="million_or_more")
    s = circumstances_for(share, None)
    assert advice_to(s, members.party_of(share, cast.acquirer).pk) is None
    assert acceptance_by(s, members.party_of(share, cast.acquirer).pk) is None
