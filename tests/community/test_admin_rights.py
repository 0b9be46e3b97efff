"""The admin, tried by every role: which models it shows, and who may view, change, add or delete what."""

from typing import Any

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.http import HttpRequest
from django.test import Client

from catalogue.models import DataAsset, Steward
from catalogue.records import unlisted
from community.management.commands.make_organisation_admins import GROUP
from community.models import EmailDomain, GlossaryTerm, Guidance, Membership, Organisation, User
from community.models.guidance import GuidanceKind, Stage
from community.skills import Skill
from tests.cast import Bodies, Cast, make_asset
from tests.support.markup import flat

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ALL = frozenset({"view", "change", "add", "delete"})
READ = frozenset({"view"})
NONE: frozenset[str] = frozenset()
# Each model of the admin: why it is there, what support staff may do, what an organisation admin may do.
SHOWN: dict[str, tuple[str, frozenset[str], frozenset[str]]] = {
    "community.user": ("who may sign in and who is support", READ | {"change"}, READ),
    "community.accounthelp": ("what support did to accounts", READ, NONE),
    "community.erasure": ("who was erased, when and why", READ, NONE),
    "community.notification": ("mail that was refused, without its words", READ, NONE),
    "community.organisationmove": ("where the work of a closed body went", READ, NONE),
    "community.organisation": ("the list of public bodies", ALL, READ),
    "community.emaildomain": ("from which addresses people may sign up", ALL, NONE),
    "community.membership": ("who works where and answers requests", ALL - {"delete"}, ALL - {"delete"}),
    "community.guidance": ("articles, and who reviewed them", ALL - {"delete"}, NONE),
    "community.glossaryterm": ("terms of the field", ALL, NONE),
    "catalogue.dataasset": ("records that may be asked for", ALL - {"add"}, READ | {"change"}),
    "catalogue.source": ("where records come from", ALL, NONE),
    "catalogue.steward": ("who answers for a record", ALL, ALL - {"delete"}),
    "agreements.datashare": ("that a data share is there, and its state", READ, NONE),
    "agreements.event": ("evidence, to read", READ, NONE),
    "agreements.agreement": ("evidence, to read", READ, NONE),
    "agreements.sealjob": ("seals that are owed or failed", READ, NONE),
    "agreements.registerjob": ("entries of the register that are owed or failed", READ, NONE),
    "agreements.sealedfile": ("evidence, to read", READ, NONE),
}


def browser(user: User) -> Client:
    """Return a client signed in with a second step."""
    client = Client()
    client.force_login(user)
    TOTP.activate(user, SECRET)
    request = HttpRequest()
    request.session = client.session
    for method in ({"method": "password"}, {"method": "mfa", "type": "totp"}):
        record_authentication(request, user, **method)
    request.session.save()
    return client


@pytest.fixture
def support(cast: Cast) -> User:
    return User.objects.create_superuser("sam@elsewhere.gov.uk", full_name="Sam Porter")


@pytest.fixture
def organisation_admin(cast: Cast) -> User:
    """Return an admin of the council."""
    call_command("make_organisation_admins", verbosity=0)
    person = cast.acquirer
    User.objects.filter(pk=person.pk).update(is_staff=True)
    Membership.objects.filter(user=person).update(is_admin=True)
    person.groups.add(Group.objects.get(name=GROUP))
    return User.objects.get(pk=person.pk)


@pytest.fixture
def rows(bodies: Bodies, cast: Cast) -> dict[str, Any]:
    """Return one row of the council's own for each model of the community and the catalogue."""
    asset = make_asset(bodies.council, "Gritting routes")
    article = {"slug": "salt", "title": "How to ask for salt", "summary": "Ask.", "body": "Ask for it.", "place": 1}
    coded = {"kind": GuidanceKind.values[0], "stage": Stage.values[0], "skill": Skill.values[0]}
    return {
        "community.guidance": Guidance.objects.create(**article, **coded),
        "community.glossaryterm": GlossaryTerm.objects.create(slug="grit", name="Grit", means="Salt for roads."),
        "community.user": cast.acquirer_colleague,
        "community.organisation": bodies.council,
        "community.emaildomain": EmailDomain.objects.get(organisation=bodies.council),
        "community.membership": Membership.objects.get(user=cast.acquirer_colleague),
        "catalogue.dataasset": asset,
        "catalogue.source": asset.source,
        "catalogue.steward": Steward.objects.create(asset=asset, user=cast.acquirer_colleague),
    }


def tried(client: Client, label: str, row: Any) -> frozenset[str]:
    """Return what the admin lets a user do with a model, by opening and posting to its pages."""
    base = f"/admin/{label.replace('.', '/')}/"
    done = {"view"} if client.get(base).status_code == 200 else set()
    done |= {"add"} if client.get(f"{base}add/").status_code == 200 else set()
    if row is None:
        return frozenset(done)
    assert ("view" in done) == (client.get(f"{base}{row.pk}/change/").status_code == 200)
    done |= {"change"} if client.post(f"{base}{row.pk}/change/", {"x": "1"}).status_code != 403 else set()
    done |= {"delete"} if client.get(f"{base}{row.pk}/delete/").status_code == 200 else set()
    return frozenset(done)


def test_the_admin_shows_these_models_and_no_others() -> None:
    shown = {model._meta.label_lower for model in admin.site._registry}
    assert shown == set(SHOWN), "Say in SHOWN why support needs it, and who may do what; or do not register it."


@pytest.mark.parametrize("label", SHOWN)
def test_support_may_do_what_the_table_says(support: User, rows: dict[str, Any], label: str) -> None:
    assert tried(browser(support), label, rows.get(label)) == SHOWN[label][1]


@pytest.mark.parametrize("label", SHOWN)
def test_an_organisation_admin_may_do_what_the_table_says(
    organisation_admin: User, rows: dict[str, Any], label: str
) -> None:
    assert tried(browser(organisation_admin), label, rows.get(label)) == SHOWN[label][2]


def test_what_someone_names_in_a_request_is_shown_to_no_admin(
    bodies: Bodies, support: User, organisation_admin: User
) -> None:
    asset = unlisted.kept(unlisted.named("unlisted-1", "Zoetropes of the council", "", bodies.council))
    for client in (browser(support), browser(organisation_admin)):
        for page in ("dataasset/", "autocomplete", "steward/add/"):
            where = "/admin/autocomplete/?app_label=catalogue&model_name=steward&field_name=asset&term=Zoe"
            answer = client.get(where if page == "autocomplete" else f"/admin/catalogue/{page}")
            assert answer.status_code == 200
            assert b"Zoetropes" not in answer.content
        assert client.get(f"/admin/catalogue/dataasset/{asset.pk}/change/").status_code == 302
        assert client.get(f"/admin/catalogue/dataasset/{asset.pk}/history/").status_code == 404


@pytest.mark.parametrize("label", SHOWN)
def test_anyone_else_may_do_nothing(cast: Cast, rows: dict[str, Any], label: str) -> None:
    ordinary, only_staff = browser(cast.acquirer), cast.onlooker
    User.objects.filter(pk=only_staff.pk).update(is_staff=True)
    assert ordinary.get(f"/admin/{label.replace('.', '/')}/").status_code == 302
    assert tried(browser(only_staff), label, rows.get(label)) == NONE


def test_rights_that_someone_was_given_by_mistake_open_no_accounts(cast: Cast, rows: dict[str, Any]) -> None:
    person = cast.onlooker
    User.objects.filter(pk=person.pk).update(is_staff=True)
    person.user_permissions.set(Permission.objects.all())
    client = browser(person)
    assert tried(client, "community.accounthelp", None) == NONE
    assert tried(client, "agreements.event", None) == READ
    assert client.get(f"/admin/community/user/{cast.supplier.pk}/help/").status_code == 403
    assert client.get(f"/admin/community/user/{cast.supplier.pk}/change/").status_code == 302, "it is not found"


@pytest.mark.parametrize(
    "address",
    [
        "/admin/auth/group/", "/admin/account/emailaddress/", "/admin/mfa/authenticator/",
        "/admin/socialaccount/socialapp/", "/admin/socialaccount/socialtoken/", "/admin/socialaccount/socialaccount/",
        "/admin/usersessions/usersession/", "/admin/community/user/{pk}/password/", "/admin/community/user/add/",
    ],
)  # fmt: skip
def test_what_is_no_ones_business_has_no_page(support: User, cast: Cast, address: str) -> None:
    answer = browser(support).get(address.format(pk=cast.supplier.pk), follow=True)
    assert answer.status_code in {403, 404} or answer.redirect_chain[-1][0] == "/admin/"


def test_support_sets_no_password_name_or_address(support: User, cast: Cast) -> None:
    person, client = cast.supplier_signatory, browser(support)
    before = User.objects.get(pk=person.pk)
    here = f"/admin/community/user/{person.pk}/change/"
    page = flat(client.get(here))
    assert 'name="is_active"' in page
    for field in ("email", "password", "password1", "full_name", "job_title", "user_permissions"):
        assert f'name="{field}"' not in page
    sent = {
        "email": "sam@elsewhere.gov.uk", "password": "taken over", "password1": "taken over", "full_name": "Sam Porter",
        "is_active": "on", "memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0",
    }  # fmt: skip
    assert client.post(here, sent).status_code == 302
    after = User.objects.get(pk=person.pk)
    assert (after.email, after.password, after.full_name) == (before.email, before.password, before.full_name)


def test_support_closes_an_account_and_opens_it_again(support: User, cast: Cast) -> None:
    person, client = cast.supplier_signatory, browser(support)
    theirs = Client()
    theirs.force_login(person)
    sent = {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}
    client.post(f"/admin/community/user/{person.pk}/change/", sent)
    assert not User.objects.get(pk=person.pk).is_active
    assert theirs.get("/account/").status_code == 302
    client.post(f"/admin/community/user/{person.pk}/change/", sent | {"is_active": "on"})
    assert User.objects.get(pk=person.pk).is_active


@pytest.mark.parametrize("proved", [True, False])
def test_reopened_account_works_where_its_address_shows(support: User, cast: Cast, proved: bool) -> None:
    """They could not say so themselves."""
    person = User.objects.get(pk=cast.acquirer.pk)
    person.is_active = False
    person.save()
    EmailAddress.objects.filter(user=person).update(verified=proved)
    here = f"/admin/community/user/{person.pk}/change/"
    browser(support).post(here, {"is_active": "on", "memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"})
    assert User.objects.get(pk=person.pk).is_active
    works_for = Membership.objects.live().filter(user=person).values_list("organisation__slug", flat=True)
    assert list(works_for) == (["council"] if proved else [])


MORE = {"is_active": "on", "is_staff": "on", "is_superuser": "on", "user_permissions": "1"}
NO_ROWS = {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}


@pytest.mark.parametrize("who", ["themselves", "anyone", "another_of_support"])
def test_support_raises_no_one(support: User, cast: Cast, who: str) -> None:
    another = User.objects.create_superuser("pat@elsewhere.gov.uk", full_name="Pat Dee")
    person = {"themselves": support, "anyone": cast.onlooker, "another_of_support": another}[who]
    call_command("make_organisation_admins", verbosity=0)
    client, here = browser(support), f"/admin/community/user/{person.pk}/change/"
    page = flat(client.get(here))
    for field in ("is_superuser", "is_staff", "groups", "user_permissions", "email"):
        assert f'name="{field}"' not in page
    before = User.objects.get(pk=person.pk)
    more = MORE | {"groups": str(Group.objects.get().pk), "email": "pat@taken-over.gov.uk"}
    assert client.post(here, more | NO_ROWS).status_code == 302
    after = User.objects.get(pk=person.pk)
    assert (after.is_staff, after.is_superuser, after.email) == (before.is_staff, before.is_superuser, before.email)
    assert not after.groups.exists()
    assert not after.user_permissions.exists()


def test_support_does_not_lock_out_support(support: User) -> None:
    another = User.objects.create_superuser("pat@elsewhere.gov.uk", full_name="Pat Dee")
    client = browser(support)
    for person in (support, another):
        client.post(f"/admin/community/user/{person.pk}/change/", NO_ROWS)
        assert User.objects.get(pk=person.pk).is_active


def test_support_answers_for_no_body(support: User, bodies: Bodies, cast: Cast) -> None:
    client = browser(support)
    here = f"/admin/community/user/{support.pk}/change/"
    since = {"since_0": "2026-11-21", "since_1": "09:00:00"}
    row = {"organisation": bodies.revenue.pk, "handles_requests": "on", **since}
    rows = {f"memberships-0-{key}": value for key, value in row.items()}
    client.post(here, {**rows, "memberships-TOTAL_FORMS": "1", "memberships-INITIAL_FORMS": "0"})
    client.post("/admin/community/membership/add/", {"user": support.pk, **row})
    assert not Membership.objects.filter(user=support).exists()
    client.post("/admin/community/membership/add/", {"user": cast.onlooker.pk, **row})
    assert Membership.objects.filter(user=cast.onlooker, organisation=bodies.revenue, handles_requests=True).exists()
    own = Membership.objects.create(user=support, organisation=bodies.council)
    answer = client.post(f"/admin/community/membership/{own.pk}/change/", {"handles_requests": "on", **since})
    assert answer.status_code == 403


@pytest.mark.parametrize("who", ["support", "organisation_admin"])
def test_no_one_brings_an_old_version_back(request: pytest.FixtureRequest, cast: Cast, who: str) -> None:
    """The history library saves posted data, even from users who may only view."""
    person, client = cast.acquirer_colleague, browser(request.getfixturevalue(who))
    old = person.history.create(**{field.attname: getattr(person, field.attname) for field in User._meta.concrete_fields
                                   if field.name not in {"password", "last_login"}},
                                history_date=person.date_joined, history_type="~")  # fmt: skip
    here = f"/admin/community/user/{person.pk}/history/{old.pk}/"
    assert client.get(here).status_code == 200
    assert client.post(here, {"is_active": "on", "is_staff": "on", "is_superuser": "on"}).status_code == 403
    assert not User.objects.get(pk=person.pk).is_superuser


def test_an_organisation_admin_sees_the_people_of_their_own_body(
    organisation_admin: User, cast: Cast, bodies: Bodies
) -> None:
    client = browser(organisation_admin)
    page = flat(client.get("/admin/community/user/"))
    for name, person in cast.everyone().items():
        own = person.email.endswith("@council.gov.uk")
        assert (person.email in page) == own, name
        here = f"/admin/community/user/{person.pk}/"
        assert (client.get(f"{here}change/").status_code == 200) == own, name
        assert client.get(f"{here}history/").status_code == (200 if own else 404), name
        assert client.get(f"{here}help/").status_code == 403
    found = client.get(
        "/admin/autocomplete/?app_label=community&model_name=membership&field_name=user&term=gov.uk"
    ).json()
    assert {cast.stranger.pk, cast.supplier.pk}.isdisjoint(int(row["id"]) for row in found["results"])


def test_an_organisation_admin_reaches_no_row_of_another_body(
    organisation_admin: User, cast: Cast, bodies: Bodies
) -> None:
    client = browser(organisation_admin)
    asset = make_asset(bodies.revenue)
    theirs = [
        Membership.objects.get(user=cast.supplier), asset, Steward.objects.create(asset=asset, user=cast.supplier)
    ]  # fmt: skip
    for row in theirs:
        here = f"/admin/{row._meta.label_lower.replace('.', '/')}/{row.pk}/"
        assert client.get(f"{here}change/").status_code == 302
        assert client.post(f"{here}change/", {"x": "1"}).status_code == 302
        assert client.get(f"{here}history/").status_code == 404


def test_an_organisation_admin_moves_no_membership_and_gives_no_record_away(
    organisation_admin: User, cast: Cast, bodies: Bodies
) -> None:
    client = browser(organisation_admin)
    membership = Membership.objects.get(user=cast.acquirer_colleague)
    page = flat(client.get(f"/admin/community/membership/{membership.pk}/change/"))
    assert 'name="user"' not in page
    assert 'name="organisation"' not in page
    assert 'name="handles_requests"' in page
    own = make_asset(bodies.council, "Gritting routes")
    assert 'name="publisher"' not in flat(client.get(f"/admin/catalogue/dataasset/{own.pk}/change/"))
    assert DataAsset.objects.get(pk=own.pk).publisher == bodies.council
    assert Organisation.objects.count() == 3
    assert not Authenticator.objects.filter(user=cast.supplier).exists()
