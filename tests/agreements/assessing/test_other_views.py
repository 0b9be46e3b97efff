"""Other ways to look at an assessment: the Five Safes, and a summary that can be published."""

import pytest

from agreements.answers import journey_of
from agreements.assessing import actions
from agreements.assessing.five_safes import RISKS, five_safes
from agreements.assessing.risks import risks_of
from agreements.drafting.library.risk_register import RISKS as OF_LIBRARY
from agreements.requesting import actions as requesting
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.agreements.assessments import ACCEPTED, JUDGED, assess_everything, decide_all
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db


def test_every_risk_of_the_library_belongs_to_one_of_the_five() -> None:
    placed = [key for keys in RISKS.values() for key in keys]
    assert sorted(placed) == sorted(risk.key for risk in OF_LIBRARY)


def test_bars_count_answers_and_the_table_says_the_same(cast: Cast, asset: DataAsset) -> None:
    share = stages.draft(cast, asset)
    share.edition.answers.filter(key__in=("outputs", "onward")).delete()
    reader = share.parties.get(is_lead=True)
    actions.assess(
        share=share, risk="kept_too_long", given={**JUDGED, "remaining": "medium"}, revision=0, by=cast.acquirer
    )
    safes = {safe.name: safe for safe in five_safes(journey_of(share), risks_of(share, reader))}
    outputs, settings = safes["Safe outputs"], safes["Safe settings"]
    assert (outputs.answered, outputs.asked, outputs.percent) == (1, 3, 33)
    assert settings.worst == "medium"
    assert safes["Safe data"].worst == ""
    assert safes["Safe data"].waiting > 0
    page = Visitor(cast.acquirer).get("risks", share)
    assert "Is what is published free of people’s details? 1 of 3" in page.words
    widths = page.all("//*[local-name()='svg'][@class='five-safes']//*[local-name()='rect'][@fill='#1d70b8']/@width")
    assert len(widths) == 5
    assert [float(width) for width in widths] == [pytest.approx(2.8 * safe.percent) for safe in safes.values()]


def test_summary_has_what_the_public_may_read_and_no_names(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    assert "Do not publish this yet: no one has assessed" in Visitor(cast.supplier).get("summary", share).words
    decide_all(share)
    visitor = Visitor(cast.supplier)
    seen = visitor.get("summary", share)
    assert "are needed. Medium Look at it together before each supply. Low" in seen.words
    assert "Do not publish" not in seen.words
    advised = "its data protection officer advised: the sharing can go ahead; the risk that remains was accepted on"
    assert f"Barchester City Council: {advised}" in seen.words
    file = visitor.get("summary", share, query={"as": "md"}).response
    text = file.content.decode()
    assert text.startswith("# Data protection impact assessment: ")
    assert file["Content-Disposition"] == f'attachment; filename="{share.reference}-assessment-summary.md"'
    names = (str(cast.acquirer), cast.acquirer.email, ACCEPTED["office"], JUDGED["owner"])
    assert not [private for private in (*names, "The measures suffice") if private in text]


def test_there_is_none_for_data_about_no_one(cast: Cast, asset: DataAsset) -> None:
    answers = stages.answers_of_today() | {"tri_personal": "no", "data_types": ["commercial"]}
    share = stages.draft(cast, asset, answers)
    assert Visitor(cast.acquirer).get("summary", share).status == 409
    assert "Five Safes" not in Visitor(cast.acquirer).get("risks", share).words


def test_supplier_sees_no_answer_that_was_not_sent(cast: Cast, asset: DataAsset) -> None:
    share = stages.returned(cast, asset)
    share.edition.answers.filter(key="aims").update(value="A secret new aim.")
    assess_everything(share, cast.acquirer)
    assert "A secret new aim." in Visitor(cast.acquirer).get("summary", share).words
    assert "A secret new aim." not in Visitor(cast.supplier).get("summary", share).words


def test_nor_does_it_after_the_request_was_withdrawn(cast: Cast, asset: DataAsset) -> None:
    share = stages.returned(cast, asset)
    share.edition.answers.filter(key="aims").update(value="A secret new aim.")
    requesting.withdraw(share=share, reason="The project ended.", by=cast.acquirer)
    assert "A secret new aim." not in Visitor(cast.supplier).get("summary", share).words
    assert Visitor(cast.supplier).get("risks", share).status == 200
