"""People hear once that what they confirmed, advised or accepted holds no longer."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from agreements.answers import journey_of
from agreements.assessing import actions
from agreements.assessing.lapsed import tell_next
from agreements.drafting.drafts import circumstances_for
from agreements.drafting.library.checked import digest_beneath
from agreements.members import actions as members
from agreements.members import checking
from agreements.models import DataShare, ExpertResult
from agreements.states import Role
from agreements.storing import store_step
from catalogue.models import DataAsset
from community.models import Notification
from datashare.clock_jobs import JOBS
from tests.agreements import stages
from tests.agreements.assessments import JUDGED, decide_all
from tests.cast import Cast
from tests.support.visiting import address

pytestmark = pytest.mark.django_db
CHECKED = "power_text"


def told() -> list[tuple[str, str]]:
    """Return whom the service told of what lapsed, and in which words."""
    while state := tell_next({}):
        tell_next(state)
    rows = Notification.objects.filter(key__startswith="lapsed:").order_by("pk")
    return [(str(row.user), row.body) for row in rows]


def change(share: DataShare, cast: Cast, key: str, value: object) -> None:
    share = stages.fresh(share)
    step = journey_of(share).question_set.places[key].step
    with transaction.atomic():
        party = share.parties.get(is_lead=True)
        revision = sum(row.revision for row in share.edition.answers.filter(key__in=step.keys))
        store_step(share, step, {key: value}, party=party, revision=revision, by=cast.acquirer)  # type: ignore[dict-item]


@pytest.fixture
def confirmed(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a request whose legal adviser has confirmed the answers."""
    draft = stages.draft(cast, asset)
    expert = draft.members.live().get(user=cast.acquirer_expert, role=Role.ADVISER)
    due = timezone.localdate() + timedelta(days=9)
    check = checking.ask_expert(share=draft, member=expert, due=due, words="", by=cast.acquirer)
    s = circumstances_for(stages.fresh(draft), check.party)
    about = digest_beneath(s, checking.facts_of_party(s, check.party), check.skill)
    checking.answer_check(check=check, result=ExpertResult.CONFIRMED, words="", about=about, by=cast.acquirer_expert)
    return stages.fresh(draft)


def test_nothing_is_told_while_a_check_stands(confirmed: DataShare) -> None:
    assert told() == []


def test_expert_and_leads_hear_once_that_a_check_lapsed(confirmed: DataShare, cast: Cast) -> None:
    change(confirmed, cast, CHECKED, {"chosen": "express", "section": "Care Act 2014, section 6", "link": ""})
    people, bodies = zip(*told(), strict=True)
    assert set(people) == {str(cast.acquirer), str(cast.acquirer_expert)}
    assert "An answer has changed since. So it no longer holds. A lead can ask for the check again." in bodies[0]
    assert told() == list(zip(people, bodies, strict=True))
    assert Notification.objects.filter(key__startswith="lapsed:")[0].address == address("expert_checks", confirmed)


def test_answer_that_comes_back_lapses_nothing(confirmed: DataShare, cast: Cast) -> None:
    before = journey_of(confirmed).answered()[CHECKED]
    change(confirmed, cast, CHECKED, {"chosen": "express", "section": "Care Act 2014, section 6", "link": ""})
    change(confirmed, cast, CHECKED, before)
    assert told() == []


def test_advice_and_acceptance_lapse_with_a_risk_and_each_side_hears_its_own(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    decide_all(share)
    assert told() == []
    risk = share.edition.risk_decisions.standing()[0]
    actions.assess(
        share=share, risk=risk.risk, given={**JUDGED, "due": date(2027, 3, 1)}, revision=risk.revision, by=cast.acquirer
    )
    found = told()
    leads = [body for person, body in found if person == str(cast.supplier)]
    assert any("advised Office for Records on the risks to people" in body for body in leads)
    assert any("accepted the risk that remains for Office for Records" in body for body in leads)
    assert not any("Barchester City Council" in body for body in leads)
    assert told() == found


def test_one_that_left_hears_nothing(confirmed: DataShare, cast: Cast) -> None:
    expert = confirmed.members.live().get(user=cast.acquirer_expert, role=Role.ADVISER)
    change(confirmed, cast, CHECKED, {"chosen": "express", "section": "Care Act 2014, section 6", "link": ""})
    members.remove(member=expert, by=cast.acquirer)
    assert str(cast.acquirer_expert) not in [person for person, _ in told()]


def test_it_is_told_each_morning() -> None:
    assert JOBS["tell of what lapsed"].does == "agreements.assessing.lapsed.tell_next"
