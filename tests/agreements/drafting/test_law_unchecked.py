"""Wherever the service prints its own law, it says that no lawyer has checked it, until one has."""

import json

import pytest

from agreements.drafting.drafts import facts_of
from agreements.drafting.facts import is_government
from agreements.models import DataShare
from agreements.questionnaire import law
from catalogue.models import DataAsset
from community.models import Organisation
from tests.agreements import stages
from tests.cast import Cast
from tests.support.visiting import Visitor

SAYS = "No lawyer has checked the law in this service’s questions and standard clauses (version 2026-11) yet."


def test_it_says_so_until_a_version_is_checked() -> None:
    assert law.unchecked().startswith(SAYS)
    assert law.unchecked(frozenset({law.VERSION})) == ""
    assert frozenset() == law.CHECKED_BY_A_LAWYER


@pytest.mark.django_db
def test_drafts_and_questions_about_law_say_so(cast: Cast, asset: DataAsset) -> None:
    share = stages.draft(cast, asset)
    visitor = Visitor(cast.acquirer)
    for page in (
        *(("agreement", share), ("assessment", share)),
        *(("step", share, "gateway"), ("step", share, "lawful-basis")),
    ):
        assert SAYS in visitor.get(*page).words, page[0]
    assert SAYS not in visitor.get("step", share, "aims").words
    assert SAYS in visitor.get("download", share, "mou", "md").response.content.decode()
    assert SAYS in json.loads(visitor.get("download", share, "dpia", "json").response.content)["warning"]


@pytest.mark.django_db
def test_clauses_say_so_while_they_are_agreed(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    visitor = Visitor(cast.supplier)
    for page in (("agreement", share), ("section", share, "M6"), ("draft", share, "mou")):
        assert SAYS in visitor.get(*page).words, page[0]
    assert SAYS in Visitor(cast.acquirer).get("freeze", share).words


@pytest.mark.django_db
def test_supplier_reads_it_beside_the_questions_about_law(cast: Cast, asset: DataAsset) -> None:
    share: DataShare = stages.submitted(cast, asset)
    assert SAYS in Visitor(cast.supplier).get("own_step", share, "special-category-data").words
    assert SAYS not in Visitor(cast.supplier).get("own_step", share, "effort").words


# --- Who may use a memorandum -----------------------------------------------------------------------

MAY = [
    ("Sub organisation", "Government Digital Service", True),
    ("Sub organisation", "Office for Health Improvement and Disparities", True),
    ("Other", "Office for National Statistics", True),
    ("Other", "Information Commissioner’s Office", True),
    ("Public corporation", "Ofcom", True),
    ("", "South Yorkshire Police", True),
    ("Other", "National Crime Agency", True),
    ("", "South Yorkshire Police and Crime Commissioner", False),
    ("Local authority", "Kent County Council", False),
    ("", "Police ICT Company Limited", False),
]


@pytest.mark.parametrize(("kind", "name", "may"), MAY)
def test_regulators_and_law_enforcement_bodies_may_use_a_memorandum(kind: str, name: str, may: bool) -> None:
    assert is_government(kind, name) is may


@pytest.mark.django_db
def test_agency_is_said_to_be_part_of_its_department(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    department = Organisation.objects.create(name="Department of Rain", slug="rain", kind="Ministerial department")
    body = share.parties.get(gives=True).organisation
    body.kind = "Executive agency"
    body.save(update_fields=["kind"])
    body.parents.add(department)
    again = stages.fresh(share)
    [supplier] = facts_of(again, negotiating=True).suppliers
    assert supplier.part_of == "Department of Rain"
    assert facts_of(again, negotiating=True).acquirers[0].part_of == ""
