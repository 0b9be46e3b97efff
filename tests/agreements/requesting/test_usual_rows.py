"""Tables list the rights, the skills and the organisations for people to complete."""

import pytest

from agreements.models import DataShare
from agreements.questionnaire.law import RIGHTS
from agreements.questionnaire.options import SKILLS
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.agreements.requesting.test_several_receivers import add
from tests.cast import Bodies, Cast
from tests.support.visiting import Seen, Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    draft = stages.draft(cast, asset)
    draft.edition.answers.filter(key__in=["rights", "team", "breach"]).delete()
    return draft


def listed(seen: Seen) -> list[str]:
    return seen.all("//ul[@aria-labelledby='usual-rows']//a")


def addresses(seen: Seen) -> list[str]:
    return seen.all("//ul[@aria-labelledby='usual-rows']//a/@href")


def test_each_right_is_listed_until_it_is_given(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.acquirer)
    seen = visitor.get("step", share, "rights")
    assert len(listed(seen)) == len(RIGHTS.keys)
    assert "To complain" in " ".join(listed(seen))
    opened = visitor.get(addresses(seen)[1])
    assert opened.fields["right"] == ["access"]
    given = {"right": "access", "who": "The information team", "within": "1 month"}
    assert visitor.post("row", share, "rights", "new", **given).status == 302
    again = visitor.get("step", share, "rights")
    assert len(listed(again)) == len(RIGHTS.keys) - 1
    assert listed(again)[1] == listed(seen)[2]
    assert not share.edition.answers.filter(key="team").exists()


def test_each_skill_and_each_organisation_is_listed(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.acquirer)
    assert listed(visitor.get("step", share, "team")) == [option.label for option in SKILLS]
    contacts = visitor.get("step", share, "breaches")
    assert listed(contacts) == ["Barchester City Council", "Office for Records"]
    opened = visitor.get(addresses(contacts)[1])
    assert opened.fields["party"] == ["Office for Records"]
    visitor.post(
        "row", share, "breaches", "new", party="office for records ", contact="duty@revenue.gov.uk", hours="24"
    )
    assert listed(visitor.get("step", share, "breaches")) == ["Barchester City Council"]


def test_other_receiver_lists_its_own_skills(cast: Cast, share: DataShare, bodies: Bodies) -> None:
    add(share, cast, bodies.elsewhere)
    visitor = Visitor(cast.stranger)
    seen = visitor.get("own_question", share, "team")
    assert listed(seen) == [option.label for option in SKILLS]
    assert visitor.get(addresses(seen)[0]).fields["skill"] == [SKILLS.keys[0]]
    assert "Agency for Elsewhere" in listed(Visitor(cast.acquirer).get("step", share, "breaches"))


@pytest.mark.parametrize("number", ["99", "-1", "x", "٣", "1" * 30])
def test_number_of_no_row_opens_an_empty_form(cast: Cast, share: DataShare, number: str) -> None:
    opened = Visitor(cast.acquirer).get("row", share, "breaches", "new", query={"usual": number})
    assert opened.status == 200
    assert opened.fields["party"] == [""]


def test_table_without_usual_rows_lists_none(cast: Cast, share: DataShare) -> None:
    assert listed(Visitor(cast.acquirer).get("step", share, "data-items")) == []
