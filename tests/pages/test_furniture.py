"""The frame around every page."""

import pytest
from django.core.checks import run_checks
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from community.models import Notification
from datashare.lib.support import leads_to_help, names_its_controller
from tests.cast import make_bodies, make_cast
from tests.support import markup

pytestmark = pytest.mark.django_db
INFORMATION = ["/accessibility/", "/privacy/", "/cookies/", "/help/"]


@pytest.mark.parametrize("address", INFORMATION)
def test_it_shows_information_to_everyone(client: Client, address: str) -> None:
    answer = client.get(address)
    page = markup.page(answer.content)
    assert answer.status_code == 200
    assert len(page.xpath("//h1")) == 1
    assert page.xpath("string(//title)") == f"{page.xpath('string(//h1)')} – Design a data share"
    assert page.xpath("//a[@class='govuk-skip-link']/@href") == ["#main-content"]
    assert page.xpath("//footer//a[text()='Cookies']")


def test_it_asks_no_question_of_the_database_for_a_stranger(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        client.get("/help/")


def test_help_leads_to_an_address(client: Client, settings: Settings) -> None:
    settings.SUPPORT_EMAIL = "help@service.gov.uk"
    page = markup.page(client.get("/help/").content)

    assert page.xpath("//main//a/@href[starts-with(., 'mailto:')]") == ["mailto:help@service.gov.uk"]
    assert not leads_to_help(None)


def test_a_service_that_leads_no_one_to_help_is_warned_of(client: Client, settings: Settings) -> None:
    settings.SUPPORT_EMAIL = ""

    assert [found.id for found in run_checks(include_deployment_checks=True) if "help" in found.msg] == [
        "datashare.W002"
    ]
    assert b"mailto:" not in client.get("/help/").content


def test_privacy_names_the_controller_and_its_officer(client: Client, settings: Settings) -> None:
    settings.SERVICE_CONTROLLER, settings.DATA_PROTECTION_EMAIL = "The Office of Example", "dpo@example.gov.uk"
    page = markup.page(client.get("/privacy/").content)

    words = " ".join(page.xpath("string(//main)").split())
    assert "The Office of Example is the controller of this data" in words
    assert page.xpath("//main//a/@href[starts-with(., 'mailto:')]") == ["mailto:dpo@example.gov.uk"]
    assert not names_its_controller(None)


def test_a_service_without_a_controller_says_so_and_is_warned_of(client: Client, settings: Settings) -> None:
    settings.SERVICE_CONTROLLER = settings.DATA_PROTECTION_EMAIL = ""

    warned = [found.id for found in run_checks(include_deployment_checks=True) if "controller" in found.msg]
    assert warned == ["datashare.W003"]
    assert b"It has not yet put its name on this page." in client.get("/privacy/").content


def test_it_lets_only_its_own_scripts_run(client: Client) -> None:
    answer = client.get("/help/")
    policy = answer["Content-Security-Policy"]
    nonce = policy.split("'nonce-")[1].split("'")[0]
    scripts = markup.page(answer.content).xpath("//script")
    assert scripts
    assert all(script.get("nonce") == nonce for script in scripts)
    assert "unsafe" not in policy
    assert not markup.page(answer.content).xpath("//@style | //style | //@onclick")


def test_it_counts_notifications_once(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    person = make_cast(make_bodies()).acquirer
    for number in range(3):
        words = {"subject": f"Act {number}", "body": "Do it.", "key": f"act-{number}"}
        Notification.objects.create(user=person, email=person.email, **words)
    client.force_login(person)
    with django_assert_num_queries(3):  # session, person, count
        page = markup.page(client.get("/help/").content)
    badge = page.xpath("//span[@class='moj-notification-badge']")[0]
    assert badge.text_content() == "3 unread"
    assert badge.getparent().get("href") == "/account/notifications/"
    assert "Amina Okafor" in page.xpath("string(//nav)")


def test_it_signs_out_by_a_form(client: Client) -> None:
    client.force_login(make_cast(make_bodies()).acquirer)
    page = markup.page(client.get("/help/").content)
    assert page.xpath("//form[@action='/accounts/logout/'][@method='post']//button[contains(., 'Sign out')]")


def test_it_marks_where_a_person_is(client: Client) -> None:
    page = markup.page(client.get("/find/").content)
    assert page.xpath("//nav//a[@aria-current='true']/@href") == ["/find/"]


def test_it_wears_the_crown_only_where_it_may(client: Client, settings: Settings) -> None:
    assert b"brand-plain" in client.get("/help/").content
    settings.BRAND = "govuk"
    page = client.get("/help/").content
    assert b"brand-plain" not in page
    assert b"govuk-header" in page
