"""Reports whether the process is alive (/health), and whether the service can work (/ready)."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from agreements.evidence.seal_keys import seal_key_lasts, seal_key_problem
from agreements.models import Event, RegisterJob, SealJob
from community.models import Notification
from datashare.database import LIMITS
from datashare.file_store import file_store_problem, newest_sealed
from datashare.lib.roles import role_problem
from datashare.running import late_jobs

HEARTBEAT = "heartbeat"
HEARTBEAT_LASTS = 60  # seconds without a heartbeat after which the queue counts as not consumed
SEAL_IS_LATE = timedelta(seconds=120)
MAIL_IS_LATE = timedelta(minutes=15)
MAIL_STAYS_REFUSED = timedelta(days=1)
RENEW_BEFORE = timedelta(days=30)  # a certificate with fewer days left alerts an operator


@dataclass(frozen=True)
class HealthFinding:
    """The result of one check. Not ready takes this server out of service; late alerts an operator."""

    ready: bool
    says: str
    late: bool = False


def database() -> HealthFinding:
    """Check the role; report a session without time limits, which works until something blocks for ever."""
    problem = role_problem()
    if problem:
        return HealthFinding(False, problem)
    unlimited = without_limit()
    missing = f" It lacks these time limits: {', '.join(unlimited)} (docs/operating.md)." if unlimited else ""
    return HealthFinding(True, f"The database answers as the application role.{missing}", late=bool(unlimited))


def without_limit() -> list[str]:
    """Return the limits that this session does not have."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_settings WHERE name = ANY(%s) AND setting = '0'", [list(LIMITS)])
        return [str(name) for (name,) in cursor.fetchall()]


def queue() -> HealthFinding:
    """Check that a worker has taken a task lately; the broker's own answer would not prove that."""
    beat: float | None = cache.get(HEARTBEAT)
    if beat is None:
        return HealthFinding(False, "No worker has taken a task from the queue in the last minute.")
    age = int(time.time() - beat)
    return HealthFinding(age < HEARTBEAT_LASTS, f"A worker took a task from the queue {age} seconds ago.")


def seal_key() -> HealthFinding:
    """Open the key and read its certificate."""
    if not settings.SEAL_KEY_FILE.exists() and not settings.PRODUCTION:
        return HealthFinding(True, "The seal's key will be created when it is first needed.")
    problem = seal_key_problem()
    if problem:
        return HealthFinding(False, problem)
    lasts = seal_key_lasts()
    says = f"The seal's key can be used. Its certificate is valid for {lasts.days} more days."
    return HealthFinding(True, says, late=lasts < RENEW_BEFORE)


def file_store() -> HealthFinding:
    problem = file_store_problem(newest_sealed())
    return HealthFinding(not problem, problem or "The file store stores and returns files.")


def seal_jobs() -> HealthFinding:
    """Report owed seals as late, not lost: the sweep finds them, and pages still work."""
    failed = SealJob.objects.exclude(failed_at=None).count()
    oldest = SealJob.objects.filter(done_at=None, failed_at=None).order_by("created").first()
    gave_up = f" Failed to seal: {failed}. See the log." if failed else ""
    if oldest is None:
        return HealthFinding(True, f"No agreement is waiting to be sealed.{gave_up}", late=bool(failed))
    age = timezone.now() - oldest.created
    return HealthFinding(
        True,
        f"The oldest agreement to seal has waited {seconds(age)}.{gave_up}",
        late=bool(failed) or age > SEAL_IS_LATE,
    )


def register_jobs() -> HealthFinding:
    """Report owed entries as late, not lost: the sweep finds them."""
    failed = RegisterJob.objects.exclude(failed_at=None).count()
    oldest = RegisterJob.objects.filter(done_at=None, failed_at=None).order_by("created").first()
    gave_up = f" Failed to write: {failed}. Fix the cause, then run rebuild_register." if failed else ""
    if oldest is None:
        return HealthFinding(True, f"No register entry is waiting to be written.{gave_up}", late=bool(failed))
    age = timezone.now() - oldest.created
    says = f"The oldest unwritten register entry has waited {seconds(age)}.{gave_up}"
    return HealthFinding(True, says, late=bool(failed) or age > SEAL_IS_LATE)


def evidence() -> HealthFinding:
    newest: datetime | None = Event.objects.order_by("-pk").values_list("at", flat=True).first()
    if newest is None:
        return HealthFinding(True, "No event has been recorded yet.")
    return HealthFinding(True, f"The newest event is {seconds(timezone.now() - newest)} old.")


def mail() -> HealthFinding:
    """Report waiting mail as late, not lost; mail refused permanently needs an operator."""
    refused = Notification.objects.filter(refused_at__gt=timezone.now() - MAIL_STAYS_REFUSED).count()
    given_up = f" Emails refused in the last day: {refused}. See Mail in the admin." if refused else ""
    oldest = Notification.objects.waiting().order_by("created").first()
    if oldest is None:
        return HealthFinding(True, f"No email is waiting to be sent.{given_up}", late=bool(refused))
    age = timezone.now() - oldest.created
    late = bool(refused) or age > MAIL_IS_LATE
    return HealthFinding(True, f"The oldest unsent email has waited {seconds(age)}.{given_up}", late=late)


def clock() -> HealthFinding:
    """Report jobs still missing after their time; a missed night is made up for."""
    late = late_jobs()
    says = f"These scheduled jobs are late: {'; '.join(late)}." if late else "All scheduled jobs are done."
    return HealthFinding(True, says, late=bool(late))


def seconds(age: timedelta) -> str:
    return f"{int(age.total_seconds())} seconds"


CHECKS: dict[str, Callable[[], HealthFinding]] = {
    "database": database,
    "queue": queue,
    "seal key": seal_key,
    "file store": file_store,
    "seal jobs": seal_jobs,
    "register jobs": register_jobs,
    "evidence": evidence,
    "mail": mail,
    "clock": clock,
}


def found(check: Callable[[], HealthFinding]) -> HealthFinding:
    """Return the finding of a check; one that fails is a finding too.

    It names only the kind of error, as messages may hold addresses.
    """
    try:
        return check()
    except (DatabaseError, redis.RedisError, OSError) as problem:
        return HealthFinding(False, f"No answer: {type(problem).__name__}.")


# Headers that middleware adds to all other responses.
ALONE: Final = {"Cache-Control": "no-store, private", "X-Content-Type-Options": "nosniff"}


class Lives:
    """Middleware that answers /health first: no session, no host name, no database, no queue."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.path_info == "/health" and request.method in {"GET", "HEAD"}
        return health(request) if asked else self.get_response(request)


@login_not_required
def health(request: HttpRequest) -> JsonResponse:
    """Return that the process is alive. Checks nothing else, so that a slow database restarts no process."""
    return JsonResponse({"status": "alive"}, headers=ALONE)


@never_cache
@login_not_required
def ready(request: HttpRequest) -> JsonResponse:
    findings = {name: found(check) for name, check in CHECKS.items()}
    fit = all(finding.ready for finding in findings.values())
    body = {
        "status": "ready" if fit else "not ready",
        "checks": {name: asdict(finding) for name, finding in findings.items()},
    }
    return JsonResponse(body, status=200 if fit else 503)
