"""Support moves the handlers and records of a closed organisation to its successor, on record."""

import json
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.test import Client

from catalogue.harvesting.importing import import_catalogue
from catalogue.models import DataAsset
from community.models import Membership, Notification, Organisation, OrganisationMove, User
from community.organisations.moving import move_organisation
from datashare.lib.exceptions import NotNow
from tests.cast import Bodies, Cast, make_asset
from tests.catalogue.conftest import record
from tests.community.lists import given, govuk
from tests.community.test_admin_rights import browser
from tests.support.markup import flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def support() -> User:
    return User.objects.create_superuser("support@service.gov.uk", "a long enough password", full_name="Sam Porter")


@pytest.fixture
def closed(bodies: Bodies) -> Organisation:
    Organisation.objects.filter(pk=bodies.revenue.pk).update(is_closed=True)
    bodies.revenue.refresh_from_db()
    return bodies.revenue


def handlers(body: Organisation) -> list[User]:
    live = Membership.objects.live().filter(organisation=body, handles_requests=True)
    return [membership.user for membership in live]


def moved(closed: Organisation, successor: Organisation, by: User) -> OrganisationMove:
    return move_organisation(closed=closed, successor=successor, reason="The order of 2026 says so", by=by)


def test_move_takes_handlers_and_records_along(
    cast: Cast, bodies: Bodies, closed: Organisation, asset: DataAsset, support: User
) -> None:
    act = moved(closed, bodies.elsewhere, support)
    asset.refresh_from_db()
    assert (act.handlers, act.records) == (1, 1)
    assert handlers(closed) == []
    assert handlers(bodies.elsewhere) == [cast.supplier]
    assert (asset.publisher, asset.publisher_name) == (bodies.elsewhere, "Agency for Elsewhere")
    assert list(asset.answerers()) == [cast.supplier]


def test_move_is_recorded_with_who_when_and_why(
    cast: Cast, bodies: Bodies, closed: Organisation, asset: DataAsset, support: User
) -> None:
    moved(closed, bodies.elsewhere, support)
    act = OrganisationMove.objects.get()
    assert (act.by, act.reason, act.closed, act.successor) == (
        support,
        "The order of 2026 says so",
        closed,
        bodies.elsewhere,
    )
    why = "The work of Office for Records moved to Agency for Elsewhere"
    assert asset.history.latest().history_change_reason == why
    assert Membership.history.filter(history_change_reason=why).count() == 2
    assert Notification.objects.get(user=cast.supplier).subject == "You now answer requests for Agency for Elsewhere"


def test_move_keeps_membership_of_the_closed_body(
    cast: Cast, bodies: Bodies, closed: Organisation, support: User
) -> None:
    moved(closed, bodies.elsewhere, support)
    here = Membership.objects.live().filter(user=cast.supplier).values_list("organisation__slug", flat=True)
    assert set(here) == {"revenue", "elsewhere"}


def test_move_does_not_confirm_a_persons_own_word(
    cast: Cast, bodies: Bodies, closed: Organisation, support: User
) -> None:
    Membership.objects.filter(user=cast.supplier).update(self_declared=True)
    moved(closed, bodies.elsewhere, support)
    assert Membership.objects.get(user=cast.supplier, organisation=bodies.elsewhere).self_declared


def test_move_makes_the_successor_known(bodies: Bodies, closed: Organisation, support: User) -> None:
    moved(closed, bodies.elsewhere, support)
    assert list(closed.superseded_by.all()) == [bodies.elsewhere]


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("revenue", "revenue", "cannot take over from itself"),
        ("council", "elsewhere", "is open"),
        ("revenue", "old", "has also closed"),
    ],
)
def test_move_that_makes_no_sense_is_refused(
    bodies: Bodies, closed: Organisation, support: User, one: str, other: str, why: str
) -> None:
    Organisation.objects.create(name="Old Office", slug="old", is_closed=True)
    with pytest.raises(NotNow, match=why):
        moved(Organisation.objects.get(slug=one), Organisation.objects.get(slug=other), support)
    assert not OrganisationMove.objects.exists()


def test_move_by_anyone_but_support_is_refused(cast: Cast, bodies: Bodies, closed: Organisation) -> None:
    with pytest.raises(PermissionDenied):
        moved(closed, bodies.elsewhere, cast.supplier)


def test_support_who_answers_requests_there_is_refused(bodies: Bodies, closed: Organisation, support: User) -> None:
    Membership.objects.create(user=support, organisation=closed, handles_requests=True)
    with pytest.raises(NotNow, match="Ask another member of support staff"):
        moved(closed, bodies.elsewhere, support)


def test_record_of_move_cannot_be_changed(bodies: Bodies, closed: Organisation, support: User) -> None:
    act = moved(closed, bodies.elsewhere, support)
    act.reason = "another"
    with pytest.raises(DatabaseError):
        act.save()


def test_next_import_keeps_handlers_until_the_move_and_follows_it(cast: Cast, support: User) -> None:
    old, new = govuk("old", "Stirling Council"), govuk("new", "Forth Council")
    given(old, new)
    import_catalogue([json.dumps(record(1))])
    body = Organisation.objects.get(slug="old")
    Membership.objects.create(user=cast.supplier, organisation=body, handles_requests=True)
    report = given(govuk("old", "Stirling Council", closed=True, followed_by=["new"]), new)
    assert "script/manage move_organisation old new" in report.to_do[0]
    import_catalogue([json.dumps(record(1))])
    asset = DataAsset.objects.get()
    assert list(asset.answerers()) == [cast.supplier]
    moved(Organisation.objects.get(slug="old"), Organisation.objects.get(slug="new"), support)
    again = import_catalogue([json.dumps(record(1))])
    asset.refresh_from_db()
    assert (again.updated, asset.publisher_name) == (0, "Forth Council")
    assert list(asset.answerers()) == [cast.supplier]


@pytest.mark.parametrize(
    ("followed_by", "said"),
    [([], "Find out which organisation takes over"), (["new", "newer"], "Decide which organisation takes over")],
)
def test_import_leaves_the_choice_to_support(cast: Cast, followed_by: list[str], said: str) -> None:
    others = govuk("new", "New"), govuk("newer", "Newer")
    given(govuk("old", "Old"), *others)
    body = Organisation.objects.get(slug="old")
    Membership.objects.create(user=cast.supplier, organisation=body, handles_requests=True)
    report = given(govuk("old", "Old", closed=True, followed_by=followed_by), *others)
    assert said in report.to_do[0]
    assert "move_organisation old SUCCESSOR" in report.to_do[0]


def test_command_moves_and_says_how_many(
    cast: Cast, bodies: Bodies, closed: Organisation, asset: DataAsset, support: User
) -> None:
    told = StringIO()
    call_command("move_organisation", stdout=told)
    assert "Office for Records has closed." in told.getvalue()
    call_command("move_organisation", "revenue", "elsewhere", by=support.email, reason="Order", stdout=told)
    assert "Moved to Agency for Elsewhere: 1 people who answer requests, 1 records." in told.getvalue()
    call_command("move_organisation", stdout=told)
    assert "No closed organisation has people who answer requests." in told.getvalue()


@pytest.mark.parametrize(
    ("names", "options", "why"),
    [
        (["revenue"], {"by": "support@service.gov.uk", "reason": "Order"}, "Name the successor"),
        (["revenue", "elsewhere"], {"by": "support@service.gov.uk", "reason": " "}, "and a --reason"),
        (["revenue", "elsewhere"], {"by": "no.one@service.gov.uk", "reason": "Order"}, "no account"),
        (["nowhere", "elsewhere"], {"by": "support@service.gov.uk", "reason": "Order"}, "no organisation"),
        (["council", "elsewhere"], {"by": "support@service.gov.uk", "reason": "Order"}, "is open"),
        (["revenue", "elsewhere"], {"by": "supplier@revenue.gov.uk", "reason": "Order"}, "Only support"),
    ],
)
def test_command_says_why_it_cannot(
    cast: Cast, closed: Organisation, support: User, names: list[str], options: dict[str, str], why: str
) -> None:
    with pytest.raises(CommandError, match=why):
        call_command("move_organisation", *names, **options)
    assert not OrganisationMove.objects.exists()


def page_of(body: Organisation) -> str:
    return f"/admin/community/organisation/{body.pk}/move/"


@pytest.fixture
def desk(support: User) -> Client:
    return browser(support)


def test_admin_page_moves(desk: Client, bodies: Bodies, closed: Organisation, asset: DataAsset) -> None:
    closed.superseded_by.add(bodies.elsewhere)
    assert "Agency for Elsewhere" in flat(desk.get(page_of(closed)))
    answer = desk.post(page_of(closed), {"successor": "elsewhere", "reason": "Order"})
    assert answer.status_code == 302
    assert OrganisationMove.objects.get().successor == bodies.elsewhere


def test_admin_page_moves_to_one_no_list_names(desk: Client, bodies: Bodies, closed: Organisation) -> None:
    desk.post(page_of(closed), {"other": "elsewhere", "reason": "Order"})
    assert OrganisationMove.objects.get().successor == bodies.elsewhere


def test_admin_page_refuses_to_move_nothing_again(desk: Client, bodies: Bodies, closed: Organisation) -> None:
    given = {"other": "elsewhere", "reason": "Order"}
    assert desk.post(page_of(closed), given).status_code == 302
    again = desk.post(page_of(closed), given)
    assert again.status_code == 200
    assert "The work of Office for Records went to Agency for Elsewhere already" in flat(again)
    assert OrganisationMove.objects.count() == 1
    desk.post(page_of(closed), {"other": "council", "reason": "A later order"})
    assert OrganisationMove.objects.count() == 2, "another successor is another move"


@pytest.mark.parametrize("kind", ["handler", "record"])
def test_move_of_what_came_later_is_recorded(
    cast: Cast, bodies: Bodies, closed: Organisation, support: User, kind: str
) -> None:
    moved(closed, bodies.elsewhere, support)
    with pytest.raises(NotNow, match="nothing more to move"):
        moved(closed, bodies.elsewhere, support)
    if kind == "handler":
        Membership.objects.filter(user=cast.supplier_colleague).update(handles_requests=True)
    else:
        make_asset(closed, "A later record")
    act = moved(closed, bodies.elsewhere, support)
    assert (act.handlers, act.records) == ((1, 0) if kind == "handler" else (0, 1))


@pytest.mark.parametrize(
    ("posted", "why"),
    [
        ({"reason": "Order"}, "Select which organisation takes over"),
        ({"other": "nowhere", "reason": "Order"}, "Enter the short name of an organisation in this service"),
        ({"other": "elsewhere"}, "Enter the reason"),
        ({"other": "revenue", "reason": "Order"}, "cannot take over from itself"),
        ({"other": "elsewhere", "successor": "council", "reason": "Order"}, "not both"),
        ({"successor": "nowhere", "reason": "Order"}, "takes over"),
    ],
)
def test_admin_page_says_what_is_wrong(
    desk: Client, bodies: Bodies, closed: Organisation, posted: dict[str, str], why: str
) -> None:
    closed.superseded_by.add(bodies.council)
    answer = desk.post(page_of(closed), posted)
    assert answer.status_code == 200
    assert why in flat(answer)
    assert not OrganisationMove.objects.exists()


def test_admin_page_is_for_support_only(client: Client, cast: Cast, closed: Organisation) -> None:
    cast.supplier.is_staff = True
    cast.supplier.save()
    client.force_login(cast.supplier)
    assert client.get(page_of(closed)).status_code in {302, 403}


def test_admin_offers_no_closed_body_to_work_for(desk: Client, bodies: Bodies, closed: Organisation) -> None:
    asked = {"app_label": "community", "model_name": "membership", "field_name": "organisation", "term": "e"}
    names = [row["text"] for row in desk.get("/admin/autocomplete/", asked).json()["results"]]
    assert "Office for Records" not in names
    assert "Agency for Elsewhere" in names


def test_new_membership_of_closed_body_is_refused(cast: Cast, closed: Organisation) -> None:
    with pytest.raises(ValidationError, match="has closed"):
        Membership(user=cast.onlooker, organisation=closed).full_clean()


def test_admin_list_and_page_say_what_follows(desk: Client, cast: Cast, bodies: Bodies, closed: Organisation) -> None:
    closed.superseded_by.add(bodies.elsewhere)
    assert "Agency for Elsewhere" in flat(desk.get("/admin/community/organisation/?waits=handlers"))
    page = flat(desk.get(f"/admin/community/organisation/{closed.pk}/change/"))
    assert "Agency for Elsewhere replaced it." in page
    assert page_of(closed) in page
