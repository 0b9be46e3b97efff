"""The connection to PostgreSQL, with time limits at the server and in the client."""

from typing import Any, Final

# Server limits for each session: locks, idle transactions and slow queries end in a visible error.
LIMITS: Final = {
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "20s",
    "statement_timeout": "30s",
}
# Search data is in memory; with the default cost, a broad word causes a scan of the whole catalogue.
PLANNING: Final = {"random_page_cost": "1.1"}
# A statement is planned once for each connection, not each time it is asked: planning took more than answering.
# Asked this often, it is kept; the one unused longest goes when there are too many (datashare/lib/postgres).
PREPARED_FROM: Final = 3
# Client limits: gives up a silent server or network. datashare/lib/postgres bounds each query.
CLIENT: Final = {
    "connect_timeout": 3,
    "tcp_user_timeout": 8000,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}


def settings(*, keep: int, pooled: bool) -> dict[str, Any]:
    """Return Django's database settings except the URL.

    PgBouncer in transaction mode refuses connection options and keeps no cursor or prepared statement between
    transactions: there the limits are those of the role (docs/operating.md), and /ready reports if it has none.
    """
    at_start = " ".join(f"-c {name}={value}" for name, value in (LIMITS | PLANNING).items())
    options: dict[str, Any] = {**CLIENT, "server_side_binding": True}
    if not pooled:
        options |= {"options": at_start, "prepare_threshold": PREPARED_FROM}
    return {
        "ENGINE": "datashare.lib.postgres",
        "CONN_MAX_AGE": keep,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
        "DISABLE_SERVER_SIDE_CURSORS": pooled,
        "OPTIONS": options,
    }
