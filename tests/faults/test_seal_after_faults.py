"""An agreement in force gets exactly one sealed file, whatever is killed, lost or repeated."""

import random
import shutil
import time
from collections import Counter
from email import message_from_bytes
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone

from agreements.kinds import EventKind
from agreements.models import Agreement, DataShare, Event, SealedFile, SealJob
from agreements.signing import actions as signing
from agreements.signing import sealing
from agreements.tasks import seal, sweep_seal_jobs
from agreements.verifying.audit import verify_everything
from community.models import Notification
from community.tasks import send_owed_mail
from script.local.program import wait_until
from tests.cast import Cast
from tests.faults.asking import ask
from tests.faults.together import at_once
from tests.plugins.worker import WorkerProcess

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault]
KILLS = 3


def sign_all(agreement: Agreement, cast: Cast) -> None:
    for person in (cast.acquirer_signatory, cast.supplier_signatory):
        signing.sign(agreement=agreement, digest=agreement.words.digest, method="password", by=person)


def sealed() -> bool:
    return SealedFile.objects.exists()


def the_lease_runs_out() -> None:
    """Expire the lease, as a minute of waiting would."""
    SealJob.objects.filter(done_at=None).update(leased_until=timezone.now())


@pytest.fixture(autouse=True)
def no_mail_of_others() -> None:
    """Begin without the mail of another test, whose data share may have the same reference."""
    shutil.rmtree(Path(settings.DATA_DIR) / "mail", ignore_errors=True)


def mails(share: DataShare, subject: str) -> Counter[str]:
    """Return the addressees of the mails sent about a data share: the worker writes each into a file."""
    folder = Path(settings.DATA_DIR) / "mail"
    files = folder.glob("*") if folder.exists() else []
    texts = [text for file in files for text in file.read_bytes().split(b"-" * 79 + b"\n") if text.strip()]
    sent = [message_from_bytes(text.strip()) for text in texts]
    about = [mail for mail in sent if share.reference in str(mail.get_payload())]
    return Counter(str(mail["To"]) for mail in about if str(mail["Subject"]).startswith(subject))


def exactly_one(agreement: Agreement) -> None:
    """Check that there is one file on record and on disk, one event, one completion, all sound."""
    share = DataShare.objects.get(pk=agreement.share_id)
    kinds = Counter(Event.objects.filter(share=share).values_list("kind", flat=True))
    assert (kinds[EventKind.AGREEMENT_SEALED], kinds[EventKind.BROUGHT_INTO_FORCE]) == (1, 1)
    name = Path(SealedFile.objects.get().name)
    kept = [path.name for path in Path(default_storage.path("sealed")).iterdir() if name.stem[:32] in path.name]
    assert kept == [name.name]
    assert SealJob.objects.get().done_at is not None
    assert verify_everything([share]).findings == []


def one_mail_each(share: DataShare, cast: Cast) -> None:
    everyone = [user.email for name, user in cast.everyone().items() if name != "stranger"]
    assert mails(share, "Sealed:") == Counter(everyone)
    others = set(everyone) - {cast.supplier_signatory.email}
    assert mails(share, "In force:") == Counter(others)


def test_the_worker_is_killed_at_random_moments(
    celery_worker_process: WorkerProcess, agreement: Agreement, cast: Cast
) -> None:
    moments = random.Random()  # noqa: S311 (not a secret, and a new one each time is the point)
    seed = moments.randrange(10**9)
    moments.seed(seed)
    sign_all(agreement, cast)
    for kill in range(KILLS):
        time.sleep(moments.uniform(0.05, 3.0))
        if kill % 2:
            celery_worker_process.kill_child()
            time.sleep(0.3)
        celery_worker_process.kill()
        the_lease_runs_out()
        ask(sweep_seal_jobs)
        celery_worker_process.start()

    assert wait_until(sealed, 60), f"Nothing was sealed (seed {seed})."
    ask(send_owed_mail)
    assert wait_until(lambda: not Notification.objects.owed().exists(), 20)
    celery_worker_process.stop()
    exactly_one(agreement)
    one_mail_each(agreement.share, cast)


def test_it_is_delivered_five_times_while_two_work(
    celery_worker_process: WorkerProcess, agreement: Agreement, cast: Cast
) -> None:
    sign_all(agreement, cast)
    for _ in range(5):
        ask(seal, agreement.pk)

    done = at_once([lambda: sealing.seal(agreement.pk)] * 3)

    assert not [problem for problem in done if isinstance(problem, Exception)]
    assert wait_until(sealed, 60)
    celery_worker_process.stop()
    exactly_one(agreement)


def test_a_slow_worker_whose_lease_ran_out_changes_nothing(agreement: Agreement, cast: Cast) -> None:
    """Of two that render it, the second drops its own file."""
    sign_all(agreement, cast)

    def second() -> bool:
        wait_until(lambda: SealJob.objects.get().attempts == 1, 10, 0.01)
        the_lease_runs_out()
        return sealing.seal(agreement.pk)

    done = at_once([lambda: sealing.seal(agreement.pk), second])

    assert sorted(map(str, done)) == ["False", "True"]
    assert SealJob.objects.get().attempts == 2
    exactly_one(agreement)
