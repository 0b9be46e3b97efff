"""An expert confirms answers while one of them changes: what they did not see is never shown as checked."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from agreements.drafting.drafts import circumstances_for
from agreements.members import checking
from agreements.members.checks import shown_checks
from agreements.models import CheckAnswer, DataShare, ExpertCheck, ExpertResult
from agreements.questionnaire.question_sets import question_set
from agreements.requesting import actions as requesting
from catalogue.models import DataAsset
from datashare.lib.exceptions import Conflict
from tests.agreements import stages
from tests.agreements.members.test_checks import ask, seen_by
from tests.cast import Cast
from tests.faults.together import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault]


@pytest.fixture
def share(transactional_db: None, cast: Cast, asset: DataAsset) -> DataShare:
    return stages.draft(cast, asset)


def test_answer_changes_while_the_expert_confirms(share: DataShare, cast: Cast) -> None:
    check = ask(share, cast.acquirer_expert, cast.acquirer)
    about, kept = seen_by(check), share.edition.answers.get(key="power_text")
    step = question_set(share.edition.question_set).places["power_text"].step
    confirm = partial(
        checking.answer_check,
        check=check,
        result=ExpertResult.CONFIRMED,
        words="",
        about=about,
        by=cast.acquirer_expert,
    )
    change = partial(
        requesting.answer,
        share=share,
        step=step,
        values={"power_text": {"chosen": "express", "section": "Another Act 2020, section 3", "link": ""}},
        revision=kept.revision,
        by=cast.acquirer,
    )

    refused = [problem for problem in at_once([confirm, change]) if isinstance(problem, Exception)]

    assert all(isinstance(problem, Conflict) for problem in refused)
    assert CheckAnswer.objects.count() == 1 - len(refused)
    s = circumstances_for(stages.fresh(share), check.party)
    [shown] = shown_checks(s, checking.facts_of_party(s, check.party))
    assert not shown.stands


def test_lead_asks_twice_at_once(share: DataShare, cast: Cast) -> None:
    due = timezone.localdate() + timedelta(days=7)
    asked = partial(ask, share, cast.acquirer_expert, cast.acquirer, due=due)

    done = at_once([asked, asked])

    assert not [problem for problem in done if isinstance(problem, Exception)]
    assert ExpertCheck.objects.count() == 1
