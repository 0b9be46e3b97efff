"""The lists of the admin: no column is cut off on a small desktop, and times and numbers read as words do."""

import re
from datetime import UTC, datetime
from typing import Any, Final

import pytest
from django.contrib import admin
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from catalogue.models import DataAsset
from community.admin import MailAdmin
from community.models import Notification, User
from tests.agreements import stages
from tests.cast import Cast
from tests.community.test_admin_rights import browser
from tests.pages.test_tables import show_as
from tests.support.markup import flat

CUT_OFF: Final = """() => [...document.querySelectorAll("#result_list th, #result_list td")].filter(cell =>
  cell.getBoundingClientRect().right > cell.closest(".results").getBoundingClientRect().right + 1
).map(cell => cell.textContent.trim())"""
LISTS: Final = [f"/admin/{model._meta.app_label}/{model._meta.model_name}/" for model in admin.site._registry]


def support() -> Client:
    return browser(User.objects.create_superuser("sam@elsewhere.gov.uk", full_name="Sam Porter"))


@pytest.mark.django_db(transaction=True)
def test_no_column_is_cut_off(page: Page, live_server: LiveServer, cast: Cast, asset: DataAsset) -> None:
    stages.in_force(cast, asset)
    refusal = "550 5.1.1 The email account that you tried to reach does not exist. Check the address for typing errors."
    long = "amina.okafor.records.and.archives@barchester-city-council.gov.uk"
    Notification.objects.update(refusal=refusal, refused_at=timezone.now(), email=long)
    show_as(page, live_server, support())
    page.set_viewport_size({"width": 1280, "height": 900})
    cut = {}
    for address in LISTS:
        page.goto(live_server.url + address)
        cut[address] = page.evaluate(CUT_OFF)[:3]
    assert {address: cells for address, cells in cut.items() if cells} == {}


@pytest.mark.django_db
def test_times_are_by_one_clock_and_counts_are_of_things(cast: Cast, asset: DataAsset) -> None:
    stages.in_force(cast, asset)
    client = support()
    told = {address: flat(client.get(address)) for address in LISTS}
    assert not {address for address, words in told.items() if re.search(r"\d ?[ap]\.?m\b", words)}
    assert re.search(r"\d{1,2} \w{3,9} \d{4}, \d\d:\d\d", told["/admin/agreements/event/"])
    assert "0 acts of support" in told["/admin/community/accounthelp/"]


@pytest.mark.django_db
def test_the_list_of_mail_says_what_came_of_each(cast: Cast) -> None:
    def row(**values: Any) -> str:
        values |= {"email": cast.acquirer.email, "subject": "News", "key": str(len(values)), "mail": "at-once"}
        return MailAdmin(Notification, admin.site).outcome(Notification(**values))

    at = datetime(2026, 11, 21, 12, 5, tzinfo=UTC)
    assert row() == "Not sent"
    assert row(mailed_at=at) == "Sent on 21 November 2026 at 12:05pm"
    assert row(next_try_at=at) == "To be tried again on 21 November 2026 at 12:05pm"
    assert row(refused_at=at, refusal="550 No") == "Refused on 21 November 2026 at 12:05pm: 550 No"
