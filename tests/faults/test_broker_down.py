"""The queue and the cache are down at the last signature: it succeeds at once, and the sweep seals later."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agreements.models import Agreement, DataShare, SealedFile, SealJob
from agreements.signing import sealing
from agreements.states import State
from agreements.tasks import sweep_seal_jobs
from script.local.paths import Place
from script.local.program import wait_until
from script.local.valkey import Valkey
from tests.agreements import stages
from tests.agreements.signing.signatures import sign, signed
from tests.cast import Cast
from tests.faults.asking import ask
from tests.faults.test_seal_after_faults import exactly_one
from tests.plugins.worker import WorkerProcess

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault]
WITHIN = 2.0


def use(address: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Use this address for queue and cache in this process."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": address}}
    broker = address.replace("unix://", "redis+socket://")
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", broker)


@pytest.fixture
def silent(tmp_path: Path) -> Iterator[str]:
    """Yield the address of a server that accepts connections and never answers."""
    path = tmp_path / "silent.sock"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen(50)
        yield f"unix://{path}"


@pytest.fixture
def own_valkey(tmp_path: Path) -> Iterator[Valkey]:
    """Yield a Valkey that this test may stop."""
    place = Place(tmp_path / "own", durable=False)
    place.make()
    valkey = Valkey(place)
    valkey.start()
    yield valkey
    valkey.stop()


def last_signature(share: DataShare, cast: Cast) -> float:
    """Return the seconds that the last signatory waited for success."""
    signed(share, cast.acquirer_signatory)
    begun = time.monotonic()
    seen = sign(cast.supplier_signatory, share)
    took = time.monotonic() - begun
    assert seen.goes_to == f"/shares/{share.reference}/signed/"
    assert stages.fresh(share).edition.state == State.IN_FORCE
    return took


@pytest.mark.parametrize("address", ["unix:///nowhere/valkey.sock", "redis://127.0.0.1:1/0"])
def test_a_queue_that_is_down_keeps_no_one_waiting(
    address: str, share: DataShare, agreement: Agreement, cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(address, settings, monkeypatch)

    assert last_signature(share, cast) < WITHIN

    assert SealJob.objects.owed().count() == 1
    assert sealing.seal_owed() == 1
    exactly_one(agreement)


def test_a_queue_that_hangs_keeps_no_one_waiting(
    silent: str, share: DataShare, cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(silent, settings, monkeypatch)

    assert last_signature(share, cast) < WITHIN
    assert SealJob.objects.owed().count() == 1


def test_a_queue_that_was_restarted_empty_loses_nothing(
    own_valkey: Valkey,
    celery_worker_process: WorkerProcess,
    share: DataShare,
    agreement: Agreement,
    cast: Cast,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The queue restarts without its messages; the sweep does the rest."""
    celery_worker_process.kill()
    celery_worker_process.environment["REDIS_URL"] = own_valkey.url
    celery_worker_process.start()
    use(own_valkey.url, settings, monkeypatch)
    own_valkey.stop()

    assert last_signature(share, cast) < WITHIN

    own_valkey.start()
    assert not SealedFile.objects.exists()
    assert wait_until(lambda: _swept(agreement), 60, 1.0)
    exactly_one(agreement)


def _swept(agreement: Agreement) -> bool:
    """Sweep as beat does every thirty seconds; return whether the agreement is sealed."""
    ask(sweep_seal_jobs)
    return SealedFile.objects.filter(agreement=agreement).exists()
