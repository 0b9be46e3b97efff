"""Many supplies from a CSV file: all of them, or none and where each fault is."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from agreements.kinds import EventKind
from agreements.models import DataDelivery, DataShare, Flow
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from tests.agreements import lived
from tests.cast import Cast
from tests.support.visiting import Seen, Visitor

pytestmark = pytest.mark.django_db
HEADER = "sent_on,covers,route,file_count,records,sha256,schema"


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    return lived.tested(cast, asset)


def load(share: DataShare, cast: Cast, *lines: str, content: bytes | None = None) -> Seen:
    flow = Flow.objects.get(edition__share=share)
    text = content if content is not None else "\n".join(lines).encode()
    return Visitor(cast.supplier).post("import_supplies", share, flow.pk, file=SimpleUploadedFile("log.csv", text))


def faults(seen: Seen) -> list[list[str]]:
    count = len(seen.all("//tbody/tr"))
    return [seen.all(f"//tbody/tr[{place}]/td") for place in range(1, count + 1)]


def supplies() -> int:
    return DataDelivery.objects.filter(is_test=False).count()


def test_all_rows_are_recorded_with_one_event(cast: Cast, share: DataShare) -> None:
    today = timezone.localdate().isoformat()
    seen = load(share, cast, HEADER, f"{today},January,API,1,1204,,2.0", f'{today},"February, part 1",API,,,,')
    assert seen.status == 302
    assert list(DataDelivery.objects.filter(is_test=False).values_list("covers", "records")) == [
        ("January", 1204),
        ("February, part 1", None),
    ]
    assert share.events.latest("sequence").kind == EventKind.DELIVERIES_IMPORTED
    assert verify_everything([share]).findings == []


def test_with_one_fault_nothing_is_recorded_and_each_is_shown(cast: Cast, share: DataShare) -> None:
    today = timezone.localdate()
    late = (today + timedelta(days=1)).isoformat()
    seen = load(
        share,
        cast,
        HEADER,
        f"{today.isoformat()},January,API,1,1204,,",
        f"{late},February,API,1,many,,",
        "31/01/2027,March,API,,,,",
        f"{today.isoformat()},,API,,",
    )
    assert seen.errors == ["The file was not imported. The table says what is wrong"]
    assert faults(seen) == [
        ["3", "sent_on", "The day on which it was sent must be today or in the past. Write it as 2027-01-31."],
        ["3", "records", "The number of records must be a whole number, like 12."],
        ["4", "sent_on", "The day on which it was sent must include a day and month. Write it as 2027-01-31."],
        ["5", "All", "The row must have 7 cells, and has 5."],
    ]
    assert supplies() == 0


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ((HEADER,), "The file must have a header and at least one row."),
        (("sent_on,covers,route,nhs_number", "a,b,c,d"), "It must have only the columns of the template."),
        (("sent_on,covers", "a,b"), "This column is missing."),
        (("sent_on,covers,route,route", "a,b,c,d"), "A column must be there only once."),
        ((HEADER, *["x,x,x,,,,"] * 501), "The file has 501 rows. It must have 500 or fewer, one for each delivery."),
    ],
)
def test_a_file_that_is_no_log_is_refused(cast: Cast, share: DataShare, lines: tuple[str, ...], reason: str) -> None:
    [[_, _, said]] = faults(load(share, cast, *lines))
    assert said.startswith(reason)
    assert supplies() == 0


@pytest.mark.parametrize("content", [b"\xff\xfe\x00bad", b'sent_on,covers,route\n"a,b,c'])
def test_a_file_that_is_no_csv_is_refused(cast: Cast, share: DataShare, content: bytes) -> None:
    [[_, _, said]] = faults(load(share, cast, content=content))
    assert said == "The file must be a CSV file in UTF-8."


def test_a_large_file_is_refused(cast: Cast, share: DataShare) -> None:
    [[_, _, said]] = faults(load(share, cast, content=b"x" * 200_001))
    assert said == "The file must be smaller than 200 KB."


def test_template_can_be_imported(cast: Cast, share: DataShare) -> None:
    text = Visitor(cast.onlooker).get("supply_template", share).response.content.decode()
    header, example, _ = text.split("\r\n")
    assert header == HEADER
    assert load(share, cast, header, example.replace("2027-01-31", timezone.localdate().isoformat())).status == 302


def test_before_a_test_has_arrived_nothing_is_imported(cast: Cast, asset: DataAsset) -> None:
    assert load(lived.promised(cast, asset), cast, HEADER).status == 409
