"""Head files: written hourly and after each signature, signed, and used by verify_evidence."""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from agreements.evidence import head_files, publishing
from agreements.evidence.chain import ChainHead
from agreements.evidence.head_files import every, names, read, store
from agreements.evidence.heads import Heads, read_heads, say_heads, sign_heads
from agreements.evidence.publishing import ROUND, publish_heads
from agreements.evidence.seal_keys import load_key, make_local_key, trusted_certificates
from agreements.models import DataShare, Event
from agreements.requesting import actions as requesting
from agreements.tasks import publish_heads as publish_heads_task
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from datashare.schedule import SCHEDULE
from tests.agreements import stages
from tests.agreements.signing.signatures import signed
from tests.cast import Cast

pytestmark = pytest.mark.django_db
TEN = "2027-11-21T10:00:00Z"


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path / "heads"


def said(name: str) -> Heads:
    return read_heads(read(name), trusted=trusted_certificates())


def heads_of(*shares: DataShare) -> set[ChainHead]:
    newest = {share.reference: share.events.latest("sequence") for share in shares}
    return {ChainHead(name, event.sequence, bytes(event.digest).hex()) for name, event in newest.items()}


def found() -> list[str]:
    return [str(finding) for finding in verify_everything().findings]


def test_it_keeps_the_newest_event_of_every_chain(cast: Cast, asset: DataAsset, folder: Path) -> None:
    shares = [stages.draft(cast, asset), stages.submitted(cast, asset)]

    name = publish_heads()

    assert set(said(name).heads) == heads_of(*shares)
    assert sorted(path.name for path in folder.iterdir()) == [name, f"{name}.sig"]


def test_a_file_is_written_each_hour_and_names_the_one_before(cast: Cast, asset: DataAsset, folder: Path) -> None:
    with time_machine.travel(TEN, tick=False) as clock:
        stages.draft(cast, asset)
        clock.shift(600)
        first = publish_heads()
        assert first == "2027-11-21T10-10-00.000000Z.json"
        content = (folder / first).read_bytes()
        clock.shift(3599)
        grown = stages.draft(cast, asset)
        assert publish_heads() == first
        clock.shift(1)
        second = publish_heads()
        assert second == "2027-11-21T11-10-00.000000Z.json"
        assert set(said(second).heads) == heads_of(grown)
        clock.shift(3600)
        publish_heads()
        clock.shift(3600)
        third = publish_heads()
    assert said(third).heads == ()
    assert (folder / first).read_bytes() == content
    before = [said(name).previous for name in names()[1:3]]
    assert [previous.name for previous in before if previous] == [first, second]
    assert said(first).previous is None
    assert found() == []


def test_a_signature_is_owed_a_file_at_once(cast: Cast, asset: DataAsset) -> None:
    with time_machine.travel(TEN, tick=False) as clock:
        share, other = stages.signing(cast, asset), stages.draft(cast, asset)
        before = publish_heads()
        clock.shift(5)
        signed(share, cast.acquirer_signatory)
        first = publish_heads()
        assert heads_of(share) <= set(said(first).heads)
        assert publish_heads() == first != before
        signed(share, cast.supplier_signatory)
        second = publish_heads()
        assert heads_of(share) <= set(said(second).heads)
        assert len({before, first, second}) == 3
        clock.shift(180)
        requesting.submit(share=other, declared=stages.DECLARED, by=cast.acquirer)
        assert publish_heads() == second
    assert found() == []


def test_a_signature_asks_for_it_after_it_is_committed(
    cast: Cast, asset: DataAsset, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, folder: Path
) -> None:
    share = stages.signing(cast, asset)
    with django_capture_on_commit_callbacks() as owed:
        signed(share, cast.acquirer_signatory)
    assert any("publish_heads" in str(callback.args) for callback in owed)  # type: ignore[attr-defined]
    assert not folder.exists()


def test_a_folder_that_cannot_be_written_stops_no_signature(
    cast: Cast, asset: DataAsset, folder: Path, settings: Settings
) -> None:
    share = stages.signing(cast, asset)
    folder.write_bytes(b"a file where the folder should be")
    signed(share, cast.acquirer_signatory, cast.supplier_signatory)
    assert publish_heads_task() == ""
    folder.unlink()
    assert heads_of(share) <= set(said(publish_heads_task()).heads)
    settings.SEAL_KEY_FILE = folder / "garbage.p12"
    settings.SEAL_KEY_FILE.write_bytes(b"no key")
    with time_machine.travel(timezone.now() + publishing.EVERY):
        assert publish_heads_task() == ""
    assert stages.fresh(share).edition.state == "in_force"


def test_an_event_committed_while_a_file_was_written_is_in_the_next(cast: Cast, asset: DataAsset) -> None:
    with time_machine.travel(TEN, tick=False) as clock:
        publish_heads()
        clock.shift(-60)
        late = stages.draft(cast, asset)
        clock.shift(60 + 3600)
        assert set(said(publish_heads()).heads) == heads_of(late)


def test_every_chain_is_named_in_any_month(cast: Cast, asset: DataAsset) -> None:
    with time_machine.travel(TEN, tick=False) as clock:
        shares = [stages.draft(cast, asset), stages.draft(cast, asset)]
        clock.shift(600)
        publish_heads()
        named: dict[str, list[int]] = {share.reference: [] for share in shares}
        for _ in range(31):
            clock.shift(86400)
            for head in said(publish_heads()).heads:
                named[head.reference].append(timezone.now().day)
    for share in shares:
        assert set(named[share.reference]) == {share.pk % ROUND + 1}


def test_a_clock_that_goes_back_overwrites_nothing(cast: Cast, asset: DataAsset) -> None:
    with time_machine.travel(TEN, tick=False) as clock:
        share = stages.signing(cast, asset)
        clock.shift(60)
        first = publish_heads()
        clock.shift(-30)
        signed(share, cast.acquirer_signatory)
        second = publish_heads()
    assert second > first
    assert heads_of(share) <= set(said(second).heads)
    assert found() == []


def test_it_goes_on_where_it_was_killed(cast: Cast, asset: DataAsset, folder: Path) -> None:
    stages.draft(cast, asset)
    (folder / publish_heads()).unlink()

    publish_heads()

    assert found() == []


def test_after_a_file_that_cannot_be_read_every_chain_is_named(cast: Cast, asset: DataAsset, folder: Path) -> None:
    share = stages.draft(cast, asset)
    with time_machine.travel(TEN, tick=False):
        broken = folder / publish_heads()
    broken.write_bytes(b"{")
    with time_machine.travel("2028-01-01T10:00:00Z", tick=False):
        assert set(said(publish_heads()).heads) == heads_of(share)
    assert any(broken.name in finding for finding in found())


@pytest.mark.parametrize("content", [b"[" * 200_000, b'{"format":' * 100_000, None])
@pytest.mark.parametrize("at", [0, -1])
def test_file_that_cannot_be_read_is_named_and_stops_nothing(
    cast: Cast, asset: DataAsset, folder: Path, content: bytes | None, at: int
) -> None:
    with time_machine.travel(TEN, tick=False) as clock:
        share = stages.draft(cast, asset)
        publish_heads()
        clock.shift(3600)
        publish_heads()
        broken = folder / names()[at]
        broken.unlink()
        if content is None:
            broken.mkdir()
        else:
            broken.write_bytes(content)
        report = verify_everything()
        assert any(broken.name in str(finding) for finding in report.findings)
        assert not [finding for finding in report.findings if "cannot be checked" in str(finding)]
        clock.shift(3600)
        newest = publish_heads()
        assert newest == names()[-1] == "2027-11-21T12-00-00.000000Z.json"
        assert at == 0 or heads_of(share) <= set(said(newest).heads)
        assert len([finding for finding in found() if newest in finding]) == 0


@pytest.mark.parametrize("name", ["2099-01-01T00-00-00.000000Z.json", "2027-11-21T10-00-00.000001Z.json", "z.json"])
def test_file_under_another_name_is_named(cast: Cast, asset: DataAsset, folder: Path, name: str) -> None:
    stages.draft(cast, asset)
    with time_machine.travel(TEN, tick=False):
        written = publish_heads()
    for end in ("", head_files.SIGNATURE):
        (folder / f"{written}{end}").rename(folder / f"{name}{end}")
    assert found() == [f"head file {name}: it was written as {written}"]


def test_folder_that_cannot_be_listed_is_named(folder: Path) -> None:
    folder.write_bytes(b"a file where the folder should be")
    assert any(finding.startswith("head files: NotADirectoryError") for finding in found())


def test_the_worker_does_it_by_the_clock() -> None:
    assert {"task": publish_heads_task.name, "schedule": 60.0} in SCHEDULE.values()
    assert publish_heads_task() == publish_heads()


def test_the_command_prints_where_it_is(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    call_command("publish_heads")
    printed = Path(capsys.readouterr().out.strip())
    assert printed.parent == folder
    assert json.loads(printed.read_bytes())["format"] == "das-heads-2"


def test_the_command_says_what_is_wrong(settings: Settings, tmp_path: Path, folder: Path) -> None:
    settings.SEAL_KEY_FILE = tmp_path / "key.p12"
    settings.SEAL_KEY_FILE.write_bytes(b"no key")
    with pytest.raises(CommandError, match="cannot be opened"):
        call_command("publish_heads")
    assert not folder.exists()


def test_verify_evidence_counts_the_files(cast: Cast, asset: DataAsset, capsys: pytest.CaptureFixture[str]) -> None:
    share = stages.draft(cast, asset)
    name = publish_heads()
    call_command("verify_evidence")
    printed = capsys.readouterr().out
    assert "Checked 1 head files" in printed
    events = share.events.count()
    assert f"{share.reference}: {events} events, anchored up to event {events}, by head file {name}" in printed


def test_it_says_what_no_anchor_covers_yet(cast: Cast, asset: DataAsset, capsys: pytest.CaptureFixture[str]) -> None:
    share, other = stages.draft(cast, asset), None
    covered = share.events.count()
    name = publish_heads()
    requesting.submit(share=share, declared=stages.DECLARED, by=cast.acquirer)
    other = stages.draft(cast, asset)

    call_command("verify_evidence")

    printed = capsys.readouterr().out
    assert (
        f"{share.reference}: {share.events.count()} events, anchored up to event {covered}, by head file {name}"
        in printed
    )
    assert f"{other.reference}: {other.events.count()} events, anchored up to no event" in printed


def with_head(change: Callable[[dict[str, Any]], None]) -> None:
    """Publish, then sign a file with a changed first head, as if the chain had been rewritten."""
    name = publish_heads()
    content = json.loads(read(name).content)
    change(content["heads"][0])
    heads = [ChainHead(**head) for head in content["heads"]]
    file = sign_heads(heads, at=datetime.fromisoformat(content["at"]), key=load_key())
    Path(store().path(name)).write_bytes(file.content)
    Path(store().path(f"{name}.sig")).write_bytes(file.signature)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda head: head.update(sequence=head["sequence"] + 1), "is gone"),
        (lambda head: head.update(digest="ab" * 32), "was changed"),
        (lambda head: head.update(reference="DS-2222-2222"), "names this data share, which is missing"),
    ],
)
def test_a_chain_that_was_cut_or_written_again_shows(
    change: Callable[[dict[str, Any]], None], says: str, cast: Cast, asset: DataAsset
) -> None:
    stages.draft(cast, asset)
    with_head(change)
    (finding,) = found()
    assert says in finding
    assert names()[0] in finding


def test_an_older_file_shows_it_too(cast: Cast, asset: DataAsset, folder: Path) -> None:
    """Every file is read, even if those between are missing."""
    stages.draft(cast, asset)
    with time_machine.travel("2020-01-01T12:00:00Z", tick=False):
        with_head(lambda head: head.update(digest="ab" * 32))
    for day in range(1, 41):
        with time_machine.travel(f"2026-{1 + day // 28:02}-{1 + day % 28:02}T12:00:00Z", tick=False):
            publish_heads()
    report = verify_everything()
    assert report.head_files == 41
    assert len(report.findings) == 1


@pytest.fixture
def three(cast: Cast, asset: DataAsset) -> list[str]:
    """Return three head files, an hour apart."""
    stages.draft(cast, asset)
    written = []
    for hour in range(3):
        with time_machine.travel(f"2027-11-21T1{hour}:00:00Z", tick=False):
            written.append(publish_heads())
    return written


@pytest.mark.parametrize("part", [".json", ".json.sig"])
def test_a_file_that_was_touched_shows(part: str, three: list[str], folder: Path) -> None:
    path = folder / three[1].replace(".json", part)
    path.write_bytes(path.read_bytes()[:-1])
    assert any(f"{three[1]}: The head file is not one that this service signed" in finding for finding in found())


def test_a_file_that_is_missing_shows_unless_it_was_the_oldest(three: list[str], folder: Path) -> None:
    (folder / three[0]).unlink()
    assert found() == []
    (folder / three[1]).unlink()
    assert found() == []


def test_a_file_that_is_missing_between_shows(three: list[str], folder: Path) -> None:
    (folder / three[1]).unlink()
    assert found() == [f"head file {three[2]}: the file before it, {three[1]}, is missing"]


def test_a_file_that_was_replaced_by_another_of_ours_shows(three: list[str], folder: Path) -> None:
    """Signed with our own key: the next file has the old SHA-256."""
    file = sign_heads([], at=timezone.now(), key=load_key())
    (folder / three[0]).write_bytes(file.content)
    (folder / f"{three[0]}.sig").write_bytes(file.signature)
    assert found() == [
        f"head file {three[1]}: the file before it, {three[0]}, is not the one that it was written after"
    ]


def test_a_lost_certificate_is_named(three: list[str], settings: Settings, tmp_path: Path) -> None:
    fingerprint = load_key().fingerprint
    settings.SEAL_KEY_FILE = tmp_path / "new.p12"
    make_local_key(tmp_path / "new.p12")
    assert found() == [
        f"head file {name}: It was signed with a key that is unknown here, certificate {fingerprint}." for name in three
    ]


def test_a_folder_in_place_of_a_file_is_a_finding(three: list[str], folder: Path) -> None:
    (folder / three[1]).unlink()
    (folder / three[1]).mkdir()
    assert any(f"head file {three[1]}: it cannot be read" in finding for finding in found())
    shutil.rmtree(folder)
    assert found() == []


def test_later_events_break_nothing(cast: Cast, asset: DataAsset) -> None:
    share = stages.draft(cast, asset)
    publish_heads()
    requesting.submit(share=share, declared=stages.DECLARED, by=cast.acquirer)
    assert found() == []


def test_one_share_alone_can_be_verified(cast: Cast, asset: DataAsset) -> None:
    share, _ = stages.draft(cast, asset), stages.draft(cast, asset)
    publish_heads()
    report = verify_everything(DataShare.objects.filter(pk=share.pk))
    assert (report.shares, report.findings) == (1, [])
    assert Event.objects.values("share").distinct().count() == 2


def test_what_takes_too_long_is_done_in_parts(cast: Cast, asset: DataAsset) -> None:
    """A batch has at least one data share; only the first makes the general checks."""
    shares = [stages.draft(cast, asset) for _ in range(3)]
    with_head(lambda head: head.update(reference="DS-2222-2222"))
    after, seen, findings = 0, 0, []
    for _ in shares:
        report = verify_everything(after=after, seconds=-1)
        seen += report.shares
        findings.append(len(report.findings))
        after = report.resume_after or 0
    assert (seen, after) == (3, 0)
    assert findings == [1, 0, 0]


def test_files_are_read_one_at_a_time(three: list[str]) -> None:
    files = every()
    assert isinstance(files, Iterator)
    assert [say_heads(file).at.hour for _, file in files] == [10, 11, 12]
    assert head_files.names() == three
