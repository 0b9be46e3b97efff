"""The head file of a day: written once, signed, and what verify_evidence holds the chains against."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from agreements.actions import requesting
from agreements.actions.publishing import publish_heads
from agreements.documents.chain import ChainHead
from agreements.documents.heads import read_heads, sign_heads
from agreements.documents.seal_keys import load_key, trusted_certificates
from agreements.headfiles import RECENT, recent, store
from agreements.models import DataShare, Event
from agreements.tasks import publish_heads as publish_heads_task
from agreements.verification import verify_everything
from catalogue.models import DataAsset
from datashare.schedule import SCHEDULE
from tests.agreements import stages
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path / "heads"


def test_it_keeps_the_newest_event_of_every_chain(cast: Cast, asset: DataAsset, folder: Path) -> None:
    shares = [stages.draft(cast, asset), stages.submitted(cast, asset)]

    name = publish_heads()

    (file,) = recent().values()
    heads = read_heads(file, trusted=trusted_certificates())
    expected = {share.reference: share.events.latest("sequence") for share in shares}
    assert {(head.reference, head.sequence, head.digest) for head in heads} == {
        (reference, event.sequence, bytes(event.digest).hex()) for reference, event in expected.items()
    }
    assert sorted(path.name for path in folder.iterdir()) == [name, f"{name}.sig"]


def test_it_writes_a_days_file_once(cast: Cast, asset: DataAsset, folder: Path) -> None:
    with time_machine.travel("2027-11-21T10:00:00Z", tick=False):
        first = publish_heads()
        content = (folder / first).read_bytes()
        stages.draft(cast, asset)
        assert publish_heads() == first == "2027-11-21.json"
    assert (folder / first).read_bytes() == content
    with time_machine.travel("2027-11-22T00:00:01Z", tick=False):
        assert publish_heads() == "2027-11-22.json"


def test_it_goes_on_where_it_was_killed(cast: Cast, asset: DataAsset, folder: Path) -> None:
    stages.draft(cast, asset)
    folder.mkdir()
    name = publish_heads()
    (folder / name).unlink()

    assert publish_heads() == name
    assert verify_everything().findings == []


def test_the_worker_does_it_by_the_clock() -> None:
    assert {"task": publish_heads_task.name, "schedule": 3600.0} in SCHEDULE.values()
    assert publish_heads_task() == publish_heads()


def test_the_command_prints_where_it_is(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    call_command("publish_heads")
    printed = Path(capsys.readouterr().out.strip())
    assert printed.parent == folder
    assert json.loads(printed.read_bytes())["format"] == "das-heads-1"


def test_the_command_says_what_is_wrong_with_the_key(settings: Settings, tmp_path: Path, folder: Path) -> None:
    settings.SEAL_KEY_FILE = tmp_path / "key.p12"
    settings.SEAL_KEY_FILE.write_bytes(b"no key")
    with pytest.raises(CommandError, match="cannot be opened"):
        call_command("publish_heads")
    assert not folder.exists()


def test_verify_evidence_counts_the_file(cast: Cast, asset: DataAsset, capsys: pytest.CaptureFixture[str]) -> None:
    stages.draft(cast, asset)
    publish_heads()
    call_command("verify_evidence")
    assert "Checked 1 head files" in capsys.readouterr().out


def test_later_events_break_nothing(cast: Cast, asset: DataAsset) -> None:
    share = stages.draft(cast, asset)
    publish_heads()
    requesting.submit(share=share, declared=stages.DECLARED, by=cast.acquirer)
    assert verify_everything().findings == []


def with_head(change: Callable[[dict[str, Any]], None]) -> None:
    """Publish, then sign a file in which the first head is another: as if the chain had been."""
    name = publish_heads()
    found = json.loads(recent()[name].content)
    change(found["heads"][0])
    heads = [ChainHead(**head) for head in found["heads"]]
    file = sign_heads(heads, at=timezone.now(), key=load_key())
    Path(store().path(name)).write_bytes(file.content)
    Path(store().path(f"{name}.sig")).write_bytes(file.signature)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda head: head.update(sequence=head["sequence"] + 1), "is gone"),
        (lambda head: head.update(digest="ab" * 32), "was changed"),
        (lambda head: head.update(reference="DS-2222-2222"), "which is gone"),
    ],
)
def test_a_chain_that_was_cut_or_written_anew_shows(
    change: Callable[[dict[str, Any]], None], says: str, cast: Cast, asset: DataAsset
) -> None:
    stages.draft(cast, asset)
    with_head(change)
    (finding,) = verify_everything().findings
    assert says in str(finding)


def test_an_older_file_shows_it_too(cast: Cast, asset: DataAsset) -> None:
    stages.draft(cast, asset)
    with time_machine.travel("2020-01-01T12:00:00Z", tick=False):
        with_head(lambda head: head.update(digest="ab" * 32))
    publish_heads()
    assert len(verify_everything().findings) == 1


def test_only_the_newest_month_is_read(folder: Path) -> None:
    for day in range(1, RECENT + 9):
        with time_machine.travel(f"2026-{1 + day // 28:02}-{1 + day % 28:02}T12:00:00Z", tick=False):
            publish_heads()
    assert len(recent()) == RECENT
    assert verify_everything().head_files == RECENT


@pytest.mark.parametrize("part", [".json", ".json.sig"])
def test_a_file_that_was_touched_shows(part: str, cast: Cast, asset: DataAsset, folder: Path) -> None:
    stages.draft(cast, asset)
    name = publish_heads()
    path = folder / name.replace(".json", part)
    path.write_bytes(path.read_bytes()[:-1])
    assert any("not one that this service signed" in str(finding) for finding in verify_everything().findings)


def test_one_share_alone_can_be_verified(cast: Cast, asset: DataAsset) -> None:
    share, _ = stages.draft(cast, asset), stages.draft(cast, asset)
    publish_heads()
    report = verify_everything(DataShare.objects.filter(pk=share.pk))
    assert (report.shares, report.findings) == (1, [])
    assert Event.objects.values("share").distinct().count() == 2
