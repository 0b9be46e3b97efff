"""Data about no one: no impact assessment is drafted, agreed, signed or offered anywhere, and the pages say why."""

import json

import pytest

from agreements.models import DataShare, Document
from agreements.signing.key_points import gist_of
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.agreements.questionnaire.specimens import smallest
from tests.cast import Cast
from tests.support.visiting import Visitor, address

pytestmark = pytest.mark.django_db
WHY = "The law asks for one of personal data only (UK GDPR Articles 2 and 35)."


def about_no_one() -> dict[str, object]:
    return stages.checked_answers() | smallest()


def says_why_there_is_none(cast: Cast, share: DataShare) -> None:
    for page in (("assessment", share), ("draft", share, "dpia")):
        seen = Visitor(cast.acquirer).get(*page)
        assert seen.status == 200
        assert "This data share does not need a data protection impact assessment." in seen.words
        assert WHY in seen.words
        assert "0 of 0" not in seen.words


def test_none_is_drafted(cast: Cast, asset: DataAsset) -> None:
    share = stages.draft(cast, asset, about_no_one())
    says_why_there_is_none(cast, share)
    visitor = Visitor(cast.acquirer)
    for kind in ("md", "json"):
        refused = visitor.get("download", share, "dpia", kind)
        assert refused.status == 409
        assert "There is no impact assessment to download." in refused.words
    link = f"//main//a[@href='{address('assessment', share)}' and not(@aria-current)]"
    for name in ("request", "check"):
        assert not visitor.get(name, share).all(f"{link}[contains(., 'draft')]"), name
    assert "We have drafted a document from your answers: the draft agreement." in visitor.get("check", share).words
    assert "impact assessment, section" not in visitor.get("step", share, "aims").words


def test_supplier_is_offered_none(cast: Cast, asset: DataAsset) -> None:
    share = stages.submitted(cast, asset, about_no_one())
    words = Visitor(cast.supplier).get("response", share).words
    assert "Your answers go into the draft agreement." in words
    assert "draft impact assessment" not in words


def test_none_is_agreed_and_none_is_signed(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset, about_no_one())
    assert not share.edition.clauses.filter(document=Document.DPIA).exists()
    says_why_there_is_none(cast, share)
    clauses = Visitor(cast.acquirer).get("agreement", share).words
    assert "and the impact assessment" not in clauses

    stages.agree_everything(share, cast)
    share = stages.signing(cast, asset, about_no_one())
    words = share.agreements.get().words.words
    assert [document["key"] for document in json.loads(words)["documents"]] == ["mou"]
    gist = gist_of(words)
    assert not gist.has_assessment
    assert gist.says("Data")
    page = Visitor(cast.acquirer_signatory).get("sign", share).words
    assert "The data is not about people who can be identified, so there is no impact assessment." in page
    assert "and impact assessment" not in page


def test_agreement_says_why_there_is_none(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset, about_no_one())
    clauses = share.edition.clauses.select_related("current")
    texts = {clause.key: clause.current.text for clause in clauses if clause.current}
    assert "no impact assessment is made: Articles 2 and 35 UK GDPR reach personal data only." in texts["basis.none"]
    others = {key: text for key, text in texts.items() if "impact assessment" in text}
    assert set(others) == {"basis.none"}


def test_one_is_drafted_where_the_data_is_about_people(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    assert share.edition.clauses.filter(document=Document.DPIA).exists()
    assert "does not need" not in Visitor(cast.acquirer).get("assessment", share).words
