"""Clauses that contradict other facts are named before the words are frozen."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.drafting.build import draft
from agreements.drafting.dates import wanted_too_early
from agreements.drafting.drafts import draft_of
from agreements.members import actions as members
from agreements.models import Clause, DataShare, Document, Outcome, PartyAnswer, Wording
from agreements.negotiating.contradictions import KnownFacts, ListedPerson, contradictions_among, contradictions_in
from agreements.requesting import actions as requesting
from agreements.states import Role, Side, State
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.agreements.drafting.answers import FACTS, FULL
from tests.agreements.requesting.test_several_receivers import add
from tests.cast import Cast
from tests.support.markup import flat
from tests.support.visiting import Visitor

SIGNS = {"name": "Victor Stone", "position": "Director of Data", "order": "any"}
OTHER_ROUTE: dict[str, Any] = {
    "delivery": {"chosen": ["file_transfer"], "detail": ""},
    "s_route": {"chosen": ["portal"], "other": ""},
}
LATE: dict[str, Any] = {
    "needed_by": "2027-01-31",
    "s_effort": {"effort": "", "cost": "", "earliest": "2027-03-01"},
}


def said(answers: dict[str, Any], *people: ListedPerson) -> list[str]:
    """Return the contradictions in a draft of these answers."""
    given = {**FULL, "s_signatory": "", "s_route": "", **answers}
    drafted = [clause for document in Document for clause in draft(document.value, given, FACTS).clauses]
    clauses = {}
    for place, found in enumerate(drafted, 1):
        clauses[found.key] = Clause(pk=place, number=found.number, key=found.key)
        clauses[found.key].current = Wording(text=found.text)
    return [found.says for found in contradictions_among(KnownFacts(given, people, clauses))]


def signatory(name: str, office: str, side: Side = Side.SUPPLIER) -> ListedPerson:
    return ListedPerson(name, office, side, Role.SIGNATORY)


def test_it_finds_nothing_where_all_agrees() -> None:
    assert said({"s_signatory": SIGNS}, signatory("Victor Stone", "Director of data")) == []


def test_it_names_a_signatory_of_another_position() -> None:
    [found] = said({"s_signatory": SIGNS}, signatory("Victor Stone", "Caldicott Guardian"))
    assert "says that Victor Stone signs as Director of Data. " in found
    assert found.endswith("The People page says that Victor Stone is Caldicott Guardian.")


def test_it_names_another_signatory() -> None:
    [found] = said({"s_signatory": SIGNS}, signatory("Una Kelly", "Director of Data"))
    assert found.endswith("The People page says that the signatory is Una Kelly.")


def test_it_names_an_accountable_person_who_signs_as_something_else() -> None:
    accountable = {"accountable": {"name": "Dilys Moore", "role": "Head of data", "email": ""}}
    [found] = said(accountable, signatory("Dilys Moore", "Director", Side.ACQUIRER))
    assert found.endswith(
        "Dilys Moore is accountable as Head of data. The People page says that Dilys Moore is Director."
    )
    assert said(accountable, signatory("Someone Else", "Director", Side.ACQUIRER)) == []


def test_it_names_data_wanted_before_it_can_come() -> None:
    found = said(LATE)
    assert len(found) == 2, "each of the two clauses says it"
    assert "needs the data by 31 January 2027. The supplier cannot deliver it before 1 March 2027" in found[0]
    assert wanted_too_early({**LATE, "needed_by": "2027-03-01"}) == ""
    assert wanted_too_early({"needed_by": "nonsense", "s_effort": None}) == ""


def test_it_names_a_route_that_the_supplier_cannot_support() -> None:
    [found] = said(OTHER_ROUTE)
    assert "Secure web portal".casefold() in found.casefold()
    both = {**OTHER_ROUTE, "s_route": {"chosen": ["portal", "file_transfer"], "other": ""}}
    assert said(both) == []


def test_the_draft_says_which_route_counts() -> None:
    def route(answers: dict[str, Any]) -> str:
        drafted = draft("mou", {**FULL, **answers}, FACTS).clauses
        return next(clause.text for clause in drafted if clause.key == "delivery.route")

    assert "the route in the table counts" in route(OTHER_ROUTE)
    assert "the route in the table counts" not in route({**OTHER_ROUTE, "s_route": OTHER_ROUTE["delivery"]})


def test_who_checked_stands_among_the_experts() -> None:
    answers = {**FULL, "team": [{"skill": "ethics", "person": {"name": "Ann Lee", "role": "Adviser", "email": ""}}]}
    for document, key in (("mou", "parties.team"), ("dpia", "consultation.experts")):
        drafted = draft(document, answers, FACTS).clauses
        text = next(clause.text for clause in drafted if clause.key == key)
        assert "| Legal | Priya Shah, Solicitor |" in text
        assert "| Ethics | Ann Lee, Adviser |" in text
        assert "Technology" not in text


def test_it_names_data_that_was_said_to_be_about_no_one() -> None:
    [found] = said({"tri_personal": "no"})
    assert "treated as personal" in found


def about_to_freeze(cast: Cast, asset: DataAsset) -> DataShare:
    share = stages.assessing(cast, asset)
    PartyAnswer.objects.update_or_create(
        edition=share.edition,
        party=share.parties.get(gives=True),
        key="s_signatory",
        defaults={"value": SIGNS, "author": cast.supplier},
    )
    stages._decide(share, cast, Outcome.ACCEPT)
    share = stages.fresh(share)
    stages.agree_everything(share, cast)
    share.members.filter(user=cast.supplier_signatory, role=Role.SIGNATORY).update(office="Caldicott Guardian")
    return stages.fresh(share)


@pytest.mark.django_db
def test_the_supplier_lead_is_named_once_negotiation_starts(cast: Cast, asset: DataAsset) -> None:
    share = stages.assessing(cast, asset)
    drafted = {
        clause.key: clause.text
        for clause in draft_of(share, Document.MOU, reader=share.parties.get(gives=True)).clauses
    }
    assert "will name its lead" in drafted["parties.people"]
    assert cast.supplier.email not in drafted["parties.people"]
    share = stages.negotiating(cast, asset)
    words = share.edition.clauses.get(key="parties.people").current
    assert words
    assert f"The supplier is led by {cast.supplier}" in words.text
    assert "will name its lead" not in words.text


@pytest.mark.django_db
def test_freezing_names_them_and_goes_ahead(cast: Cast, asset: DataAsset, client: Client) -> None:
    share = about_to_freeze(cast, asset)
    client.force_login(cast.acquirer)
    page = flat(client.get(f"/shares/{share.reference}/freeze/"))
    assert "Clauses that contradict other answers" in page
    assert "Victor Stone is Caldicott Guardian" in page
    clause = share.edition.clauses.get(key="signatures.signatories")
    assert "Caldicott Guardian" in flat(client.get(f"/shares/{share.reference}/clause/{clause.pk}/"))
    client.post(f"/shares/{share.reference}/freeze/", {"order": "any", **stages.confirmed(share)})
    assert stages.fresh(share).edition.state == State.SIGNING


@pytest.mark.django_db
def test_it_asks_the_database_three_times(cast: Cast, asset: DataAsset) -> None:
    share = about_to_freeze(cast, asset)
    with CaptureQueriesContext(connection) as queries:
        assert contradictions_in(share)
    assert len(queries) == 3


@pytest.mark.django_db
def test_the_supplier_is_told_that_its_date_is_too_late(cast: Cast, asset: DataAsset, client: Client) -> None:
    share = stages.assessing(cast, asset)
    client.force_login(cast.supplier)
    here = f"/shares/{share.reference}/response/own/effort/"
    late = zip(("year", "month", "day"), stages.in_days(90).split("-"), strict=True)
    sent = {f"s_effort__earliest-{piece}": number for piece, number in late}
    page = flat(client.post(here, {**sent, "revision": "0"}, follow=True))
    assert "The acquirer needs the data by" in page
    assert "The acquirer needs the data by" in flat(client.get(here))


@pytest.mark.django_db
def test_the_check_page_names_answers_that_are_at_odds(cast: Cast, asset: DataAsset, client: Client) -> None:
    share = stages.draft(cast, asset, stages.answers_of_today() | {"tri_personal": "no"})
    client.force_login(cast.acquirer)
    for page in ("request/check", "request"):
        assert "treated as personal" in flat(client.get(f"/shares/{share.reference}/{page}/"))
    sent = stages.submitted(cast, asset, stages.answers_of_today() | {"tri_personal": "no"})
    client.force_login(cast.supplier)
    assert "answer to check" in flat(client.get(f"/shares/{sent.reference}/response/")).casefold()


# --- Among several --------------------------------------------------------------------------------


def of_several(cast: Cast, asset: DataAsset, **given: Any) -> DataShare:
    """Return clauses of the asker, an agency that receives too, and the supplier, which has answered this."""
    share = stages.draft(cast, asset, stages.checked_answers())
    add(share, cast, stages.working_for(cast.stranger))
    requesting.submit(share=share, declared=stages.DECLARED, by=cast.acquirer)
    share = stages.fresh(share)
    for key, value in given.items():
        PartyAnswer.objects.update_or_create(
            edition=share.edition,
            party=share.parties.get(gives=True),
            key=key,
            defaults={"value": value, "author": cast.supplier},
        )
    stages._decide(share, cast, Outcome.ACCEPT)
    return stages.fresh(share)


@pytest.mark.django_db
def test_route_and_date_of_a_giver_are_compared_with_its_entry(cast: Cast, asset: DataAsset) -> None:
    late = {"effort": "", "cost": "", "earliest": stages.in_days(2000)}
    share = of_several(cast, asset, s_effort=late, s_route={"chosen": ["encrypted_media"], "other": ""})
    found = {each.clause.key: each.says for each in contradictions_in(share)}
    giver, asker = share.parties.get(gives=True), share.parties.get(is_lead=True)
    entry = f"schedule.flow__{giver.pk}"
    assert entry in found
    says = " ".join(each.says for each in contradictions_in(share) if each.clause.key == entry)
    assert f"{asker} needs the data by" in says
    assert f"{giver} cannot deliver it before" in says
    assert f"{giver} can support" in says
    assert "summary.share" in found
    clause = share.edition.clauses.get(key=entry)
    assert f"{giver} cannot deliver it before" in Visitor(cast.supplier).get("clause", share, clause.pk).words


@pytest.mark.django_db
def test_signatory_of_a_giver_is_compared_with_its_row(cast: Cast, asset: DataAsset) -> None:
    share = of_several(cast, asset, s_signatory=SIGNS)
    person, office = cast.supplier_signatory, "Caldicott Guardian"
    members.invite(share=share, email=person.email, role=Role.SIGNATORY, office=office, by=cast.supplier)
    [found] = [each for each in contradictions_in(stages.fresh(share)) if each.clause.key == "schedule.signatures"]
    assert "says that Victor Stone signs as Director of Data. " in found.says


@pytest.mark.django_db
def test_joint_controllers_that_differ_are_named() -> None:
    clause = Clause(pk=1, number="S4.1", key="schedule.joint", heading="Duties of joint controllers")
    clause.current = Wording(text="**Choosing who is paid**, as stated by Kent Police")
    [found] = contradictions_among(KnownFacts({}, (), {clause.key: clause}))
    assert found.says == (
        "In clause S4.1, joint controllers state in different ways who does what in one activity. They must agree it, "
        "and the clause must say it once."
    )
