"""Dates in a calendar program: of one data share, and of a person at a secret address that can be renewed."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from icalendar import Calendar

from agreements.duties import actions
from agreements.members import actions as members
from agreements.models import CalendarFeed, DataShare, Duty, DutyKind
from catalogue.models import DataAsset
from datashare.lib.logs import without_tokens
from tests.agreements import lived, stages
from tests.agreements.overview.many import queries
from tests.cast import Cast
from tests.support.visiting import Seen, Visitor

pytestmark = pytest.mark.django_db
FEED = "/calendar.ics"


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    return lived.promised(cast, asset)


def new_address(visitor: Visitor) -> str:
    """Return the secret address that the page shows, without its host."""
    [address] = visitor.post("calendar").all("//div[contains(@class,'govuk-inset-text')]")
    split = urlsplit(address)
    return f"{split.path}?{split.query}"


def titles(seen: Seen) -> dict[str, str]:
    """Return the day of each title in a calendar file."""
    assert seen.response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    found = Calendar.from_ical(seen.response.content).walk("VEVENT")
    return {str(event["summary"]): event.decoded("dtstart").isoformat() for event in found}


def test_a_member_downloads_the_dates_of_a_data_share(cast: Cast, share: DataShare) -> None:
    found = titles(Visitor(cast.onlooker).get("share_calendar", share))
    ends_on = share.agreements.get().ends_on
    assert ends_on is not None
    assert found[f"The agreement ends: {share.title}"] == ends_on.isoformat()
    duty = Duty.objects.get(kind=DutyKind.ACCESS_LIST)
    assert duty.due_on is not None
    assert found[f"Review who has access to the data: {share.title}"] == duty.due_on.isoformat()
    assert Visitor(cast.stranger).get("share_calendar", share).status == 404


def test_a_day_is_a_whole_day_that_blocks_no_time(cast: Cast, share: DataShare) -> None:
    file = Visitor(cast.acquirer).get("share_calendar", share).response.content
    events = Calendar.from_ical(file).walk("VEVENT")
    for event in events:
        assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(days=1)
        assert event["transp"] == "TRANSPARENT"
    assert len({str(event["uid"]) for event in events}) == len(events)


def test_an_address_is_read_without_signing_in(cast: Cast, share: DataShare) -> None:
    address = new_address(Visitor(cast.acquirer))
    seen = Visitor().get(address)
    assert f"Review who has access to the data: {share.title}" in titles(seen)
    assert "no-store" in seen.response.headers["Cache-Control"]
    assert not any("trained" in title for title in titles(Visitor().get(new_address(Visitor(cast.stranger)))))


def test_it_has_titles_and_days_and_nothing_else(cast: Cast, share: DataShare) -> None:
    text = Visitor().get(new_address(Visitor(cast.acquirer))).response.content.decode()
    names = {line.partition(":")[0].partition(";")[0] for line in text.split("\r\n") if line[:1].strip()}
    assert names == {
        *("BEGIN", "END", "VERSION", "PRODID", "METHOD", "X-WR-CALNAME"),
        *("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "TRANSP"),
    }
    assert share.reference not in text
    assert "Households helped" not in text


def test_it_lists_what_the_own_organisation_owes(cast: Cast, share: DataShare) -> None:
    mine = titles(Visitor().get(new_address(Visitor(cast.supplier))))
    assert f"Review the agreement: {share.title}" in mine
    assert f"Review who has access to the data: {share.title}" not in mine


def test_a_renewed_or_wrong_address_is_not_found(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.acquirer)
    first = new_address(visitor)
    second = new_address(visitor)
    assert first != second
    assert [Visitor().get(address).status for address in (first, second)] == [404, 200]
    assert [Visitor().get(address).status for address in (FEED, f"{FEED}?token=", f"{FEED}?token=x")] == [404] * 3
    assert visitor.post("stop_calendar").status == 302
    assert Visitor().get(second).status == 404


def test_it_is_shown_once_and_kept_as_a_digest(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.acquirer)
    secret = new_address(visitor).partition("token=")[2]
    assert secret not in visitor.get("calendar").words
    assert secret not in CalendarFeed.objects.get().digest
    assert secret not in without_tokens(f"GET {FEED}?token={secret}")


def test_a_closed_account_has_no_calendar(cast: Cast, share: DataShare) -> None:
    address = new_address(Visitor(cast.acquirer_colleague))
    cast.acquirer_colleague.is_active = False
    cast.acquirer_colleague.save()
    assert Visitor().get(address).status == 404


def test_who_was_removed_reads_no_more_dates(cast: Cast, share: DataShare) -> None:
    address = new_address(Visitor(cast.acquirer_colleague))
    assert titles(Visitor().get(address))
    members.remove(member=share.members.live().get(user=cast.acquirer_colleague), by=cast.acquirer)
    assert titles(Visitor().get(address)) == {}


def test_what_is_done_leaves_the_calendar(cast: Cast, share: DataShare) -> None:
    address = new_address(Visitor(cast.acquirer))
    before = titles(Visitor().get(address))
    duty = Duty.objects.get(kind=DutyKind.REPORT)
    actions.keep(share=share, duty=duty.pk, proof="26,500 households.", by=cast.acquirer)
    assert set(before) - set(titles(Visitor().get(address))) == {f"Report what was achieved: {share.title}"}


def test_many_wrong_addresses_are_refused(cast: Cast, share: DataShare) -> None:
    address = new_address(Visitor(cast.acquirer))
    answers = [Visitor().get(f"{FEED}?token=wrong{number}").status for number in range(25)]
    assert (answers[0], answers[-1]) == (404, 429)
    assert Visitor().get(address).status == 429


def test_it_takes_as_many_queries_with_fifty_dates(cast: Cast, share: DataShare) -> None:
    visitor, address = Visitor(), new_address(Visitor(cast.acquirer))
    few = queries(visitor, address)
    duty = Duty.objects.get(kind=DutyKind.ACCESS_LIST)
    same = {"agreement": duty.agreement, "key": duty.key, "kind": duty.kind, "party": duty.party}
    Duty.objects.bulk_create(Duty(number=number, due_on=timezone.localdate(), **same) for number in range(2, 52))
    assert queries(visitor, address) == few


def test_nothing_signed_has_no_dates(cast: Cast, asset: DataAsset) -> None:
    assert Visitor(cast.acquirer).get("share_calendar", stages.signing(cast, asset)).status == 404
